// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>
#include <dbv/core/text_span.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "sql/lexer.h"

namespace dbv::sql {

/// A word with its letters a to z in capitals.
[[nodiscard]] std::string inCapitals(std::string_view word);

/// A token of a statement that is more than a gap.
struct StatementWord {
    TokenKind kind = TokenKind::End;
    /// A plain word in capitals, a quoted name without its quotes and as written, all others as written.
    std::string text;
    TextSpan span;
    /// How many brackets are open around it; a bracket itself is outside of its own pair.
    std::uint32_t depth = 0;

    /// A word that is not quoted.
    [[nodiscard]] bool isPlain() const { return kind == TokenKind::Keyword || kind == TokenKind::Identifier; }
    [[nodiscard]] bool isName() const { return kind == TokenKind::Identifier || kind == TokenKind::QuotedIdentifier; }
};

/// One way in which a server may read a statement: its words in order.
///
/// Shape: places are indices; one beyond the end is a word of kind End without a text.
class StatementWords {
public:
    explicit StatementWords(std::vector<StatementWord> words);

    [[nodiscard]] std::size_t size() const { return m_words.size(); }
    [[nodiscard]] const StatementWord& operator[](std::size_t at) const;
    /// Whether a plain word or a mark stands there.
    [[nodiscard]] bool is(std::size_t at, std::string_view word) const;
    [[nodiscard]] bool isOneOf(std::size_t at, std::initializer_list<std::string_view> words) const;
    /// Whether these follow one another from there on.
    [[nodiscard]] bool follow(std::size_t at, std::initializer_list<std::string_view> words) const;
    /// The first place of a plain word in [begin, end) at a depth; `end` where there is none.
    [[nodiscard]] std::size_t find(std::string_view word, std::size_t begin, std::size_t end,
                                   std::uint32_t depth) const;
    /// The same at any depth.
    [[nodiscard]] std::size_t find(std::string_view word, std::size_t begin, std::size_t end) const;
    [[nodiscard]] bool has(std::string_view word, std::size_t begin = 0) const;
    /// Behind the words that stand inside the same brackets as the one at `at`.
    [[nodiscard]] std::size_t endOfLevel(std::size_t at) const;
    /// The bracket that closes the one at `open`, or the end.
    [[nodiscard]] std::size_t closing(std::size_t open) const;
    /// The bracket that opens what the one at `close` closes; 0 where there is none.
    [[nodiscard]] std::size_t opening(std::size_t close) const;
    /// Behind a name of one part or of several with dots between.
    [[nodiscard]] std::size_t behindName(std::size_t at) const;
    /// That name, as written in `statement`.
    [[nodiscard]] std::string nameAt(std::size_t at, std::string_view statement) const;

private:
    std::vector<StatementWord> m_words;
    /// Of each bracket the other of its pair.
    std::vector<std::size_t> m_partners;
};

/// Shows `see` the ways in which a server may read a statement, one after the other. Code in comments (`/*!99999 … */`) is
/// read or not, by the server's version; a backslash in quotes escapes or not where the session has not told. Of a statement that
/// goes on and on, constants are left out.
/// Returns: false when there are more ways, or more words, than are looked through.
[[nodiscard]] bool readInAllWays(std::string_view statement, Grammar grammar,
                                 const std::function<void(const StatementWords& words)>& see);

} // namespace dbv::sql
