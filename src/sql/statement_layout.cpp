// SPDX-License-Identifier: Apache-2.0
#include "sql/statement_layout.h"

#include <algorithm>

namespace dbv::sql {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
/// Brackets in more than these are not broken: their lines would be all margin.
constexpr std::size_t kMostLevels = 20;
/// The letters of SELECT, INSERT, UPDATE and DELETE, which end where the river is.
constexpr std::size_t kRiverBank = 6;

/// Clauses whose first item begins a line when they do not fit on one.
bool startsListBelow(FormatWord word) {
    switch (word) {
    case FormatWord::Select:
    case FormatWord::Group:
    case FormatWord::Order:
    case FormatWord::Partition:
    case FormatWord::Set:
    case FormatWord::Values:
    case FormatWord::Returning:
    case FormatWord::Window:
    case FormatWord::From: return true;
    default: return false;
    }
}

} // namespace

std::size_t StatementLayout::spanOf(std::size_t first, std::size_t last) const {
    return m_pieces[last].column + m_pieces[last].width - m_pieces[first].column;
}

bool StatementLayout::fits(std::size_t first, std::size_t last, std::size_t column) const {
    // One column more for the comma, bracket or semicolon behind it.
    return m_pieces[first].breaks == m_pieces[last].breaks && column + spanOf(first, last) + 1 <= m_style.width;
}

void StatementLayout::write() {
    if (m_pieces.empty()) {
        return;
    }
    beginStatement();
    std::size_t at = 0;
    while (at < m_pieces.size()) {
        at = place(at);
    }
}

void StatementLayout::beginStatement() {
    Frame root;
    root.items = m_style.indent;
    root.conditions = m_style.indent;
    const bool whole = fits(0, m_pieces.size() - 1, 0);
    root.brokenItems = !whole && m_pieces.front().hasCommas && m_pieces.front().role != PieceRole::Clause;
    root.brokenConditions = !whole;
    m_frames.assign(1, root);
}

/// Writes the comments from a piece on, and the piece behind them. Returns: the place behind that.
std::size_t StatementLayout::place(std::size_t first) {
    const std::size_t at = m_pieces[first].isComment() ? m_statement.behind(first) : first;
    std::size_t line = at > 0 && at < m_pieces.size() ? lineFor(at) : kNowhere;
    const Frame& around = m_frames.back();
    const std::size_t usual = at == m_pieces.size() ? around.indent : continued(around);
    const std::size_t margin = line == kNowhere ? usual : line;
    for (std::size_t i = first; i < at; ++i) {
        if (m_pieces[i].mustBreak) {
            m_writer.goTo(i, margin);
        } else {
            m_writer.go(i);
        }
    }
    if (at == m_pieces.size()) {
        return at;
    }
    if (m_pieces[at].mustBreak) {
        line = margin;
    }
    m_leadsLine = line != kNowhere;
    if (m_leadsLine) {
        m_writer.goTo(at, line);
        m_frames.back().line = line;
    } else {
        m_writer.go(at);
    }
    settle(at);
    return at + 1;
}

std::size_t StatementLayout::clauseIndent(const Frame& frame, std::size_t at) const {
    const std::size_t width = m_pieces[at].width;
    return frame.indent + (isRiver() && width < kRiverBank ? kRiverBank - width : 0);
}

std::size_t StatementLayout::conditionIndent(const Frame& frame, std::size_t at) const {
    return isRiver() && frame.inClause ? clauseIndent(frame, at) : frame.conditions;
}

std::size_t StatementLayout::lineFor(std::size_t at) {
    Frame& frame = m_frames.back();
    const Piece& piece = m_pieces[at];
    if (frame.flat) {
        return kNowhere;
    }
    if (at == frame.close) {
        return frame.closesOnOwnLine ? frame.outer : kNowhere;
    }
    if (frame.atItem) {
        frame.atItem = false;
        return frame.items;
    }
    switch (piece.role) {
    case PieceRole::Clause: {
        const bool first = at == 0 || (m_frames.size() > 1 && m_statement.behind(m_pieces[frame.close].link) == at);
        return first ? kNowhere : clauseIndent(frame, at);
    }
    case PieceRole::Condition: return frame.brokenConditions ? conditionIndent(frame, at) : kNowhere;
    case PieceRole::Branch: return frame.indent;
    case PieceRole::Comma:
        return frame.brokenItems && !frame.fills && m_style.commas == CommaPlace::Leading ? frame.items : kNowhere;
    default: return kNowhere;
    }
}

