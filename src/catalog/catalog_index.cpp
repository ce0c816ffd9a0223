// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog_index.h"

#include <algorithm>
#include <utility>

#include "catalog/name_search.h"

namespace dbv::catalog {

CatalogIndex::CatalogIndex(CatalogParts parts) : m_parts(std::move(parts)) {
    m_schemaBegins.reserve(m_parts.schemas.size() + 1);
    for (std::uint32_t schema = 0; schema <= m_parts.schemas.size(); ++schema) {
        const auto begin = std::ranges::lower_bound(m_parts.tables, schema, {}, &IndexedTable::schema);
        m_schemaBegins.push_back(static_cast<std::uint32_t>(begin - m_parts.tables.begin()));
    }
    m_tableLetters.reserve(m_parts.tables.size());
    for (const IndexedTable& table : m_parts.tables) {
        m_tableLetters.push_back(lettersOf(name(table.name)));
    }
    m_routineLetters.reserve(m_parts.routines.size());
    for (const IndexedRoutine& routine : m_parts.routines) {
        m_routineLetters.push_back(lettersOf(name(routine.name)));
    }
}

std::optional<std::uint32_t> CatalogIndex::findSchema(std::string_view wanted) const {
    std::optional<std::uint32_t> alike;
    for (std::uint32_t i = 0; i < m_parts.schemas.size(); ++i) {
        const std::string_view each = schemaName(i);
        if (each == wanted) {
            return i;
        }
        if (!alike && sameLetters(each, wanted)) {
            alike = i;
        }
    }
    return alike;
}

std::span<const IndexedTable> CatalogIndex::tablesOf(std::uint32_t schema) const {
    return std::span(m_parts.tables)
        .subspan(m_schemaBegins[schema], m_schemaBegins[schema + 1] - m_schemaBegins[schema]);
}

const IndexedTable* CatalogIndex::findIn(std::uint32_t schema, std::string_view wanted) const {
    const std::span<const IndexedTable> tables = tablesOf(schema);
    const auto nameOf = [this](const IndexedTable& table) { return name(table.name); };
    const auto [begin, end] = std::ranges::equal_range(tables, wanted, &isBeforeInLetters, nameOf);
    const auto exact = std::ranges::find(begin, end, wanted, nameOf);
    return exact != end ? &*exact : begin != end ? &*begin : nullptr;
}

const IndexedTable* CatalogIndex::findTable(std::string_view schema, std::string_view wanted) const {
    if (!schema.empty()) {
        const std::optional<std::uint32_t> found = findSchema(schema);
        return found ? findIn(*found, wanted) : nullptr;
    }
    const auto first = [&](auto&& isMeant) -> const IndexedTable* {
        for (std::uint32_t i = 0; i < m_parts.schemas.size(); ++i) {
            if (isMeant(i)) {
                if (const IndexedTable* table = findIn(i, wanted)) {
                    return table;
                }
            }
        }
        return nullptr;
    };
    if (const IndexedTable* table = first([this](std::uint32_t i) { return isDefault(i); })) {
        return table;
    }
    if (const IndexedTable* table = first([this](std::uint32_t i) { return !isDefault(i) && isSystem(i); })) {
        return table;
    }
    return first([this](std::uint32_t i) { return !isDefault(i) && !isSystem(i); });
}

std::size_t CatalogIndex::memory() const {
    const auto bytes = [](const auto& list) { return list.capacity() * sizeof(list[0]); };
    return m_parts.names.memory() + bytes(m_parts.schemas) + bytes(m_parts.tables) + bytes(m_parts.columns) +
           bytes(m_parts.keys) + bytes(m_parts.pairs) + bytes(m_parts.routines) + bytes(m_schemaBegins) +
           bytes(m_tableLetters) + bytes(m_routineLetters);
}

bool fit(const CatalogParts& parts) {
    const std::size_t names = parts.names.size();
    const auto isName = [names](NameId id) { return id < names; };
    const auto within = [](std::uint64_t first, std::uint64_t count, std::size_t size) {
        return first + count <= size;
    };
    return std::ranges::all_of(parts.schemas, isName, &IndexedSchema::name) &&
           std::ranges::is_sorted(parts.tables, {}, &IndexedTable::schema) &&
           std::ranges::all_of(parts.tables,
                               [&](const IndexedTable& table) {
                                   return isName(table.name) && table.schema < parts.schemas.size() &&
                                          within(table.firstColumn, table.columns, parts.columns.size()) &&
                                          within(table.firstKey, table.keys, parts.keys.size());
                               }) &&
           std::ranges::all_of(
               parts.columns,
               [&](const IndexedColumn& column) { return isName(column.name) && isName(column.type); }) &&
           std::ranges::all_of(parts.keys,
                               [&](const IndexedKey& key) {
                                   return isName(key.schema) && isName(key.table) &&
                                          within(key.firstPair, key.pairs, parts.pairs.size());
                               }) &&
           std::ranges::all_of(parts.pairs,
                               [&](const KeyPair& pair) { return isName(pair.column) && isName(pair.referenced); }) &&
           std::ranges::all_of(parts.routines, [&](const IndexedRoutine& routine) {
               return isName(routine.name) && isName(routine.takes) && routine.schema < parts.schemas.size();
           });
}

} // namespace dbv::catalog
