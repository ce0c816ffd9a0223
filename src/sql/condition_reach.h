// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "sql/statement_words.h"

namespace dbv::sql {

/// How a dialect writes what joins conditions, besides the words.
enum class ConditionMarks : std::uint8_t {
    WordsOnly,
    RowNumbers, ///< SQLite: only words, and a row's number may be one of its columns
    Marks,      ///< `||` and `&&` are OR and AND
};

/// A condition in [begin, end) of a statement's words.
struct ConditionSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The table whose rows a condition takes: the place of its name, and where other names for it may stand, which is in [begin, end).
struct ConditionTable {
    std::size_t name = 0;
    ConditionSpan named;
};

/// Whether a condition holds for every row as far as its text tells: it names no column (`1 = 1`, `(SELECT true)`), compares
/// a column with itself, also by ways that change nothing of it (`id + 0 = id`, `id IN (SELECT id FROM t)`), or takes what is so together with what
/// is not so (`a IS NULL OR a IS NOT NULL`). NULL is not looked at, nor is what a conversion (`id::int = id`) may cut off. A condition that happens
/// to hold for all rows of a table is none of these. `table` has no words where it is not known.
[[nodiscard]] bool holdsForEveryRow(const StatementWords& words, ConditionSpan condition, ConditionMarks marks,
                                    ConditionTable table = {});

} // namespace dbv::sql
