// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_ddl.h"

#include <string>
#include <string_view>

#include "mysql/catalog_tables.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

std::string fullName(const ObjectPath& path) {
    return quotedName(path.schema) + "." + quotedName(path.name);
}

/// The cell of a SHOW CREATE that holds the statement; its place differs by kind.
Result<std::string> showCreate(Line& line, std::string_view kind, const ObjectPath& path, std::size_t column) {
    const Result<TextTable> rows = queryIfKnown(line, "SHOW CREATE " + std::string(kind) + " " + fullName(path));
    if (!rows) {
        return std::unexpected(rows.error());
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

Found describeRoutine(Line& line, const ObjectPath& path) {
    const std::string literal = textLiteral(path.schema) + " AND ROUTINE_NAME = " + textLiteral(path.name);
    const Result<TextTable> rows = queryIfKnown(
        line, "SELECT ROUTINE_TYPE, ROUTINE_COMMENT, DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = " +
                  literal + " ORDER BY ROUTINE_TYPE");
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
        const Result<std::string> ddl = showCreate(line, textAt(row, 0), path, 2);
        if (!ddl) {
            return std::unexpected(ddl.error());
        }
        object.comment = textAt(row, 1);
        object.owner = textAt(row, 2);
        object.ddl += ddl->empty() ? std::string() : asProgram(*ddl);
    }
    return object;
}

Found describeTrigger(Line& line, const ObjectPath& path) {
    Result<std::string> ddl = showCreate(line, "TRIGGER", path, 2);
    if (ddl && !ddl->empty()) {
        ddl = asProgram(*ddl);
    }
    Found found = foundAs(path, ObjectType::Trigger, ddl);
    if (!found || *found) {
        return found;
    }
    return found;
}

Found describeEvent(Line& line, const ObjectPath& path) {
    Result<std::string> ddl = showCreate(line, "EVENT", path, 3);
    if (ddl && !ddl->empty()) {
        ddl = asProgram(*ddl);
    }
    return foundAs(path, ObjectType::Event, ddl);
}

Found describeIndex(Line& line, const ObjectPath& path) {
    std::string sql =
        "SELECT TABLE_NAME FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = " + textLiteral(path.schema) +
        " AND INDEX_NAME = " + textLiteral(path.name);
    sql += path.parent.empty() ? "" : " AND TABLE_NAME = " + textLiteral(path.parent);
    const Result<TextTable> rows = line.query(sql + " LIMIT 1");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (rows->empty()) {
        return std::nullopt;
    }
    const std::string table = textAt(rows->front(), 0);
    const auto described = TableReader(line, DialectId::MariaDb, path.schema, table).read();
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

Result<void> writeTableDdl(Line& line, ObjectDescription& table) {
    const bool view = table.type == ObjectType::View;
    const Result<std::string> ddl = showCreate(line, view ? "VIEW" : "TABLE", table.path, 1);
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

Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path, ObjectType type) {
    switch (type) {
    case ObjectType::Routine: return describeRoutine(line, path);
    case ObjectType::Trigger: return describeTrigger(line, path);
    case ObjectType::Event: return describeEvent(line, path);
    case ObjectType::Index: return describeIndex(line, path);
    case ObjectType::Sequence: return foundAs(path, type, showCreate(line, "SEQUENCE", path, 1));
    default: return std::nullopt;
    }
}

} // namespace dbv::mysql
