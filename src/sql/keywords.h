// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <dbv/connector/dialect.h>

#include "sql/mysql_keywords.h"
#include "sql/postgres_keywords.h"
#include "sql/sqlite_keywords.h"

namespace dbv::sql {

/// A sorted list of words in capitals, in which one is found by its first letter.
class KeywordList {
public:
    consteval explicit KeywordList(std::span<const std::string_view> words)
        : m_words(words), m_longest(std::ranges::max(words, {}, &std::string_view::size).size()) {
        for (std::size_t letter = 0; letter < m_begins.size(); ++letter) {
            m_begins[letter] = static_cast<std::size_t>(std::ranges::count_if(words, [letter](std::string_view word) {
                return static_cast<std::size_t>(word.front() - 'A') < letter;
            }));
        }
        for (const std::string_view word : words) {
            m_sizes[static_cast<std::size_t>(word.front() - 'A')] |= std::uint64_t{1} << word.size();
        }
    }

    /// Whether it has a word, in any case of its letters.
    template <class Unit>
    [[nodiscard]] constexpr bool holds(std::basic_string_view<Unit> word) const {
        if (word.size() < 2 || word.size() > m_longest) {
            return false;
        }
        // Most names are none of them by their first letter and their length.
        const auto first = static_cast<std::size_t>((word.front() | Unit{0x20}) - Unit{'a'});
        if (first >= m_sizes.size() || (m_sizes[first] >> word.size() & 1U) == 0) {
            return false;
        }
        std::array<char, kLongest> capitals{};
        for (std::size_t i = 0; i < word.size(); ++i) {
            const Unit unit = word[i];
            const bool small = unit >= Unit{'a'} && unit <= Unit{'z'};
            if (!small && unit != Unit{'_'} && !(unit >= Unit{'A'} && unit <= Unit{'Z'})) {
                return false;
            }
            capitals[i] = static_cast<char>(small ? unit - 'a' + 'A' : unit);
        }
        const auto ofLetter = m_words.subspan(m_begins[first], m_begins[first + 1] - m_begins[first]);
        return std::ranges::binary_search(ofLetter, std::string_view(capitals.data(), word.size()));
    }

private:
    static constexpr std::size_t kLongest = 32;

    std::span<const std::string_view> m_words;
    std::size_t m_longest;
    /// Where the words with each first letter begin; those of letter `i` end where those of `i + 1` begin.
    std::array<std::size_t, 27> m_begins{};
    /// The lengths of the words with each first letter, as bits.
    std::array<std::uint64_t, 26> m_sizes{};
};

inline constexpr KeywordList kSqliteWords{kSqliteKeywords};
inline constexpr KeywordList kPostgresWords{kPostgresKeywords};
inline constexpr KeywordList kMySqlWords{kMySqlKeywords};

/// Whether this is a keyword of the dialect, in any case of its letters.
template <class Unit>
[[nodiscard]] constexpr bool isKeywordOf(DialectId dialect, std::basic_string_view<Unit> word) {
    switch (dialect) {
    case DialectId::Sqlite: return kSqliteWords.holds(word);
    case DialectId::PostgreSql: return kPostgresWords.holds(word);
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return kMySqlWords.holds(word);
}

} // namespace dbv::sql
