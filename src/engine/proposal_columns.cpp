// SPDX-License-Identifier: Apache-2.0
#include "engine/proposal_columns.h"

#include <algorithm>

#include "catalog/name_search.h"
#include "sql/literal.h"

namespace dbv::engine {

namespace {

void appendTable(std::vector<SourceColumn>& columns, const catalog::CatalogIndex& index,
                 const catalog::IndexedTable* table) {
    if (table == nullptr) {
        return;
    }
    columns.reserve(columns.size() + table->columns);
    for (const catalog::IndexedColumn& column : index.columnsOf(*table)) {
        columns.push_back({std::string(index.name(column.name)), std::string(index.name(column.type)),
                           std::string(index.name(table->name))});
    }
}

std::string qualified(const sql::ScopeSource& source, std::string_view column, DialectId dialect) {
    return sql::quoteIdentifier(source.shownName(), dialect, sql::Quoting::IfNeeded) + "." +
           sql::quoteIdentifier(column, dialect, sql::Quoting::IfNeeded);
}

/// The keys of one table that refer to the other.
void addKeys(std::vector<std::string>& conditions, const catalog::CatalogIndex& index, const sql::ScopeSource& from,
             const sql::ScopeSource& to, DialectId dialect) {
    const catalog::IndexedTable* table = tableOf(index, from);
    const catalog::IndexedTable* referenced = tableOf(index, to);
    if (table == nullptr || referenced == nullptr) {
        return;
    }
    for (const catalog::IndexedKey& key : index.keysOf(*table)) {
        const std::string_view schema = index.name(key.schema);
        const std::string_view own = schema.empty() ? index.schemaName(table->schema) : schema;
        if (index.findTable(own, index.name(key.table)) != referenced || key.pairs == 0) {
            continue;
        }
        std::string condition;
        for (const catalog::KeyPair& pair : index.pairsOf(key)) {
            condition += condition.empty() ? "" : " AND ";
            condition += qualified(from, index.name(pair.column), dialect) + " = " +
                         qualified(to, index.name(pair.referenced), dialect);
        }
        conditions.push_back(std::move(condition));
    }
}

bool looksLikeKey(std::string_view name) {
    return name.size() > 2 && (catalog::sameLetters(name.substr(name.size() - 2), "id") ||
                               catalog::sameLetters(name.substr(name.size() - 2), "no") ||
                               catalog::sameLetters(name.substr(name.size() - 3), "key"));
}

} // namespace

const catalog::IndexedTable* tableOf(const catalog::CatalogIndex& index, const sql::ScopeSource& source) {
    return source.derived || source.name.empty() ? nullptr : index.findTable(source.schema, source.name);
}

std::vector<SourceColumn> columnsOf(const catalog::CatalogIndex& index, const sql::ScopeSource& source) {
    std::vector<SourceColumn> columns;
    if (!source.derived) {
        appendTable(columns, index, tableOf(index, source));
        return columns;
    }
    for (const sql::ScopeColumn& column : source.columns) {
        if (column.name.empty()) {
            appendTable(columns, index, index.findTable(column.ofSchema, column.ofTable));
        } else {
            columns.push_back({column.name, {}, source.shownName()});
        }
    }
    return columns;
}

std::vector<std::string> joinConditions(const catalog::CatalogIndex& index, const sql::ScopeSource& joined,
                                        const sql::ScopeSource& other, DialectId dialect) {
    std::vector<std::string> conditions;
    addKeys(conditions, index, other, joined, dialect);
    addKeys(conditions, index, joined, other, dialect);
    if (!conditions.empty()) {
        return conditions;
    }
    const std::vector<SourceColumn> others = columnsOf(index, other);
    for (const SourceColumn& column : columnsOf(index, joined)) {
        const bool shared = std::ranges::any_of(
            others, [&](const SourceColumn& each) { return catalog::sameLetters(each.name, column.name); });
        if (shared && looksLikeKey(column.name)) {
            conditions.push_back(qualified(other, column.name, dialect) + " = " +
                                 qualified(joined, column.name, dialect));
        }
    }
    return conditions;
}

} // namespace dbv::engine
