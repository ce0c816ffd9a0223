// SPDX-License-Identifier: Apache-2.0
#include "sql/row_selection.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "sql/statement_words.h"

namespace dbv::sql {

namespace {

/// Finds the parts of one reading of a statement. Places are those of its words; all parts stand outside of brackets.
class SelectionReader {
public:
    SelectionReader(const StatementWords& words, std::string_view text, DialectId dialect)
        : m_words(words), m_text(text), m_repeatsTable(dialect == DialectId::MySql || dialect == DialectId::MariaDb) {
        while (m_end > 0 && m_words[m_end - 1].kind == TokenKind::Semicolon) {
            --m_end;
        }
    }

    [[nodiscard]] std::optional<RowSelection> read() {
        for (std::size_t i = 0; i < m_end; ++i) {
            const bool assigns = m_words.is(i, ":=") || m_words.follow(i, {":", "="});
            if (m_words[i].kind == TokenKind::Parameter || assigns) {
                return std::nullopt;
            }
        }
        const std::size_t verb = mainVerb();
        if (m_words.is(verb, "UPDATE")) {
            return readUpdate(verb);
        }
        return m_words.is(verb, "DELETE") ? readDelete(verb) : std::nullopt;
    }

private:
    [[nodiscard]] std::size_t find(std::string_view word, std::size_t from) const {
        return m_words.find(word, from, m_end, 0);
    }
    /// From one word to before another, as written.
    [[nodiscard]] std::string written(std::size_t from, std::size_t to) const {
        return from >= to ? std::string()
                          : std::string(m_text.substr(m_words[from].span.begin,
                                                      m_words[to - 1].span.end - m_words[from].span.begin));
    }

    /// Behind common table expressions that only read.
    [[nodiscard]] std::size_t mainVerb() {
        if (!m_words.is(0, "WITH")) {
            return 0;
        }
        const std::size_t verb = std::min(find("UPDATE", 0), find("DELETE", 0));
        const bool changes = std::ranges::any_of(
            std::initializer_list<std::string_view>{"UPDATE", "DELETE", "INSERT", "MERGE", "REPLACE"},
            [&](std::string_view word) { return m_words.find(word, 0, verb) != verb; });
        if (changes || verb == m_end) {
            return m_end;
        }
        m_with = written(0, verb) + " ";
        return verb;
    }

    [[nodiscard]] std::optional<RowSelection> readUpdate(std::size_t verb) const {
        std::size_t at = verb + 1;
        if (m_words.is(at, "OR")) {
            at += 2;
        }
        while (m_words.isOneOf(at, {"LOW_PRIORITY", "IGNORE"})) {
            ++at;
        }
        const std::size_t set = find("SET", at);
        std::size_t from = find("FROM", set);
        // `a IS DISTINCT FROM b` stands in an assignment.
        while (from < m_end && m_words.is(from - 1, "DISTINCT")) {
            from = find("FROM", from + 1);
        }
        const std::size_t where = find("WHERE", set);
        return set == m_end ? std::nullopt
                            : build(RowChange::Update, {at, set}, {std::min(from, where), where}, where, set);
    }

    [[nodiscard]] std::optional<RowSelection> readDelete(std::size_t verb) const {
        std::size_t at = verb + 1;
        while (m_words.isOneOf(at, {"LOW_PRIORITY", "QUICK", "IGNORE"})) {
            ++at;
        }
        if (!m_words.is(at, "FROM")) {
            return std::nullopt;
        }
        ++at;
        const std::size_t where = find("WHERE", at);
        const std::size_t tail = std::min(where, behindCondition(at));
        const std::size_t others = std::min(find("USING", at), tail);
        if (others < tail && m_repeatsTable) {
            return std::nullopt;
        }
        return build(RowChange::Delete, {at, others}, {others, tail}, where, at);
    }

    /// Where the rows' order, number or values to return begin, behind `at`.
    [[nodiscard]] std::size_t behindCondition(std::size_t at) const {
        return std::min({find("RETURNING", at), find("ORDER", at), find("LIMIT", at)});
    }

    struct Part {
        std::size_t begin = 0;
        std::size_t end = 0;
    };

