// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sql/keyword_case.h"
#include "sql/statement_pieces.h"

namespace dbv::sql {

/// Writes the pieces of a statement one behind the other, and knows in which column it is.
class LineWriter {
public:
    LineWriter(std::string& out, const StatementPieces& statement, const KeywordCasing& casing, std::string_view eol)
        : m_out(out), m_statement(statement), m_casing(casing), m_eol(eol) {}

    [[nodiscard]] std::size_t column() const { return m_column; }

    /// Behind the piece before it, on the same line.
    void go(std::size_t at) {
        if (m_statement.all()[at].spaced) {
            m_out += ' ';
            ++m_column;
        }
        put(at);
    }
    /// On a line of its own.
    void goTo(std::size_t at, std::size_t indent) {
        m_out += m_eol;
        m_out.append(indent, ' ');
        m_column = indent;
        put(at);
    }

private:
    void put(std::size_t at) {
        const Piece& piece = m_statement.all()[at];
        m_casing.append(m_out, m_statement, at, m_before);
        m_column += piece.width;
        if (!piece.isComment()) {
            m_before = at;
        }
    }

    std::string& m_out;
    const StatementPieces& m_statement;
    const KeywordCasing& m_casing;
    std::string_view m_eol;
    std::size_t m_column = 0;
    /// The last piece that is no comment.
    std::size_t m_before = static_cast<std::size_t>(-1);
};

} // namespace dbv::sql
