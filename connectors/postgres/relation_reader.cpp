// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <utility>

#include "postgres/catalog_lists.h"
#include "postgres/catalog_questions.h"
#include "postgres/relation_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

std::string filled(std::string_view sql, const RelationScope& scope, bool withDdl) {
    std::string text;
    for (const char c : sql) {
        if (c == '@') {
            text += scope.relations;
        } else if (c == '$') {
            text += scope.constraints;
        } else if (c == '%') {
            text += scope.indexes;
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

/// Where the column of a number stands.
std::optional<std::size_t> placeOf(int number, const Relation& relation) {
    const auto found = std::ranges::lower_bound(relation.columnNumbers, number);
    const bool known = found != relation.columnNumbers.end() && *found == number;
    return known ? std::optional(static_cast<std::size_t>(found - relation.columnNumbers.begin())) : std::nullopt;
}

std::vector<std::string> namesOf(const std::vector<int>& numbers, const Relation& relation) {
    std::vector<std::string> names;
    names.reserve(numbers.size());
    for (const int number : numbers) {
        const auto place = placeOf(number, relation);
        names.push_back(place ? relation.description.columns[*place].name : std::string());
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
    // Columns come first: what follows names them.
    static constexpr std::array kAspects = std::to_array<Aspect>({
        {"Columns", kColumns, &RelationReader::takeColumn, kPlainColumns, "Defaults of columns"},
        {"Comments", kComments, &RelationReader::takeComment, {}, {}},
        {"Keys and checks", kConstraints, &RelationReader::takeConstraint, kPlainConstraints, "Checks"},
        {"Indexes", kIndexes, &RelationReader::takeIndex, kPlainIndexes, "Definitions of indexes"},
        {"Triggers", kTriggers, &RelationReader::takeTrigger, kPlainTriggers, "Definitions of triggers"},
        {"Policies", kPolicies, &RelationReader::takePolicy, {}, {}},
    });
    Result<void> done = readRelations();
    done = done ? readAspects(kAspects) : done;
    done = done && m_hasGrants ? readAspect({"Grants", kGrants, &RelationReader::takeGrant, {}, {}}) : done;
    done = done ? nameOtherEnds() : done;
    orderRest();
    return done;
}

Relation* RelationReader::find(std::string_view number) {
    if (m_last == nullptr || number != m_lastNumber) {
        const auto found = m_relations.find(number);
        m_lastNumber = number;
        m_last = found == m_relations.end() ? nullptr : &found->second;
    }
    return m_last;
}

void RelationReader::orderColumns() {
    for (auto& [oid, relation] : m_relations) {
        if (std::ranges::is_sorted(relation.columnNumbers)) {
            continue;
        }
        std::vector<std::pair<int, ColumnInfo>> columns;
        columns.reserve(relation.columnNumbers.size());
        for (std::size_t i = 0; i < relation.columnNumbers.size(); ++i) {
            columns.emplace_back(relation.columnNumbers[i], std::move(relation.description.columns[i]));
        }
        std::ranges::sort(columns, {}, [](const auto& each) { return each.first; });
        for (std::size_t i = 0; i < columns.size(); ++i) {
            relation.columnNumbers[i] = columns[i].first;
            relation.description.columns[i] = std::move(columns[i].second);
        }
    }
}

void RelationReader::orderRest() {
    for (auto& [oid, relation] : m_relations) {
        ObjectDescription& description = relation.description;
        std::ranges::sort(description.keys, {},
                          [](const KeyInfo& key) { return std::pair(!key.primary, std::string_view(key.name)); });
        std::ranges::sort(description.foreignKeys, {}, &ForeignKeyInfo::name);
        std::ranges::sort(description.checks, {}, &CheckInfo::name);
        std::ranges::sort(description.indexes, {}, &IndexInfo::name);
    }
}

Result<void> RelationReader::nameOtherEnds() {
    Relations others;
    std::string numbers;
    for (const OtherEnd& end : m_otherEnds) {
        if (find(end.number) == nullptr && others.try_emplace(end.number).second) {
            numbers += (numbers.empty() ? "" : ", ") + end.number;
        }
    }
    if (!numbers.empty()) {
        std::string sql(kOtherEnds);
        sql.replace(sql.find('@'), 1, numbers);
        const Result<CatalogAnswer> answer = askCatalog(m_line, {sql});
        if (!answer) {
            return std::unexpected(answer.error());
        }
        if (answer->refusal) {
            m_refused.add("What foreign keys point to", *answer->refusal);
        }
        const PGresult* rows = answer->rows.get();
        for (int row = 0; rows != nullptr && row < PQntuples(rows); ++row) {
            Relation& other = others[std::string(textAt(rows, row, 0))];
            other.description.path = {std::string(textAt(rows, row, 1)), std::string(textAt(rows, row, 2)), {}};
            other.columnNumbers.push_back(std::atoi(PQgetvalue(rows, row, 3)));
            other.description.columns.push_back({.name = std::string(textAt(rows, row, 4))});
        }
    }
    for (const OtherEnd& end : m_otherEnds) {
        const Relation* known = find(end.number);
        const Relation& other = known != nullptr ? *known : others[end.number];
        ForeignKeyInfo& key = end.relation->description.foreignKeys[end.foreignKey];
        key.references = other.description.path;
        key.referencedColumns = namesOf(end.columns, other);
    }
    return {};
}

Result<void> RelationReader::readRelations() {
    const Result<CatalogAnswer> answer =
        askCatalog(m_line, {filled(kRelations, m_scope, m_withDdl), filled(kPlainRelations, m_scope, m_withDdl)});
    if (!answer || !answer->rows) {
        return std::unexpected(answer ? *answer->refusal : answer.error());
    }
    if (answer->refusal) {
        m_refused.add("Owners and partitions", *answer->refusal);
    }
    const PGresult* rows = answer->rows.get();
    m_relations.reserve(static_cast<std::size_t>(PQntuples(rows)));
    for (int row = 0; row < PQntuples(rows); ++row) {
        Relation relation;
        relation.kind = textAt(rows, row, 2);
        ObjectDescription& description = relation.description;
        description.path = {m_schema, std::string(textAt(rows, row, 1)), {}};
        description.type = relationType(relation.kind);
        const double estimate = std::strtod(PQgetvalue(rows, row, 3), nullptr);
        if (estimate >= 0 && description.type != ObjectType::View) {
            description.estimatedRows = static_cast<std::int64_t>(estimate);
        }
        description.owner = textAt(rows, row, 4);
        description.partitionKey = textAt(rows, row, 5);
        description.partitionBound = textAt(rows, row, 6);
        m_hasGrants = m_hasGrants || trueAt(rows, row, 7);
        m_relations.emplace(textAt(rows, row, 0), std::move(relation));
    }
    return {};
}

void RelationReader::takeRows(const Aspect& aspect, const PGresult* rows) {
    for (int row = 0; row < PQntuples(rows); ++row) {
        // What was made since the first statement is not known there.
        if (Relation* relation = find(textAt(rows, row, 0))) {
            (this->*aspect.take)(rows, row, *relation);
        }
    }
    if (aspect.take == &RelationReader::takeColumn) {
        orderColumns();
    }
}

Result<void> RelationReader::readAspects(std::span<const Aspect> aspects) {
    std::vector<std::string> statements;
    statements.reserve(aspects.size());
    for (const Aspect& each : aspects) {
        statements.push_back(filled(each.sql, m_scope, m_withDdl));
    }
    std::size_t taken = 0;
    Result<void> done = m_line.queryEach(statements, [&](std::size_t which, const PGresult* rows) {
        takeRows(aspects[which], rows);
        taken = which + 1;
    });
    if (done || !network::RefusedParts::isRefusal(done.error())) {
        return done;
    }
    done = {};
    for (const Aspect& each : aspects.subspan(taken)) {
        done = done ? readAspect(each) : done;
    }
    return done;
}

Result<void> RelationReader::readAspect(const Aspect& aspect) {
    std::vector<std::string> ways{filled(aspect.sql, m_scope, m_withDdl)};
    if (!aspect.plainSql.empty()) {
        ways.push_back(filled(aspect.plainSql, m_scope, m_withDdl));
    }
    const Result<CatalogAnswer> answer = askCatalog(m_line, ways);
    if (!answer) {
        return std::unexpected(answer.error());
    }
    if (answer->refusal) {
        m_refused.add(answer->rows ? aspect.left : aspect.name, *answer->refusal);
    }
    if (answer->rows) {
        takeRows(aspect, answer->rows.get());
    }
    return {};
}

void RelationReader::takeComment(const PGresult* rows, int row, Relation& relation) {
    const int number = std::atoi(PQgetvalue(rows, row, 1));
    if (number == 0) {
        relation.description.comment = textAt(rows, row, 2);
    } else if (const auto place = placeOf(number, relation)) {
        relation.description.columns[*place].comment = textAt(rows, row, 2);
    }
}

void RelationReader::takeColumn(const PGresult* rows, int row, Relation& relation) {
    ColumnInfo column;
    column.name = textAt(rows, row, 2);
    column.type = textAt(rows, row, 3);
    column.nullable = !trueAt(rows, row, 4);
    column.defaultValue = optionalAt(rows, row, 5);
    column.generated = trueAt(rows, row, 6);
    relation.columnNumbers.push_back(std::atoi(PQgetvalue(rows, row, 1)));
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
        m_otherEnds.push_back({&relation, description.foreignKeys.size(), std::string(textAt(rows, row, 5)),
                               numbersIn(textAt(rows, row, 6))});
        description.foreignKeys.push_back({.name = name,
                                           .columns = std::move(columns),
                                           .onUpdate = actionOf(textAt(rows, row, 7)),
                                           .onDelete = actionOf(textAt(rows, row, 8))});
    } else {
        // An index that a key or an exclusion stands on belongs to that.
        m_indexesOfKeys.emplace(textAt(rows, row, 4));
        if (kind == "x") {
            return;
        }
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
    if (m_indexesOfKeys.contains(textAt(rows, row, 8))) {
        return;
    }
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
