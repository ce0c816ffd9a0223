// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace dbv::sql {

/// SQLite's keywords, sorted.
// clang-format off: one a line says no more.
inline constexpr std::array<std::string_view, 147> kSqliteKeywords = {
    "ABORT", "ACTION", "ADD", "AFTER", "ALL", "ALTER", "ALWAYS", "ANALYZE", "AND", "AS", "ASC", "ATTACH",
    "AUTOINCREMENT", "BEFORE", "BEGIN", "BETWEEN", "BY", "CASCADE", "CASE", "CAST", "CHECK", "COLLATE", "COLUMN",
    "COMMIT", "CONFLICT", "CONSTRAINT", "CREATE", "CROSS", "CURRENT", "CURRENT_DATE", "CURRENT_TIME",
    "CURRENT_TIMESTAMP", "DATABASE", "DEFAULT", "DEFERRABLE", "DEFERRED", "DELETE", "DESC", "DETACH", "DISTINCT",
    "DO", "DROP", "EACH", "ELSE", "END", "ESCAPE", "EXCEPT", "EXCLUDE", "EXCLUSIVE", "EXISTS", "EXPLAIN", "FAIL",
    "FILTER", "FIRST", "FOLLOWING", "FOR", "FOREIGN", "FROM", "FULL", "GENERATED", "GLOB", "GROUP", "GROUPS",
    "HAVING", "IF", "IGNORE", "IMMEDIATE", "IN", "INDEX", "INDEXED", "INITIALLY", "INNER", "INSERT", "INSTEAD",
    "INTERSECT", "INTO", "IS", "ISNULL", "JOIN", "KEY", "LAST", "LEFT", "LIKE", "LIMIT", "MATCH", "MATERIALIZED",
    "NATURAL", "NO", "NOT", "NOTHING", "NOTNULL", "NULL", "NULLS", "OF", "OFFSET", "ON", "OR", "ORDER", "OTHERS",
    "OUTER", "OVER", "PARTITION", "PLAN", "PRAGMA", "PRECEDING", "PRIMARY", "QUERY", "RAISE", "RANGE", "RECURSIVE",
    "REFERENCES", "REGEXP", "REINDEX", "RELEASE", "RENAME", "REPLACE", "RESTRICT", "RETURNING", "RIGHT", "ROLLBACK",
    "ROW", "ROWS", "SAVEPOINT", "SELECT", "SET", "TABLE", "TEMP", "TEMPORARY", "THEN", "TIES", "TO", "TRANSACTION",
    "TRIGGER", "UNBOUNDED", "UNION", "UNIQUE", "UPDATE", "USING", "VACUUM", "VALUES", "VIEW", "VIRTUAL", "WHEN",
    "WHERE", "WINDOW", "WITH", "WITHOUT",
};
// clang-format on
static_assert(std::ranges::is_sorted(kSqliteKeywords));

/// The length of the longest keyword.
inline constexpr std::size_t kSqliteLongestKeyword =
    std::ranges::max(kSqliteKeywords, {}, &std::string_view::size).size();

/// Where the keywords with each first letter begin; those of letter `i` end where those of `i + 1` begin.
inline constexpr auto kSqliteKeywordsByLetter = [] {
    std::array<std::size_t, 27> begins{};
    for (std::size_t letter = 0; letter < begins.size(); ++letter) {
        begins[letter] =
            static_cast<std::size_t>(std::ranges::count_if(kSqliteKeywords, [letter](std::string_view word) {
                return static_cast<std::size_t>(word.front() - 'A') < letter;
            }));
    }
    return begins;
}();

/// Whether this is a keyword of SQLite, in any case of its letters.
template <class Unit>
[[nodiscard]] constexpr bool isSqliteKeyword(std::basic_string_view<Unit> word) {
    if (word.size() < 2 || word.size() > kSqliteLongestKeyword) {
        return false;
    }
    std::array<char, kSqliteLongestKeyword> capitals{};
    for (std::size_t i = 0; i < word.size(); ++i) {
        const Unit unit = word[i];
        const bool small = unit >= Unit{'a'} && unit <= Unit{'z'};
        if (!small && unit != Unit{'_'} && !(unit >= Unit{'A'} && unit <= Unit{'Z'})) {
            return false;
        }
        capitals[i] = static_cast<char>(small ? unit - 'a' + 'A' : unit);
    }
    if (capitals[0] == '_') {
        return false;
    }
    const auto letter = static_cast<std::size_t>(capitals[0] - 'A');
    const auto at = [](std::size_t index) { return kSqliteKeywords.begin() + kSqliteKeywordsByLetter[index]; };
    return std::binary_search(at(letter), at(letter + 1), std::string_view(capitals.data(), word.size()));
}

} // namespace dbv::sql
