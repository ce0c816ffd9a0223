// SPDX-License-Identifier: Apache-2.0
#include "sql/cursor_place.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dbv::sql {

namespace {

/// Plain words behind which an operand is missing.
constexpr auto kBeforeOperand = std::to_array<std::string_view>(
    {"ALL",    "AND",    "ANY",  "BETWEEN", "BY",     "CASE",  "COLLATE", "DISTINCT", "DIV",    "ELSE",      "ESCAPE",
     "EXISTS", "FILTER", "FROM", "GLOB",    "HAVING", "ILIKE", "IN",      "INTERVAL", "IS",     "LIKE",      "LIMIT",
     "MATCH",  "MOD",    "NOT",  "OFFSET",  "ON",     "OR",    "OVER",    "REGEXP",   "RETURN", "RETURNING", "RLIKE",
     "SELECT", "SET",    "SOME", "THEN",    "TO",     "USING", "VALUES",  "WHEN",     "WHERE",  "XOR"});
static_assert(std::ranges::is_sorted(kBeforeOperand));

struct ClauseWord {
    std::string_view word;
    CursorClause clause;
};
constexpr std::array<ClauseWord, 19> kClauseWords = {{
    {"SELECT", CursorClause::Select},      {"FROM", CursorClause::From},      {"JOIN", CursorClause::From},
    {"STRAIGHT_JOIN", CursorClause::From}, {"UPDATE", CursorClause::From},    {"WHERE", CursorClause::Where},
    {"HAVING", CursorClause::Having},      {"GROUP", CursorClause::GroupBy},  {"ORDER", CursorClause::OrderBy},
    {"LIMIT", CursorClause::Limit},        {"OFFSET", CursorClause::Limit},   {"FETCH", CursorClause::Limit},
    {"INSERT", CursorClause::Insert},      {"REPLACE", CursorClause::Insert}, {"MERGE", CursorClause::Insert},
    {"VALUES", CursorClause::Values},      {"SET", CursorClause::Set},        {"RETURNING", CursorClause::Returning},
    {"WINDOW", CursorClause::Window},
}};

bool isBeforeOperand(std::string_view word) {
    return std::ranges::binary_search(kBeforeOperand, word);
}

} // namespace

CursorClause CursorPlaces::clauseAt(std::size_t begin, std::size_t at) {
    walk(begin, at);
    return m_clause;
}

/// Goes through the words before a place, into the brackets that the place is in.
void CursorPlaces::walk(std::size_t begin, std::size_t end) {
    m_begin = begin;
    m_clause = CursorClause::None;
    m_brackets.clear();
    m_cases = 0;
    const bool isQuery = m_words.isOneOf(begin, {"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES"});
    for (std::size_t at = begin; at < end;) {
        if (m_words[at].kind == TokenKind::OpenBracket) {
            if (m_words.opens(at) && m_words.closing(at) < end) {
                at = m_words.closing(at) + 1;
                continue;
            }
            m_brackets.push_back({at, m_clause});
            ++at;
            continue;
        }
        if (isQuery) {
            step(at);
        }
        ++at;
    }
}

