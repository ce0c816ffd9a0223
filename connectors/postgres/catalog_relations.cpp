// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_relations.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "postgres/relation_ddl.h"
#include "postgres/relation_reader.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// The relkinds of a type; those of everything that has columns when none is given.
std::string_view kindsOf(std::optional<ObjectType> type) {
    switch (type.value_or(ObjectType::Role)) {
    case ObjectType::Table: return "'r', 'p'";
    case ObjectType::View: return "'v'";
    case ObjectType::MaterializedView: return "'m'";
    case ObjectType::ForeignTable: return "'f'";
    case ObjectType::Index: return "'i', 'I'";
    case ObjectType::Sequence: return "'S'";
    default: return "'r', 'p', 'v', 'm', 'f', 'i', 'I', 'S'";
    }
}

} // namespace

bool isRelation(ObjectType type) {
    switch (type) {
    case ObjectType::Table:
    case ObjectType::View:
    case ObjectType::MaterializedView:
    case ObjectType::ForeignTable:
    case ObjectType::Index:
    case ObjectType::Sequence: return true;
    default: return false;
    }
}

Result<std::optional<ObjectDescription>>
describeRelation(Line& line, const ObjectPath& path, const std::string& schemaNumber, std::optional<ObjectType> type) {
    const std::string condition = "c.relnamespace = " + schemaNumber + " AND c.relname = " + quotedText(path.name) +
                                  " AND c.relkind IN (" + std::string(kindsOf(type)) + ")";
    const Result<PgResult> found = line.query(
        "SELECT c.oid, pg_catalog.pg_total_relation_size(c.oid) FROM pg_catalog.pg_class c WHERE " + condition);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (PQntuples(found->get()) == 0) {
        return std::nullopt;
    }
    const std::string number(textAt(found->get(), 0, 0));
    RelationReader reader(line, path.schema, "c.oid = " + number, true);
    if (Result<void> read = reader.read(); !read) {
        return std::unexpected(read.error());
    }
    const auto relation = reader.relations().find(number);
    if (relation == reader.relations().end()) {
        return std::nullopt;
    }
    if (PQgetisnull(found->get(), 0, 1) == 0 && relation->second.kind != "v") {
        relation->second.description.sizeBytes = std::strtoll(PQgetvalue(found->get(), 0, 1), nullptr, 10);
    }
    Result<std::string> ddl = relationDdl(line, number, relation->second);
    if (!ddl) {
        return std::unexpected(ddl.error());
    }
    relation->second.description.ddl = std::move(*ddl);
    return std::move(relation->second.description);
}

Result<void> describeRelations(Line& line, std::string_view schema, const std::string& schemaNumber,
                               const std::function<bool(ObjectDescription)>& take) {
    RelationReader reader(line, std::string(schema),
                          "c.relnamespace = " + schemaNumber + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')", false);
    if (Result<void> read = reader.read(); !read) {
        return read;
    }
    std::vector<ObjectDescription*> ordered;
    ordered.reserve(reader.relations().size());
    for (auto& [number, relation] : reader.relations()) {
        ordered.push_back(&relation.description);
    }
    std::ranges::sort(ordered, {}, [](const ObjectDescription* each) -> const std::string& { return each->path.name; });
    for (ObjectDescription* each : ordered) {
        if (!take(std::move(*each))) {
            break;
        }
    }
    return {};
}

} // namespace dbv::postgres
