// SPDX-License-Identifier: Apache-2.0
#include "sql/statement_judge.h"

#include <algorithm>
#include <array>

namespace dbv::sql {

namespace {

// Words of the language that may stand before a bracket and that no function is called by, in capitals, sorted.
// clang-format off: one a line says no more.
constexpr auto kSyntaxWords = std::to_array<std::string_view>({
    "ALL", "ANALYZE", "AND", "ANY", "ARRAY", "AS", "ASC", "BETWEEN", "BOTH", "CASE", "CHECK", "COLLATE", "CROSS",
    "DESC", "DISTINCT", "ELSE", "EXCEPT", "EXISTS", "FOR", "FROM", "FULL", "GROUP", "HAVING", "ILIKE", "IN",
    "INNER", "INTERSECT", "INTO", "IS", "JOIN", "LATERAL", "LEADING", "LIKE", "LIMIT", "NATURAL", "NOT", "NULL",
    "OFFSET", "ON", "OR", "ORDER", "OUTER", "RETURNING", "ROW", "SELECT", "SIMILAR", "SOME", "TABLE", "THEN", "TO",
    "TRAILING", "UNION", "USING", "VALUES", "WHEN", "WHERE", "WINDOW", "WITH"});
// Those that a function may be called by, except behind what can have no call behind it: a value, a name or a bracket.
constexpr auto kInfixWords = std::to_array<std::string_view>({
    "DIV", "ESCAPE", "FILTER", "GLOB", "OPERATOR", "OVER", "PARTITION", "REGEXP", "REPEATABLE", "RLIKE",
    "SEPARATOR", "SET", "XOR"});
// clang-format on
static_assert(std::ranges::is_sorted(kSyntaxWords));
static_assert(std::ranges::is_sorted(kInfixWords));

/// A word that is no function behind another.
struct WordPair {
    std::string_view before;
    std::string_view word;
};
constexpr auto kPairs = std::to_array<WordPair>({{"GROUP", "BY"},
                                                 {"ORDER", "BY"},
                                                 {"PARTITION", "BY"},
                                                 {"GROUPING", "SETS"},
                                                 {"BY", "CUBE"},
                                                 {"BY", "ROLLUP"},
                                                 {"AS", "MATERIALIZED"},
                                                 {"NOT", "MATERIALIZED"},
                                                 {"ON", "CONFLICT"},
                                                 {"UPDATE", "SET"},
                                                 {"USE", "INDEX"},
                                                 {"FETCH", "FIRST"},
                                                 {"FETCH", "NEXT"},
                                                 {"USING", "OPERATOR"},
                                                 {"FORCE", "INDEX"},
                                                 {"IGNORE", "INDEX"}});

bool endsOperand(const StatementWord& word) {
    return word.isName() || word.kind == TokenKind::CloseBracket || word.kind == TokenKind::String ||
           word.kind == TokenKind::Number || word.kind == TokenKind::Parameter;
}

constexpr int kMostWithin = 16;

} // namespace

Classification StatementJudge::judge() {
    std::size_t end = m_words.size();
    while (end > 0 && m_words[end - 1].kind == TokenKind::Semicolon) {
        --end;
    }
    std::size_t at = 0;
    while (m_words[at].kind == TokenKind::OpenBracket || (at < end && m_words[at].kind == TokenKind::Semicolon)) {
        ++at;
    }
    if (at < end) {
        judgeVerb(at, end);
        judgeSemicolons(at, end);
    }
    return std::move(m_found);
}

void StatementJudge::judgeSemicolons(std::size_t at, std::size_t end) {
    const bool hasBody = m_words.isOneOf(at, {"CREATE", "ALTER"}) && m_words.has("BEGIN", at);
    for (std::size_t i = at; i < end && !hasBody; ++i) {
        if (m_words[i].kind == TokenKind::Semicolon) {
            add(StatementClass::Unknown, EffectReason::UnknownStatement, ";");
            return;
        }
    }
}

bool StatementJudge::isSyntax(std::size_t at) const {
    const std::string_view word = m_words[at].text;
    if (!m_words[at].isPlain() || std::ranges::binary_search(kSyntaxWords, word)) {
        return m_words[at].isPlain();
    }
    if (at == 0) {
        return false;
    }
    const bool paired = std::ranges::any_of(
        kPairs, [&](const WordPair& pair) { return pair.word == word && m_words.is(at - 1, pair.before); });
    return paired || (std::ranges::binary_search(kInfixWords, word) && endsOperand(m_words[at - 1]));
}

void StatementJudge::judgeWithin(std::size_t at, std::size_t end) {
    while (m_words[at].kind == TokenKind::OpenBracket && at < end) {
        ++at;
    }
    if (at >= end || m_within >= kMostWithin) {
        add(StatementClass::Unknown, EffectReason::UnknownStatement);
        return;
    }
    ++m_within;
    judgeVerb(at, end);
    --m_within;
}

bool StatementJudge::namesColumns(std::size_t at) const {
    if (at == 0) {
        return false;
    }
    const StatementWord& before = m_words[at - 1];
    const std::size_t closes = m_words.closing(at + 1);
    if (m_words.is(at - 1, "AS")) {
        // CAST(x AS numeric(3)) names a type, which calls nothing that is not the server's own either.
        return true;
    }
    if (m_words.is(closes + 1, "AS") &&
        (m_words.is(at - 1, "WITH") || m_words.is(at - 1, "RECURSIVE") || m_words.is(at - 1, ","))) {
        return m_words.isOneOf(closes + 2, {"(", "MATERIALIZED", "NOT"});
    }
    if (before.kind != TokenKind::CloseBracket) {
        return renamesColumns(at);
    }
    // Behind a bracket: of a function in FROM, or of a query there. `DISTINCT ON (a) f(b)` is a call.
    const std::size_t open = m_words.opening(at - 1);
    const bool query = m_words.isOneOf(open + 1, {"SELECT", "VALUES", "WITH", "TABLE"});
    // OPERATOR(s.=) stands between two values.
    const bool named = open > 0 && m_words[open - 1].isName() && !m_words.is(open - 1, "OPERATOR");
    // Tables that are joined within brackets, and ROWS FROM (…).
    const bool tables = open > 0 && m_words.isOneOf(open - 1, {"FROM", "JOIN", ","});
    return query || named || tables;
}

bool StatementJudge::renamesColumns(std::size_t at) const {
    if (m_words.follow(at - 1, {"ORDINALITY"})) {
        return at >= 3 && m_words.is(at - 2, "WITH") && m_words[at - 3].kind == TokenKind::CloseBracket;
    }
    // Two names in a row: a table, whose name may have several parts, and what it is called here.
    std::size_t name = at - 1;
    if (m_words.is(name, "*") && name > 0) {
        --name;
    }
    while (name >= 2 && m_words.is(name - 1, ".") && m_words[name].isName()) {
        name -= 2;
    }
    if (name == 0 || !m_words[name].isName() || isSyntax(name) || !m_words[at].isName()) {
        return false;
    }
    if (!m_words.is(name - 1, ",")) {
        const bool inner = m_words.is(name - 1, "(") && name >= 2 && m_words.isOneOf(name - 2, {"FROM", "JOIN"});
        return inner || m_words.isOneOf(name - 1, {"FROM", "JOIN", "ONLY", "USING"});
    }
    // Another of the tables behind FROM. Within brackets a word may stand before a call: `xmlroot(a, VERSION f(b))`.
    const std::uint32_t depth = m_words[at].depth;
    for (std::size_t i = name - 1; i > 0 && m_words[i].depth >= depth; --i) {
        if (m_words[i].depth == depth && m_words.isOneOf(i, {"FROM", "USING"})) {
            return true;
        }
        const bool other = m_words.isOneOf(i, {"SELECT", "WHERE", "GROUP", "ORDER", "HAVING", "VALUES", "SET", "RETURNING",
                                               "WINDOW", "LIMIT", "BY"});
        if (m_words[i].depth == depth && other) {
            return false;
        }
    }
    return false;
}

void StatementJudge::judgeCalls(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at + 1 < std::min(end, m_words.size()); ++at) {
        const StatementWord& word = m_words[at];
        if (m_words[at + 1].kind != TokenKind::OpenBracket ||
            (!word.isPlain() && word.kind != TokenKind::QuotedIdentifier)) {
            continue;
        }
        const bool qualified = at >= 2 && m_words.is(at - 1, ".");
        if (!qualified && (isSyntax(at) || namesColumns(at))) {
            // What stands behind it are names, and types with their sizes.
            const std::size_t before = at > 0 && m_words.is(at - 1, "AS") ? at - 1 : at;
            const bool aliased = before > 0 && m_words[before - 1].kind == TokenKind::CloseBracket;
            const bool names = m_words.is(at, "AS") || !isSyntax(at);
            const bool defines = aliased && names && m_words[at + 2].isName() && m_words[at + 3].isName();
            at = defines ? std::min(m_words.closing(at + 1), end) : at;
            continue;
        }
        judgeFunction(inCapitals(word.text), qualified ? inCapitals(m_words[at - 2].text) : std::string());
    }
}

