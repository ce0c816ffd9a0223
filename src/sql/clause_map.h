// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sql/statement_pieces.h"

namespace dbv::sql {

/// Finds the clauses, conditions, lists, brackets and CASEs of a statement, and writes them into its pieces. What it does not
/// know stays plain.
/// Shape: linear in the number of pieces, without recursion.
class ClauseMap {
public:
    explicit ClauseMap(StatementPieces& pieces) : m_statement(pieces), m_pieces(pieces.all()) {}

    void draw();

private:
    static constexpr std::uint32_t kNone = UINT32_MAX;

    /// What stands between two brackets, CASE and END, or the ends of the statement.
    struct Level {
        std::uint32_t open = kNone;
        std::uint32_t clause = kNone;
        /// The last piece that is no comment.
        std::uint32_t last = kNone;
        FormatWord verb = FormatWord::None;
        bool isCase = false;
        /// Its words begin clauses.
        bool isQuery = false;
        bool isWindow = false;
        /// It has said TABLE.
        bool isTable = false;
        /// An AND is owed to a BETWEEN.
        bool between = false;
        /// Pieces since the last comma.
        std::uint32_t itemSize = 0;
        bool constants = true;
    };

    void place(std::uint32_t at);
    void open(std::uint32_t at, bool isCase);
    void close(std::uint32_t at);
    void closeLevel(std::uint32_t by);
    void beginClause(std::uint32_t at);
    void endClause();
    void noteWord(std::uint32_t at);
    void noteItem(std::uint32_t at);
    [[nodiscard]] bool beginsClause(std::uint32_t at) const;
    [[nodiscard]] bool beginsJoin(std::uint32_t at) const;
    [[nodiscard]] bool beginsQuery(std::uint32_t at) const;
    [[nodiscard]] FormatWord wordAt(std::size_t at) const;
    [[nodiscard]] FormatWord wordBefore() const { return wordAt(m_levels.back().last); }
    [[nodiscard]] FormatWord wordBehind(std::uint32_t at) const { return wordAt(m_statement.behind(at)); }
    [[nodiscard]] FormatWord clauseWord() const { return wordAt(m_levels.back().clause); }
    [[nodiscard]] bool opensBracket(std::size_t at) const;

    StatementPieces& m_statement;
    std::vector<Piece>& m_pieces;
    std::vector<Level> m_levels;
};

} // namespace dbv::sql
