// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sql/splitter.h"

namespace dbv::viewmodel {

/// The statements of a text in the order in which they begin, in so little room that those of a long text can be moved along with
/// it at each key.
///
/// Shape: 16 bytes each. A text has at most 2^32 units; lines and what is not closed are not kept.
/// Unit: as the text that was split.
class StatementTable {
public:
    [[nodiscard]] std::size_t size() const { return m_records.size(); }
    [[nodiscard]] bool empty() const { return m_records.empty(); }
    [[nodiscard]] sql::Statement operator[](std::size_t at) const;
    [[nodiscard]] std::size_t begin(std::size_t at) const { return m_records[at].begin; }
    /// Its `after`.
    [[nodiscard]] std::size_t after(std::size_t at) const { return m_records[at].after(); }
    /// The first of those in [from, to) that begins behind a place; `to` where none does.
    [[nodiscard]] std::size_t firstBehind(std::size_t place, std::size_t from, std::size_t to) const;
    /// The first of them that ends, with its terminator, behind a place.
    [[nodiscard]] std::size_t firstEndingBehind(std::size_t place, std::size_t from, std::size_t to) const;

    /// Moves those from one on along with the text.
    void move(std::size_t from, std::size_t removed, std::size_t added);
    /// Puts others in the place of those in [from, to).
    void replace(std::size_t from, std::size_t to, const std::vector<sql::Statement>& others);
    void truncate(std::size_t count) { m_records.resize(count); }
    void push(const sql::Statement& statement) { m_records.push_back(pack(statement)); }

private:
    struct Record {
        /// In 32 bits, as `gap` was reckoned.
        [[nodiscard]] std::size_t after() const { return begin + size + gap; }

        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        /// From its end to its `after`.
        std::uint32_t gap = 0;
        /// Which mode holds behind it, and in the lowest three bits its kind and whether it is terminated.
        std::uint32_t rest = 0;
    };

    [[nodiscard]] Record pack(const sql::Statement& statement);

    std::vector<Record> m_records;
    /// Those that occur; of a few in turn, each once.
    std::vector<ScriptMode> m_modes{ScriptMode()};
};

/// The first statements of a table: those that are certain.
class KnownStatements {
public:
    KnownStatements(const StatementTable& table, std::size_t count) : m_table(table), m_count(count) {}

    [[nodiscard]] std::size_t size() const { return m_count; }
    [[nodiscard]] bool empty() const { return m_count == 0; }
    [[nodiscard]] sql::Statement operator[](std::size_t at) const { return m_table[at]; }
    [[nodiscard]] sql::Statement back() const { return m_table[m_count - 1]; }
    /// The first that begins behind a place; `size` where none does.
    [[nodiscard]] std::size_t firstBehind(std::size_t place) const { return m_table.firstBehind(place, 0, m_count); }
    /// The one that begins at a place.
    [[nodiscard]] std::optional<sql::Statement> at(std::size_t place) const;

private:
    const StatementTable& m_table;
    std::size_t m_count;
};

} // namespace dbv::viewmodel
