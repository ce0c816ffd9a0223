// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog_objects.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>
#include <utility>

#include "mysql/catalog_tables.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

constexpr std::array kSystemSchemas =
    std::to_array<std::string_view>({"information_schema", "mysql", "performance_schema", "sys"});

std::string lowerCase(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

ObjectType tableType(std::string_view type) {
    if (type == "SEQUENCE") {
        return ObjectType::Sequence;
    }
    return type.ends_with("VIEW") ? ObjectType::View : ObjectType::Table;
}

/// Collects the objects of a schema, one kind after the other.
class ObjectList {
public:
    ObjectList(Line& line, std::string schema, network::RefusedParts& refused)
        : m_line(line), m_schema(std::move(schema)), m_refused(refused) {}

    Result<std::vector<ObjectSummary>> read(ObjectScope scope) {
        Result<void> done;
        done = includes(scope, ObjectScope::Relations) ? readTables() : done;
        done = done && includes(scope, ObjectScope::Parts) ? readParts() : done;
        done = done && includes(scope, ObjectScope::Others) ? readOthers() : done;
        if (!done) {
            return std::unexpected(done.error());
        }
        std::ranges::sort(m_objects, {},
                          [](const ObjectSummary& each) { return std::tie(each.type, each.name, each.parent); });
        return std::move(m_objects);
    }

private:
    Result<void> readTables() {
        return m_line.queryEach("SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT, TABLE_ROWS FROM "
                                "information_schema.TABLES WHERE " +
                                    isDatabase("TABLE_SCHEMA", m_schema),
                                [this](const TextRow& row) {
                                    ObjectSummary& object = m_objects.emplace_back();
                                    object.name = row.textAt(0);
                                    object.type = tableType(row.textAt(1));
                                    if (object.type == ObjectType::Table) {
                                        object.comment = row.textAt(2);
                                        object.estimatedRows = row.numberAt(3);
                                    }
                                });
    }
    Result<void> readParts() {
        Result<void> done = readChildren(ObjectType::Index, "Indexes",
                                         "SELECT DISTINCT INDEX_NAME, TABLE_NAME FROM information_schema.STATISTICS "
                                         "WHERE INDEX_NAME <> 'PRIMARY' AND " +
                                             isDatabase("TABLE_SCHEMA", m_schema));
        return done ? readChildren(ObjectType::Trigger, "Triggers",
                                   "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE FROM "
                                   "information_schema.TRIGGERS WHERE " +
                                       isDatabase("EVENT_OBJECT_SCHEMA", m_schema))
                    : done;
    }
    Result<void> readOthers() {
        Result<void> done = readNamed(ObjectType::Routine, "Routines",
                                      "SELECT ROUTINE_NAME, MAX(ROUTINE_COMMENT) FROM "
                                      "information_schema.ROUTINES WHERE " +
                                          isDatabase("ROUTINE_SCHEMA", m_schema) + " GROUP BY ROUTINE_NAME");
        return done ? readNamed(ObjectType::Event, "Events",
                                "SELECT EVENT_NAME, EVENT_COMMENT FROM information_schema.EVENTS "
                                "WHERE " +
                                    isDatabase("EVENT_SCHEMA", m_schema))
                    : done;
    }
    Result<void> readChildren(ObjectType type, std::string_view part, const std::string& sql) {
        const Result<TextTable> rows = queryPart(m_line, sql, part, m_refused);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        m_objects.reserve(m_objects.size() + rows->size());
        for (const auto& row : *rows) {
            m_objects.push_back({.name = textAt(row, 0), .type = type, .parent = textAt(row, 1)});
        }
        return {};
    }
    Result<void> readNamed(ObjectType type, std::string_view part, const std::string& sql) {
        const Result<TextTable> rows = queryPart(m_line, sql, part, m_refused);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        m_objects.reserve(m_objects.size() + rows->size());
        for (const auto& row : *rows) {
            m_objects.push_back({.name = textAt(row, 0), .type = type, .comment = textAt(row, 1)});
        }
        return {};
    }

    Line& m_line;
    std::string m_schema;
    network::RefusedParts& m_refused;
    std::vector<ObjectSummary> m_objects;
};

} // namespace

Result<std::vector<SchemaInfo>> readSchemas(Line& line) {
    const Result<TextTable> rows = line.query(
        "SELECT SCHEMA_NAME, SCHEMA_NAME = DATABASE() FROM information_schema.SCHEMATA ORDER BY SCHEMA_NAME");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<SchemaInfo> schemas;
    schemas.reserve(rows->size());
    for (const auto& row : *rows) {
        SchemaInfo& schema = schemas.emplace_back();
        schema.name = textAt(row, 0);
        schema.isDefault = textAt(row, 1) == "1";
        schema.system = std::ranges::find(kSystemSchemas, lowerCase(schema.name)) != kSystemSchemas.end();
    }
    return schemas;
}

Result<std::string> schemaNamed(Line& line, std::string_view name) {
    const Result<TextTable> rows =
        line.query("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = " + textLiteral(name) +
                   " ORDER BY CAST(SCHEMA_NAME AS BINARY) = " + textLiteral(name) + " DESC");
    if (!rows) {
        return std::unexpected(rows.error());
    }
    if (rows->empty()) {
        return fail(ErrorKind::NotFound,
                    "There is no database \"" + std::string(name) + "\", or the user may not see it.",
                    "SHOW DATABASES lists those that the user may see.");
    }
    return textAt(rows->front(), 0);
}

Result<std::vector<ObjectSummary>> readObjects(Line& line, const std::string& schema, ObjectScope scope,
                                               network::RefusedParts& refused) {
    return ObjectList(line, schema, refused).read(scope);
}

Result<std::vector<ObjectSummary>> readServerObjects(Line& line, network::RefusedParts& refused) {
    // Who may not read the server's own tables sees at least itself, and is told that there may be others.
    network::RefusedParts users;
    Result<TextTable> rows = queryPart(line, "SELECT CONCAT(QUOTE(User), '@', QUOTE(Host)) FROM mysql.user ORDER BY 1",
                                       "Other users", users);
    if (rows && rows->empty()) {
        for (Notice& notice : users.take()) {
            refused.add(std::move(notice));
        }
        rows = queryPart(line, "SELECT DISTINCT GRANTEE FROM information_schema.USER_PRIVILEGES ORDER BY 1", "Users",
                         refused);
    }
    if (!rows) {
        return std::unexpected(rows.error());
    }
    std::vector<ObjectSummary> objects;
    objects.reserve(rows->size());
    for (const auto& row : *rows) {
        const std::string name = textAt(row, 0);
        // The accounts that the server keeps for itself.
        const bool internal = name.starts_with("'mysql.") || name.starts_with("'mariadb.");
        objects.push_back({.name = name, .type = ObjectType::Role, .internal = internal});
    }
    return objects;
}

} // namespace dbv::mysql
