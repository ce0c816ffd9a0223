// SPDX-License-Identifier: Apache-2.0
// Databases for trials.
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "postgres/connector.h"
#include "postgres/dump_tools.h"
#include "postgres/dumper.h"
#include "postgres/new_database.h"
#include "postgres/plain_settings.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kScratchBegin = "db_visualizer_drill_";

/// The name tells when it was made, by the server's clock in seconds since 1970: a program that is killed while the server makes the
/// database says nothing else of it.
std::string scratchName(std::string_view moment) {
    constexpr std::string_view kDigits = "abcdefghijkmnpqrstuvwxyz23456789";
    std::random_device random;
    std::string name = std::string(kScratchBegin) + std::string(moment) + "_";
    for (int i = 0; i < 10; ++i) {
        name += kDigits[random() % kDigits.size()];
    }
    return name;
}

/// An empty database on the server of a line, which stays open as long as it is there.
class PostgresScratch : public ScratchDatabase {
public:
    PostgresScratch(Line& line, std::string name) : m_line(line), m_name(std::move(name)) {}
    ~PostgresScratch() override { static_cast<void>(PostgresScratch::remove().has_value()); }

    void adopt(std::unique_ptr<Session> session) { m_session = std::move(session); }
    [[nodiscard]] Session& session() override { return *m_session; }
    [[nodiscard]] Result<void> remove() override {
        m_session.reset();
        if (m_name.empty()) {
            return {};
        }
        // A process of the server ends a moment after its line; one that is in the middle of a large value when it is told to.
        // The server itself waits five seconds in each try.
        constexpr int kTries = 10;
        constexpr int kPatientTries = 2;
        constexpr std::chrono::milliseconds kBetween{50};
        // Whoever has stopped the trial wants its database gone all the same.
        const UnheededStop unheeded(*m_line.canceller());
        Result<void> dropped;
        for (int i = 0; i < kTries; ++i) {
            dropped = drop(i >= kPatientTries);
            const bool mayBeTried =
                !dropped && (dropped.error().sqlState == "55006" || dropped.error().kind == ErrorKind::Cancelled);
            if (!mayBeTried) {
                break;
            }
            std::this_thread::sleep_for(kBetween);
        }
        if (!dropped) {
            dropped.error().message =
                "The database \"" + m_name + "\" of the drill is left: " + dropped.error().message;
            return std::unexpected(std::move(dropped.error()));
        }
        m_name.clear();
        return {};
    }

private:
    [[nodiscard]] Result<void> drop(bool isForced) {
        constexpr int kForces = 130'000;
        // A request that came before may have been on its way still.
        m_line.canceller()->clear();
        PlainSettings plain(m_line);
        if (Result<void> taken = plain.take(PlainSettings::For::Writing); !taken) {
            return taken;
        }
        std::string statement = "DROP DATABASE IF EXISTS " + quotedName(m_name);
        statement += isForced && PQserverVersion(m_line.handle()) >= kForces ? " WITH (FORCE)" : "";
        const Result<PgResult> dropped = m_line.query(statement);
        return dropped ? Result<void>() : std::unexpected(dropped.error());
    }

    Line& m_line;
    std::string m_name;
    std::unique_ptr<Session> m_session;
};

} // namespace

Result<void> PostgresDumper::removeForgotten() {
    // What a drill has left whose program was killed: its name is ours and says that it is old, and nobody is in it.
    const Result<PgResult> listed = m_line.query(
        "SELECT d.datname FROM pg_catalog.pg_database d "
        "WHERE d.datname ~ '^db_visualizer_drill_[0-9]{10}_[a-z2-9]{10}$' "
        "AND pg_catalog.substring(d.datname::text, '[0-9]{10}')::numeric < extract(epoch FROM pg_catalog.now()) - 600 "
        "AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)");
    if (!listed) {
        return std::unexpected(listed.error());
    }
    for (int row = 0; row < PQntuples(listed->get()); ++row) {
        const Result<PgResult> dropped =
            m_line.query("DROP DATABASE IF EXISTS " + quotedName(textAt(listed->get(), row, 0)));
        // Somebody else's drill may be removing it, or it is not ours to remove.
        if (!dropped && dropped.error().kind != ErrorKind::SqlError) {
            return std::unexpected(dropped.error());
        }
    }
    return {};
}

Result<std::unique_ptr<ScratchDatabase>> PostgresDumper::makeScratch(const DumpGround& ground) {
    Result<ConnectParams> params = loginOf(ground);
    PlainSettings plain(m_line);
    Result<void> done = params ? plain.take(PlainSettings::For::Writing) : std::unexpected(params.error());
    done = done ? removeForgotten() : done;
    const Result<PgResult> now =
        done ? m_line.query("SELECT extract(epoch FROM pg_catalog.now())::bigint") : std::unexpected(done.error());
    const Result<std::vector<std::string>> like = !now                  ? std::unexpected(now.error())
                                                  : ground.like.empty() ? howDatabaseWasMade(m_line)
                                                                        : Result<std::vector<std::string>>(ground.like);
    if (!like) {
        return std::unexpected(like.error());
    }
    const std::string name = scratchName(textAt(now->get(), 0, 0));
    Result<void> made = makeDatabaseLike(m_line, name, *like);
    if (!made) {
        made.error().message = "No database for a drill can be made: " + made.error().message;
        made.error().hint = "A drill needs the right to make databases (ALTER ROLE … CREATEDB), or another server.";
        return std::unexpected(std::move(made.error()));
    }
    auto scratch = std::make_unique<PostgresScratch>(m_line, name);
    params->database = name;
    params->safety = Safety::Off;
    PostgresConnector connector;
    Result<std::unique_ptr<Session>> session = openSession(connector, *params, {});
    if (!session) {
        return std::unexpected(std::move(session.error()));
    }
    scratch->adopt(*std::move(session));
    return scratch;
}

Result<void> PostgresDumper::makeDatabase(const std::string& name, const std::vector<std::string>& like) {
    // What is longer is cut by the server, without a word.
    constexpr std::size_t kLongestName = 63;
    if (name.size() > kLongestName) {
        return fail(ErrorKind::InvalidInput, "The name of the new database is too long for the server.",
                    "Give it one of at most 63 bytes.");
    }
    PlainSettings plain(m_line);
    Result<void> ready = plain.take(PlainSettings::For::Writing);
    return ready ? makeDatabaseLike(m_line, name, like) : ready;
}

} // namespace dbv::postgres
