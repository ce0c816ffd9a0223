// SPDX-License-Identifier: Apache-2.0
#include "mysql/dumper.h"

#include <chrono>
#include <random>
#include <utility>

#include <dbv/core/cancel.h>

#include "mysql/connector.h"
#include "mysql/dump_contents.h"
#include "mysql/dump_moment.h"
#include "mysql/dump_reading.h"
#include "mysql/dump_restore.h"
#include "mysql/dump_script.h"
#include "mysql/dump_users.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

constexpr std::string_view kScratchBegin = "db_visualizer_drill_";

std::string textAt(const TextTable& table, std::size_t column) {
    return table.empty() || column >= table[0].size() ? std::string() : table[0][column].value_or("");
}

/// The name tells when it was made, since nothing else does.
std::string scratchName() {
    constexpr std::string_view kDigits = "abcdefghijkmnpqrstuvwxyz23456789";
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    std::random_device random;
    std::string name = std::string(kScratchBegin) +
                       std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now).count()) + "_";
    for (int i = 0; i < 8; ++i) {
        name += kDigits[random() % kDigits.size()];
    }
    return name;
}

class MysqlScratch : public ScratchDatabase {
public:
    MysqlScratch(Line& line, std::string name) : m_line(line), m_name(std::move(name)) {}
    ~MysqlScratch() override { static_cast<void>(MysqlScratch::remove().has_value()); }

