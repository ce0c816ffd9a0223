// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "sql/statement_judge.h"

namespace dbv::sql {

/// Tells what a statement of PostgreSQL does.
class PostgresJudge final : public StatementJudge {
public:
    using StatementJudge::StatementJudge;

private:
    void judgeVerb(std::size_t at, std::size_t end) override;
    void judgeFunction(const std::string& name, const std::string& schema) override;
    void judgeQuery(std::size_t at, std::size_t end);
    /// What SELECT may do besides reading.
    void judgeReading(std::size_t begin, std::size_t end);
    [[nodiscard]] bool judgeRows(std::size_t at, std::size_t end);
    /// Whether what is changed is a table of the server's own, which is named at `name`.
    void judgeCatalogue(std::size_t name);
    void judgeInsert(std::size_t at, std::size_t end);
    void judgeMerge(std::size_t at, std::size_t end);
    void judgeCopy(std::size_t at, std::size_t end);
    [[nodiscard]] bool judgeStructure(std::size_t at, std::size_t end);
    void judgeDrop(std::size_t at);
    void judgeCreate(std::size_t at, std::size_t end);
    void judgeAlter(std::size_t at, std::size_t end);
    /// What a change of a table lifts, sets to work or may lose besides its columns.
    void judgeTableChange(std::size_t at);
    /// What rows are given or held to by a definition, which runs now or with each row.
    void judgeExpressions(std::size_t begin, std::size_t end);
    /// Whether a call by this name, in capitals, is let through as one of the server's own.
    [[nodiscard]] static bool isServersOwn(const std::string& name);
    void judgeIndex(std::size_t index, std::size_t end);
    [[nodiscard]] bool judgeSession(std::size_t at, std::size_t end);
    void judgeTransaction(std::size_t at, std::size_t end);
    void judgeSet(std::size_t at, std::size_t end);
    void judgeSetting(std::size_t name, std::size_t end);
    void judgeReset(std::size_t at);
    void judgeExplain(std::size_t at, std::size_t end);
    void judgePrepare(std::size_t at, std::size_t end);
    [[nodiscard]] bool judgeServer(std::size_t at);
};

} // namespace dbv::sql
