// SPDX-License-Identifier: Apache-2.0
#include "sqlite/catalog_describe.h"

#include <optional>
#include <string_view>
#include <utility>

#include "sqlite/catalog_objects.h"
#include "sqlite/schema_reader.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

// Asking for a size reads every page of the table, so it is asked only of small databases. Unit: bytes.
constexpr std::int64_t kSizeIsCheapBelow = std::int64_t{64} << 20U;

/// One line of sqlite_schema.
struct SchemaLine {
    std::int64_t rowid = 0;
    std::string name;
    std::string table;
    ObjectType type = ObjectType::Table;
    std::string sql;
};

Result<SchemaLine> findLine(Database& database, const ObjectPath& path) {
    const Result<Statement> statement =
        database.prepare("SELECT rowid, name, tbl_name, type, sql, rootpage FROM " + quotedName(path.schema) +
                         ".sqlite_schema WHERE name = ?1 COLLATE NOCASE ORDER BY type IN ('table', 'view') DESC");
    if (!statement) {
        return std::unexpected(statement.error());
    }
    sqlite3_stmt* row = statement->get();
    sqlite3_bind_text64(row, 1, path.name.data(), path.name.size(), SQLITE_STATIC, SQLITE_UTF8);
    const Result<bool> found = database.step(*statement);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found) {
        return fail(ErrorKind::NotFound,
                    "There is no object \"" + path.name + "\" in the schema \"" + path.schema + "\".",
                    "It may have been dropped or renamed: refresh the list.");
    }
    SchemaLine line;
    line.rowid = sqlite3_column_int64(row, 0);
    line.name = columnText(row, 1);
    line.table = columnText(row, 2);
    line.sql = columnText(row, 4);
    line.type = objectType(columnText(row, 3), sqlite3_column_int64(row, 5));
    return line;
}

std::optional<std::int64_t> numberFrom(Database& database, const std::string& sql, const std::string& name) {
    const Result<Statement> statement = database.prepare(sql);
    if (!statement) {
        return std::nullopt;
    }
    if (sqlite3_bind_parameter_count(statement->get()) > 0) {
        sqlite3_bind_text64(statement->get(), 1, name.data(), name.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    const Result<bool> row = database.step(*statement);
    if (!row || !*row || sqlite3_column_type(statement->get(), 0) == SQLITE_NULL) {
        return std::nullopt;
    }
    return sqlite3_column_int64(statement->get(), 0);
}

/// The bytes of a table and its indexes. Unknown where the library has no dbstat, or the database is large.
std::optional<std::int64_t> sizeOf(Database& database, const ObjectDescription& object) {
    const std::string place = quotedName(object.path.schema);
    const auto pages = numberFrom(database, "PRAGMA " + place + ".page_count", {});
    const auto pageSize = numberFrom(database, "PRAGMA " + place + ".page_size", {});
    if (object.type != ObjectType::Table || !pages || !pageSize || *pages * *pageSize > kSizeIsCheapBelow) {
        return std::nullopt;
    }
    return numberFrom(database,
                      "SELECT sum(pgsize) FROM dbstat(" + quotedText(object.path.schema) +
                          ", 1) WHERE name IN (SELECT name FROM " + place +
                          ".sqlite_schema WHERE tbl_name = ?1 AND rootpage > 0)",
                      object.path.name);
}

std::string fullDdl(const std::string& own, const ObjectDescription& object) {
    std::string ddl = own + ";";
    for (const IndexInfo& index : object.indexes) {
        ddl += "\n" + index.ddl + ";";
    }
    for (const TriggerInfo& trigger : object.triggers) {
        ddl += "\n" + trigger.ddl + ";";
    }
    return ddl;
}

Result<ObjectDescription> describeDependent(Database& database, const std::string& schema, const SchemaLine& line) {
    ObjectDescription object;
    object.path = {schema, line.name};
    object.type = line.type;
    object.ddl = line.sql.empty() ? std::string() : line.sql + ";";
    if (line.type != ObjectType::Index) {
        return object;
    }
    const Result<ObjectDescription> table = describeObject(database, {schema, line.table});
    if (!table) {
        return table;
    }
    for (const IndexInfo& index : table->indexes) {
        if (index.name == line.name) {
            object.indexes.push_back(index);
        }
    }
    return object;
}

} // namespace

Result<ObjectDescription> describeObject(Database& database, const ObjectPath& path) {
    const Result<SchemaLine> line = findLine(database, path);
    if (!line) {
        return std::unexpected(line.error());
    }
    if (line->type == ObjectType::Index || line->type == ObjectType::Trigger) {
        return describeDependent(database, path.schema, *line);
    }
    SchemaReader reader(database, path.schema);
    if (const Result<void> opened = reader.open(line->rowid); !opened) {
        return std::unexpected(opened.error());
    }
    Result<std::optional<ObjectDescription>> object = reader.next();
    if (!object) {
        return std::unexpected(object.error());
    }
    if (!*object) {
        return fail(ErrorKind::NotFound,
                    "The object \"" + path.name +
                        "\" can't be read: it was dropped meanwhile, or the list of objects in "
                        "the file is damaged.",
                    "Refresh the list. If it is still there, check the file with PRAGMA integrity_check.");
    }
    (*object)->ddl = fullDdl(line->sql, **object);
    (*object)->sizeBytes = sizeOf(database, **object);
    return std::move(**object);
}

Result<void> describeSchema(Database& database, const std::string& schema,
                            const std::function<bool(ObjectDescription)>& take) {
    SchemaReader reader(database, schema);
    if (const Result<void> opened = reader.open(std::nullopt); !opened) {
        return opened;
    }
    while (true) {
        Result<std::optional<ObjectDescription>> object = reader.next();
        if (!object) {
            return std::unexpected(object.error());
        }
        if (!*object || !take(std::move(**object))) {
            return {};
        }
    }
}

} // namespace dbv::sqlite
