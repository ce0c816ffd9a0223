// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>

#include "sql/lexer.h"
#include "sql/server_units.h"

namespace dbv::sql {

/// Tells which semicolon ends a statement, as psql does: none within brackets, and none within the body of a routine in
/// standard SQL, which psql finds by counting BEGIN, CASE and END behind CREATE FUNCTION or CREATE PROCEDURE.
class PostgresCompletion {
public:
    /// Takes the next token; true when it ends the statement.
    template <class Unit>
    constexpr bool feed(TokenKind kind, std::basic_string_view<Unit> text) {
        switch (kind) {
        case TokenKind::OpenBracket: ++m_brackets; break;
        case TokenKind::CloseBracket: m_brackets -= m_brackets > 0 ? 1U : 0U; break;
        case TokenKind::Identifier: takeWord(text); break;
        case TokenKind::Semicolon: return m_brackets == 0 && m_bodies == 0;
        default: break;
        }
        return false;
    }
    /// Behind `\;` or `\:`, which psql puts into the statement: a semicolon begins another for the words that make a routine.
    constexpr void beginAnother(bool semicolon) {
        if (semicolon) {
            m_words = 0;
            m_head = {};
            m_copy = Copy::Unknown;
        }
    }
    /// How many COPY there were that read rows from the client.
    [[nodiscard]] constexpr std::uint8_t copiesIn() const { return m_copies; }

private:
    enum class Copy : std::uint8_t { Unknown, Not, Copy, From };

    template <class Unit>
    constexpr void takeWord(std::basic_string_view<Unit> word) {
        takeCopyWord(word);
        constexpr std::string_view kHeads = "cfpor";
        constexpr std::array<std::string_view, 5> kWords = {"create", "function", "procedure", "or", "replace"};
        if (m_words < m_head.size()) {
            for (std::size_t i = 0; i < kWords.size(); ++i) {
                if (isWord(word, kWords[i])) {
                    m_head[m_words] = kHeads[i];
                }
            }
            ++m_words;
        }
        if (m_brackets == 0 && makesRoutine()) {
            const bool opens = isWord(word, "begin") || (m_bodies > 0 && isWord(word, "case"));
            m_bodies += opens ? 1U : 0U;
            m_bodies -= m_bodies > 0 && isWord(word, "end") ? 1U : 0U;
        }
    }
    template <class Unit>
    constexpr void takeCopyWord(std::basic_string_view<Unit> word) {
        if (m_copy == Copy::Unknown) {
            m_copy = isWord(word, "copy") ? Copy::Copy : Copy::Not;
        } else if (m_copy == Copy::Copy && m_brackets == 0 && isWord(word, "from")) {
            m_copy = Copy::From;
        } else if (m_copy == Copy::From) {
            // The server reads from the client for either word.
            const bool reads = isWord(word, "stdin") || isWord(word, "stdout");
            if (reads && m_copies < std::numeric_limits<std::uint8_t>::max()) {
                ++m_copies;
            }
            m_copy = Copy::Not;
        }
    }
    [[nodiscard]] constexpr bool makesRoutine() const {
        const std::string_view head(m_head.data(), m_head.size());
        return head.starts_with("cf") || head.starts_with("cp") || head == "corf" || head == "corp";
    }

    std::array<char, 4> m_head{};
    std::size_t m_words = 0;
    std::size_t m_brackets = 0;
    std::size_t m_bodies = 0;
    Copy m_copy = Copy::Unknown;
    std::uint8_t m_copies = 0;
};

} // namespace dbv::sql
