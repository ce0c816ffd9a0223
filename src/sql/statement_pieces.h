// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sql/format_words.h"
#include "sql/lexer.h"

namespace dbv::sql {

/// What a piece does to the lines around it.
enum class PieceRole : std::uint8_t {
    Plain,
    /// Begins a clause; `link` is the last piece of it that is no comment.
    Clause,
    /// AND or OR between conditions.
    Condition,
    /// Separates the items of a list.
    Comma,
    /// A bracket or CASE; `link` is the one that closes it.
    Open,
    /// What closes it; `link` is the one that opens.
    Close,
    /// WHEN or ELSE of a CASE.
    Branch,
};

/// A word, mark or comment of a statement.
/// Unit: bytes of the statement.
struct Piece {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    /// See `PieceRole`; 0 where there is none.
    std::uint32_t link = 0;
    /// Where it begins when all stands on one line. Unit: columns.
    std::uint32_t column = 0;
    std::uint32_t width = 0;
    /// Line breaks that must be, from the start of the statement up to it.
    std::uint32_t breaks = 0;
    TokenKind kind = TokenKind::End;
    PieceRole role = PieceRole::Plain;
    FormatWord word = FormatWord::None;
    /// White space stands before it.
    bool gapBefore : 1 = false;
    /// An end of line is in that white space.
    bool lineBefore : 1 = false;
    /// A blank stands before it when both are on one line.
    bool spaced : 1 = false;
    /// A line must end before it.
    bool mustBreak : 1 = false;
    /// An operator between two operands.
    bool binary : 1 = false;
    /// A keyword where it stands, whatever the dialect reserves.
    bool keyword : 1 = false;
    /// Of a clause or bracket: there are commas in it, at its own level; nothing but single constants is.
    bool hasCommas : 1 = false;
    bool constants : 1 = false;
    /// Of a bracket: always one item a line.
    bool opensTable : 1 = false;

    [[nodiscard]] bool isComment() const { return kind == TokenKind::LineComment || kind == TokenKind::BlockComment; }
    /// A comment alone on its line.
    [[nodiscard]] bool ownLine() const { return isComment() && lineBefore; }
};

/// Cuts a text into pieces, one at a time. Operators that MySQL's lexer tells as single marks, and its parser reads as one, are
/// one piece; an end of line at the end of a comment is not part of it.
class PieceCutter {
public:
    PieceCutter(std::string_view text, Grammar grammar) : m_text(text), m_lexer(text, grammar), m_grammar(grammar) {}

    /// The next piece; of kind End behind the last.
    [[nodiscard]] Piece next();

private:
    [[nodiscard]] Token take();

    std::string_view m_text;
    Lexer<char> m_lexer;
    Grammar m_grammar;
    bool m_hasKept = false;
    Token m_kept;
};

/// The pieces of a statement in order, with what stands between them when they are on one line.
class StatementPieces {
public:
    /// What is laid out at a time, which is what memory it takes.
    static constexpr std::size_t kMostPieces = 4'000'000;

    StatementPieces(std::string_view statement, Grammar grammar);

    [[nodiscard]] std::vector<Piece>& all() { return m_pieces; }
    [[nodiscard]] const std::vector<Piece>& all() const { return m_pieces; }
    [[nodiscard]] std::string_view text(const Piece& piece) const {
        return m_text.substr(piece.begin, piece.end - piece.begin);
    }
    [[nodiscard]] bool is(const Piece& piece, std::string_view mark) const {
        return piece.kind == TokenKind::Operator && text(piece) == mark;
    }
    /// Whether all of it was cut: of a statement of millions of words the rest is not looked at.
    [[nodiscard]] bool isWhole() const { return m_pieces.size() <= kMostPieces; }
    /// The next piece behind one that is no comment; the number of pieces where there is none.
    [[nodiscard]] std::size_t behind(std::size_t at) const;
    /// Measures all when roles and words are known.
    void measure();

private:
    [[nodiscard]] bool isSpaced(const Piece& a, const Piece& b) const;
    [[nodiscard]] bool mustBreak(const Piece& a, const Piece& b) const;
    [[nodiscard]] bool isSpacedMark(const Piece& piece) const;
    [[nodiscard]] bool isPostgresMark(const Piece& piece, std::string_view mark) const {
        return m_grammar.dialect == DialectId::PostgreSql && is(piece, mark);
    }

    std::string_view m_text;
    Grammar m_grammar;
    std::vector<Piece> m_pieces;
};

} // namespace dbv::sql
