// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "postgres/catalog_lists.h"
#include "postgres/catalog_questions.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

// In each, @ stands for the condition and # for whether definitions are wanted. What a partition has from its parent is
// made with it, and has no definition of its own here.
constexpr std::string_view kRelations =
    "SELECT c.oid, c.relname, c.relkind, c.reltuples, d.description, pg_catalog.pg_get_userbyid(c.relowner), "
    "CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, "
    "pg_catalog.pg_get_expr(c.relpartbound, c.oid) FROM pg_catalog.pg_class c "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = 0 "
    "AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass WHERE @";
constexpr std::string_view kPlainRelations =
    "SELECT c.oid, c.relname, c.relkind, c.reltuples, NULL, NULL, NULL, NULL FROM pg_catalog.pg_class c WHERE @";
constexpr std::string_view kColumns =
    "SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, "
    "pg_catalog.pg_get_expr(e.adbin, e.adrelid), a.attidentity <> '' OR a.attgenerated <> '', d.description "
    "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum "
    "LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum "
    "AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass "
    "WHERE @ AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum";
constexpr std::string_view kPlainColumns =
    "SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull, "
    "NULL, false, NULL FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
    "WHERE @ AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum";
constexpr std::string_view kConstraints =
    "SELECT k.conrelid, k.conname, k.contype, k.conkey, f.relname, fn.nspname, "
    "CASE WHEN k.contype = 'f' THEN ARRAY(SELECT a.attname FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u (n, o) "
    "JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o) END, "
    "k.confupdtype, k.confdeltype, CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_expr(k.conbin, k.conrelid) END "
    "FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid "
    "LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid "
    "LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace "
    "WHERE @ AND k.contype IN ('p', 'u', 'f', 'c') ORDER BY k.conrelid, k.contype <> 'p', k.conname";
// An index that a key or exclusion stands on belongs to that.
constexpr std::string_view kIndexes =
    "SELECT x.indrelid, i.relname, x.indisunique, pg_catalog.pg_get_expr(x.indpred, x.indrelid), "
    "CASE WHEN x.indexprs IS NULL THEN NULL ELSE ARRAY(SELECT pg_catalog.pg_get_indexdef(x.indexrelid, n, true) "
    "FROM pg_catalog.generate_series(1, x.indnkeyatts) n) END, x.indkey, x.indnkeyatts, "
    "CASE WHEN # AND NOT i.relispartition THEN pg_catalog.pg_get_indexdef(x.indexrelid) END "
    "FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid "
    "JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid "
    "WHERE @ AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid "
    "AND k.contype IN ('p', 'u', 'x')) ORDER BY x.indrelid, i.relname";
constexpr std::string_view kPlainIndexes =
    "SELECT x.indrelid, i.relname, x.indisunique, NULL, NULL, x.indkey, 32, NULL FROM pg_catalog.pg_index x "
    "JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid "
    "WHERE @ AND NOT x.indisprimary ORDER BY x.indrelid, i.relname";
constexpr std::string_view kTriggers =
    "SELECT t.tgrelid, t.tgname, CASE WHEN # AND COALESCE(pg_catalog.to_jsonb(t) ->> 'tgparentid', '0') = '0' "
    "THEN pg_catalog.pg_get_triggerdef(t.oid) END "
    "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "WHERE @ AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname";
constexpr std::string_view kPlainTriggers =
    "SELECT t.tgrelid, t.tgname, NULL FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid "
    "WHERE @ AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname";
constexpr std::string_view kPolicies =
    "SELECT p.polrelid, p.polname, p.polpermissive, p.polcmd, "
    "ARRAY(SELECT CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) END "
    "FROM pg_catalog.unnest(p.polroles) r), "
    "pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), "
    "c.relname FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid "
    "WHERE @ ORDER BY p.polrelid, p.polname";
constexpr std::string_view kGrants =
    "SELECT c.oid, CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(g.grantee) END, "
    "g.privilege_type, g.is_grantable FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) g "
    "WHERE @ AND c.relacl IS NOT NULL AND g.grantee <> c.relowner ORDER BY c.oid, 2, 3";

std::string filled(std::string_view sql, const std::string& condition, bool withDdl) {
    std::string text;
    for (const char c : sql) {
        if (c == '@') {
            text += condition;
        } else if (c == '#') {
            text += withDdl ? "true" : "false";
        } else {
            text += c;
        }
    }
    return text;
}

std::string actionOf(std::string_view letter) {
    switch (letter.empty() ? ' ' : letter.front()) {
    case 'r': return "RESTRICT";
    case 'c': return "CASCADE";
    case 'n': return "SET NULL";
    case 'd': return "SET DEFAULT";
    default: return "NO ACTION";
    }
}

