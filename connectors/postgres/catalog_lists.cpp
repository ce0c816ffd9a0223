// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_lists.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include "postgres/catalog_questions.h"
#include "postgres/list_queries.h"
#include "postgres/relation_scope.h"

namespace dbv::postgres {

namespace {

constexpr std::string_view kSchemas =
    "SELECT n.nspname, n.nspname LIKE E'pg\\\\_%' OR n.nspname = 'information_schema', "
    "n.nspname = pg_catalog.current_schema() FROM pg_catalog.pg_namespace n "
    "WHERE n.nspname !~ '^pg_(toast|temp_|toast_temp_)' OR n.oid = pg_catalog.pg_my_temp_schema() "
    "ORDER BY 2, 3 DESC, n.nspname";
constexpr std::string_view kPlainSchemas =
    "SELECT n.nspname, n.nspname LIKE E'pg\\\\_%' OR n.nspname = 'information_schema', n.nspname = current_schema() "
    "FROM pg_catalog.pg_namespace n ORDER BY 2, 3 DESC, 1";

constexpr std::string_view kOfExtension =
    "SELECT o.name, o.kind, o.parent, o.comment, o.rows, e.objid IS NOT NULL "
    "FROM ({}) o (name, kind, parent, comment, rows, oid, class) "
    "LEFT JOIN pg_catalog.pg_depend e ON e.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass "
    "AND e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e' AND e.objsubid = 0";

constexpr std::string_view kOfNoExtension = "SELECT o.name, o.kind, o.parent, o.comment, o.rows, false "
                                            "FROM ({}) o (name, kind, parent, comment, rows, oid, class)";

struct Part {
    ObjectScope scope;
    /// As the beginning of a sentence.
    std::string_view name;
    std::string_view sql;
    /// For servers without some of that.
    std::string_view plainSql;
};
constexpr Part kTables{ObjectScope::Relations, "Tables", kListedRelations, kListedPlainRelations};
constexpr std::array kParts =
    std::to_array<Part>({{ObjectScope::Others, "Routines", kListedRoutines, kListedPlainRoutines},
                         {ObjectScope::Others, "Types", kListedTypes, {}},
                         {ObjectScope::Others, "Types of rows", kListedRowTypes, {}},
                         {ObjectScope::Others, "Extensions", kListedExtensions, {}},
                         {ObjectScope::Parts, "Indexes", kListedIndexes, kListedPlainIndexes},
                         {ObjectScope::Parts, "Triggers", kListedTriggers, kListedPlainTriggers},
                         {ObjectScope::Parts, "Policies", kListedPolicies, {}}});
constexpr std::string_view kRolesAndComments =
    "SELECT r.rolname, d.description FROM pg_catalog.pg_roles r "
    "LEFT JOIN pg_catalog.pg_shdescription d ON d.objoid = r.oid "
    "AND d.classoid = 'pg_catalog.pg_authid'::pg_catalog.regclass ORDER BY 1";
constexpr std::string_view kRoles = "SELECT r.rolname, NULL FROM pg_catalog.pg_roles r ORDER BY 1";
constexpr std::string_view kDatabasesAndComments =
    "SELECT b.datname, d.description FROM pg_catalog.pg_database b "
    "LEFT JOIN pg_catalog.pg_shdescription d ON d.objoid = b.oid "
    "AND d.classoid = 'pg_catalog.pg_database'::pg_catalog.regclass WHERE NOT b.datistemplate ORDER BY 1";
constexpr std::string_view kDatabases = "SELECT b.datname, NULL FROM pg_catalog.pg_database b ORDER BY 1";

std::string withNumber(std::string_view sql, const std::string& number) {
    std::string text(sql);
    text.replace(text.find('@'), 1, number);
    return text;
}

/// The same where a part may be of triggers.
std::string partOn(const Line& line, std::string_view sql, const std::string& number) {
    std::string text = withNumber(sql, number);
    if (const std::size_t at = text.find('!'); at != std::string::npos) {
        text.replace(at, 1, ownTrigger(PQserverVersion(line.handle())));
    }
    return text;
}

std::string wrapped(std::string_view frame, const std::string& parts) {
    std::string text(frame);
    text.replace(text.find("{}"), 2, parts);
    return text;
}

ObjectType typeOf(std::string_view letter) {
    switch (letter.empty() ? ' ' : letter.front()) {
    case 'P': return ObjectType::Routine;
    case 'T': return ObjectType::Trigger;
    case 'Y': return ObjectType::Type;
    case 'X': return ObjectType::Extension;
    case 'O': return ObjectType::Policy;
    default: return relationType(letter);
    }
}

void setEstimate(ObjectSummary& object, const char* rows) {
    const double estimate = std::strtod(rows, nullptr);
    if (estimate >= 0 && object.type != ObjectType::Sequence && object.type != ObjectType::View) {
        object.estimatedRows = static_cast<std::int64_t>(estimate);
    }
}

void addObjects(const PGresult* rows, std::vector<ObjectSummary>& objects) {
    objects.reserve(objects.size() + static_cast<std::size_t>(PQntuples(rows)));
    for (int row = 0; row < PQntuples(rows); ++row) {
        ObjectSummary object;
        object.name = textAt(rows, row, 0);
        object.type = typeOf(textAt(rows, row, 1));
        object.parent = textAt(rows, row, 2);
        object.comment = textAt(rows, row, 3);
        setEstimate(object, cTextAt(rows, row, 4));
        object.internal = trueAt(rows, row, 5);
        objects.push_back(std::move(object));
    }
}

/// One part by itself, after all in one were refused.
Result<void> addPart(Line& line, const Part& part, const std::string& number, std::vector<ObjectSummary>& objects,
                     network::RefusedParts& refused) {
    const bool essential = part.scope == ObjectScope::Relations;
    const std::string sql = partOn(line, part.sql, number);
    std::vector<std::string> ways{wrapped(kOfExtension, sql), wrapped(kOfNoExtension, sql)};
    if (!part.plainSql.empty()) {
        ways.push_back(wrapped(kOfNoExtension, withNumber(part.plainSql, number)));
    }
    const Result<CatalogAnswer> answer = askCatalog(line, ways);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (!answer->rows) {
        refused.add(part.name, *answer->refusal);
        return essential ? std::unexpected(*answer->refusal) : Result<void>();
    }
    if (answer->refusal) {
        refused.add(answer->way == 1 ? "What belongs to extensions" : "Parents, partitions and comments",
                    *answer->refusal);
    }
    addObjects(answer->rows.get(), objects);
    return {};
}

/// What decides first where an object stands.
struct Place {
    std::uint64_t key = 0;
    ObjectSummary* object = nullptr;
};

/// Puts objects into the order of their places.
void arrange(std::vector<ObjectSummary>& objects, const std::vector<Place>& places) {
    std::vector<ObjectSummary> arranged;
    arranged.reserve(places.size());
    for (const Place& place : places) {
        arranged.push_back(std::move(*place.object));
    }
    objects = std::move(arranged);
}

/// Orders by name. Names mostly begin alike: what distinguishes them is compared as a number, eight bytes at once.
void sortByName(std::vector<ObjectSummary>& objects) {
    std::size_t common = objects.empty() ? 0 : objects.front().name.size();
    for (const ObjectSummary& each : objects) {
        const auto differs = std::ranges::mismatch(each.name, objects.front().name);
        common = std::min(common, static_cast<std::size_t>(differs.in1 - each.name.begin()));
    }
    std::vector<Place> places;
    places.reserve(objects.size());
    for (ObjectSummary& each : objects) {
        std::uint64_t beginning = 0;
        for (std::size_t at = common; at < common + sizeof beginning; ++at) {
            beginning = beginning << 8U | (at < each.name.size() ? static_cast<unsigned char>(each.name[at]) : 0U);
        }
        places.push_back({beginning, &each});
    }
    std::ranges::sort(places, [](const Place& a, const Place& b) {
        return a.key != b.key ? a.key < b.key : a.object->name < b.object->name;
    });
    arrange(objects, places);
}

/// Orders what is in the order of names by its type.
void groupByType(std::vector<ObjectSummary>& objects) {
    if (std::ranges::is_sorted(objects, {}, &ObjectSummary::type)) {
        return;
    }
    std::vector<Place> places;
    places.reserve(objects.size());
    for (ObjectSummary& each : objects) {
        places.push_back({static_cast<std::uint64_t>(each.type), &each});
    }
    std::ranges::stable_sort(places, {}, &Place::key);
    arrange(objects, places);
}

/// Everything that has rows, and the sequences.
Result<void> addRelations(Line& line, const std::string& number, std::vector<ObjectSummary>& objects,
                          network::RefusedParts& refused) {
    const auto take = [&objects](std::size_t statement, const PGresult* row) {
        const std::string_view name = textAt(row, 0, 0);
        if (statement == 0) {
            ObjectSummary& object = objects.emplace_back();
            object.name = name;
            object.type = relationType(textAt(row, 0, 1));
            setEstimate(object, cTextAt(row, 0, 2));
            return;
        }
        const auto found = std::ranges::lower_bound(objects, name, {}, &ObjectSummary::name);
        // What was made since the first statement is not known there.
        if (found == objects.end() || found->name != name) {
            return;
        }
        switch (statement) {
        case 1: found->comment = textAt(row, 0, 1); break;
        case 2: found->parent = textAt(row, 0, 1); break;
        default: found->internal = true; break;
        }
    };
    const auto order = [&objects](std::size_t statement) {
        // While the server looks for the rest.
        if (statement == 0) {
            sortByName(objects);
        }
    };
    const Result<void> done =
        line.queryEach({withNumber(kListedBareRelations, number), withNumber(kListedRelationComments, number),
                        withNumber(kListedPartitions, number), withNumber(kListedExtensionRelations, number)},
                       {take, order});
    if (done || !network::RefusedParts::isRefusal(done.error())) {
        return done;
    }
    objects.clear();
    Result<void> added = addPart(line, kTables, number, objects, refused);
    sortByName(objects);
    return added;
}

/// What else is in a scope.
Result<void> addParts(Line& line, ObjectScope scope, const std::string& number, std::vector<ObjectSummary>& objects,
                      network::RefusedParts& refused) {
    std::string all;
    for (const Part& part : kParts) {
        if (includes(scope, part.scope)) {
            all += (all.empty() ? "" : " UNION ALL ") + partOn(line, part.sql, number);
        }
    }
    const Result<CatalogAnswer> answer = askCatalog(line, {wrapped(kOfExtension, all)});
    if (!answer) {
        return std::unexpected(answer.error());
    }
    const std::size_t before = objects.size();
    Result<void> done;
    if (answer->rows) {
        addObjects(answer->rows.get(), objects);
    } else {
        for (const Part& part : kParts) {
            done = done && includes(scope, part.scope) ? addPart(line, part, number, objects, refused) : done;
        }
    }
    // An index is one of its schema, but triggers and policies only of their table.
    std::ranges::sort(std::span(objects).subspan(before), {}, [](const ObjectSummary& each) {
        return std::pair(std::string_view(each.name), std::string_view(each.parent));
    });
    return done;
}

} // namespace

ObjectType relationType(std::string_view relkind) {
    switch (relkind.empty() ? ' ' : relkind.front()) {
    case 'v': return ObjectType::View;
    case 'm': return ObjectType::MaterializedView;
    case 'f': return ObjectType::ForeignTable;
    case 'S': return ObjectType::Sequence;
    case 'i':
    case 'I': return ObjectType::Index;
    default: return ObjectType::Table;
    }
}

Result<std::vector<SchemaInfo>> readSchemas(Line& line) {
    const Result<CatalogAnswer> answer = askCatalog(line, {std::string(kSchemas), std::string(kPlainSchemas)});
    if (!answer || !answer->rows) {
        return std::unexpected(answer ? *answer->refusal : answer.error());
    }
    const PGresult* rows = answer->rows.get();
    std::vector<SchemaInfo> schemas;
    schemas.reserve(static_cast<std::size_t>(PQntuples(rows)));
    for (int row = 0; row < PQntuples(rows); ++row) {
        schemas.push_back({.name = std::string(textAt(rows, row, 0)),
                           .system = trueAt(rows, row, 1),
                           .isDefault = trueAt(rows, row, 2),
                           .location = {}});
    }
    return schemas;
}

Result<std::vector<ObjectSummary>> readObjects(Line& line, const std::string& schemaNumber, ObjectScope scope,
                                               network::RefusedParts& refused) {
    std::vector<ObjectSummary> objects;
    Result<void> done;
    done = includes(scope, ObjectScope::Relations) ? addRelations(line, schemaNumber, objects, refused) : done;
    done = done && scope != ObjectScope::Relations ? addParts(line, scope, schemaNumber, objects, refused) : done;
    if (!done) {
        return std::unexpected(done.error());
    }
    // Each type is in one scope, and each scope has come by name.
    groupByType(objects);
    return objects;
}

Result<std::vector<ObjectSummary>> readServerObjects(Line& line, network::RefusedParts& refused) {
    std::vector<ObjectSummary> objects;
    const auto add = [&](ObjectType type, std::string_view name, std::string_view full,
                         std::string_view plain) -> Result<void> {
        const Result<CatalogAnswer> answer = askCatalog(line, {std::string(full), std::string(plain)});
        if (!answer) {
            return std::unexpected(answer.error());
        }
        if (answer->refusal) {
            refused.add(answer->rows ? "Comments on " + std::string(name) : "The list of " + std::string(name),
                        *answer->refusal);
        }
        for (int row = 0; answer->rows && row < PQntuples(answer->rows.get()); ++row) {
            ObjectSummary object;
            object.name = textAt(answer->rows.get(), row, 0);
            object.type = type;
            object.comment = textAt(answer->rows.get(), row, 1);
            // The roles that every server has.
            object.internal = type == ObjectType::Role && object.name.starts_with("pg_");
            objects.push_back(std::move(object));
        }
        return {};
    };
    Result<void> done = add(ObjectType::Role, "roles", kRolesAndComments, kRoles);
    done = done ? add(ObjectType::Database, "databases", kDatabasesAndComments, kDatabases) : done;
    return done ? Result<std::vector<ObjectSummary>>(std::move(objects)) : std::unexpected(done.error());
}

} // namespace dbv::postgres