    /// `target` is the table with what stands beside it, `others` its FROM or USING with the word, `tailFrom` where a tail may
    /// begin when there is no condition.
    [[nodiscard]] std::optional<RowSelection> build(RowChange change, Part target, Part others, std::size_t where,
                                                    std::size_t tailFrom) const {
        const std::size_t only = m_words.is(target.begin, "ONLY") ? 1 : 0;
        const std::size_t name = target.begin + only;
        const std::size_t behindName = m_words.behindName(name);
        if (!m_words[name].isName() && !m_words[name].isPlain()) {
            return std::nullopt;
        }
        std::size_t at = behindName + (m_words.is(behindName, "*") ? 1 : 0);
        RowSelection found;
        found.change = change;
        found.table = written(name, behindName);
        found.row = found.table;
        found.source = written(target.begin, target.end);
        at += m_words.is(at, "AS") ? std::size_t{1} : 0;
        const bool choosesIndex = m_words.isOneOf(at, {"INDEXED", "NOT"});
        if (at < target.end && !choosesIndex) {
            // What is neither another name nor the end is a second table or a partition.
            if (!m_words[at].isName() && !m_words[at].isPlain()) {
                return std::nullopt;
            }
            found.row = written(at, at + 1);
            ++at;
        }
        if (at < target.end && !m_words.isOneOf(at, {"INDEXED", "NOT"})) {
            return std::nullopt;
        }
        const std::size_t tail = behindCondition(where < m_end ? where : tailFrom);
        if (where < m_end && m_words.follow(where, {"WHERE", "CURRENT", "OF"})) {
            return std::nullopt;
        }
        if (others.begin < others.end && where < m_end && others.end > where) {
            return std::nullopt;
        }
        const std::size_t returning = find("RETURNING", tail);
        const std::size_t othersEnd = std::min(others.end, tail);
        found.head = m_with;
        found.tail = " FROM " + found.source;
        if (others.begin + 1 < othersEnd) {
            found.tail += ", " + written(others.begin + 1, othersEnd);
        }
        if (where < m_end) {
            found.tail += " " + written(where, tail);
        }
        // SQLite has RETURNING before the order, MariaDB behind it.
        const std::size_t order = std::min(find("ORDER", tail), find("LIMIT", tail));
        const std::size_t orderEnd = returning > order ? returning : m_end;
        if (order < m_end) {
            found.tail += " " + written(order, orderEnd);
        }
        found.query = found.head + "SELECT " + found.row + ".*" + found.tail;
        found.limited = find("LIMIT", tail) < m_end;
        return found;
    }

    const StatementWords& m_words;
    std::string_view m_text;
    /// The table stands behind USING once more.
    bool m_repeatsTable;
    std::size_t m_end = m_words.size();
    std::string m_with;
};

} // namespace

std::optional<RowSelection> selectionOf(std::string_view statement, Grammar grammar) {
    std::optional<RowSelection> found;
    std::size_t readings = 0;
    const bool complete = readInAllWays(statement, grammar, [&](const StatementWords& words) {
        if (++readings == 1) {
            found = SelectionReader(words, statement, grammar.dialect).read();
        }
    });
    return complete && readings == 1 ? found : std::nullopt;
}

std::optional<std::string> insertedTable(std::string_view statement, Grammar grammar) {
    std::optional<std::string> found;
    std::size_t readings = 0;
    const bool complete = readInAllWays(statement, grammar, [&](const StatementWords& words) {
        ++readings;
        std::size_t at = words.is(0, "INSERT") ? 1 : words.size();
        while (words.isOneOf(at, {"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE"})) {
            ++at;
        }
        at += words.is(at, "INTO") ? std::size_t{1} : 0;
        const bool touchesOthers = words.has("CONFLICT", at) || words.has("DUPLICATE", at) || words.is(at, "OR");
        if (at < words.size() && !touchesOthers && (words[at].isName() || words[at].isPlain())) {
            found = words.nameAt(at, statement);
        }
    });
    return complete && readings == 1 ? found : std::nullopt;
}

} // namespace dbv::sql