void CursorPlaces::step(std::size_t at) {
    const CursorWord& word = m_words[at];
    if (!word.isPlain() || m_words.is(at - 1, ".")) {
        if (word.text == "," && m_clause == CursorClause::On && m_brackets.empty()) {
            m_clause = CursorClause::From;
        }
        return;
    }
    if (word.text == "CASE") {
        ++m_cases;
    } else if (word.text == "END" && m_cases > 0) {
        --m_cases;
    }
    if (word.text == "ON") {
        const bool other = m_words.isOneOf(at + 1, {"CONFLICT", "DUPLICATE"});
        const bool joins =
            m_clause == CursorClause::From || (m_clause == CursorClause::Insert && m_words.is(m_begin, "MERGE"));
        m_clause = joins && !other ? CursorClause::On : m_clause;
        return;
    }
    // A join condition ends with the next join; a comparison goes on over DISTINCT FROM.
    const auto found = std::ranges::find(kClauseWords, std::string_view(word.text), &ClauseWord::word);
    if (found == kClauseWords.end() || (word.text == "FROM" && m_words.is(at - 1, "DISTINCT"))) {
        if (m_clause == CursorClause::On &&
            m_words.isOneOf(at, {"LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL"}) && !m_words.is(at + 1, "(")) {
            m_clause = CursorClause::From;
        }
        return;
    }
    const bool inBracket = !m_brackets.empty() && found->clause != CursorClause::From;
    const bool isCall = m_words.is(at + 1, "(") && m_words.isOneOf(at, {"REPLACE", "INSERT", "VALUES"}) &&
                        m_clause != CursorClause::None && m_clause != CursorClause::Insert;
    const bool forUpdate = word.text == "UPDATE" && m_words.isOneOf(at - 1, {"FOR", "KEY", "ON", "DO", "NO", "THEN"});
    if (forUpdate && !m_words.isOneOf(at - 1, {"DO", "KEY", "THEN"})) {
        m_clause = CursorClause::Other;
        return;
    }
    if (!isCall && (!inBracket || m_clause != CursorClause::Values)) {
        m_clause = forUpdate ? CursorClause::Set : found->clause;
    }
}

bool CursorPlaces::isBehindOperand() const {
    if (m_words.cursor() <= m_begin) {
        return false;
    }
    const CursorWord& word = m_words[before()];
    switch (word.kind) {
    case TokenKind::Number:
    case TokenKind::String:
    case TokenKind::BlobLiteral:
    case TokenKind::Parameter:
    case TokenKind::QuotedIdentifier:
    case TokenKind::CloseBracket: return true;
    case TokenKind::Identifier:
    case TokenKind::Keyword: return m_words.is(before() - 1, ".") || !isBeforeOperand(word.text);
    case TokenKind::Operator:
        return word.text == "*" &&
               (m_words.isOneOf(before() - 1, {"SELECT", ",", ".", "DISTINCT", "ALL", "(", "RETURNING"}));
    default: return false;
    }
}

CursorPlace CursorPlaces::operandOr(CursorPlace place) const {
    return isBehindOperand() ? CursorPlace::Operator : place;
}

std::vector<std::string> CursorPlaces::listed(std::size_t open) const {
    std::vector<std::string> names;
    const std::size_t close = std::min(m_words.closing(open), m_words.size());
    for (std::size_t at = open + 1; at < close && (m_words[at].isName() || m_words.is(at, ",")); ++at) {
        if (m_words[at].isName()) {
            names.push_back(m_words[at].name);
        }
    }
    return names;
}

std::optional<ScopeSource> CursorPlaces::tableBefore(std::size_t open, std::string_view word) const {
    std::size_t at = open;
    while (at > m_begin && (m_words[at - 1].isName() || m_words.is(at - 1, ".")) && !m_words.is(at - 1, word)) {
        --at;
    }
    if (at <= m_begin || at == open || !m_words.is(at - 1, word)) {
        return std::nullopt;
    }
    return m_levels.tableAt(at);
}