std::vector<int> numbersIn(std::string_view text) {
    std::vector<int> numbers;
    for (std::size_t at = 0; at < text.size();) {
        int number = 0;
        const auto [end, failure] = std::from_chars(text.data() + at, text.data() + text.size(), number);
        if (failure == std::errc()) {
            numbers.push_back(number);
            at = static_cast<std::size_t>(end - text.data());
        } else {
            ++at;
        }
    }
    return numbers;
}

/// The items of an array as the server writes one of a single dimension.
std::vector<std::string> itemsIn(std::string_view array) {
    std::vector<std::string> items;
    if (array.size() < 2 || array == "{}") {
        return items;
    }
    std::string item;
    bool quoted = false;
    for (std::size_t at = 1; at + 1 < array.size(); ++at) {
        const char c = array[at];
        if (c == '\\') {
            item += array[++at];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == ',' && !quoted) {
            items.push_back(std::exchange(item, {}));
        } else {
            item += c;
        }
    }
    items.push_back(std::move(item));
    return items;
}

std::vector<std::string> namesOf(const std::vector<int>& numbers, const Relation& relation) {
    std::vector<std::string> names;
    names.reserve(numbers.size());
    for (const int number : numbers) {
        const auto found = relation.columnNames.find(number);
        names.push_back(found == relation.columnNames.end() ? std::string() : found->second);
    }
    return names;
}

} // namespace

/// One of the things that belong to a relation. Names are beginnings of sentences.
struct RelationReader::Aspect {
    std::string_view name;
    std::string_view sql;
    void (RelationReader::*take)(const PGresult*, int, Relation&);
    /// Another way to ask, for servers without some of that, and what it leaves out.
    std::string_view plainSql;
    std::string_view left;
};

Result<void> RelationReader::read() {
    Result<void> done = readRelations();
    for (const Aspect& aspect :
         {Aspect{"Columns", kColumns, &RelationReader::takeColumn, kPlainColumns, "Defaults and comments of columns"},
          Aspect{"Keys and checks", kConstraints, &RelationReader::takeConstraint, {}, {}},
          Aspect{"Indexes", kIndexes, &RelationReader::takeIndex, kPlainIndexes, "Definitions of indexes"},
          Aspect{"Triggers", kTriggers, &RelationReader::takeTrigger, kPlainTriggers, "Definitions of triggers"},
          Aspect{"Policies", kPolicies, &RelationReader::takePolicy, {}, {}},
          Aspect{"Grants", kGrants, &RelationReader::takeGrant, {}, {}}}) {
        done = done ? readAspect(aspect) : done;
    }
    return done;
}

Result<void> RelationReader::readRelations() {
    const Result<CatalogAnswer> answer = askCatalog(
        m_line, {filled(kRelations, m_condition, m_withDdl), filled(kPlainRelations, m_condition, m_withDdl)});
    if (!answer || !answer->rows) {
        return std::unexpected(answer ? *answer->refusal : answer.error());
    }
    if (answer->refusal) {
        m_refused.add("Owners, comments and partitions", *answer->refusal);
    }
    const PgResult* rows = &answer->rows;
    for (int row = 0; row < PQntuples(rows->get()); ++row) {
        Relation relation;
        relation.kind = textAt(rows->get(), row, 2);
        ObjectDescription& description = relation.description;
        description.path = {m_schema, std::string(textAt(rows->get(), row, 1)), {}};
        description.type = relationType(relation.kind);
        const double estimate = std::strtod(PQgetvalue(rows->get(), row, 3), nullptr);
        if (estimate >= 0 && description.type != ObjectType::View) {
            description.estimatedRows = static_cast<std::int64_t>(estimate);
        }
        description.comment = textAt(rows->get(), row, 4);
        description.owner = textAt(rows->get(), row, 5);
        description.partitionKey = textAt(rows->get(), row, 6);
        description.partitionBound = textAt(rows->get(), row, 7);
        m_relations.emplace(textAt(rows->get(), row, 0), std::move(relation));
    }
    return {};
}

Result<void> RelationReader::readAspect(const Aspect& aspect) {
    std::vector<std::string> ways{filled(aspect.sql, m_condition, m_withDdl)};
    if (!aspect.plainSql.empty()) {
        ways.push_back(filled(aspect.plainSql, m_condition, m_withDdl));
    }
    const Result<CatalogAnswer> answer = askCatalog(m_line, ways);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (answer->refusal) {
        m_refused.add(answer->rows ? aspect.left : aspect.name, *answer->refusal);
    }
    const PGresult* rows = answer->rows.get();
    for (int row = 0; rows != nullptr && row < PQntuples(rows); ++row) {
        // What was made since the first statement is not known there.
        if (const auto found = m_relations.find(textAt(rows, row, 0)); found != m_relations.end()) {
            (this->*aspect.take)(rows, row, found->second);
        }
    }
    return {};
}

