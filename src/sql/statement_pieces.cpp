// SPDX-License-Identifier: Apache-2.0
#include "sql/statement_pieces.h"

#include <algorithm>
#include <array>

namespace dbv::sql {
namespace {

bool isMySqlFamily(DialectId dialect) {
    return dialect == DialectId::MySql || dialect == DialectId::MariaDb;
}

/// Whether the parser reads marks that touch as one operator, or a blank behind them would make them something else.
bool isMySqlOperator(std::string_view marks) {
    static constexpr auto kOperators = std::to_array<std::string_view>(
        {"!=", "&&", "--", "->", "->>", ":=", "<<", "<=", "<=>", "<>", ">=", ">>", "||"});
    return std::ranges::find(kOperators, marks) != kOperators.end();
}

bool isWordLike(const Piece& piece) {
    switch (piece.kind) {
    case TokenKind::Keyword:
    case TokenKind::Identifier:
    case TokenKind::QuotedIdentifier:
    case TokenKind::String:
    case TokenKind::BlobLiteral:
    case TokenKind::Number:
    case TokenKind::Parameter: return true;
    default: return false;
    }
}

bool isOperand(const Piece& piece) {
    return piece.kind == TokenKind::CloseBracket || (isWordLike(piece) && piece.kind != TokenKind::Keyword);
}

/// Where the words of each first letter begin.
constexpr auto kLetterBegins = [] {
    std::array<std::uint8_t, 27> begins{};
    for (std::size_t letter = 0; letter < begins.size(); ++letter) {
        begins[letter] = static_cast<std::uint8_t>(std::ranges::count_if(kFormatWords, [letter](std::string_view word) {
            return word.empty() || static_cast<std::size_t>(word.front() - 'A') < letter;
        }));
    }
    return begins;
}();

std::uint32_t columnsOf(std::string_view text) {
    return static_cast<std::uint32_t>(
        std::ranges::count_if(text, [](char unit) { return (static_cast<unsigned char>(unit) & 0xC0U) != 0x80U; }));
}

bool isOneOfMarks(std::string_view text, std::string_view blankSeparated) {
    const std::size_t at = blankSeparated.find(text);
    return at != std::string_view::npos && (at == 0 || blankSeparated[at - 1] == ' ') &&
           (at + text.size() == blankSeparated.size() || blankSeparated[at + text.size()] == ' ');
}

} // namespace

FormatWord formatWordOf(std::string_view text) {
    std::array<char, 13> capitals{};
    if (text.size() < 2 || text.size() > capitals.size()) {
        return FormatWord::None;
    }
    std::ranges::transform(text, capitals.begin(),
                           [](char unit) { return unit >= 'a' && unit <= 'z' ? static_cast<char>(unit - 32) : unit; });
    const std::string_view word(capitals.data(), text.size());
    if (word.front() < 'A' || word.front() > 'Z') {
        return FormatWord::None;
    }
    const auto letter = static_cast<std::size_t>(word.front() - 'A');
    for (std::size_t at = kLetterBegins[letter]; at < kLetterBegins[letter + 1]; ++at) {
        if (kFormatWords[at] == word) {
            return static_cast<FormatWord>(at);
        }
    }
    return FormatWord::None;
}

Token PieceCutter::take() {
    if (m_hasKept) {
        m_hasKept = false;
        return m_kept;
    }
    return m_lexer.next();
}

Piece PieceCutter::next() {
    Piece piece;
    Token token = take();
    while (token.kind == TokenKind::Whitespace) {
        piece.gapBefore = true;
        piece.lineBefore =
            piece.lineBefore || m_text.substr(token.span.begin, token.span.size()).find('\n') != std::string_view::npos;
        token = take();
    }
    std::size_t end = token.span.end;
    if (token.kind == TokenKind::LineComment) {
        // What ends the line is not the comment's, in whichever way the lexer cuts it.
        while (end > token.span.begin && (m_text[end - 1] == '\n' || m_text[end - 1] == '\r')) {
            --end;
        }
    } else if (token.kind == TokenKind::Operator && isMySqlFamily(m_grammar.dialect)) {
        for (;;) {
            m_kept = take();
            const std::string_view both = m_text.substr(token.span.begin, m_kept.span.end - token.span.begin);
            if (m_kept.kind != TokenKind::Operator || !isMySqlOperator(both)) {
                m_hasKept = true;
                break;
            }
            end = m_kept.span.end;
        }
    }
    const bool variable = token.kind == TokenKind::Operator && end - token.span.begin > 1 &&
                          m_text[token.span.begin] == '@' && isMySqlFamily(m_grammar.dialect);
    piece.kind = variable ? TokenKind::Parameter : token.kind;
    piece.begin = static_cast<std::uint32_t>(token.span.begin);
    piece.end = static_cast<std::uint32_t>(end);
    return piece;
}

StatementPieces::StatementPieces(std::string_view statement, Grammar grammar) : m_text(statement), m_grammar(grammar) {
    PieceCutter cutter(statement, grammar);
    std::size_t last = 0;
    bool hasLast = false;
    for (Piece piece = cutter.next(); piece.kind != TokenKind::End && isWhole(); piece = cutter.next()) {
        if (!m_pieces.empty() && m_pieces.back().kind == TokenKind::LineComment) {
            piece.gapBefore = true;
            piece.lineBefore = true;
        }
        if (!piece.isComment()) {
            const Piece* before = hasLast ? &m_pieces[last] : nullptr;
            const bool afterDot = before != nullptr && is(*before, ".");
            if (piece.kind == TokenKind::Keyword || piece.kind == TokenKind::Identifier) {
                piece.word = afterDot ? FormatWord::None : formatWordOf(text(piece));
            } else if (piece.kind == TokenKind::Operator && before != nullptr) {
                piece.binary = isOperand(*before) || isPostgresMark(*before, "]");
                if (is(piece, ".")) {
                    m_pieces[last].word = FormatWord::None;
                }
            }
            last = m_pieces.size();
            hasLast = true;
        }
        m_pieces.push_back(piece);
    }
}

std::size_t StatementPieces::behind(std::size_t at) const {
    do {
        ++at;
    } while (at < m_pieces.size() && m_pieces[at].isComment());
    return at;
}

bool StatementPieces::mustBreak(const Piece& a, const Piece& b) const {
    // Two texts in quotes are one when an end of line is between them, and an error when not.
    const bool joined = m_grammar.dialect == DialectId::PostgreSql && a.kind == TokenKind::String &&
                        b.kind == TokenKind::String && b.lineBefore;
    return a.kind == TokenKind::LineComment || (a.ownLine() && !b.isComment()) || b.ownLine() || joined;
}

bool StatementPieces::isSpacedMark(const Piece& piece) const {
    if (piece.kind != TokenKind::Operator) {
        return false;
    }
    const std::string_view mark = text(piece);
    return isOneOfMarks(mark, "= < > <= >= <> != == || := => <=>") || (piece.binary && isOneOfMarks(mark, "+ - * / %"));
}

bool StatementPieces::isSpaced(const Piece& a, const Piece& b) const {
    if (a.isComment() || b.isComment()) {
        return true;
    }
    if (b.kind == TokenKind::CloseBracket || a.kind == TokenKind::OpenBracket || isPostgresMark(a, "[") ||
        isPostgresMark(b, "]")) {
        return false;
    }
    if (is(b, ",")) {
        return false;
    }
    if (is(a, ",")) {
        return true;
    }
    const bool twoMarks = a.kind == TokenKind::Operator && b.kind == TokenKind::Operator && !isPostgresMark(a, "]");
    if (is(a, ".") || is(b, ".")) {
        return b.gapBefore;
    }
    if (isPostgresMark(a, "::") || isPostgresMark(b, "::")) {
        return twoMarks && b.gapBefore;
    }
    if (twoMarks) {
        return b.gapBefore || (isOneOfMarks(text(a), "= < > <= >= <> !=") && isOneOfMarks(text(b), "- + :"));
    }
    if (isSpacedMark(a) || isSpacedMark(b)) {
        return true;
    }
    if (b.kind == TokenKind::OpenBracket) {
        return b.gapBefore || (a.keyword && a.word != FormatWord::None);
    }
    if (a.kind == TokenKind::CloseBracket && isWordLike(b)) {
        return true;
    }
    return b.gapBefore || b.word != FormatWord::None || a.word != FormatWord::None;
}

void StatementPieces::measure() {
    std::uint32_t column = 0;
    std::uint32_t breaks = 0;
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        Piece& piece = m_pieces[i];
        if (i > 0) {
            piece.spaced = isSpaced(m_pieces[i - 1], piece);
            piece.mustBreak = mustBreak(m_pieces[i - 1], piece);
            column += piece.spaced ? 1 : 0;
            breaks += piece.mustBreak ? 1 : 0;
        }
        piece.column = column;
        piece.width = columnsOf(text(piece));
        piece.breaks = breaks;
        column += piece.width;
    }
}

} // namespace dbv::sql
