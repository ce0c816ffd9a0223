// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>
#include <dbv/core/text_span.h>

#include <cstdint>
#include <string_view>

namespace dbv::sql {

/// What a token is. White space and comments are tokens too: the tokens of a text cover it without a gap.
enum class TokenKind : std::uint8_t {
    Whitespace,
    LineComment,
    BlockComment,
    Keyword,
    Identifier,
    QuotedIdentifier,
    String,
    BlobLiteral,
    Number,
    Parameter,
    Operator,
    Semicolon,
    OpenBracket,
    CloseBracket,
    Invalid,
    End,
};

/// Whether the server reads a token of this kind as a gap between others.
[[nodiscard]] constexpr bool isBlank(TokenKind kind) {
    return kind == TokenKind::Whitespace || kind == TokenKind::LineComment || kind == TokenKind::BlockComment;
}

/// One word of a text.
/// Unit: `span` counts code units of the text that was lexed.
struct Token {
    TokenKind kind = TokenKind::End;
    TextSpan span;
    /// The text ended inside this comment, string or quoted name.
    bool unterminated = false;

    friend constexpr bool operator==(const Token&, const Token&) = default;
};

/// What is still open where a piece of text ends. Small enough to be kept for each line of an editor; a line without
/// a state of its own yet (-1 in QTextBlock) is none of these. Some carry a number beside what they are: see
/// `withDetail`.
enum class LexerState : std::int32_t {
    Plain = 0,
    /// The detail is how many comments lie around this one.
    BlockComment,
    String,
    DoubleQuoted,
    Backquoted,
    Bracketed,
    InvalidBlob,
    /// A string in which backslashes escape, where they do not in others.
    EscapeString,
    /// The detail stands for the tag between the dollar signs.
    DollarQuoted,
};

inline constexpr std::int32_t kLexerStateBits = 4;
/// How large a detail can be, in bits.
inline constexpr std::int32_t kLexerDetailBits = 26;

/// A state with a number beside it, of which the upper bits are left out when they are too many.
[[nodiscard]] constexpr LexerState withDetail(LexerState kind, std::uint32_t detail) {
    const std::uint32_t kept = detail & ((1U << static_cast<std::uint32_t>(kLexerDetailBits)) - 1U);
    return static_cast<LexerState>(static_cast<std::int32_t>(kind) |
                                   static_cast<std::int32_t>(kept << kLexerStateBits));
}
[[nodiscard]] constexpr LexerState kindOf(LexerState state) {
    return static_cast<LexerState>(static_cast<std::int32_t>(state) & ((1 << kLexerStateBits) - 1));
}
[[nodiscard]] constexpr std::uint32_t detailOf(LexerState state) {
    return static_cast<std::uint32_t>(state) >> static_cast<std::uint32_t>(kLexerStateBits);
}

/// Cuts SQL into tokens as the server's own tokenizer does, with two exceptions: a NUL is an invalid token rather than
/// the end of the text, and a slash and an asterisk that end the text open a comment rather than being two operators.
/// Goes on in the middle of a text, when pieces are cut at line ends.
/// Shape: `Unit` is char (UTF-8) or char16_t (UTF-16). Allocates nothing, looks at each unit a bounded number of times.
/// Limits: a vertical tab is white space only behind other white space of the same piece, as in SQLite.
template <class Unit>
class Lexer {
public:
    /// `text` must outlive the lexer; `start` is the state in which the piece before it ended.
    Lexer(std::basic_string_view<Unit> text, Grammar grammar, LexerState start = LexerState::Plain);

    /// The next token; of kind End, and empty, from the end of the text on.
    [[nodiscard]] Token next();

    /// What is open behind the last token that was returned.
    [[nodiscard]] LexerState state() const { return m_state; }

private:
    std::basic_string_view<Unit> m_text;
    std::size_t m_position = 0;
    Grammar m_grammar;
    LexerState m_state;
};

extern template class Lexer<char>;
extern template class Lexer<char16_t>;

/// Whether `word` is a keyword of the dialect, in any case of its letters.
[[nodiscard]] bool isKeyword(std::string_view word, DialectId dialect);

} // namespace dbv::sql
