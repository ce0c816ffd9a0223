// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sql/classifier.h"
#include "sql/condition_reach.h"
#include "sql/statement_words.h"

namespace dbv::sql {

/// Tells what one reading of a statement does. What all dialects share; each adds its own statements and functions.
class StatementJudge {
public:
    StatementJudge(const StatementWords& words, std::string_view text, ConditionMarks marks = ConditionMarks::WordsOnly)
        : m_words(words), m_text(text), m_marks(marks) {}

    StatementJudge(const StatementJudge&) = delete;
    StatementJudge& operator=(const StatementJudge&) = delete;
    virtual ~StatementJudge() = default;

    [[nodiscard]] Classification judge();

protected:
    /// The statement in [at, end); `at` is its first word.
    virtual void judgeVerb(std::size_t at, std::size_t end) = 0;
    /// A function that is called by this name, in capitals; `schema` is what stands before its dot.
    virtual void judgeFunction(const std::string& name, const std::string& schema) = 0;
    /// The same as `judgeVerb` for a statement within another (EXPLAIN, PREPARE), a bounded number of times.
    void judgeWithin(std::size_t at, std::size_t end);
    /// All calls of functions in [begin, end).
    void judgeCalls(std::size_t begin, std::size_t end);
    /// An UPDATE or DELETE whose verb is at `verb`, up to `end` or to the end of its brackets; `target` is its table's name.
    void judgeRowChange(std::size_t verb, std::size_t end, std::size_t target, RowChange change);
    /// Whether a condition in [begin, end) holds for every row.
    [[nodiscard]] bool holdsForAll(ConditionSpan condition, ConditionTable table) const {
        return holdsForEveryRow(m_words, condition, m_marks, table);
    }
    /// Whether every row that a MERGE's condition pairs may be changed, because the condition holds for all.
    [[nodiscard]] bool mergesAll(std::size_t merge, std::size_t target, std::size_t end) const;
    /// Whether an INSERT that overwrites what is in its way reads every row of its own table, which is named at `target`.
    [[nodiscard]] bool rewritesAll(std::size_t target, std::size_t end) const;
    /// The statement acts on the name at `at`.
    void setTarget(std::size_t at, std::string_view kind);
    /// The main statement behind the common table expressions of WITH at `with`; `end` when there is none. Statements in
    /// them that change rows are judged.
    [[nodiscard]] std::size_t behindWith(std::size_t with, std::size_t end);
    /// Behind IF EXISTS or IF NOT EXISTS, if it stands there.
    [[nodiscard]] std::size_t behindIfExists(std::size_t at) const;
    /// The object's kind and its name in what begins with DROP, ALTER, CREATE; `at` is the first word of the kind.
    void setObject(std::size_t at);

    void add(StatementClass found, EffectReason reason, std::string_view subject = {}) {
        addEffect(m_found, found, reason, subject);
    }
    [[nodiscard]] const StatementWords& words() const { return m_words; }
    [[nodiscard]] std::string_view text() const { return m_text; }
    [[nodiscard]] Classification& found() { return m_found; }

private:
    /// Whether a word before a bracket belongs to the language where it stands, and is no function.
    [[nodiscard]] bool isSyntax(std::size_t at) const;
    /// Whether a name before a bracket stands for columns and is no function: a table's other name.
    [[nodiscard]] bool namesColumns(std::size_t at) const;
    /// The same where no bracket ends before it.
    [[nodiscard]] bool renamesColumns(std::size_t at) const;
    /// More than one statement is told by a semicolon, where no body of a routine holds it.
    void judgeSemicolons(std::size_t at, std::size_t end);
    const StatementWords& m_words;
    std::string_view m_text;
    ConditionMarks m_marks;
    Classification m_found;
    int m_within = 0;
};

[[nodiscard]] Classification judgePostgres(const StatementWords& words, std::string_view text);
[[nodiscard]] Classification judgeMySql(const StatementWords& words, std::string_view text, Grammar grammar,
                                        std::string_view database);
[[nodiscard]] Classification judgeSqlite(const StatementWords& words, std::string_view text);

} // namespace dbv::sql
