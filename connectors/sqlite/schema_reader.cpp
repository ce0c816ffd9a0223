// SPDX-License-Identifier: Apache-2.0
#include "sqlite/schema_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sqlite/ddl_reader.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

std::string scope(std::optional<std::int64_t> only) {
    return only ? " AND m.rowid = ?1" : R"( AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\')";
}

ColumnInfo columnInfo(sqlite3_stmt* row, int first) {
    ColumnInfo column;
    column.name = columnText(row, first);
    column.type = columnText(row, first + 1);
    column.nullable = sqlite3_column_int(row, first + 2) == 0;
    if (sqlite3_column_type(row, first + 3) != SQLITE_NULL) {
        column.defaultValue = columnText(row, first + 3);
    }
    column.primaryKeyPosition = sqlite3_column_int(row, first + 4);
    // 1: hidden by its virtual table; 2 and 3: generated, virtual or stored.
    const int hidden = sqlite3_column_int(row, first + 5);
    column.hidden = hidden == 1;
    column.generated = hidden >= 2;
    return column;
}

} // namespace

Result<void> SchemaReader::open(std::optional<std::int64_t> only) {
    Result<RowEstimates> estimates = readEstimates(m_database, m_schema);
    if (!estimates) {
        return std::unexpected(estimates.error());
    }
    m_estimates = std::move(*estimates);
    const Result<void> done = readDependents(only);
    return done ? openJoined(only) : done;
}

Result<void> SchemaReader::openJoined(std::optional<std::int64_t> only) {
    const std::string list = " FROM " + quotedName(m_schema) + ".sqlite_schema m";
    const std::string place = quotedText(m_schema);
    // Only a table whose text says so can have a foreign key, and only one that sqlite_schema lists an index for has one.
    const std::array<std::pair<TableRows*, std::string>, 4> statements{{
        {&m_objects, "SELECT m.rowid, m.type, m.name, m.sql, m.rootpage" + list + " WHERE m.type IN ('table', 'view')" +
                         scope(only)},
        {&m_columns, R"(SELECT m.rowid, x.name, x.type, x."notnull", x.dflt_value, x.pk, x.hidden)" + list +
                         " CROSS JOIN pragma_table_xinfo(m.name, " + place +
                         ") x WHERE m.type = 'table' AND m.rootpage <> 0" + scope(only)},
        {&m_indexes, R"(SELECT m.rowid, l.name, l."unique", l.origin, c.name)" + list +
                         " CROSS JOIN pragma_index_list(m.name, " + place +
                         ") l CROSS JOIN pragma_index_xinfo(l.name, " + place +
                         ") c WHERE m.type = 'table' AND c.key = 1" + " AND m.name IN (SELECT tbl_name FROM " +
                         quotedName(m_schema) + ".sqlite_schema WHERE type = 'index')" + scope(only)},
        {&m_foreignKeys, R"(SELECT m.rowid, f.id, f."table", f."from", f."to", f.on_update, f.on_delete)" + list +
                             " CROSS JOIN pragma_foreign_key_list(m.name, " + place +
                             ") f WHERE m.type = 'table' AND instr(lower(m.sql), 'references')" + scope(only)},
    }};
    Result<void> done;
    for (const auto& [rows, sql] : statements) {
        done = done ? rows->open(m_database, sql, only) : done;
    }
    return done;
}

