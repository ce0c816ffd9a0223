// SPDX-License-Identifier: Apache-2.0
#include "mysql/dumper.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <random>
#include <utility>

#include <dbv/core/cancel.h>

#include "mysql/connector.h"
#include "mysql/dump_contents.h"
#include "mysql/dump_reading.h"
#include "mysql/dump_restore.h"
#include "mysql/dump_script.h"
#include "mysql/dump_users.h"
#include "mysql/long_rows.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

constexpr std::string_view kDumpFormat = "mysql script";
constexpr std::string_view kScratchBegin = "db_visualizer_drill_";

std::string textAt(const TextTable& table, std::size_t column) {
    return table.empty() || column >= table[0].size() ? std::string() : table[0][column].value_or("");
}

std::uint64_t countAt(const TextTable& table, std::size_t column) {
    const std::string text = textAt(table, column);
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string literalsOf(const std::vector<DumpObject>& objects) {
    std::string list;
    for (const DumpObject& object : objects) {
        list += (list.empty() ? "" : ", ") + textLiteral(object.name);
    }
    return list;
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

Result<std::string> MysqlDumper::unseenKinds(const std::string& database) {
    // The server leaves out of its lists what a user has no right to; rights by way of a role are not told here.
    const std::string grantee = "CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')";
    const Result<TextTable> rights = m_line.query(
        "SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = " + grantee +
        " UNION SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = " + grantee + " AND " +
        textLiteral(database) + " LIKE TABLE_SCHEMA");
    if (!rights) {
        return std::unexpected(rights.error());
    }
    const auto has = [&rights](std::string_view right) {
        return std::ranges::any_of(*rights, [right](const auto& row) { return !row.empty() && row[0] == right; });
    };
    std::string kinds;
    const auto add = [&kinds](const char* kind) { kinds += (kinds.empty() ? "" : ", ") + std::string(kind); };
    if (!has("TRIGGER")) {
        add("triggers");
    }
    if (!has("EVENT")) {
        add("events");
    }
    if (!has("EXECUTE") && !has("ALTER ROUTINE") && !has("CREATE ROUTINE")) {
        add("routines");
    }
    return kinds;
}

Result<void> MysqlDumper::planPart(const std::string& database, const DumpScope& scope, DumpPlan& plan) {
    Result<void> fits = checkScope(m_line, database, scope);
    if (!fits || meansAll(scope) || scope.content == DumpContent::Rows) {
        return fits;
    }
    const std::string among = " IN (" + literalsOf(scope.objects) + ")";
    // Read as a list: the server has no other way to tell what is not among them.
    const Result<TextTable> keys = m_line.query(
        "SELECT TABLE_NAME, UNIQUE_CONSTRAINT_SCHEMA, REFERENCED_TABLE_NAME FROM "
        "information_schema.REFERENTIAL_CONSTRAINTS WHERE " +
        isDatabase("CONSTRAINT_SCHEMA", database) + " AND TABLE_NAME" + among + " AND NOT (" +
        isDatabase("UNIQUE_CONSTRAINT_SCHEMA", database) + " AND REFERENCED_TABLE_NAME" + among + ") ORDER BY 1, 2, 3");
    const Result<TextTable> triggers =
        keys ? m_line.query("SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE " +
                            isDatabase("TRIGGER_SCHEMA", database) + " AND EVENT_OBJECT_TABLE" + among + " ORDER BY 1")
             : std::unexpected(keys.error());
    if (!triggers) {
        return std::unexpected(triggers.error());
    }
    std::string referring;
    for (const auto& key : *keys) {
        referring += (referring.empty() ? "\"" : "; \"") + key[0].value_or("") + "\" refers to \"" +
                     (key[1] == database ? std::string() : key[1].value_or("") + ".") + key[2].value_or("") + "\"";
    }
    if (!referring.empty()) {
        plan.notices.push_back({"warning", "Foreign keys lead out of what is chosen, and are kept: " + referring +
                                               ". Where these tables are missing, a restore works, but no new rows "
                                               "can refer to them."});
    }
    if (!triggers->empty()) {
        std::vector<std::string> names;
        for (const auto& row : *triggers) {
            names.push_back(row[0].value_or(""));
        }
        plan.notices.push_back({"warning", "What the triggers " + namesOf(names) +
                                               " use (other tables, routines) is not known, and only in the backup "
                                               "where it is chosen too."});
    }
    return fits;
}

Result<DumpPlan> MysqlDumper::plan(const DumpScope& scope) {
    const Result<std::string> name = database();
    if (!name) {
        return std::unexpected(name.error());
    }
    const Result<TextTable> facts = m_line.query(
        "SELECT VERSION(), COALESCE(SUM(DATA_LENGTH), 0), "
        "COALESCE(SUM(TABLE_TYPE <> 'VIEW' AND ENGINE NOT IN ('InnoDB', 'SEQUENCE') AND TABLE_TYPE <> 'SEQUENCE'), 0), "
        "COALESCE(SUM(TABLE_TYPE = 'SYSTEM VERSIONED'), 0) FROM information_schema.TABLES WHERE " +
        isDatabase("TABLE_SCHEMA", *name) +
        (meansAll(scope) ? "" : " AND TABLE_NAME IN (" + literalsOf(scope.objects) + ")"));
    if (!facts) {
        return std::unexpected(facts.error());
    }
    DumpPlan plan;
    plan.tool = "own dump, " + textAt(*facts, 0);
    plan.format = kDumpFormat;
    plan.rowFormat = kMysqlRowFormat;
    if (scope.content != DumpContent::Structure) {
        plan.bytes = countAt(*facts, 1);
    }
    if (Result<void> part = scope.isWhole() ? Result<void>() : planPart(*name, scope, plan); !part) {
        return std::unexpected(std::move(part.error()));
    }
    if (const std::uint64_t without = countAt(*facts, 2); without > 0) {
        plan.notices.push_back(
            {"warning", (without == 1 ? std::string("1 table has") : std::to_string(without) + " tables have") +
                            " no transactions: what is written to it while it is dumped may be in the "
                            "backup in part."});
    }
    if (countAt(*facts, 3) > 0) {
        plan.notices.push_back({"warning", "Of tables that keep their history, the rows of now are backed up alone."});
    }
    if (Result<void> told = tellLongRows(m_line, *name, scope, plan); !told) {
        return std::unexpected(std::move(told.error()));
    }
    const Result<std::string> unseen = unseenKinds(*name);
    if (!unseen) {
        return std::unexpected(unseen.error());
    }
    if (!unseen->empty()) {
        plan.notices.push_back({"warning", "This user has no right by name to see all " + *unseen +
                                               " of the database: those that it does not see are not in the backup, "
                                               "and a drill does not miss them."});
    }
    plan.notices.push_back(
        {"info", "Tables can be read and written while they are dumped, but not altered or dropped."});
    return plan;
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
    done = readDatabase(m_line, *name, scope, &script, inventory, heeded);
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
    done = readDatabase(m_line, *name, scope, nullptr, inventory, heeded);
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
