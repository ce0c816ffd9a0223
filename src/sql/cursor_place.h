// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sql/cursor_scope.h"
#include "sql/cursor_words.h"
#include "sql/scope_levels.h"

namespace dbv::sql {

/// Tells what can stand at the cursor, by the words before it in the query that it is in.
class CursorPlaces {
public:
    CursorPlaces(const CursorWords& words, const ScopeLevels& levels) : m_words(words), m_levels(levels) {}

    /// Writes place and clause into the scope. The query's words are in [begin, end); its sources are in `scope` already.
    void judge(CursorScope& scope, std::size_t begin, std::size_t end);
    /// The clause of a query in which the word at a place stands.
    [[nodiscard]] CursorClause clauseAt(std::size_t begin, std::size_t at);

private:
    /// The brackets around the cursor that are no query, the innermost last.
    struct Bracket {
        std::size_t open = 0;
        /// The clause around it.
        CursorClause clause = CursorClause::None;
    };

    void walk(std::size_t begin, std::size_t end);
    void step(std::size_t at);
    [[nodiscard]] CursorPlace placeIn(CursorScope& scope) const;
    [[nodiscard]] CursorPlace placeInBracket(CursorScope& scope, std::size_t open) const;
    [[nodiscard]] CursorPlace placeInClause(const CursorScope& scope) const;
    [[nodiscard]] CursorPlace placeInFrom() const;
    [[nodiscard]] CursorPlace placeOfWrite(const CursorScope& scope) const;
    [[nodiscard]] CursorPlace placeOfOther(CursorScope& scope) const;
    [[nodiscard]] CursorPlace operandOr(CursorPlace place) const;
    /// The word before the cursor is a whole operand.
    [[nodiscard]] bool isBehindOperand() const;
    [[nodiscard]] bool isBeforeName() const;
    /// The names in the list at the cursor.
    [[nodiscard]] std::vector<std::string> listed(std::size_t open) const;
    /// The table whose name ends before a bracket, when a word stands before that.
    [[nodiscard]] std::optional<ScopeSource> tableBefore(std::size_t open, std::string_view word) const;
    [[nodiscard]] std::size_t before() const { return m_words.cursor() - 1; }
    [[nodiscard]] bool isBefore(std::string_view text) const {
        return m_words.cursor() > m_begin && m_words.is(before(), text);
    }

    const CursorWords& m_words;
    const ScopeLevels& m_levels;
    std::size_t m_begin = 0;
    CursorClause m_clause = CursorClause::None;
    std::vector<Bracket> m_brackets;
    std::size_t m_cases = 0;
    bool m_conditionDone = false;
};

} // namespace dbv::sql