void StatementJudge::judgeRowChange(std::size_t verb, std::size_t end, std::size_t target, RowChange change) {
    end = std::min(end, m_words.endOfLevel(verb));
    const std::uint32_t depth = m_words[verb].depth;
    const std::size_t where = m_words.find("WHERE", verb, end, depth);
    std::size_t behind = end;
    for (const std::string_view clause : {"RETURNING", "ORDER", "LIMIT"}) {
        behind = std::min(behind, m_words.find(clause, where, end, depth));
    }
    const bool all = where == end || where + 1 >= behind || holdsForAll({where + 1, behind}, {target, {verb, where}});
    const std::string name = m_words.nameAt(target, m_text);
    add(all ? StatementClass::Destructive : StatementClass::Write,
        all ? EffectReason::EveryRow : EffectReason::ChangesRows, name);
    if (m_found.rows == RowChange::None || verb == 0) {
        m_found.rows = change;
        m_found.target = name;
        m_found.targetKind = "TABLE";
    }
}

bool StatementJudge::mergesAll(std::size_t merge, std::size_t target, std::size_t end) const {
    const std::uint32_t depth = m_words[merge].depth;
    const std::size_t on = m_words.find("ON", merge, end, depth);
    const std::size_t when = m_words.find("WHEN", on, end, depth);
    return on < end && on + 1 < when && holdsForAll({on + 1, when}, {target, {merge, on}});
}

