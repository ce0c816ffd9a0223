// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/text_span.h>

namespace dbv::mysql {

/// Whether a list of words has a word.
template <class Words>
[[nodiscard]] bool listed(const Words& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

/// Whether a backslash escapes the next character in a text; the server's sql_mode decides.
struct EscapeRules {
    bool inSingleQuotes = true;
    bool inDoubleQuotes = true;
};

enum class TokenKind : std::uint8_t { End, Word, Text, DoubleQuoted, Name, Semicolon, Symbol, Nul };

/// One token of a statement, by its place.
struct Token {
    TokenKind kind = TokenKind::End;
    TextSpan span;
    /// A quoted token whose quote is never closed.
    bool open = false;
};

/// Reads a statement token by token. Comments are skipped; what stands in a versioned comment (`/*!50100 ... */`) counts
/// as code, whatever its version.
class TokenReader {
public:
    explicit TokenReader(std::string_view sql, EscapeRules rules = {}, std::size_t from = 0)
        : m_sql(sql), m_rules(rules), m_at(from) {}

    [[nodiscard]] Token next();
    [[nodiscard]] std::string_view text(const Token& token) const {
        return m_sql.substr(token.span.begin, token.span.size());
    }

    /// Where the versioned comment begins in which the last token stands.
    [[nodiscard]] std::optional<std::size_t> versionedFrom() const {
        return m_inVersioned ? std::optional(m_versionedFrom) : std::nullopt;
    }

private:
    void skipBlank();
    [[nodiscard]] std::size_t endOfQuoted(std::size_t from, bool escapes, bool& open) const;

    std::string_view m_sql;
    EscapeRules m_rules;
    std::size_t m_at;
    bool m_inVersioned = false;
    std::size_t m_versionedFrom = 0;
};

/// Where the one statement of a text stands.
struct StatementPlace {
    /// From its first token, or the mark of the versioned comment in which that stands, to its end, without the semicolon. Empty
    /// when there is none.
    TextSpan statement;
    /// Everything from the second statement on, when there is one.
    std::optional<TextSpan> second;
    /// A NUL outside of quotes.
    std::optional<std::size_t> nul;
};

/// Finds the statement. A stored program (CREATE PROCEDURE, BEGIN NOT ATOMIC, ...) is taken whole, with its semicolons.
[[nodiscard]] StatementPlace findStatement(std::string_view sql, EscapeRules rules);

/// What a statement calls itself: `SELECT`, `CREATE TABLE`, and what a WITH leads to.
[[nodiscard]] std::string commandOf(std::string_view sql);
/// The word that follows the first one of a statement, in capitals; empty where that is not the given one.
[[nodiscard]] std::string wordBehind(std::string_view sql, std::string_view first);
/// True for the commands that count the rows they change.
[[nodiscard]] bool countsChanges(std::string_view command);
/// True for the commands that change nothing by themselves, so that they may be broken off.
[[nodiscard]] bool onlyReads(std::string_view command);
/// True for a statement that changes rows and returns them (`INSERT ... RETURNING`), by its words.
[[nodiscard]] bool hasReturning(std::string_view sql);
/// The place of the token that begins at a byte of the text.
[[nodiscard]] TextSpan tokenAt(std::string_view sql, std::size_t at);
/// The one place where a name stands as an identifier; nullopt when there is none or more than one.
[[nodiscard]] std::optional<TextSpan> onlyPlaceOf(std::string_view sql, std::string_view name);

/// Letters of ASCII in upper case, the rest as it is.
[[nodiscard]] std::string upperCase(std::string_view text);
/// A name as an identifier in backticks.
[[nodiscard]] std::string quotedName(std::string_view name);
/// Bytes as a literal: `x'00FF'`.
[[nodiscard]] std::string bytesLiteral(std::string_view bytes);
/// A text as a literal that every sql_mode reads in the same way.
[[nodiscard]] std::string textLiteral(std::string_view text);
/// A condition on a column of information_schema that names databases: it is this one. Its own comparison takes `shop` for `SHOP`, which on most
/// servers are two.
[[nodiscard]] std::string isDatabase(std::string_view column, std::string_view database);

} // namespace dbv::mysql
