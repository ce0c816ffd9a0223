// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "sql/statement_words.h"

namespace dbv::sql {

/// How a dialect writes what joins conditions, besides the words.
enum class ConditionMarks : bool {
    WordsOnly,
    Marks ///< `||` and `&&` are OR and AND
};

/// A condition in [begin, end) of a statement's words.
struct ConditionSpan {
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// Whether a condition holds for every row as far as its text tells: it names no column (`1 = 1`, `(SELECT true)`), compares
/// a column with itself, or takes what is so together with what is not so (`a IS NULL OR a IS NOT NULL`). NULL is not looked
/// at. A condition that happens to hold for all rows of a table is none of these.
[[nodiscard]] bool holdsForEveryRow(const StatementWords& words, ConditionSpan condition, ConditionMarks marks);

} // namespace dbv::sql