Result<void> SchemaReader::readDependents(std::optional<std::int64_t> only) {
    const std::string list = quotedName(m_schema) + ".sqlite_schema";
    TableRows rows;
    Result<void> opened = rows.open(
        m_database,
        "SELECT 0, type, name, tbl_name, sql FROM " + list + " WHERE type IN ('index', 'trigger') AND sql IS NOT NULL" +
            (only ? " AND tbl_name = (SELECT name FROM " + list + " WHERE rowid = ?1)" : ""),
        only);
    if (!opened) {
        return opened;
    }
    Result<bool> row = rows.next(0);
    for (; row && *row; row = rows.next(0)) {
        std::string name(columnText(rows.row(), 2));
        std::string sql(columnText(rows.row(), 4));
        if (columnText(rows.row(), 1) == "index") {
            m_indexDdl.emplace(std::move(name), std::move(sql));
        } else {
            m_triggers[std::string(columnText(rows.row(), 3))].push_back({std::move(name), std::move(sql)});
        }
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

Result<std::optional<ObjectDescription>> SchemaReader::next() {
    const Result<bool> row = m_objects.nextTable();
    if (!row) {
        return std::unexpected(row.error());
    }
    if (!*row) {
        return std::nullopt;
    }
    const std::int64_t table = sqlite3_column_int64(m_objects.row(), 0);
    const std::string sql(columnText(m_objects.row(), 3));
    ObjectDescription object;
    object.path = {m_schema, std::string(columnText(m_objects.row(), 2))};
    object.type = objectType(columnText(m_objects.row(), 1), sqlite3_column_int64(m_objects.row(), 4));
    const bool stored = object.type == ObjectType::Table;
    if (const Result<void> filled = fill(table, stored, sql, object); !filled) {
        return std::unexpected(filled.error());
    }
    return object;
}

Result<void> SchemaReader::fill(std::int64_t table, bool stored, const std::string& sql, ObjectDescription& object) {
    if (const auto found = m_triggers.find(object.path.name); found != m_triggers.end()) {
        object.triggers = found->second;
    }
    if (!stored) {
        return readColumnsAlone(object);
    }
    if (const auto found = m_estimates.find(object.path.name); found != m_estimates.end()) {
        object.estimatedRows = found->second;
    }
    Result<void> done = readColumns(table, object);
    done = done ? readIndexes(table, object) : done;
    done = done ? readForeignKeys(table, object) : done;
    if (done) {
        applyTableDdl(sql, object);
    }
    return done;
}

Result<void> SchemaReader::readColumns(std::int64_t table, ObjectDescription& object) {
    Result<bool> row = m_columns.next(table);
    for (; row && *row; row = m_columns.next(table)) {
        object.columns.push_back(columnInfo(m_columns.row(), 1));
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

Result<void> SchemaReader::readColumnsAlone(ObjectDescription& object) {
    if (m_columnsAlone == nullptr) {
        Result<Statement> statement =
            m_database.prepare(R"(SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, )" +
                               quotedText(m_schema) + ")");
        if (!statement) {
            return std::unexpected(statement.error());
        }
        m_columnsAlone = std::move(*statement);
    }
    const std::string& name = object.path.name;
    sqlite3_bind_text64(m_columnsAlone.get(), 1, name.data(), name.size(), SQLITE_STATIC, SQLITE_UTF8);
    Result<bool> row = m_database.step(m_columnsAlone);
    for (; row && *row; row = m_database.step(m_columnsAlone)) {
        object.columns.push_back(columnInfo(m_columnsAlone.get(), 0));
    }
    sqlite3_reset(m_columnsAlone.get());
    if (!row && row.error().kind == ErrorKind::SqlError) {
        object.comment = "SQLite can't resolve it: " + row.error().message + ".";
        return {};
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

Result<void> SchemaReader::readIndexes(std::int64_t table, ObjectDescription& object) {
    std::vector<IndexInfo> indexes;
    std::vector<bool> keys;
    IndexDdl ddl;
    Result<bool> row = m_indexes.next(table);
    for (; row && *row; row = m_indexes.next(table)) {
        const std::string_view name = columnText(m_indexes.row(), 1);
        if (indexes.empty() || indexes.back().name != name) {
            const auto found = m_indexDdl.find(name);
            IndexInfo& index = indexes.emplace_back();
            index.name = name;
            index.unique = sqlite3_column_int(m_indexes.row(), 2) != 0;
            index.ddl = found == m_indexDdl.end() ? std::string() : found->second;
            ddl = readIndexDdl(index.ddl);
            index.predicate = ddl.predicate;
            keys.push_back(columnText(m_indexes.row(), 3) == "u");
        }
        std::vector<std::string>& columns = indexes.back().columns;
        const bool expression =
            sqlite3_column_type(m_indexes.row(), 4) == SQLITE_NULL && columns.size() < ddl.terms.size();
        columns.emplace_back(expression ? ddl.terms[columns.size()] : std::string(columnText(m_indexes.row(), 4)));
    }
    // SQLite lists the newest first. What a UNIQUE of the table has made is a key; what its PRIMARY KEY has made is told
    // by the columns.
    for (std::size_t i = indexes.size(); i-- > 0;) {
        if (keys[i]) {
            object.keys.push_back({.name = {}, .primary = false, .columns = indexes[i].columns});
        } else if (!indexes[i].ddl.empty()) {
            object.indexes.push_back(std::move(indexes[i]));
        }
    }
    return row ? Result<void>() : std::unexpected(row.error());
}

Result<void> SchemaReader::readForeignKeys(std::int64_t table, ObjectDescription& object) {
    std::vector<ForeignKeyInfo> found;
    int last = -1;
    Result<bool> row = m_foreignKeys.next(table);
    for (; row && *row; row = m_foreignKeys.next(table)) {
        sqlite3_stmt* values = m_foreignKeys.row();
        if (const int id = sqlite3_column_int(values, 1); found.empty() || id != last) {
            last = id;
            ForeignKeyInfo& key = found.emplace_back();
            key.references = {m_schema, std::string(columnText(values, 2))};
            key.onUpdate = columnText(values, 5);
            key.onDelete = columnText(values, 6);
        }
        found.back().columns.emplace_back(columnText(values, 3));
        if (sqlite3_column_type(values, 4) != SQLITE_NULL) {
            found.back().referencedColumns.emplace_back(columnText(values, 4));
        }
    }
    // SQLite numbers them from the last one written to the first.
    std::ranges::reverse(found);
    object.foreignKeys = std::move(found);
    return row ? Result<void>() : std::unexpected(row.error());
}

} // namespace dbv::sqlite
