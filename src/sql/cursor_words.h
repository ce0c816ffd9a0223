// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lexer.h"

namespace dbv::sql {

/// A word of the statement around a cursor.
struct CursorWord {
    TokenKind kind = TokenKind::End;
    /// A plain word in capitals; a mark as written; of all others nothing.
    std::string text;
    /// What it names; empty for what names nothing.
    std::string name;
    TextSpan span;
    /// Of a bracket, the other of its pair; `CursorWords::kNone` for one that has none.
    std::size_t partner = static_cast<std::size_t>(-1);
    /// Of an opening bracket: a query stands in it.
    bool query = false;

    [[nodiscard]] bool isPlain() const { return kind == TokenKind::Keyword || kind == TokenKind::Identifier; }
    [[nodiscard]] bool isName() const { return isPlain() || kind == TokenKind::QuotedIdentifier; }
};

/// The statement around a cursor in words, without the one that is being typed and what qualifies it.
///
/// Shape: places are indices; one beyond the end is a word of kind End. What stands behind a cursor begins at `cursor()`.
/// An opening bracket of a query that nothing closes reaches to the end; any other that nothing closes counts as none.
class CursorWords {
public:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    CursorWords(std::string_view script, std::size_t cursor, Grammar grammar);

    /// Whether a name or a word can be typed at the cursor at all.
    [[nodiscard]] bool isOpen() const { return m_open; }
    [[nodiscard]] DialectId dialect() const { return m_grammar.dialect; }
    [[nodiscard]] std::size_t size() const { return m_words.size(); }
    [[nodiscard]] std::size_t cursor() const { return m_cursor; }
    [[nodiscard]] const CursorWord& operator[](std::size_t at) const;
    [[nodiscard]] bool is(std::size_t at, std::string_view text) const { return (*this)[at].text == text; }
    [[nodiscard]] bool isOneOf(std::size_t at, std::initializer_list<std::string_view> texts) const;
    /// Whether an opening bracket stands there, of a pair or of a query.
    [[nodiscard]] bool opens(std::size_t at) const;
    /// Whether a query stands in the bracket that opens there.
    [[nodiscard]] bool opensQuery(std::size_t at) const { return (*this)[at].query; }
    /// Where the bracket that opens there ends: its partner, or the end of all.
    [[nodiscard]] std::size_t closing(std::size_t at) const;
    /// Behind the word there, or behind the brackets that open there.
    [[nodiscard]] std::size_t behind(std::size_t at) const;

    [[nodiscard]] const TextSpan& replaces() const { return m_replaces; }
    [[nodiscard]] const std::string& prefix() const { return m_prefix; }
    [[nodiscard]] bool quoted() const { return m_quoted; }
    [[nodiscard]] const std::vector<std::string>& qualifiers() const { return m_qualifiers; }

private:
    void findStatement(std::string_view script, std::size_t cursor);
    void read(std::size_t begin, std::size_t end, bool behindCursor);
    /// Takes what the cursor stands in or behind; where reading goes on.
    [[nodiscard]] std::size_t takeTyped(const Token& token, std::size_t cursor);
    void add(const Token& token, std::size_t base);
    void takeQualifiers();
    void cutAtBlankLines();
    void cutAtBodies();
    void pairBrackets();
    void keep(std::size_t begin, std::size_t end);
    [[nodiscard]] bool beginsStatement(std::size_t at) const;
    [[nodiscard]] bool isBlankLineBefore(std::size_t at) const;

    std::string_view m_script;
    Grammar m_grammar;
    TextSpan m_region;
    bool m_open = true;
    std::vector<CursorWord> m_words;
    std::size_t m_cursor = 0;
    TextSpan m_replaces;
    std::string m_prefix;
    bool m_quoted = false;
    std::vector<std::string> m_qualifiers;
};

} // namespace dbv::sql