void StatementLayout::settle(std::size_t at) {
    const Piece& piece = m_pieces[at];
    switch (piece.role) {
    case PieceRole::Open: openFrame(at); return;
    case PieceRole::Close:
        if (m_frames.size() > 1 && m_frames.back().close == at) {
            m_frames.pop_back();
        }
        break;
    case PieceRole::Clause: beginClause(at); break;
    case PieceRole::Comma: passComma(at); break;
    default: break;
    }
    Frame& frame = m_frames.back();
    if (frame.headEnd == at && frame.brokenItems && !frame.flat) {
        frame.atItem = true;
    }
}

std::size_t StatementLayout::headOf(std::size_t clause) const {
    std::size_t head = clause;
    std::size_t next = m_statement.behind(head);
    const auto isWord = [&](FormatWord word) { return next < m_pieces.size() && m_pieces[next].word == word; };
    if (isWord(FormatWord::By) || isWord(FormatWord::All) || isWord(FormatWord::Distinct)) {
        head = next;
        next = m_statement.behind(head);
        if (isWord(FormatWord::On)) {
            head = next;
            next = m_statement.behind(head);
            head = next < m_pieces.size() && m_pieces[next].role == PieceRole::Open ? m_pieces[next].link : head;
        }
    }
    return head;
}

void StatementLayout::beginClause(std::size_t at) {
    Frame& frame = m_frames.back();
    if (frame.flat) {
        return;
    }
    const Piece& piece = m_pieces[at];
    const std::size_t column = m_writer.column() - piece.width;
    const bool broken = !fits(at, piece.link, column);
    frame.inClause = true;
    frame.fills = false;
    frame.brokenItems = broken && piece.hasCommas;
    frame.brokenConditions = broken && !piece.hasCommas;
    const bool with = piece.word == FormatWord::With;
    const std::size_t byRiver = with ? piece.width + 1 : kRiverBank + 1;
    frame.items = frame.indent + (isRiver() ? byRiver : with ? 0 : m_style.indent);
    frame.conditions = frame.indent + m_style.indent;
    frame.headEnd = startsListBelow(piece.word) && !isRiver() ? headOf(at) : kNowhere;
}

void StatementLayout::openFrame(std::size_t at) {
    const Piece& piece = m_pieces[at];
    const Frame& outer = m_frames.back();
    const std::size_t column = m_writer.column() - piece.width;
    const bool isCase = piece.kind != TokenKind::OpenBracket;
    const bool table = piece.opensTable && piece.hasCommas;
    Frame frame;
    frame.close = piece.link;
    frame.line = outer.line;
    frame.flat = outer.flat || m_frames.size() > kMostLevels || (!table && fits(at, piece.link, column));
    if (!frame.flat) {
        // By the river what is in brackets begins behind them, where there is room.
        const bool hangs = isRiver() && !table && column < m_style.width * 2 / 3;
        const std::size_t margin = hangs && isCase ? column : outer.line;
        frame.indent = hangs && !isCase ? m_writer.column() : margin + m_style.indent;
        frame.outer = margin;
        frame.closesOnOwnLine = isCase || !hangs;
        frame.atItem = !isCase && !hangs;
        frame.items = frame.indent;
        frame.conditions = frame.indent;
        frame.line = frame.indent;
        frame.brokenItems = !isCase && piece.hasCommas;
        frame.brokenConditions = !isCase && !piece.hasCommas;
        frame.fills = piece.hasCommas && piece.constants;
    }
    m_frames.push_back(frame);
}

void StatementLayout::passComma(std::size_t at) {
    Frame& frame = m_frames.back();
    if (frame.flat || !frame.brokenItems) {
        return;
    }
    if (frame.fills) {
        const std::size_t next = m_statement.behind(at);
        std::size_t last = next;
        while (last + 1 < m_pieces.size() && m_pieces[last + 1].role == PieceRole::Plain) {
            ++last;
        }
        frame.atItem = last < m_pieces.size() && m_writer.column() + spanOf(next, last) + 2 > m_style.width;
        return;
    }
    // Behind a comment that ends its line the comma begins one itself.
    frame.atItem = m_style.commas == CommaPlace::Trailing && !m_leadsLine;
}

} // namespace dbv::sql