void RelationReader::takeColumn(const PGresult* rows, int row, Relation& relation) {
    ColumnInfo column;
    column.name = textAt(rows, row, 2);
    column.type = textAt(rows, row, 3);
    column.nullable = !trueAt(rows, row, 4);
    column.defaultValue = optionalAt(rows, row, 5);
    column.generated = trueAt(rows, row, 6);
    column.comment = textAt(rows, row, 7);
    relation.columnNames.emplace(std::atoi(PQgetvalue(rows, row, 1)), column.name);
    relation.description.columns.push_back(std::move(column));
}

void RelationReader::takeConstraint(const PGresult* rows, int row, Relation& relation) {
    ObjectDescription& description = relation.description;
    const std::string name(textAt(rows, row, 1));
    const std::string_view kind = textAt(rows, row, 2);
    std::vector<std::string> columns = namesOf(numbersIn(textAt(rows, row, 3)), relation);
    if (kind == "c") {
        description.checks.push_back({name, std::string(textAt(rows, row, 9))});
    } else if (kind == "f") {
        description.foreignKeys.push_back(
            {.name = name,
             .columns = std::move(columns),
             .references = {std::string(textAt(rows, row, 5)), std::string(textAt(rows, row, 4)), {}},
             .referencedColumns = itemsIn(textAt(rows, row, 6)),
             .onUpdate = actionOf(textAt(rows, row, 7)),
             .onDelete = actionOf(textAt(rows, row, 8))});
    } else {
        if (kind == "p") {
            for (ColumnInfo& column : description.columns) {
                const auto at = std::ranges::find(columns, column.name);
                column.primaryKeyPosition = at == columns.end() ? 0 : static_cast<int>(at - columns.begin()) + 1;
            }
        }
        description.keys.push_back({name, kind == "p", std::move(columns)});
    }
}

void RelationReader::takeIndex(const PGresult* rows, int row, Relation& relation) {
    IndexInfo index;
    index.name = textAt(rows, row, 1);
    index.unique = trueAt(rows, row, 2);
    index.predicate = textAt(rows, row, 3);
    if (PQgetisnull(rows, row, 4) == 0) {
        index.columns = itemsIn(textAt(rows, row, 4));
    } else {
        std::vector<int> numbers = numbersIn(textAt(rows, row, 5));
        // Behind the key stand the columns that are only carried along.
        numbers.resize(std::min(numbers.size(), static_cast<std::size_t>(std::atoi(PQgetvalue(rows, row, 6)))));
        index.columns = namesOf(numbers, relation);
    }
    index.ddl = textAt(rows, row, 7);
    relation.description.indexes.push_back(std::move(index));
}

void RelationReader::takeTrigger(const PGresult* rows, int row, Relation& relation) {
    relation.description.triggers.push_back({std::string(textAt(rows, row, 1)), std::string(textAt(rows, row, 2))});
}

void RelationReader::takePolicy(const PGresult* rows, int row, Relation& relation) {
    PolicyInfo policy;
    policy.name = textAt(rows, row, 1);
    if (m_withDdl) {
        const std::string_view letter = textAt(rows, row, 3);
        const std::string_view command = letter == "r"   ? "SELECT"
                                         : letter == "a" ? "INSERT"
                                         : letter == "w" ? "UPDATE"
                                         : letter == "d" ? "DELETE"
                                                         : "ALL";
        policy.ddl = "CREATE POLICY " + quotedName(policy.name) + " ON " + quotedName(m_schema) + "." +
                     quotedName(textAt(rows, row, 7)) + (trueAt(rows, row, 2) ? "" : " AS RESTRICTIVE") + " FOR " +
                     std::string(command) + " TO " + joined(itemsIn(textAt(rows, row, 4)));
        if (PQgetisnull(rows, row, 5) == 0) {
            policy.ddl += " USING (" + std::string(textAt(rows, row, 5)) + ")";
        }
        if (PQgetisnull(rows, row, 6) == 0) {
            policy.ddl += " WITH CHECK (" + std::string(textAt(rows, row, 6)) + ")";
        }
    }
    relation.description.policies.push_back(std::move(policy));
}

void RelationReader::takeGrant(const PGresult* rows, int row, Relation& relation) {
    std::vector<GrantInfo>& grants = relation.description.grants;
    const std::string_view grantee = textAt(rows, row, 1);
    if (grants.empty() || grants.back().grantee != grantee) {
        grants.push_back({std::string(grantee), {}, {}});
    }
    grants.back().privileges.emplace_back(textAt(rows, row, 2));
    if (trueAt(rows, row, 3)) {
        grants.back().grantable.emplace_back(textAt(rows, row, 2));
    }
}

} // namespace dbv::postgres
