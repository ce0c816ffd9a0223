// SPDX-License-Identifier: Apache-2.0
#include "sqlite/catalog_objects.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

/// Where ANALYZE keeps what it found.
constexpr std::string_view kStatistics = "sqlite_stat1";

/// The shadow tables of a schema: SQLite alone knows which they are.
Result<std::set<std::string, std::less<>>> readShadows(Database& database, const std::string& schema) {
    const Result<Statement> statement = database.prepare("PRAGMA " + quotedName(schema) + ".table_list");
    if (!statement) {
        return std::unexpected(statement.error());
    }
    std::set<std::string, std::less<>> shadows;
    Result<bool> row = database.step(*statement);
    for (; row && *row; row = database.step(*statement)) {
        if (columnText(statement->get(), 2) == "shadow") {
            shadows.emplace(columnText(statement->get(), 1));
        }
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    return shadows;
}

Result<void> markShadows(Database& database, const std::string& schema, std::vector<ObjectSummary>& objects) {
    const auto shadows = readShadows(database, schema);
    if (!shadows) {
        return std::unexpected(shadows.error());
    }
    for (ObjectSummary& object : objects) {
        const bool isTable = object.type == ObjectType::Table;
        object.internal = shadows->contains(isTable ? object.name : object.parent);
    }
    return {};
}

Result<RowEstimates> readStatistics(Database& database, const std::string& schema) {
    const Result<Statement> statement =
        database.prepare("SELECT tbl, stat FROM " + quotedName(schema) + "." + std::string(kStatistics));
    if (!statement) {
        return std::unexpected(statement.error());
    }
    RowEstimates estimates;
    Result<bool> row = database.step(*statement);
    for (; row && *row; row = database.step(*statement)) {
        const std::string_view stat = columnText(statement->get(), 1);
        std::int64_t rows = 0;
        if (std::from_chars(stat.data(), stat.data() + stat.size(), rows).ec == std::errc()) {
            // A partial index counts its own rows only; the table has at least as many as its largest index.
            std::int64_t& most = estimates[std::string(columnText(statement->get(), 0))];
            most = std::max(most, rows);
        }
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    return estimates;
}

Result<void> addEstimates(Database& database, const std::string& schema, std::vector<ObjectSummary>& objects) {
    const Result<RowEstimates> estimates = readStatistics(database, schema);
    if (!estimates) {
        return std::unexpected(estimates.error());
    }
    for (ObjectSummary& object : objects) {
        const auto found = estimates->find(object.name);
        if (object.type == ObjectType::Table && found != estimates->end()) {
            object.estimatedRows = found->second;
        }
    }
    return {};
}

} // namespace

Result<std::vector<SchemaInfo>> readSchemas(Database& database) {
    const Result<Statement> statement = database.prepare("PRAGMA database_list");
    if (!statement) {
        return std::unexpected(statement.error());
    }
    std::vector<SchemaInfo> schemas;
    Result<bool> row = database.step(*statement);
    for (; row && *row; row = database.step(*statement)) {
        SchemaInfo schema;
        schema.name = columnText(statement->get(), 1);
        schema.location = columnText(statement->get(), 2);
        schema.isDefault = schema.name == "main";
        schemas.push_back(std::move(schema));
    }
    if (!row) {
        return std::unexpected(row.error());
    }
    return schemas;
}

Result<std::string> schemaNamed(Database& database, std::string_view name) {
    if (const Result<void> present = database.checkFile(); !present) {
        return std::unexpected(present.error());
    }
    const Result<std::vector<SchemaInfo>> schemas = readSchemas(database);
    if (!schemas) {
        return std::unexpected(schemas.error());
    }
    for (const SchemaInfo& schema : *schemas) {
        if (sameName(schema.name, name)) {
            return schema.name;
        }
    }
    // SQLite lists `temp` only once something was made in it.
    if (sameName(name, "temp")) {
        return std::string("temp");
    }
    return fail(ErrorKind::NotFound, "There is no schema \"" + std::string(name) + "\".",
                "The schemas of a SQLite connection are main, temp and the attached databases.");
}

Result<std::vector<ObjectSummary>> readObjects(Database& database, const std::string& schema, ObjectScope scope) {
    // There are no routines, types and the like.
    if (scope == ObjectScope::Others) {
        return std::vector<ObjectSummary>();
    }
    const Result<Statement> statement =
        database.prepare("SELECT type, name, tbl_name, rootpage FROM " + quotedName(schema) + ".sqlite_schema");
    if (!statement) {
        return std::unexpected(statement.error());
    }
    std::vector<ObjectSummary> objects;
    bool analyzed = false;
    bool anyVirtual = false;
    Result<bool> row = database.step(*statement);
    for (; row && *row; row = database.step(*statement)) {
        const std::string_view name = columnText(statement->get(), 1);
        if (sameName(name.substr(0, 7), "sqlite_")) {
            analyzed = analyzed || name == kStatistics;
            continue;
        }
        const ObjectType type = objectType(columnText(statement->get(), 0), sqlite3_column_int64(statement->get(), 3));
        anyVirtual = anyVirtual || type == ObjectType::VirtualTable;
        if (!includes(scope, scopeOf(type))) {
            continue;
        }
        ObjectSummary& object = objects.emplace_back();
        object.name = name;
        object.type = type;
        if (object.type == ObjectType::Index || object.type == ObjectType::Trigger) {
            object.parent = columnText(statement->get(), 2);
        }
    }
    Result<void> done = row ? Result<void>() : std::unexpected(row.error());
    done = done && analyzed ? addEstimates(database, schema, objects) : done;
    done = done && anyVirtual ? markShadows(database, schema, objects) : done;
    if (!done) {
        return std::unexpected(done.error());
    }
    std::ranges::sort(objects, {}, [](const ObjectSummary& each) { return std::tie(each.type, each.name); });
    return objects;
}

Result<RowEstimates> readEstimates(Database& database, const std::string& schema) {
    const Result<Statement> present = database.prepare(
        "SELECT 1 FROM " + quotedName(schema) + ".sqlite_schema WHERE name = '" + std::string(kStatistics) + "'");
    if (!present) {
        return std::unexpected(present.error());
    }
    const Result<bool> analyzed = database.step(*present);
    if (!analyzed) {
        return std::unexpected(analyzed.error());
    }
    return *analyzed ? readStatistics(database, schema) : RowEstimates();
}

ObjectType objectType(std::string_view type, std::int64_t rootPage) {
    if (type == "table") {
        return rootPage == 0 ? ObjectType::VirtualTable : ObjectType::Table;
    }
    return type == "view" ? ObjectType::View : type == "index" ? ObjectType::Index : ObjectType::Trigger;
}

} // namespace dbv::sqlite