    void adopt(std::unique_ptr<Session> session) { m_session = std::move(session); }
    [[nodiscard]] Session& session() override { return *m_session; }
    [[nodiscard]] Result<void> remove() override {
        m_session.reset();
        if (m_name.empty()) {
            return {};
        }
        // Whoever has stopped the trial wants its database gone all the same; a request that is on its way may hit the next try.
        constexpr int kTries = 5;
        Result<void> dropped;
        for (int i = 0; i < kTries; ++i) {
            m_line.canceller()->clear();
            dropped = m_line.run("DROP DATABASE IF EXISTS " + quotedName(m_name));
            if (dropped || dropped.error().kind != ErrorKind::Cancelled) {
                break;
            }
        }
        if (!dropped) {
            dropped.error().message =
                "The database \"" + m_name + "\" of the drill is left: " + dropped.error().message;
            return dropped;
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

DumpProgress MysqlDumper::heeding(const DumpProgress& progress) const {
    return [&progress, canceller = m_line.canceller()](const DumpAdvance& advance) {
        return !canceller->requested() && progress(advance);
    };
}

Result<std::string> MysqlDumper::database() {
    const Result<TextTable> asked = m_line.query("SELECT DATABASE()");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::string name = textAt(*asked, 0);
    return name.empty() ? fail(ErrorKind::Unsupported, "The connection is to no database, so nothing can be backed up.",
                               "Name a database in the connection.")
                        : Result<std::string>(std::move(name));
}

Result<std::string> MysqlDumper::dump(const DumpGround& /*ground*/, const DumpScope& scope, const DumpSink& dump,
                                      InventorySink& inventory, const DumpProgress& progress) {
    const Result<std::string> name = database();
    Result<void> done = name ? beginDumpMoment(m_line) : std::unexpected(name.error());
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    ScriptWriter script(dump);
    const DumpProgress heeded = heeding(progress);
    done = readDatabase(m_line, *name, scope, &script, m_leftOut, inventory, heeded);
    endDumpMoment(m_line);
    return done ? Result<std::string>(std::string()) : std::unexpected(std::move(done.error()));
}

Result<void> MysqlDumper::takeInventory(const DumpGround& /*ground*/, const DumpScope& scope, InventorySink& inventory,
                                        const DumpProgress& progress) {
    const Result<std::string> name = database();
    Result<void> done = name ? beginDumpMoment(m_line) : std::unexpected(name.error());
    if (!done) {
        return done;
    }
    const DumpProgress heeded = heeding(progress);
    const Result<std::vector<BrokenView>> broken = brokenViews(m_line, *name, scope);
    done = broken ? readDatabase(m_line, *name, scope, nullptr, *broken, inventory, heeded)
                  : std::unexpected(broken.error());
    endDumpMoment(m_line);
    return done;
}

Result<void> MysqlDumper::dumpRoles(const DumpGround& /*ground*/, const DumpSink& dump, const DumpProgress& progress) {
    return dumpUsers(m_line, dump, heeding(progress));
}

Result<DatabaseList> MysqlDumper::databases() {
    // Where names tell upper from lower case, "MySQL" is somebody's own.
    const Result<TextTable> listed = m_line.query(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE LOWER(SCHEMA_NAME) <> 'information_schema' AND "
        "CAST(SCHEMA_NAME AS BINARY) NOT IN ('mysql', 'performance_schema', 'sys') AND SCHEMA_NAME NOT REGEXP "
        "'^db_visualizer_drill_[0-9]{10}_[a-z2-9]{8}$' ORDER BY 1");
    const Result<TextTable> rights =
        listed ? m_line.query("SELECT COUNT(*), CURRENT_USER() FROM information_schema.USER_PRIVILEGES WHERE "
                              "PRIVILEGE_TYPE = 'SHOW DATABASES' AND GRANTEE = "
                              "CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')")
               : std::unexpected(listed.error());
    if (!rights) {
        return std::unexpected(rights.error());
    }
    DatabaseList databases;
    for (const auto& row : *listed) {
        databases.names.push_back(row[0].value_or(""));
    }
    if (textAt(*rights, 0) == "0") {
        databases.notices.push_back({"warning", "The user " + textAt(*rights, 1) +
                                                    " has no right by name to see all databases (SHOW DATABASES): "
                                                    "those that it does not see are not backed up."});
    }
    return databases;
}

Result<std::vector<Notice>> MysqlDumper::restore(const DumpGround& /*ground*/, const RestoreWish& wish,
                                                 const DumpSource& source, const DumpProgress& progress) {
    const Result<std::string> name = database();
    if (!name) {
        return std::unexpected(name.error());
    }
    if (m_line.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on this session.", "Commit it or roll it back first.");
    }
    return restoreScript(m_line, *name, wish, source, heeding(progress));
}

Result<void> MysqlDumper::checkSound(const DumpProgress& progress) {
    const Result<std::string> name = database();
    const Result<TextTable> tables =
        name ? m_line.query("SELECT TABLE_NAME FROM information_schema.TABLES WHERE " +
                            isDatabase("TABLE_SCHEMA", *name) + " AND TABLE_TYPE = 'BASE TABLE'")
             : std::unexpected(name.error());
    if (!tables) {
        return std::unexpected(tables.error());
    }
    const DumpProgress heeded = heeding(progress);
    std::uint64_t checked = 0;
    for (const auto& row : *tables) {
        if (!heeded({"checking", ++checked, tables->size(), "tables"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
        const std::string table = row[0].value_or("");
        const Result<TextTable> said = m_line.query("CHECK TABLE " + quotedName(*name) + "." + quotedName(table));
        if (!said) {
            return std::unexpected(said.error());
        }
        for (const auto& finding : *said) {
            if (finding.size() > 3 && upperCase(finding[2].value_or("")) == "ERROR") {
                return fail(ErrorKind::CorruptBackup,
                            "The server finds the table \"" + table + "\" damaged: " + finding[3].value_or("") + ".",
                            "Restore an earlier backup.");
            }
        }
    }
    return {};
}

Result<void> MysqlDumper::removeForgotten() {
    // What a drill has left whose program was killed: its name is ours and says that it is old, and nobody is in it.
    const Result<TextTable> listed = m_line.query(
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME REGEXP "
        "'^db_visualizer_drill_[0-9]{10}_[a-z2-9]{8}$' AND CAST(SUBSTRING(SCHEMA_NAME, 21, 10) AS UNSIGNED) < "
        "UNIX_TIMESTAMP() - 600 AND SCHEMA_NAME NOT IN (SELECT DB FROM information_schema.PROCESSLIST WHERE DB IS NOT "
        "NULL)");
    if (!listed) {
        return std::unexpected(listed.error());
    }
    for (const auto& row : *listed) {
        const Result<void> dropped = m_line.run("DROP DATABASE IF EXISTS " + quotedName(row[0].value_or("")));
        // Somebody else's drill may be removing it, or it is not ours to remove.
        if (!dropped && dropped.error().kind != ErrorKind::SqlError) {
            return std::unexpected(dropped.error());
        }
    }
    return {};
}

Result<std::unique_ptr<ScratchDatabase>> MysqlDumper::makeScratch(const DumpGround& ground) {
    if (!ground.login) {
        return fail(ErrorKind::Internal, "No way to log in to the server once more was given.");
    }
    Result<ConnectParams> params = ground.login();
    Result<void> done = params ? removeForgotten() : std::unexpected(params.error());
    const Result<std::string> name = done ? database() : std::unexpected(done.error());
    const Result<TextTable> like =
        name
            ? m_line.query("SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA "
                           "WHERE " +
                           isDatabase("SCHEMA_NAME", *name))
            : std::unexpected(name.error());
    if (!like) {
        return std::unexpected(like.error());
    }
    const std::string scratch = scratchName();
    Result<void> made = m_line.run("CREATE DATABASE " + quotedName(scratch) + " CHARACTER SET " + textAt(*like, 0) +
                                   " COLLATE " + textAt(*like, 1));
    if (!made) {
        made.error().message = "No database for a drill can be made: " + made.error().message;
        made.error().hint = "A drill needs the right to make databases whose names begin with db_visualizer_drill_, or "
                            "another server.";
        return std::unexpected(std::move(made.error()));
    }
    auto kept = std::make_unique<MysqlScratch>(m_line, scratch);
    params->database = scratch;
    params->safety = Safety::Off;
    MysqlConnector connector;
    Result<std::unique_ptr<Session>> session = openSession(connector, *params, {});
    if (!session) {
        return std::unexpected(std::move(session.error()));
    }
    kept->adopt(*std::move(session));
    return kept;
}

Result<void> MysqlDumper::makeDatabase(const std::string& name, const std::vector<std::string>& /*like*/) {
    return m_line.run("CREATE DATABASE " + quotedName(name));
}

} // namespace dbv::mysql
