// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog_builder.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "catalog/name_search.h"

namespace dbv::catalog {

void CatalogBuilder::beginSchema(const SchemaInfo& schema) {
    m_parts.schemas.push_back({.name = m_parts.names.enter(schema.name),
                               .system = static_cast<std::uint8_t>(schema.system ? 1 : 0),
                               .isDefault = static_cast<std::uint8_t>(schema.isDefault ? 1 : 0)});
}

void CatalogBuilder::add(const ObjectDescription& table) {
    constexpr std::size_t kMost = std::numeric_limits<std::uint16_t>::max();
    const std::size_t columns = std::min(kMost, table.columns.size());
    const std::size_t keys = std::min(kMost, table.foreignKeys.size());
    m_parts.tables.push_back({.name = m_parts.names.enter(table.path.name),
                              .schema = static_cast<std::uint32_t>(m_parts.schemas.size() - 1),
                              .firstColumn = static_cast<std::uint32_t>(m_parts.columns.size()),
                              .firstKey = static_cast<std::uint32_t>(m_parts.keys.size()),
                              .columns = static_cast<std::uint16_t>(columns),
                              .keys = static_cast<std::uint16_t>(keys),
                              .type = table.type});
    for (std::size_t i = 0; i < columns; ++i) {
        m_parts.columns.push_back(
            {m_parts.names.enter(table.columns[i].name), m_parts.names.enter(table.columns[i].type)});
    }
    for (std::size_t i = 0; i < keys; ++i) {
        const ForeignKeyInfo& key = table.foreignKeys[i];
        const std::size_t pairs = std::min(key.columns.size(), key.referencedColumns.size());
        m_parts.keys.push_back({.schema = m_parts.names.enter(key.references.schema),
                                .table = m_parts.names.enter(key.references.name),
                                .firstPair = static_cast<std::uint32_t>(m_parts.pairs.size()),
                                .pairs = static_cast<std::uint32_t>(pairs)});
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            m_parts.pairs.push_back(
                {m_parts.names.enter(key.columns[pair]), m_parts.names.enter(key.referencedColumns[pair])});
        }
    }
}

void CatalogBuilder::addRelation(const ObjectSummary& relation) {
    ObjectDescription named;
    named.path.name = relation.name;
    named.type = relation.type;
    add(named);
}

void CatalogBuilder::addRoutine(const ObjectSummary& routine) {
    const std::string_view all = routine.name;
    const std::size_t bracket = all.ends_with(')') ? all.find('(') : all.npos;
    m_parts.routines.push_back({.name = m_parts.names.enter(all.substr(0, bracket)),
                                .schema = static_cast<std::uint32_t>(m_parts.schemas.size() - 1),
                                .takes = bracket == all.npos ? NameId(0) : m_parts.names.enter(all.substr(bracket))});
}

void CatalogBuilder::sort() {
    const auto isBefore = [this](const auto& a, const auto& b) {
        if (a.schema != b.schema) {
            return a.schema < b.schema;
        }
        const std::string_view left = m_parts.names[a.name];
        const std::string_view right = m_parts.names[b.name];
        return isBeforeInLetters(left, right) || (sameLetters(left, right) && left < right);
    };
    std::ranges::sort(m_parts.tables, isBefore);
    std::ranges::stable_sort(m_parts.routines, isBefore);
}

std::shared_ptr<const CatalogIndex> CatalogBuilder::finish() {
    m_parts.names.seal();
    sort();
    const auto trim = [](auto& list) { list.shrink_to_fit(); };
    trim(m_parts.tables);
    trim(m_parts.columns);
    trim(m_parts.keys);
    trim(m_parts.pairs);
    trim(m_parts.routines);
    return std::make_shared<const CatalogIndex>(std::exchange(m_parts, {}));
}

} // namespace dbv::catalog