CursorPlace CursorPlaces::placeInBracket(CursorScope& scope, std::size_t open) const {
    const bool first = before() == open;
    const bool begins = first || m_words.is(before(), ",");
    for (const std::string_view word : {"INTO", "INSERT", "REPLACE", "REFERENCES", "ON"}) {
        const bool own = word == "REFERENCES" || word == "ON" ? scope.verb == "CREATE" || scope.verb == "ALTER"
                                                              : m_clause == CursorClause::Insert;
        if (auto table = own ? tableBefore(open, word) : std::nullopt) {
            scope.target = std::move(table);
            scope.listed = listed(open);
            scope.opensBracket = false;
            return begins ? CursorPlace::TargetColumn : CursorPlace::Nothing;
        }
    }
    if (m_words.is(open - 1, "CONFLICT")) {
        scope.listed = listed(open);
        return begins ? CursorPlace::TargetColumn : CursorPlace::Nothing;
    }
    if (m_words.is(open - 1, "USING") && (m_clause == CursorClause::From || m_clause == CursorClause::On)) {
        scope.listed = listed(open);
        return begins ? CursorPlace::SharedColumn : CursorPlace::Nothing;
    }
    if (m_words.is(open - 1, "CAST") && isBefore("AS")) {
        return CursorPlace::Type;
    }
    if (m_clause == CursorClause::From && !first && m_words.isOneOf(open - 1, {"FROM", "JOIN", ",", "(", "LATERAL"})) {
        return placeInFrom();
    }
    if (first && m_clause == CursorClause::From && m_words.isOneOf(open - 1, {"FROM", "JOIN", ",", "LATERAL"})) {
        return CursorPlace::Table;
    }
    if (isBefore("REFERENCES")) {
        return CursorPlace::Table;
    }
    if (scope.verb == "CREATE" || scope.verb == "ALTER") {
        if (begins || m_clause != CursorClause::None) {
            return m_clause == CursorClause::None ? CursorPlace::Nothing : operandOr(CursorPlace::Expression);
        }
        const bool named = m_words[before()].isName() && (before() - 1 == open || m_words.is(before() - 1, ","));
        return named ? CursorPlace::Type : operandOr(CursorPlace::Expression);
    }
    return operandOr(CursorPlace::Expression);
}

CursorPlace CursorPlaces::placeInFrom() const {
    if (m_words.isOneOf(before(), {"FROM", "JOIN", "STRAIGHT_JOIN", ",", "LATERAL", "ONLY", "(", "UPDATE", "USING"})) {
        return CursorPlace::Table;
    }
    return isBefore("AS") ? CursorPlace::Nothing : CursorPlace::BehindTable;
}

CursorPlace CursorPlaces::placeOfWrite(const CursorScope& scope) const {
    if (m_words.isOneOf(before(), {"INTO", "TABLE"})) {
        return CursorPlace::Table;
    }
    const bool mySql = m_words.dialect() == DialectId::MySql || m_words.dialect() == DialectId::MariaDb;
    if (m_words.isOneOf(before(), {"INSERT", "REPLACE"}) && mySql) {
        return CursorPlace::Table;
    }
    if (isBefore("USING") && scope.verb == "MERGE") {
        return CursorPlace::Table;
    }
    return isBefore("AS") ? CursorPlace::Nothing : CursorPlace::BehindTable;
}

CursorPlace CursorPlaces::placeInClause(const CursorScope& scope) const {
    if (m_words.dialect() == DialectId::PostgreSql && isBefore("::")) {
        return CursorPlace::Type;
    }
    switch (m_clause) {
    case CursorClause::From: return placeInFrom();
    case CursorClause::On: return isBefore("ON") ? CursorPlace::JoinCondition : operandOr(CursorPlace::Expression);
    case CursorClause::Insert: return placeOfWrite(scope);
    case CursorClause::Set: {
        // The column is named first; behind its sign stands what it gets.
        const bool names = m_words.isOneOf(before(), {"SET", "UPDATE", ","});
        const bool named = m_words[before()].isName() && m_words.isOneOf(before() - 1, {"SET", ","});
        return names ? CursorPlace::TargetColumn : named ? CursorPlace::Nothing : operandOr(CursorPlace::Expression);
    }
    default: break;
    }
    if (isBefore("AS")) {
        return CursorPlace::Nothing;
    }
    if (m_words.isOneOf(before(), {"GROUP", "ORDER", "PARTITION"})) {
        return CursorPlace::Operator;
    }
    return operandOr(CursorPlace::Expression);
}

