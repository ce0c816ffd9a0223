// SPDX-License-Identifier: Apache-2.0
#include "postgres/dumper.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <exception>
#include <mutex>
#include <random>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "postgres/connector.h"
#include "postgres/dump_inventory.h"
#include "postgres/dump_tools.h"
#include "postgres/inventory.h"
#include "postgres/plain_settings.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kDumpFormat = "pg_dump custom";
/// What a file of that format begins with.
constexpr std::string_view kDumpMagic = "PGDMP";
constexpr std::size_t kDumpBlock = std::size_t{256} << 10U;
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

Result<ConnectParams> loginOf(const DumpGround& ground) {
    return ground.login ? ground.login()
                        : fail(ErrorKind::Internal, "No way to log in to the server once more was given.");
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};

/// Writes what is to be restored where the program can read it more than once. Errors: IoError; CorruptBackup; those of the source.
Result<void> unpackInto(const std::string& path, const DumpSource& source, const DumpProgress& progress) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "wbx"));
    const auto failed = [&path] {
        return fail(ErrorKind::IoError,
                    "\"" + path + "\" can't be written: " + std::generic_category().message(errno) + ".",
                    "Check the folder and the room on its disk.");
    };
    if (file == nullptr) {
        return failed();
    }
    std::vector<char> block(kDumpBlock);
    std::string begin;
    std::uint64_t bytes = 0;
    while (true) {
        const Result<std::size_t> got = source(block);
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        begin.append(block.data(), begin.size() < kDumpMagic.size() ? *got : 0);
        if (std::fwrite(block.data(), 1, *got, file.get()) != *got) {
            return failed();
        }
        bytes += *got;
        if (!progress({"unpacking", bytes, 0, "bytes"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    if (std::fflush(file.get()) != 0) {
        return failed();
    }
    return begin.starts_with(kDumpMagic)
               ? Result<void>()
               : fail(ErrorKind::CorruptBackup, "What the backup holds is no dump of PostgreSQL's pg_dump.",
                      "Verify the backup, and use another one.");
}

/// An empty database on the server of a line, which stays open as long as it is there.
class PostgresScratch : public ScratchDatabase {
public:
    PostgresScratch(Line& line, std::string name) : m_line(line), m_name(std::move(name)) {}
    ~PostgresScratch() override { static_cast<void>(remove().has_value()); }

    void adopt(std::unique_ptr<Session> session) { m_session = std::move(session); }
    [[nodiscard]] Session& session() override { return *m_session; }
    [[nodiscard]] Result<void> remove() override {
        m_session.reset();
        if (m_name.empty()) {
            return {};
        }
        PlainSettings plain(m_line);
        if (Result<void> taken = plain.take(PlainSettings::For::Writing); !taken) {
            return taken;
        }
        // A process of the server ends a moment after its line.
        constexpr int kTries = 40;
        constexpr std::chrono::milliseconds kBetween{50};
        Result<PgResult> dropped;
        for (int i = 0; i < kTries; ++i) {
            dropped = m_line.query("DROP DATABASE IF EXISTS " + quotedName(m_name));
            if (dropped || dropped.error().sqlState != "55006") {
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
    Line& m_line;
    std::string m_name;
    std::unique_ptr<Session> m_session;
};

} // namespace

DumpProgress PostgresDumper::heeding(const DumpProgress& progress) const {
    return [&progress, canceller = m_line.canceller()](const DumpAdvance& advance) {
        return !canceller->requested() && progress(advance);
    };
}

Result<DumpPlan> PostgresDumper::plan(const DumpScope& scope) {
    if (!scope.isWhole()) {
        return fail(ErrorKind::Unsupported, "Parts of a database of this kind can not be backed up yet.",
                    "Back up the whole database.");
    }
    const Result<DumpTool> tool = toolFor("pg_dump", PQserverVersion(m_line.handle()));
    const Result<DumpTool> back = tool ? toolFor("pg_restore", PQserverVersion(m_line.handle())) : tool;
    if (!back) {
        return std::unexpected(back.error());
    }
    PlainSettings plain(m_line);
    if (Result<void> taken = plain.take(PlainSettings::For::Reading); !taken) {
        return std::unexpected(std::move(taken.error()));
    }
    const Result<PgResult> size =
        m_line.query("SELECT coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::bigint FROM pg_catalog.pg_class c "
                     "WHERE c.relkind IN ('r', 'm') AND c.relnamespace <> 'pg_catalog'::regnamespace");
    if (!size) {
        return std::unexpected(size.error());
    }
    DumpPlan plan;
    plan.tool = tool->version;
    plan.format = kDumpFormat;
    plan.rowFormat = kPostgresRowFormat;
    plan.restoresFromItsEnd = true;
    const std::string_view text = textAt(size->get(), 0, 0);
    std::uint64_t bytes = 0;
    std::from_chars(text.data(), text.data() + text.size(), bytes);
    plan.bytes = bytes;
    const Result<PgResult> settings =
        m_line.query("SELECT coalesce(sum(cardinality(s.setconfig)), 0)::bigint FROM pg_catalog.pg_db_role_setting s "
                     "JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()");
    if (!settings) {
        return std::unexpected(settings.error());
    }
    if (const std::string_view count = textAt(settings->get(), 0, 0); count != "0") {
        plan.notices.push_back(
            {"warning", "Settings of the database itself (ALTER DATABASE ... SET), of which there are " +
                            std::string(count) +
                            ", are in the dump, but not put back by a restore: unpack the backup, and have pg_restore "
                            "--create make the database."});
    }
    plan.notices.push_back(
        {"info", "Tables can be read and written while they are dumped, but not altered or dropped."});
    return plan;
}

Result<std::string> PostgresDumper::dump(const DumpGround& ground, const DumpScope& /*scope*/, const DumpSink& dump,
                                         InventorySink& inventory, const DumpProgress& progress) {
    if (Result<void> begun = beginMoment(m_line); !begun) {
        return std::unexpected(std::move(begun.error()));
    }
    Result<std::string> dumped = dumpMoment(ground, dump, inventory, heeding(progress));
    endMoment(m_line);
    return dumped;
}

Result<std::string> PostgresDumper::dumpMoment(const DumpGround& ground, const DumpSink& dump, InventorySink& inventory,
                                               const DumpProgress& progress) {
    const Result<PgResult> exported = m_line.query("SELECT pg_catalog.pg_export_snapshot()");
    if (!exported) {
        return std::unexpected(exported.error());
    }
    std::string snapshot(textAt(exported->get(), 0, 0));
    const Result<DumpTool> tool = toolFor("pg_dump", PQserverVersion(m_line.handle()));
    const Result<ConnectParams> params = tool ? loginOf(ground) : std::unexpected(tool.error());
    Result<ToolLogin> login = params ? ToolLogin::write(ground.folder, *params, m_line, PQdb(m_line.handle()))
                                     : std::unexpected(params.error());
    const Result<SequenceStates> before = login ? readSequences(m_line) : std::unexpected(login.error());
    if (!before) {
        return std::unexpected(before.error());
    }
    std::mutex telling;
    std::stop_source failed;
    const DumpProgress both = [&, stop = failed.get_token()](const DumpAdvance& advance) {
        const std::lock_guard lock(telling);
        return !stop.stop_requested() && progress(advance);
    };
    // The program and the session look at the same moment, side by side; where one fails, the other need not go on.
    DumpInventory moment(m_line, inventory, both);
    Result<void> told;
    std::jthread reading([&] {
        try {
            told = moment.list();
        } catch (const std::exception& failure) {
            told = fail(ErrorKind::Internal, std::string("Reading the rows failed: ") + failure.what());
        }
        if (!told) {
            failed.request_stop();
        }
    });
    // With the settings and the comment of the database itself, which a restore into another one passes over.
    const Result<void> dumped =
        moment.runDump(*tool,
                       login->call(*tool, {"--format=custom", "--compress=0", "--create", "--snapshot=" + snapshot,
                                           "--lock-wait-timeout=60000"}),
                       dump);
    if (!dumped) {
        failed.request_stop();
    }
    reading.join();
    if (!told && (dumped || told.error().kind != ErrorKind::Cancelled)) {
        return std::unexpected(std::move(told.error()));
    }
    told = dumped ? moment.tellRest() : dumped;
    if (!told) {
        return std::unexpected(std::move(told.error()));
    }
    const Result<SequenceStates> after = readSequences(m_line);
    Result<void> done = after ? tellSequences(*before, *after, inventory) : std::unexpected(after.error());
    return done ? Result<std::string>(std::move(snapshot)) : std::unexpected(std::move(done.error()));
}

Result<void> PostgresDumper::takeInventory(const DumpGround& /*ground*/, const DumpScope& /*scope*/,
                                           InventorySink& inventory, const DumpProgress& progress) {
    Result<void> done = beginMoment(m_line);
    if (!done) {
        return done;
    }
    done = tellMoment(m_line, inventory, heeding(progress));
    const Result<SequenceStates> states = done ? readSequences(m_line) : std::unexpected(done.error());
    done = states ? tellSequences(*states, *states, inventory) : std::unexpected(states.error());
    endMoment(m_line);
    return done;
}

Result<void> PostgresDumper::checkEmpty() {
    const Result<PgResult> counted = m_line.query(
        "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
    if (!counted) {
        return std::unexpected(counted.error());
    }
    return textAt(counted->get(), 0, 0) == "0"
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "The database \"" + std::string(PQdb(m_line.handle())) +
                          "\" is not empty, and PostgreSQL can't replace all that a database holds as a whole.",
                      "Make a new database, restore into it, and rename both when you have looked at it.");
}

Result<bool> PostgresDumper::isSuperuser() {
    const Result<PgResult> asked =
        m_line.query("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    return PQntuples(asked->get()) == 1 && trueAt(asked->get(), 0, 0);
}

Result<void> PostgresDumper::restore(const DumpGround& ground, const RestoreWish& wish, const DumpSource& source,
                                     const DumpProgress& progress) {
    if (!wish.objects.empty() || wish.content != DumpContent::All || (wish.jobs > 1 && !wish.isTrial)) {
        return fail(ErrorKind::Unsupported, "Parts of a backup of this kind can not be restored yet.",
                    "Restore all of it into a new database.");
    }
    const DumpProgress heeded = heeding(progress);
    if (m_line.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on this session.", "Commit it or roll it back first.");
    }
    PlainSettings plain(m_line);
    Result<void> ready = plain.take(PlainSettings::For::Writing);
    ready = ready ? checkEmpty() : ready;
    if (!ready) {
        return ready;
    }
    const Result<DumpTool> tool = toolFor("pg_restore", PQserverVersion(m_line.handle()));
    const Result<ConnectParams> params = tool ? loginOf(ground) : std::unexpected(tool.error());
    const Result<ToolLogin> login = params ? ToolLogin::write(ground.folder, *params, m_line, PQdb(m_line.handle()))
                                           : std::unexpected(params.error());
    if (!login) {
        return std::unexpected(login.error());
    }
    const std::string file = ground.folder + "/dump";
    Result<void> done = unpackInto(file, source, heeded);
    const Result<bool> super = done ? isSuperuser() : std::unexpected(done.error());
    if (super) {
        std::vector<std::string> arguments{"--single-transaction", "--exit-on-error"};
        if (!*super) {
            // Who may not give things to others gets them.
            arguments.insert(arguments.end(), {"--no-owner", "--no-privileges"});
        }
        arguments.push_back(file);
        const Result<network::ToolEnd> end = network::runTool(
            login->call(*tool, std::move(arguments)), [](std::string_view) { return Result<void>(); },
            [&heeded] { return heeded({"restoring", 0, 0, "bytes"}); });
        const Result<std::vector<Notice>> judged = end ? judgeTool(*tool, *end) : std::unexpected(end.error());
        done = judged ? Result<void>() : std::unexpected(judged.error());
    } else {
        done = std::unexpected(super.error());
    }
    std::remove(file.c_str());
    return done;
}

Result<void> PostgresDumper::checkSound(const DumpProgress& progress) {
    return heeding(progress)({"checking", 0, 0, "bytes"}) ? Result<void>()
                                                          : std::unexpected(cancelledError(Damage::None));
}

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
    const Result<PgResult> like =
        done ? m_line.query("SELECT pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype, "
                            "extract(epoch FROM pg_catalog.now())::bigint FROM pg_catalog.pg_database "
                            "WHERE datname = pg_catalog.current_database()")
             : std::unexpected(done.error());
    if (!like) {
        return std::unexpected(like.error());
    }
    const std::string name = scratchName(textAt(like->get(), 0, 3));
    Result<PgResult> made =
        m_line.query("CREATE DATABASE " + quotedName(name) + " TEMPLATE template0 ENCODING " +
                     quotedText(textAt(like->get(), 0, 0)) + " LC_COLLATE " + quotedText(textAt(like->get(), 0, 1)) +
                     " LC_CTYPE " + quotedText(textAt(like->get(), 0, 2)));
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

} // namespace dbv::postgres
