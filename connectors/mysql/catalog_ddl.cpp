// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_ddl.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <mysqld_error.h>

#include "mysql/catalog_tables.h"
#include "mysql/ddl_text.h"
#include "mysql/privileges.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

std::string fullName(const ObjectPath& path) {
    return quotedName(path.schema) + "." + quotedName(path.name);
}

/// Whether an error says that there is no such object, or no such kind of object.
bool isMissing(const Error& error, std::string_view kind) {
    switch (error.nativeCode) {
    // Only MariaDB knows sequences at all.
    case ER_PARSE_ERROR: return kind == "SEQUENCE";
    case ER_NO_SUCH_TABLE:
    case ER_SP_DOES_NOT_EXIST:
    case ER_WRONG_OBJECT:
    case ER_TRG_DOES_NOT_EXIST:
    case ER_EVENT_DOES_NOT_EXIST:
    case ER_NOT_SEQUENCE:
    case ER_UNKNOWN_SEQUENCES: return true;
    default: return false;
    }
}

using Cells = std::vector<std::optional<std::string>>;

constexpr std::string_view kDefinition = "The definition (DDL)";

/// What a SHOW CREATE answers, whose statement is in the cell `column`. Empty where there is no such object, and where it is
/// refused, which is noted.
Result<Cells> showCreate(Line& line, std::string_view kind, const ObjectPath& path, std::size_t column,
                         network::RefusedParts& refused) {
    const Result<TextTable> rows = line.query("SHOW CREATE " + std::string(kind) + " " + fullName(path));
    if (!rows && isMissing(rows.error(), kind)) {
        return Cells();
    }
    if (!rows && network::RefusedParts::isRefusal(rows.error())) {
        refused.add(kDefinition, rows.error());
        return Cells();
    }
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (!rows->empty() && column < rows->front().size() && !rows->front()[column]) {
        refused.add({"warning", std::string(kDefinition) + " of " + fullName(path) +
                                    " can not be shown: the server keeps it from this user."});
        return Cells();
    }
    return rows->empty() ? Cells() : rows->front();
}

/// What holds in this session. Where it is not told, all that an object was made with is set.
Result<Making> sessionMaking(Line& line, const std::string& schema) {
    network::RefusedParts unsaid;
    const Result<TextTable> rows =
        queryPart(line,
                  "SELECT @@character_set_client, @@collation_connection, (SELECT DEFAULT_COLLATION_NAME FROM "
                  "information_schema.SCHEMATA WHERE SCHEMA_NAME = " +
                      textLiteral(schema) + ")",
                  kDefinition, unsaid);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    Making making;
    if (!rows->empty()) {
        making.clientCharset = textAt(rows->front(), 0);
        making.collation = textAt(rows->front(), 1);
        making.databaseCollation = textAt(rows->front(), 2);
    }
    return making;
}

/// The statement of a stored program as it is written, and the script that makes it again.
struct ProgramDdl {
    std::string statement;
    std::string script;
};

/// Empty where there is none, and where it is refused, which is noted.
Result<ProgramDdl> programDdl(Line& line, std::string_view kind, const ObjectPath& path,
                              network::RefusedParts& refused) {
    // An event has its time zone before its statement.
    const bool event = kind == "EVENT";
    const std::size_t column = event ? 3 : 2;
    const Result<Cells> cells = showCreate(line, kind, path, column, refused);
    if (!cells || cells->empty()) {
        return cells ? Result<ProgramDdl>() : std::unexpected(cells.error());
    }
    const Result<Making> session = sessionMaking(line, path.schema);
    if (!session) {
        return std::unexpected(session.error());
    }
    Making making;
    making.sqlMode = textAt(*cells, 1);
    making.timeZone = event ? textAt(*cells, 2) : std::string();
    making.clientCharset = textAt(*cells, column + 1);
    making.collation = textAt(*cells, column + 2);
    making.databaseCollation = textAt(*cells, column + 3);
    ProgramDdl ddl;
    // What the server writes itself and what a person has written are both read by the rules of the program's own mode.
    const bool backslashes = !making.sqlMode->contains("NO_BACKSLASH_ESCAPES");
    const bool names = making.sqlMode->contains("ANSI_QUOTES");
    ddl.statement = inItsDatabase(textAt(*cells, column), kind, path, {backslashes, backslashes && !names});
    ddl.script = asScript(ddl.statement, making, *session, true);
    return ddl;
}

using Found = Result<std::optional<ObjectDescription>>;

Found foundAs(const ObjectPath& path, ObjectType type, const Result<std::string>& ddl) {
    if (!ddl) {
        return std::unexpected(ddl.error());
    }
    if (ddl->empty()) {
        return std::nullopt;
    }
    ObjectDescription object;
    object.path = path;
    object.type = type;
    object.ddl = *ddl;
    return object;
}

