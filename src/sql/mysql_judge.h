// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sql/statement_judge.h"

namespace dbv::sql {

/// Tells what a statement of MySQL or MariaDB does.
class MySqlJudge final : public StatementJudge {
public:
    /// `database` is where names without one are looked for.
    MySqlJudge(const StatementWords& words, std::string_view text, Grammar grammar, std::string_view database)
        : StatementJudge(words, text, ConditionMarks::Marks), m_grammar(grammar), m_database(database) {}

private:
    void judgeVerb(std::size_t at, std::size_t end) override;
    void judgeFunction(const std::string& name, const std::string& schema) override;
    void judgeQuery(std::size_t at, std::size_t end);
    /// What SELECT may do besides reading.
    void judgeReading(std::size_t begin, std::size_t end);
    /// Whether what is changed, whose first name is the first of these words, is a table of the server's own.
    void judgeServersTables(std::size_t begin, std::size_t end);
    [[nodiscard]] bool judgeRows(std::size_t at, std::size_t end);
    void judgeInsert(std::size_t at, std::size_t end);
    void judgeDelete(std::size_t at, std::size_t end);
    void judgeLoad(std::size_t at, std::size_t end);
    [[nodiscard]] bool judgeStructure(std::size_t at, std::size_t end);
    void judgeDrop(std::size_t at);
    /// Whether a table leaves its database by a new name, in words in which `from` is its old one.
    void judgeMove(std::size_t from, std::size_t to);
    void judgeCreate(std::size_t at, std::size_t end);
    /// Files that the server takes from elsewhere, or engines that reach other servers.
    void judgeTableOptions(std::size_t begin, std::size_t end);
    void judgeAlter(std::size_t at, std::size_t end);
    /// Of a table's columns to other types, and of the table to an engine that keeps nothing.
    void judgeConversions(std::size_t table, std::size_t end);
    [[nodiscard]] bool judgeSession(std::size_t at, std::size_t end);
    void judgeTransaction(std::size_t at, std::size_t end);
    void judgeAccess(std::size_t at, std::size_t end);
    void judgeSet(std::size_t at, std::size_t end);
    /// `a = 1, GLOBAL b = 2, @c = f(3)`
    void judgeAssignments(std::size_t begin, std::size_t end);
    void judgeAssignment(std::size_t at, std::size_t end);
    void judgeExplain(std::size_t at, std::size_t end);
    /// The text of PREPARE … FROM, or of EXECUTE IMMEDIATE, behind `from`.
    void judgePrepare(std::size_t at, std::size_t from);
    [[nodiscard]] bool isUpkeep(std::size_t at) const;
    [[nodiscard]] bool judgeServer(std::size_t at);

    Grammar m_grammar;
    std::string_view m_database;
};

} // namespace dbv::sql