bool StatementJudge::rewritesAll(std::size_t target, std::size_t end) const {
    const auto last = [this](std::size_t at) {
        const std::size_t behind = m_words.behindName(at);
        return behind > at ? inCapitals(m_words[behind - 1].text) : std::string();
    };
    const std::string table = last(target);
    bool lists = false;
    // Each is looked at to the end of the statement.
    constexpr int kMostReads = 16;
    int reads = 0;
    const std::size_t upsert = std::min(m_words.find("CONFLICT", target, end), m_words.find("DUPLICATE", target, end));
    for (std::size_t at = 0; at < upsert; ++at) {
        // Commas that may stand in a list of tables.
        lists = lists || (m_words.is(at, "FROM") && at > target);
        if (m_words.is(at, ",") && !lists) {
            continue;
        }
        if (!m_words.isOneOf(at, {"FROM", "JOIN", "TABLE", ","}) || at + 1 == target ||
            last(m_words.is(at + 1, "ONLY") ? at + 2 : at + 1) != table) {
            continue;
        }
        if (++reads > kMostReads) {
            return true;
        }
        const std::uint32_t depth = m_words[at].depth;
        const std::size_t level = std::min(upsert, m_words.endOfLevel(at));
        const std::size_t where = m_words.find("WHERE", at, level, depth);
        std::size_t behind = level;
        for (const std::string_view clause : {"GROUP", "ORDER", "LIMIT", "ON"}) {
            behind = std::min(behind, m_words.find(clause, where, level, depth));
        }
        // One row is no table.
        bool limited = m_words.find("LIMIT", at, level, depth) < level;
        for (std::size_t i = at; i > 0 && !m_words.is(i, "SELECT") && m_words.find("GROUP", at, level, depth) == level;
             --i) {
            limited = limited || (m_words.isOneOf(i, {"MAX", "MIN", "COUNT", "SUM", "AVG"}) && m_words.is(i + 1, "("));
        }
        if (!limited && (where == level || holdsForAll({where + 1, behind}, {target, {at, where}}))) {
            return true;
        }
    }
    return false;
}

void StatementJudge::setTarget(std::size_t at, std::string_view kind) {
    m_found.target = m_words.nameAt(at, m_text);
    m_found.targetKind = kind;
}

std::size_t StatementJudge::behindIfExists(std::size_t at) const {
    if (m_words.follow(at, {"IF", "EXISTS"})) {
        return at + 2;
    }
    return m_words.follow(at, {"IF", "NOT", "EXISTS"}) ? at + 3 : at;
}

void StatementJudge::setObject(std::size_t at) {
    std::string kind = m_words[at].text;
    ++at;
    if (m_words.isOneOf(at - 1, {"MATERIALIZED", "FOREIGN", "EVENT"}) &&
        m_words.isOneOf(at, {"VIEW", "TABLE", "TRIGGER"})) {
        kind += " " + m_words[at].text;
        ++at;
    }
    at = behindIfExists(at);
    if (m_words.isOneOf(at, {"CONCURRENTLY", "ONLY"})) {
        at = behindIfExists(at + 1);
    }
    setTarget(at, kind);
}

std::size_t StatementJudge::behindWith(std::size_t with, std::size_t end) {
    const std::uint32_t depth = m_words[with].depth;
    for (std::size_t at = with + 1; at < end; ++at) {
        if (m_words[at].kind != TokenKind::OpenBracket || m_words[at].depth != depth) {
            continue;
        }
        const std::size_t closes = std::min(m_words.closing(at), end);
        const bool query = m_words.is(at - 1, "AS") || m_words.is(at - 1, "MATERIALIZED");
        if (query && m_words.isOneOf(at + 1, {"INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH"})) {
            judgeWithin(at + 1, closes);
        }
        at = closes;
        const bool goesOn =
            m_words.is(at + 1, ",") || m_words.isOneOf(at + 1, {"AS", "SEARCH", "CYCLE", "SET", "USING"});
        if (query && !goesOn) {
            return at + 1;
        }
    }
    return end;
}

} // namespace dbv::sql