Found describeRoutine(Line& line, const ObjectPath& path, network::RefusedParts& refused) {
    const std::string literal = textLiteral(path.schema) + " AND ROUTINE_NAME = " + textLiteral(path.name);
    const Result<TextTable> rows = queryPart(
        line,
        "SELECT ROUTINE_TYPE, ROUTINE_COMMENT, DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = " +
            literal + " ORDER BY ROUTINE_TYPE",
        "Routines", refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (rows->empty()) {
        return std::nullopt;
    }
    ObjectDescription object;
    object.path = path;
    object.type = ObjectType::Routine;
    // A function and a procedure may share a name; then both are shown.
    for (const auto& row : *rows) {
        const Result<ProgramDdl> ddl = programDdl(line, textAt(row, 0), path, refused);
        if (!ddl) {
            return std::unexpected(ddl.error());
        }
        object.comment = textAt(row, 1);
        object.owner = textAt(row, 2);
        object.ddl += ddl->script;
    }
    return object;
}

Found describeProgram(Line& line, const ObjectPath& path, ObjectType type, network::RefusedParts& refused) {
    const Result<ProgramDdl> ddl = programDdl(line, type == ObjectType::Trigger ? "TRIGGER" : "EVENT", path, refused);
    return foundAs(path, type, ddl ? Result<std::string>(ddl->script) : std::unexpected(ddl.error()));
}

Found describeSequence(Line& line, const ObjectPath& path, network::RefusedParts& refused) {
    const Result<Cells> cells = showCreate(line, "SEQUENCE", path, 1, refused);
    if (!cells) {
        return std::unexpected(cells.error());
    }
    const std::string ddl = textAt(*cells, 1);
    return foundAs(path, ObjectType::Sequence,
                   ddl.empty() ? ddl : inItsDatabase(ddl, "SEQUENCE", path, line.escapeRules()) + ";\n");
}

Found describeIndex(Line& line, const ObjectPath& path, network::RefusedParts& refused) {
    std::string sql =
        "SELECT TABLE_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = " + textLiteral(path.schema) +
        " AND INDEX_NAME = " + textLiteral(path.name);
    sql += path.parent.empty() ? "" : " AND TABLE_NAME = " + textLiteral(path.parent);
    const Result<TextTable> rows = queryPart(line, sql + " LIMIT 1", "Indexes", refused);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (rows->empty()) {
        return std::nullopt;
    }
    const std::string table = textAt(rows->front(), 0);
    const auto described = TableReader(line, DialectId::MariaDb, refused, path.schema, table).read();
    if (!described) {
        return std::unexpected(described.error());
    }
    ObjectDescription object;
    object.path = {path.schema, path.name, table};
    object.type = ObjectType::Index;
    for (const ObjectDescription& each : *described) {
        for (const IndexInfo& index : each.indexes) {
            if (index.name == path.name) {
                object.indexes.push_back(index);
                object.ddl = index.ddl;
            }
        }
        for (const KeyInfo& key : each.keys) {
            if (key.name == path.name) {
                object.keys.push_back(key);
                object.ddl = "ALTER TABLE " + fullName({path.schema, table, {}}) + " ADD UNIQUE INDEX " +
                             quotedName(key.name) + " (";
                for (const std::string& column : key.columns) {
                    object.ddl += (&column == &key.columns.front() ? "" : ", ") + quotedName(column);
                }
                object.ddl += ")";
            }
        }
    }
    return object;
}

/// A key over a period is told by the columns of that; the definition says its name.
void namePeriod(KeyInfo& key, std::string_view ddl) {
    const std::string head = key.primary ? "PRIMARY KEY (" : "UNIQUE KEY " + quotedName(key.name) + " (";
    const std::size_t begin = ddl.find("\n  " + head);
    const std::size_t line = begin == std::string_view::npos ? ddl.size() : begin + 1;
    const std::string_view written = ddl.substr(line, std::min(ddl.find('\n', line), ddl.size()) - line);
    constexpr std::string_view kWords = " WITHOUT OVERLAPS)";
    const std::size_t words = written.find(kWords);
    const std::size_t comma = written.rfind(",`", words);
    if (words == std::string_view::npos || comma == std::string_view::npos || key.columns.size() < 3) {
        return;
    }
    key.columns.resize(key.columns.size() - 2);
    key.columns.push_back(std::string(written.substr(comma + 2, words - comma - 3)) + " WITHOUT OVERLAPS");
}

/// What makes a table, and the time zone in which it does; empty where that does not matter.
struct TableText {
    std::string ddl;
    std::string timeZone;
};

/// Empty where there is none, and where it is refused, which is noted.
Result<TableText> tableText(Line& line, const ObjectPath& path, network::RefusedParts& refused) {
    // Defaults and partitions of timestamps are told in the session's time zone, and read in that of whoever makes the table.
    static constexpr auto kZones = std::to_array<const char*>({"+11:00", "+00:00"});
    std::vector<std::string> texts;
    for (const char* zone : kZones) {
        const Result<void> set = line.owes() ? line.run("SET time_zone = '" + std::string(zone) + "'") : Result<void>();
        if (!set && !network::RefusedParts::isRefusal(set.error())) {
            return std::unexpected(set.error());
        }
        const Result<Cells> cells = showCreate(line, "TABLE", path, 1, refused);
        if (!cells) {
            return std::unexpected(cells.error());
        }
        texts.push_back(textAt(*cells, 1));
        if (!upperCase(texts.front()).contains("TIMESTAMP")) {
            break;
        }
        if (!set) {
            refused.add({"warning", "Times in definitions are those of the session's time zone; the server says: " +
                                        set.error().message});
            break;
        }
    }
    return TableText{texts.back(), texts.front() == texts.back() ? "" : kZones.back()};
}

/// A default that is no text comes broken from the list of columns; the definition says it.
void nameDefault(ColumnInfo& column, std::string_view ddl) {
    const std::size_t begin = ddl.find("\n  " + quotedName(column.name) + " ");
    const std::string_view line = ddl.substr(std::min(begin, ddl.size() - 1) + 1);
    constexpr std::string_view kDefault = " DEFAULT x'";
    const std::size_t at = line.substr(0, line.find('\n')).find(kDefault);
    if (begin != std::string_view::npos && at != std::string_view::npos && column.type.contains("binary")) {
        const std::size_t value = at + kDefault.size() - 2;
        column.defaultValue = line.substr(value, line.find('\'', value + 2) + 1 - value);
    }
}

/// Who may not see a table's triggers is told of none; that there may be some is noted then.
Result<void> noteHiddenTriggers(Line& line, const ObjectPath& table, network::RefusedParts& refused) {
    const Result<bool> may = hasPrivilege(line, "TRIGGER", table);
    if (!may && !network::RefusedParts::isRefusal(may.error())) {
        return std::unexpected(may.error());
    }
    if (may && !*may) {
        refused.add({"warning", "Triggers of " + fullName(table) +
                                    ", if there are any, can not be shown: the user has no privilege TRIGGER there."});
    }
    return {};
}

Result<void> writeViewDdl(Line& line, ObjectDescription& view, network::RefusedParts& refused) {
    const Result<Cells> cells = showCreate(line, "VIEW", view.path, 1, refused);
    if (!cells || cells->empty()) {
        return cells ? Result<void>() : std::unexpected(cells.error());
    }
    const Result<TextTable> inFull =
        queryPart(line,
                  "SELECT VIEW_DEFINITION, CHECK_OPTION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = " +
                      textLiteral(view.path.schema) + " AND TABLE_NAME = " + textLiteral(view.path.name),
                  kDefinition, refused);
    const Result<Making> session = sessionMaking(line, view.path.schema);
    if (!inFull || !session) {
        return std::unexpected(!inFull ? inFull.error() : session.error());
    }
    std::string ddl = textAt(*cells, 1);
    if (!inFull->empty()) {
        ddl = viewInItsDatabase(ddl, view.path, textAt(inFull->front(), 0), textAt(inFull->front(), 1),
                                line.escapeRules());
    }
    Making making;
    making.clientCharset = textAt(*cells, 2);
    making.collation = textAt(*cells, 3);
    view.ddl = asScript(ddl, making, *session, false);
    return {};
}

} // namespace

