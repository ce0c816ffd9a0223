// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <dbv/data/object_path.h>

#include "catalog/name_pool.h"

namespace dbv::catalog {

inline constexpr std::uint32_t kNowhere = 0xFFFFFFFFU;

struct IndexedSchema {
    NameId name = 0;
    std::uint8_t system = 0;
    std::uint8_t isDefault = 0;
    std::uint16_t unused = 0;

    friend bool operator==(const IndexedSchema&, const IndexedSchema&) = default;
};

/// A table, or what is read like one.
struct IndexedTable {
    NameId name = 0;
    /// Its schema's place in the list of schemas.
    std::uint32_t schema = 0;
    std::uint32_t firstColumn = 0;
    std::uint32_t firstKey = 0;
    std::uint16_t columns = 0;
    std::uint16_t keys = 0;
    ObjectType type = ObjectType::Table;
    std::uint8_t unused = 0;
    std::uint16_t unusedToo = 0;

    friend bool operator==(const IndexedTable&, const IndexedTable&) = default;
};

struct IndexedColumn {
    NameId name = 0;
    NameId type = 0;

    friend bool operator==(const IndexedColumn&, const IndexedColumn&) = default;
};

/// A foreign key of a table.
struct IndexedKey {
    /// The table that it refers to.
    NameId schema = 0;
    NameId table = 0;
    std::uint32_t firstPair = 0;
    std::uint32_t pairs = 0;

    friend bool operator==(const IndexedKey&, const IndexedKey&) = default;
};

/// A column of a foreign key and the one that it refers to.
struct KeyPair {
    NameId column = 0;
    NameId referenced = 0;

    friend bool operator==(const KeyPair&, const KeyPair&) = default;
};

struct IndexedRoutine {
    NameId name = 0;
    std::uint32_t schema = 0;
    /// What it takes, with the brackets; empty where the engine does not tell.
    NameId takes = 0;

    friend bool operator==(const IndexedRoutine&, const IndexedRoutine&) = default;
};

/// What an index is made of.
/// Shape: tables are in the order of their schemas, and in each of their names without regard to letters a to z being large or
/// small; columns and keys of a table follow one another; routines are in the order of tables.
struct CatalogParts {
    NamePool names;
    std::vector<IndexedSchema> schemas;
    std::vector<IndexedTable> tables;
    std::vector<IndexedColumn> columns;
    std::vector<IndexedKey> keys;
    std::vector<KeyPair> pairs;
    std::vector<IndexedRoutine> routines;
};

/// The names of all that a database holds, whole and unchanging: it is replaced, never edited.
///
/// Thread: any; nothing changes. Memory: 8 bytes a column, 24 and 8 a table, and each different name once: about 50 MB for 100,000
/// tables with 3 million columns.
class CatalogIndex {
public:
    CatalogIndex() = default;
    /// The parts must fit each other.
    explicit CatalogIndex(CatalogParts parts);

    [[nodiscard]] const CatalogParts& parts() const { return m_parts; }
    [[nodiscard]] std::string_view name(NameId id) const { return m_parts.names[id]; }
    [[nodiscard]] std::span<const IndexedSchema> schemas() const { return m_parts.schemas; }
    [[nodiscard]] std::span<const IndexedTable> tables() const { return m_parts.tables; }
    [[nodiscard]] std::span<const IndexedRoutine> routines() const { return m_parts.routines; }
    [[nodiscard]] std::string_view schemaName(std::uint32_t schema) const { return name(m_parts.schemas[schema].name); }
    [[nodiscard]] bool isDefault(std::uint32_t schema) const { return m_parts.schemas[schema].isDefault != 0; }
    [[nodiscard]] bool isSystem(std::uint32_t schema) const { return m_parts.schemas[schema].system != 0; }

    /// A schema by name, in any case of its letters if there is none with exactly this one.
    [[nodiscard]] std::optional<std::uint32_t> findSchema(std::string_view wanted) const;
    /// A table by name; without a schema one of a default schema before all others. Null where there is none.
    [[nodiscard]] const IndexedTable* findTable(std::string_view schema, std::string_view wanted) const;
    [[nodiscard]] std::span<const IndexedColumn> columnsOf(const IndexedTable& table) const {
        return std::span(m_parts.columns).subspan(table.firstColumn, table.columns);
    }
    [[nodiscard]] std::span<const IndexedKey> keysOf(const IndexedTable& table) const {
        return std::span(m_parts.keys).subspan(table.firstKey, table.keys);
    }
    [[nodiscard]] std::span<const KeyPair> pairsOf(const IndexedKey& key) const {
        return std::span(m_parts.pairs).subspan(key.firstPair, key.pairs);
    }
    /// Which letters each table's name has, for a quick no.
    [[nodiscard]] std::span<const std::uint32_t> tableLetters() const { return m_tableLetters; }
    /// The same of routines.
    [[nodiscard]] std::span<const std::uint32_t> routineLetters() const { return m_routineLetters; }
    /// The places of a schema's tables.
    [[nodiscard]] std::span<const IndexedTable> tablesOf(std::uint32_t schema) const;
    /// Unit: bytes.
    [[nodiscard]] std::size_t memory() const;

private:
    [[nodiscard]] const IndexedTable* findIn(std::uint32_t schema, std::string_view wanted) const;

    CatalogParts m_parts;
    /// Where the tables of each schema begin; behind the last, where they end.
    std::vector<std::uint32_t> m_schemaBegins;
    std::vector<std::uint32_t> m_tableLetters;
    std::vector<std::uint32_t> m_routineLetters;
};

/// Whether parts that came from outside fit each other, so that nothing is read outside of them.
[[nodiscard]] bool fit(const CatalogParts& parts);

} // namespace dbv::catalog
