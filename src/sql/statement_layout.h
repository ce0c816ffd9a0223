// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sql/format_style.h"
#include "sql/line_writer.h"
#include "sql/statement_pieces.h"

namespace dbv::sql {

/// Lays a statement out in lines by its clauses: the styles Standard and River.
/// Shape: goes over the pieces once, without recursion. Brackets in too many others stay on their line.
class StatementLayout {
public:
    StatementLayout(const StatementPieces& statement, const FormatStyle& style, LineWriter& writer)
        : m_statement(statement), m_pieces(statement.all()), m_style(style), m_writer(writer) {}

    void write();

private:
    /// What stands between two brackets, CASE and END, or the ends of the statement.
    struct Frame {
        std::size_t close = static_cast<std::size_t>(-1);
        /// Where its clauses or items begin.
        std::size_t indent = 0;
        /// Where the bracket that ends it begins when that has a line of its own.
        std::size_t outer = 0;
        /// Where its last line began.
        std::size_t line = 0;
        std::size_t items = 0;
        /// Where AND and OR begin their lines.
        std::size_t conditions = 0;
        /// A clause has begun in it.
        bool inClause = false;
        /// All of it is on one line.
        bool flat = false;
        bool closesOnOwnLine = false;
        /// The clause that is being written, or all of it where it has none, does not fit on one line.
        bool brokenItems = false;
        bool brokenConditions = false;
        bool fills = false;
        /// The next piece begins an item, on a line of its own.
        bool atItem = false;
        /// The head of a clause, behind which the first item has a line of its own.
        std::size_t headEnd = static_cast<std::size_t>(-1);
    };

    void beginStatement();
    /// Where the line of a piece begins, when it begins one; else the greatest number.
    [[nodiscard]] std::size_t lineFor(std::size_t at);
    [[nodiscard]] std::size_t place(std::size_t first);
    void settle(std::size_t at);
    void openFrame(std::size_t at);
    void beginClause(std::size_t at);
    void passComma(std::size_t at);
    [[nodiscard]] std::size_t headOf(std::size_t clause) const;
    [[nodiscard]] std::size_t conditionIndent(const Frame& frame, std::size_t at) const;
    [[nodiscard]] std::size_t clauseIndent(const Frame& frame, std::size_t at) const;
    /// The columns from one piece to another when all is on one line.
    [[nodiscard]] std::size_t spanOf(std::size_t first, std::size_t last) const;
    [[nodiscard]] bool fits(std::size_t first, std::size_t last, std::size_t column) const;
    [[nodiscard]] bool isRiver() const { return m_style.layout == FormatLayout::River; }
    [[nodiscard]] std::size_t continued(const Frame& frame) const {
        return frame.flat ? frame.line : frame.brokenItems ? frame.items : frame.line + m_style.indent;
    }

    const StatementPieces& m_statement;
    const std::vector<Piece>& m_pieces;
    const FormatStyle& m_style;
    LineWriter& m_writer;
    std::vector<Frame> m_frames;
    bool m_leadsLine = true;
};

/// Lays a statement out with as much as fits on each line.
void writeCompact(const StatementPieces& statement, const FormatStyle& style, LineWriter& writer);

} // namespace dbv::sql
