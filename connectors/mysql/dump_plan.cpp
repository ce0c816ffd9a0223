// SPDX-License-Identifier: Apache-2.0
// What a dump would be, found out before it is begun.
#include <algorithm>
#include <charconv>
#include <utility>

#include "mysql/broken_views.h"
#include "mysql/dump_contents.h"
#include "mysql/dump_reading.h"
#include "mysql/dump_rows.h"
#include "mysql/dumper.h"
#include "mysql/long_rows.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

constexpr std::string_view kDumpFormat = "mysql script";

std::uint64_t countAt(const TextTable& table, std::size_t column) {
    const std::string text = cellOf(table, column).value_or("");
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

} // namespace

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
    plan.tool = "own dump, " + cellOf(*facts, 0).value_or("");
    plan.format = kDumpFormat;
    plan.rowFormat = kMysqlRowFormat;
    if (scope.content != DumpContent::Structure) {
        plan.bytes = countAt(*facts, 1);
    }
    Result<std::vector<BrokenView>> broken = brokenViews(m_line, *name, scope);
    if (!broken) {
        return std::unexpected(std::move(broken.error()));
    }
    if (Result<void> may = meansAll(scope) ? Result<void>() : refuseBroken(*broken); !may) {
        return std::unexpected(std::move(may.error()));
    }
    plan.notices = leftOutNotices(*broken);
    m_leftOut = *std::move(broken);
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

} // namespace dbv::mysql