/// Of a statement that is neither a query nor a change of rows.
CursorPlace CursorPlaces::placeOfOther(CursorScope& scope) const {
    const std::string& verb = m_words[m_begin].text;
    scope.verb = verb;
    if (m_words.cursor() - m_begin == 1 && m_words.isOneOf(m_begin, {"CALL", "EXEC", "EXECUTE"})) {
        return CursorPlace::Routine;
    }
    if (m_words.cursor() - m_begin == 1 &&
        m_words.isOneOf(m_begin, {"TRUNCATE", "DESCRIBE", "DESC", "ANALYZE", "VACUUM", "LOCK", "COPY", "TABLE",
                                  "REINDEX", "CLUSTER"})) {
        return CursorPlace::Table;
    }
    const bool setsPath = verb == "SET" && m_words.is(m_begin + 1, "SEARCH_PATH");
    if ((m_words.cursor() - m_begin == 1 && verb == "USE") ||
        (setsPath && m_words.isOneOf(before(), {"TO", "=", ","})) || isBefore("SCHEMA") ||
        (isBefore("DATABASE") && verb != "CREATE")) {
        return verb == "CREATE" ? CursorPlace::Nothing : CursorPlace::Schema;
    }
    if (m_words.isOneOf(before(), {"TABLE", "VIEW", "TABLES"}) || (isBefore("EXISTS") && verb == "DROP") ||
        (isBefore("ONLY") && verb == "ALTER") || (isBefore(",") && (verb == "DROP" || verb == "TRUNCATE"))) {
        return verb == "CREATE" ? CursorPlace::Nothing : CursorPlace::Table;
    }
    if (m_words.isOneOf(before(), {"FUNCTION", "PROCEDURE", "ROUTINE"}) && verb != "CREATE") {
        return CursorPlace::Routine;
    }
    if (m_words.isOneOf(before(), {"REFERENCES", "ON", "FROM"}) && verb != "REVOKE") {
        return CursorPlace::Table;
    }
    if (verb == "ALTER" && m_words.is(m_begin + 1, "TABLE")) {
        std::size_t at = m_begin + 2;
        at += m_words.isOneOf(at, {"IF", "ONLY"}) ? (m_words.is(at, "IF") ? 2U : 1U) : 0U;
        scope.target = m_levels.tableAt(at);
        const bool known = m_words.isOneOf(before(), {"COLUMN", "DROP", "ALTER", "RENAME", "CHANGE", "MODIFY"});
        const bool adds = m_words.is(before() - 1, "ADD");
        if (known && !adds) {
            return CursorPlace::TargetColumn;
        }
        const bool typed = m_words[before()].isName() && m_words.isOneOf(before() - 1, {"COLUMN", "ADD", "TYPE"});
        return typed || isBefore("TYPE") ? CursorPlace::Type : CursorPlace::Operator;
    }
    return m_words.isOneOf(before(), {"INDEX", "AS", "TO"}) ? CursorPlace::Nothing : CursorPlace::Operator;
}

CursorPlace CursorPlaces::placeIn(CursorScope& scope) const {
    if (m_words.cursor() <= m_begin) {
        scope.opensBracket = m_begin > 0 && m_words[m_begin - 1].kind == TokenKind::OpenBracket;
        return CursorPlace::Statement;
    }
    scope.opensBracket = m_words[before()].kind == TokenKind::OpenBracket;
    if (!m_brackets.empty()) {
        const CursorPlace place = placeInBracket(scope, m_brackets.back().open);
        return place == CursorPlace::Expression && isBefore("::") ? CursorPlace::Type : place;
    }
    if (m_clause == CursorClause::None && scope.verb != "DELETE") {
        if (m_words.is(m_begin, "WITH")) {
            const bool names = m_words.isOneOf(before(), {"WITH", "RECURSIVE", ","});
            return names                                               ? CursorPlace::Nothing
                   : m_words[before()].kind == TokenKind::CloseBracket ? CursorPlace::Statement
                                                                       : CursorPlace::Operator;
        }
        return m_words.is(m_begin, "EXPLAIN") ? CursorPlace::Statement : placeOfOther(scope);
    }
    return placeInClause(scope);
}

void CursorPlaces::judge(CursorScope& scope, std::size_t begin, std::size_t /*end*/) {
    walk(begin, m_words.cursor());
    scope.before = m_words.cursor() > begin ? m_words[before()].text : std::string();
    scope.place = placeIn(scope);
    scope.clause = m_clause;
    scope.inCase = m_cases > 0;
    if (scope.clause == CursorClause::None && scope.place != CursorPlace::Statement) {
        scope.clause = CursorClause::Other;
    }
}

} // namespace dbv::sql
