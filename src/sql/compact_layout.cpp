// SPDX-License-Identifier: Apache-2.0
// The style Compact.
#include "sql/statement_layout.h"

namespace dbv::sql {
namespace {

/// Finds where a line may end, and fills the lines.
class CompactLayout {
public:
    CompactLayout(const StatementPieces& statement, const FormatStyle& style, LineWriter& writer)
        : m_statement(statement), m_pieces(statement.all()), m_style(style), m_writer(writer) {}

    void write() {
        std::size_t depth = 0;
        std::size_t before = kNone;
        for (std::size_t i = 0; i < m_pieces.size(); ++i) {
            const Piece& piece = m_pieces[i];
            if (piece.mustBreak || (!piece.isComment() && mayBreak(i, before) && !fitsUpToNext(i))) {
                m_writer.goTo(i, piece.role == PieceRole::Clause && depth == 0 ? 0 : m_style.indent);
            } else {
                m_writer.go(i);
            }
            if (piece.isComment()) {
                continue;
            }
            before = i;
            if (piece.role == PieceRole::Open) {
                ++depth;
                hold(i);
            } else if (piece.role == PieceRole::Close) {
                --depth;
            }
        }
    }

private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    /// What is short stays in one piece: `numeric(10, 2)`.
    void hold(std::size_t open) {
        if (open >= m_heldFrom && open < m_heldTo) {
            return;
        }
        const Piece& close = m_pieces[m_pieces[open].link];
        if (close.column + close.width - m_pieces[open].column <= m_style.width / 4) {
            m_heldFrom = open;
            m_heldTo = m_pieces[open].link;
        }
    }

    [[nodiscard]] bool mayBreak(std::size_t at, std::size_t before) const {
        if (before == kNone || m_pieces[before].role == PieceRole::Open || (at > m_heldFrom && at <= m_heldTo)) {
            return false;
        }
        switch (m_pieces[at].role) {
        case PieceRole::Clause:
        case PieceRole::Condition:
        case PieceRole::Branch: return true;
        case PieceRole::Close: return false;
        default: return m_pieces[before].role == PieceRole::Comma;
        }
    }

    [[nodiscard]] bool fitsUpToNext(std::size_t at) {
        const std::size_t from = m_heldFrom;
        const std::size_t to = m_heldTo;
        std::size_t last = at;
        for (std::size_t next = at; next < m_pieces.size() && (next == at || !mayBreak(next, last));
             next = m_statement.behind(next)) {
            last = next;
            if (m_pieces[next].role == PieceRole::Open) {
                hold(next);
            }
        }
        m_heldFrom = from;
        m_heldTo = to;
        return m_writer.column() + m_pieces[last].column + m_pieces[last].width - m_pieces[at].column + 2 <=
               m_style.width;
    }

    const StatementPieces& m_statement;
    const std::vector<Piece>& m_pieces;
    const FormatStyle& m_style;
    LineWriter& m_writer;
    std::size_t m_heldFrom = 0;
    std::size_t m_heldTo = 0;
};

} // namespace

void writeCompact(const StatementPieces& statement, const FormatStyle& style, LineWriter& writer) {
    CompactLayout(statement, style, writer).write();
}

} // namespace dbv::sql
