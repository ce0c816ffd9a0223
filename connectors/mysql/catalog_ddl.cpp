// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_ddl.h"

#include <string>
#include <string_view>

#include <mysqld_error.h>

#include "mysql/catalog_tables.h"
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

/// The cell of a SHOW CREATE that holds the statement; its place differs by kind. Empty where there is no such object, and
/// where it is refused, which is noted.
Result<std::string> showCreate(Line& line, std::string_view kind, const ObjectPath& path, std::size_t column,
                               network::RefusedParts& refused) {
    constexpr std::string_view kPart = "The definition (DDL)";
    const Result<TextTable> rows = line.query("SHOW CREATE " + std::string(kind) + " " + fullName(path));
    if (!rows && isMissing(rows.error(), kind)) {
        return std::string();
    }
    if (!rows && network::RefusedParts::isRefusal(rows.error())) {
        refused.add(kPart, rows.error());
        return std::string();
    }
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (!rows->empty() && column < rows->front().size() && !rows->front()[column]) {
        refused.add({"warning", std::string(kPart) + " of " + fullName(path) +
                                    " can not be shown: the server keeps it from this user."});
    }
    return rows->empty() ? std::string() : textAt(rows->front(), column);
}

/// A statement with semicolons of its own, for the clients that know DELIMITER.
std::string asProgram(const std::string& ddl) {
    return "DELIMITER ;;\n" + ddl + ";;\nDELIMITER ;\n";
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
        const Result<std::string> ddl = showCreate(line, textAt(row, 0), path, 2, refused);
        if (!ddl) {
            return std::unexpected(ddl.error());
        }
        object.comment = textAt(row, 1);
        object.owner = textAt(row, 2);
        object.ddl += ddl->empty() ? std::string() : asProgram(*ddl);
    }
    return object;
}

Found describeTrigger(Line& line, const ObjectPath& path, network::RefusedParts& refused) {
    Result<std::string> ddl = showCreate(line, "TRIGGER", path, 2, refused);
    if (ddl && !ddl->empty()) {
        ddl = asProgram(*ddl);
    }
    return foundAs(path, ObjectType::Trigger, ddl);
}

Found describeEvent(Line& line, const ObjectPath& path, network::RefusedParts& refused) {
    Result<std::string> ddl = showCreate(line, "EVENT", path, 3, refused);
    if (ddl && !ddl->empty()) {
        ddl = asProgram(*ddl);
    }
    return foundAs(path, ObjectType::Event, ddl);
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
                object.ddl = "ALTER TABLE " + quotedName(table) + " ADD UNIQUE INDEX " + quotedName(key.name) + " (";
                for (const std::string& column : key.columns) {
                    object.ddl += (&column == &key.columns.front() ? "" : ", ") + quotedName(column);
                }
                object.ddl += ")";
            }
        }
    }
    return object;
}

} // namespace

Result<void> writeTableDdl(Line& line, ObjectDescription& table, network::RefusedParts& refused) {
    const bool view = table.type == ObjectType::View;
    const Result<std::string> ddl = showCreate(line, view ? "VIEW" : "TABLE", table.path, 1, refused);
    if (!ddl) {
        return std::unexpected(ddl.error());
    }
    if (ddl->empty()) {
        return {};
    }
    table.ddl = *ddl + ";\n";
    for (const TriggerInfo& trigger : table.triggers) {
        table.ddl += "\n" + asProgram(trigger.ddl);
    }
    return {};
}

Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path, ObjectType type,
                                                       network::RefusedParts& refused) {
    switch (type) {
    case ObjectType::Routine: return describeRoutine(line, path, refused);
    case ObjectType::Trigger: return describeTrigger(line, path, refused);
    case ObjectType::Event: return describeEvent(line, path, refused);
    case ObjectType::Index: return describeIndex(line, path, refused);
    case ObjectType::Sequence: return foundAs(path, type, showCreate(line, "SEQUENCE", path, 1, refused));
    default: return std::nullopt;
    }
}

} // namespace dbv::mysql