Result<void> writeTableDdl(Line& line, ObjectDescription& table, network::RefusedParts& refused) {
    if (table.type == ObjectType::View) {
        return writeViewDdl(line, table, refused);
    }
    const Result<TableText> text = tableText(line, table.path, refused);
    if (!text || text->ddl.empty()) {
        return text ? Result<void>() : std::unexpected(text.error());
    }
    const EscapeRules rules = line.escapeRules();
    const std::string ddl =
        readableTable(inItsDatabase(text->ddl, "TABLE", table.path, rules), table.path.schema, rules);
    Making making;
    making.sqlMode = modeForDays(ddl);
    making.timeZone = text->timeZone;
    table.ddl = asScript(ddl, making, {}, false);
    for (KeyInfo& key : table.keys) {
        namePeriod(key, ddl);
    }
    for (ColumnInfo& column : table.columns) {
        nameDefault(column, ddl);
    }
    for (TriggerInfo& trigger : table.triggers) {
        const Result<ProgramDdl> shown =
            programDdl(line, "TRIGGER", {table.path.schema, trigger.name, table.path.name}, refused);
        if (!shown) {
            return std::unexpected(shown.error());
        }
        if (!shown->statement.empty()) {
            trigger.ddl = shown->statement;
            table.ddl += "\n" + shown->script;
        }
    }
    return table.triggers.empty() ? noteHiddenTriggers(line, table.path, refused) : Result<void>();
}

Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path, ObjectType type,
                                                       network::RefusedParts& refused) {
    switch (type) {
    case ObjectType::Routine: return describeRoutine(line, path, refused);
    case ObjectType::Trigger:
    case ObjectType::Event: return describeProgram(line, path, type, refused);
    case ObjectType::Index: return describeIndex(line, path, refused);
    case ObjectType::Sequence: return describeSequence(line, path, refused);
    default: return std::nullopt;
    }
}

} // namespace dbv::mysql
