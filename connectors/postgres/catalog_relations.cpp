// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_relations.h"

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <vector>

#include "postgres/catalog_questions.h"
#include "postgres/relation_ddl.h"
#include "postgres/relation_reader.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// A table that is divided has no bytes of its own.
constexpr std::string_view kSize =
    "CASE WHEN c.relkind = 'p' THEN (SELECT pg_catalog.sum(pg_catalog.pg_total_relation_size(p.relid)) "
    "FROM pg_catalog.pg_partition_tree(c.oid) p) ELSE pg_catalog.pg_total_relation_size(c.oid) END";

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

/// What a definition lacks, in front of it.
std::string commentsOf(const std::vector<Notice>& holes) {
    std::string text;
    for (const Notice& hole : holes) {
        std::string line = hole.message;
        std::ranges::replace(line, '\n', ' ');
        text += "-- " + line + "\n";
    }
    return text;
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

Result<std::optional<ObjectDescription>> describeRelation(Line& line, const ObjectPath& path,
                                                          const std::string& schemaNumber,
                                                          std::optional<ObjectType> type,
                                                          network::RefusedParts& refused) {
    const std::string from = " FROM pg_catalog.pg_class c WHERE c.relnamespace = " + schemaNumber +
                             " AND c.relname = " + quotedText(path.name) + " AND c.relkind IN (" +
                             std::string(kindsOf(type)) + ")";
    const Result<CatalogAnswer> found = askCatalog(
        line, {"SELECT c.oid, " + std::string(kSize) + from,
               "SELECT c.oid, pg_catalog.pg_total_relation_size(c.oid)" + from, "SELECT c.oid, NULL" + from});
    if (!found || !found->rows) {
        return std::unexpected(found ? *found->refusal : found.error());
    }
    if (PQntuples(found->rows.get()) == 0) {
        return std::nullopt;
    }
    // What was refused for this one is told in its DDL as well.
    network::RefusedParts missing;
    if (found->refusal) {
        refused.add("Sizes", *found->refusal);
    }
    const std::string number(textAt(found->rows.get(), 0, 0));
    RelationReader reader(line, path.schema, RelationScope::one(number), true, missing);
    if (Result<void> read = reader.read(); !read) {
        return std::unexpected(read.error());
    }
    const auto relation = reader.relations().find(number);
    if (relation == reader.relations().end()) {
        return std::nullopt;
    }
    ObjectDescription& description = relation->second.description;
    if (PQgetisnull(found->rows.get(), 0, 1) == 0 && relation->second.kind != "v" && relation->second.kind != "f") {
        description.sizeBytes = std::strtoll(cTextAt(found->rows.get(), 0, 1), nullptr, 10);
    }
    Result<std::string> ddl = relationDdl(line, number, relation->second, missing);
    if (!ddl && !network::RefusedParts::isRefusal(ddl.error())) {
        return std::unexpected(ddl.error());
    }
    if (!ddl) {
        // A definition with holes would make another object.
        refused.add("The definition (DDL)", ddl.error());
    }
    const std::vector<Notice> holes = missing.take();
    description.ddl = ddl ? commentsOf(holes) + *ddl : std::string();
    for (const Notice& hole : holes) {
        refused.add(hole);
    }
    return std::move(description);
}

Result<void> describeRelations(Line& line, std::string_view schema, const std::string& schemaNumber,
                               const std::function<bool(ObjectDescription)>& take, network::RefusedParts& refused) {
    RelationReader reader(line, std::string(schema), RelationScope::allIn(schemaNumber), false, refused);
    if (Result<void> read = reader.read(); !read) {
        return read;
    }
    for (Relation* each : reader.ordered()) {
        if (!take(std::move(each->description))) {
            break;
        }
    }
    return {};
}

} // namespace dbv::postgres
