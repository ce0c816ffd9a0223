// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_reader.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include "postgres/array_text.h"
#include "postgres/catalog_lists.h"
#include "postgres/catalog_questions.h"
#include "postgres/ddl_statements.h"
#include "postgres/relation_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr int kMostColumns = 1600;

std::string actionOf(std::string_view letter) {
    switch (letter.empty() ? ' ' : letter.front()) {
    case 'r': return "RESTRICT";
    case 'c': return "CASCADE";
    case 'n': return "SET NULL";
    case 'd': return "SET DEFAULT";
    default: return "NO ACTION";
    }
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
    Result<void> done = readTogether(kAspects);
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

void RelationReader::orderRelations() {
    std::ranges::sort(m_ordered, {},
                      [](const Relation* each) -> const std::string& { return each->description.path.name; });
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

void RelationReader::nameEnd(const OtherEnd& end, const Relation& other) {
    ForeignKeyInfo& key = end.relation->description.foreignKeys[end.foreignKey];
    key.references = other.description.path;
    key.referencedColumns = namesOf(end.columns, other);
}

void RelationReader::nameKnownEnds() {
    std::erase_if(m_otherEnds, [this](const OtherEnd& end) {
        const Relation* known = find(end.number);
        if (known != nullptr) {
            nameEnd(end, *known);
        }
        return known != nullptr;
    });
}

Result<void> RelationReader::nameOtherEnds() {
    Relations others;
    std::string numbers;
    for (const OtherEnd& end : m_otherEnds) {
        if (others.try_emplace(end.number).second) {
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
            other.columnNumbers.push_back(std::atoi(cTextAt(rows, row, 3)));
            other.description.columns.push_back({.name = std::string(textAt(rows, row, 4))});
        }
    }
    for (const OtherEnd& end : m_otherEnds) {
        nameEnd(end, others[end.number]);
    }
    return {};
}

Result<void> RelationReader::readRelations() {
    const Result<CatalogAnswer> answer = askCatalog(m_line, {filled(kRelations), filled(kPlainRelations)});
    if (!answer || !answer->rows) {
        return std::unexpected(answer ? *answer->refusal : answer.error());
    }
    if (answer->refusal) {
        m_refused.add("Owners and partitions", *answer->refusal);
    }
    const PGresult* rows = answer->rows.get();
    for (int row = 0; row < PQntuples(rows); ++row) {
        addRelation(rows, row);
    }
    orderRelations();
    return {};
}

void RelationReader::addRelation(const PGresult* rows, int row) {
    const auto [place, isNew] = m_relations.try_emplace(std::string(textAt(rows, row, 0)));
    if (!isNew) {
        // A server that tells one twice is believed the first time.
        return;
    }
    Relation& relation = place->second;
    relation.kind = textAt(rows, row, 2);
    ObjectDescription& description = relation.description;
    description.path = {m_schema, std::string(textAt(rows, row, 1)), {}};
    description.type = relationType(relation.kind);
    const double estimate = std::strtod(cTextAt(rows, row, 3), nullptr);
    if (estimate >= 0 && description.type != ObjectType::View) {
        description.estimatedRows = static_cast<std::int64_t>(estimate);
    }
    description.owner = textAt(rows, row, 4);
    description.partitionKey = textAt(rows, row, 5);
    description.partitionBound = textAt(rows, row, 6);
    m_hasGrants = m_hasGrants || trueAt(rows, row, 7);
    // As many as there are mostly, and never more than a table can have, whatever a server says.
    const auto columns = static_cast<std::size_t>(std::clamp(std::atoi(cTextAt(rows, row, 8)), 0, kMostColumns));
    description.columns.reserve(columns);
    relation.columnNumbers.reserve(columns);
    m_ordered.push_back(&relation);
}

void RelationReader::takeRow(const Aspect& aspect, const PGresult* rows, int row) {
    // What was made since the first statement is not known there.
    if (Relation* relation = find(textAt(rows, row, 0))) {
        (this->*aspect.take)(rows, row, *relation);
    }
}

Result<void> RelationReader::readTogether(std::span<const Aspect> aspects) {
    std::vector<std::string> statements{filled(kRelations)};
    for (const Aspect& each : aspects) {
        statements.push_back(filled(each.sql));
    }
    const auto take = [&](std::size_t statement, const PGresult* row) {
        if (statement == 0) {
            addRelation(row, 0);
        } else {
            takeRow(aspects[statement - 1], row, 0);
        }
    };
    const auto ended = [&](std::size_t statement) {
        if (statement == 0) {
            orderRelations();
        } else {
            endAspect(aspects[statement - 1]);
        }
    };
    Result<void> done = m_line.queryEach(statements, {take, ended});
    if (done || !network::RefusedParts::isRefusal(done.error())) {
        return done;
    }
    // What came of the refused one before that is not known to be all.
    m_relations.clear();
    m_ordered.clear();
    m_last = nullptr;
    m_lastNumber.clear();
    m_otherEnds.clear();
    m_hasGrants = false;
    done = readRelations();
    for (const Aspect& each : aspects) {
        done = done ? readAspect(each) : done;
    }
    return done;
}

Result<void> RelationReader::readAspect(const Aspect& aspect) {
    std::vector<std::string> ways{filled(aspect.sql)};
    if (!aspect.plainSql.empty()) {
        ways.push_back(filled(aspect.plainSql));
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
        takeRow(aspect, rows, row);
    }
    endAspect(aspect);
    return {};
}

void RelationReader::endAspect(const Aspect& aspect) {
    if (aspect.take == &RelationReader::takeColumn) {
        orderColumns();
    } else if (aspect.take == &RelationReader::takeConstraint) {
        nameKnownEnds();
    }
}

void RelationReader::takeComment(const PGresult* rows, int row, Relation& relation) {
    const int number = std::atoi(cTextAt(rows, row, 1));
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
    relation.columnNumbers.push_back(std::atoi(cTextAt(rows, row, 1)));
    relation.description.columns.push_back(std::move(column));
}

void RelationReader::takeConstraint(const PGresult* rows, int row, Relation& relation) {
    ObjectDescription& description = relation.description;
    const std::string name(textAt(rows, row, 1));
    const std::string_view kind = textAt(rows, row, 2);
    std::vector<std::string> columns = namesOf(numbersIn(textAt(rows, row, 3)), relation);
    if (kind == "c") {
        description.checks.push_back({name, std::string(textAt(rows, row, 8))});
    } else if (kind == "f") {
        m_otherEnds.push_back({&relation, description.foreignKeys.size(), std::string(textAt(rows, row, 4)),
                               numbersIn(textAt(rows, row, 5))});
        description.foreignKeys.push_back({.name = name,
                                           .columns = std::move(columns),
                                           .onUpdate = actionOf(textAt(rows, row, 6)),
                                           .onDelete = actionOf(textAt(rows, row, 7))});
    } else if (kind == "x") {
        relation.exclusions.push_back(name);
    } else if (kind == "p" || kind == "u") {
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
    // An index that a key or an exclusion stands on has its name, and belongs to that.
    const bool isKey =
        std::ranges::find(relation.description.keys, index.name, &KeyInfo::name) != relation.description.keys.end();
    if (isKey || std::ranges::find(relation.exclusions, index.name) != relation.exclusions.end()) {
        return;
    }
    index.unique = trueAt(rows, row, 2);
    index.predicate = textAt(rows, row, 3);
    if (PQgetisnull(rows, row, 4) == 0) {
        index.columns = itemsIn(textAt(rows, row, 4));
    } else {
        std::vector<int> numbers = numbersIn(textAt(rows, row, 5));
        // Behind the key stand the columns that are only carried along.
        numbers.resize(std::min(numbers.size(), static_cast<std::size_t>(std::atoi(cTextAt(rows, row, 6)))));
        index.columns = namesOf(numbers, relation);
    }
    index.ddl = textAt(rows, row, 7);
    if (!trueAt(rows, row, 8)) {
        relation.unfinished.push_back(index.name);
    }
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
    addGrant(relation.description.grants, textAt(rows, row, 1), textAt(rows, row, 2), trueAt(rows, row, 3));
}

} // namespace dbv::postgres
