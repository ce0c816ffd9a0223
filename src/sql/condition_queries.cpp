// SPDX-License-Identifier: Apache-2.0
// Comparisons in conditions, and what they take of tables.
#include <algorithm>
#include <array>

#include "sql/condition_patterns.h"
#include "sql/condition_reader.h"

namespace dbv::sql {

namespace {

// Words in a condition that are no column, in capitals, sorted.
// clang-format off: one a line says no more.
constexpr auto kConditionWords = std::to_array<std::string_view>({
    "ALL", "AND", "ANY", "ARRAY", "AS", "ASYMMETRIC", "BETWEEN", "CASE", "CURRENT_CATALOG", "CURRENT_DATE",
    "CURRENT_ROLE", "CURRENT_SCHEMA", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "DISTINCT", "DIV", "ELSE",
    "END", "ESCAPE", "EXISTS", "FALSE", "FROM", "GLOB", "ILIKE", "IN", "INTERVAL", "IS", "ISNULL", "LIKE",
    "LOCALTIME", "LOCALTIMESTAMP", "NOT", "NOTNULL", "NULL", "OR", "REGEXP", "RLIKE", "ROW", "SELECT",
    "SESSION_USER", "SIMILAR", "SOME", "SYMMETRIC", "THEN", "TO", "TRUE", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP",
    "VALUES", "WHEN", "XOR"});
// clang-format on
static_assert(std::ranges::is_sorted(kConditionWords));

/// Words behind a table's name that are no other name for it.
bool endsTable(const StatementWords& words, std::size_t at) {
    return words.isOneOf(at, {"SET",     "WHERE",     "USING",         "FROM",      "JOIN",   "INNER",     "LEFT",
                              "RIGHT",   "CROSS",     "NATURAL",       "FULL",      "ON",     "ORDER",     "GROUP",
                              "LIMIT",   "RETURNING", "STRAIGHT_JOIN", "PARTITION", "USE",    "FORCE",     "IGNORE",
                              "INDEXED", "NOT",       "WHEN",          "UNION",     "EXCEPT", "INTERSECT", "HAVING",
                              "FOR",     "OFFSET",    "FETCH",         "WINDOW",    "SELECT", "VALUES"});
}

} // namespace

bool allowsSame(std::string_view mark) {
    constexpr auto kAllowing =
        std::to_array<std::string_view>({"=", "==", "<=", ">=", "<=>", "IS", "LIKE", "ILIKE", "GLOB", "~~", "~~*"});
    return std::ranges::find(kAllowing, mark) != kAllowing.end();
}

Reach compareNumbers(double left, std::string_view mark, double right) {
    const bool equal = mark == "=" || mark == "==" || mark == "<=>" || mark == "IS";
    const bool less = mark == "<" || mark == "<=";
    const bool more = mark == ">" || mark == ">=";
    const bool unequal = mark == "<>" || mark == "!=";
    if (!equal && !less && !more && !unequal) {
        return Reach::Some;
    }
    const bool holds = (left == right && (equal || mark == "<=" || mark == ">=")) ||
                       (left < right && (less || unequal)) || (left > right && (more || unequal));
    return holds ? Reach::Every : Reach::None;
}

void ConditionReader::noteNames(ConditionSpan span) {
    for (std::size_t at = span.begin; at < span.end; ++at) {
        const bool name = m_words[at].isPlain() || m_words[at].kind == TokenKind::QuotedIdentifier;
        if (!name || m_words.is(at + 1, ".") || inCapitals(m_words[at].text) != m_table) {
            continue;
        }
        const std::size_t other = m_words.is(at + 1, "AS") ? at + 2 : at + 1;
        const bool named = other < span.end && !endsTable(m_words, other) &&
                           (m_words[other].isPlain() || m_words[other].kind == TokenKind::QuotedIdentifier);
        m_names.push_back(named ? inCapitals(m_words[other].text) : m_table);
    }
}

bool ConditionReader::isTable(std::size_t name) const {
    const std::size_t behind = m_words.behindName(name);
    return !m_table.empty() && behind > name && inCapitals(m_words[behind - 1].text) == m_table;
}

Reach ConditionReader::compare(const Term& left, std::string_view mark, const Term& right) const {
    if (left.number && right.number) {
        return compareNumbers(*left.number, mark, *right.number);
    }
    if (!left.columns && !right.columns && !(left.text && right.text)) {
        return Reach::Some;
    }
    const bool least =
        left.neverNegative && right.number &&
        ((*right.number <= 0 && mark == ">=") || (*right.number < 0 && (mark == ">" || mark == "<>" || mark == "!=")));
    const bool most =
        right.neverNegative && left.number &&
        ((*left.number <= 0 && mark == "<=") || (*left.number < 0 && (mark == "<" || mark == "<>" || mark == "!=")));
    if (least || most) {
        return Reach::Every;
    }
    if (right.text) {
        const bool like = mark == "LIKE" || mark == "ILIKE" || mark == "~~" || mark == "~~*" || mark == "SIMILAR";
        const bool expression = mark == "~" || mark == "~*" || mark == "REGEXP" || mark == "RLIKE";
        if ((like && fitsAll(*right.text, '%')) || (mark == "GLOB" && fitsAll(*right.text, '*')) ||
            (expression && fitsAllByExpression(*right.text)) || (mark == "^@" && right.text->empty())) {
            return Reach::Every;
        }
    }
    const bool isRight = right.extremeOf != 0 && right.extremeOf == left.bare;
    if (isRight || (left.extremeOf != 0 && left.extremeOf == right.bare)) {
        // `id >= (SELECT min(id) FROM t)`, whichever side it stands on.
        const bool fromBelow = (isRight ? right : left).least == isRight;
        const bool takes = fromBelow ? mark == ">=" : mark == "<=";
        const bool never = fromBelow ? mark == "<" : mark == ">";
        return takes ? Reach::Every : never ? Reach::None : Reach::Some;
    }
    const bool number = (left.rowNumber && right.single) || (right.rowNumber && left.single);
    if (!isSameTerm(left, right) && !number) {
        return Reach::Some;
    }
    if (allowsSame(mark)) {
        return Reach::Every;
    }
    return mark == "<>" || mark == "!=" || mark == "<" || mark == ">" ? Reach::None : Reach::Some;
}

Reach ConditionReader::readResult(ConditionSpan span) {
    if (namesColumn(span)) {
        return read(span);
    }
    // Of what has no column, only what is plain to see: with another it might not be so.
    if (m_words.is(span.begin, "NULL") && span.end == span.begin + 1) {
        return Reach::None;
    }
    const std::optional<Predicate> found = readComparison(span);
    return found ? found->reach : Reach::Some;
}

Reach ConditionReader::readCase(ConditionSpan span) {
    constexpr auto kParts = std::to_array<std::string_view>({"WHEN", "THEN", "ELSE", "END"});
    std::vector<std::size_t> parts;
    int inner = 0;
    for (std::size_t at = span.begin + 1; at < span.end; ++at) {
        if (m_words[at].kind == TokenKind::OpenBracket) {
            at = std::min(m_words.closing(at), span.end);
            continue;
        }
        const bool part = std::ranges::any_of(kParts, [&](std::string_view word) { return m_words.is(at, word); });
        if (part && inner == 0) {
            parts.push_back(at);
        }
        inner += m_words.is(at, "CASE") ? 1 : m_words.is(at, "END") ? -1 : 0;
    }
    const bool searched = !parts.empty() && parts.front() == span.begin + 1;
    std::optional<Reach> all;
    bool goesOn = true;
    for (std::size_t i = 0; i + 1 < parts.size() && goesOn; ++i) {
        const ConditionSpan result{parts[i] + 1, parts[i + 1]};
        const bool otherwise = m_words.is(parts[i], "ELSE");
        if (!m_words.is(parts[i], "THEN") && !otherwise) {
            continue;
        }
        const Reach when = !otherwise && searched && i > 0 ? readResult({parts[i - 1] + 1, parts[i]}) : Reach::Some;
        if (when != Reach::None) {
            const Reach then = readResult(result);
            all = !all || *all == then ? then : Reach::Some;
        }
        goesOn = when != Reach::Every && !otherwise;
    }
    if (goesOn) {
        all = !all || *all == Reach::None ? Reach::None : Reach::Some;
    }
    return all.value_or(Reach::None);
}

bool ConditionReader::takesWholeTable(ConditionSpan query, const Term* left) {
    if (!m_words.is(query.begin, "SELECT") || m_depth >= kDeepest) {
        return false;
    }
    const std::uint32_t depth = m_words[query.begin].depth;
    const std::size_t from = m_words.find("FROM", query.begin, query.end, depth);
    std::size_t item = query.begin + (m_words.isOneOf(query.begin + 1, {"DISTINCT", "ALL"}) ? 2 : 1);
    // All of its columns: where one is compared, that is one.
    const bool star = m_words.is(item, "*") && item + 1 == from;
    std::optional<Term> column = readTerm(item, from);
    bool single = column && (column->single || column->rowNumber);
    const bool alone = single && item == from;
    while (column && m_words.is(item, ",") && item < from) {
        const std::optional<Term> more = readTerm(++item, from);
        single = single && more && more->single;
        column = more ? std::optional(joined(std::move(*column), ",", *more)) : std::nullopt;
    }
    m_signs = 0;
    if (left != nullptr && !star && (!column || item != from)) {
        return false;
    }
    if (from == query.end) {
        return left != nullptr && column && compare(*left, "=", *column) == Reach::Every;
    }
    const std::optional<ConditionSpan> named = namedQuery(from + 1);
    if (named ? !givesWholeTable(*named, left) : !isTable(from + 1)) {
        return false;
    }
    std::size_t behind = m_words[from + 1].kind == TokenKind::OpenBracket ? m_words.closing(from + 1) + 1
                                                                           : m_words.behindName(from + 1);
    behind += m_words.is(behind, "AS") ? 1U : 0U;
    const bool isCalled = named && m_words[from + 1].kind != TokenKind::OpenBracket;
    std::string name = isCalled ? inCapitals(m_words[from + 1].text) : m_table;
    if (behind < query.end && !endsTable(m_words, behind)) {
        name = inCapitals(m_words[behind].text);
        ++behind;
    }
    std::size_t end = query.end;
    if (m_words.is(behind, "WHERE")) {
        for (const std::string_view clause : {"GROUP", "ORDER"}) {
            end = std::min(end, m_words.find(clause, behind, query.end, depth));
        }
    } else if (behind < query.end && !m_words.isOneOf(behind, {"ORDER", "GROUP"})) {
        return false;
    }
    for (const std::string_view clause : {"LIMIT", "HAVING", "OFFSET", "FETCH", "UNION", "EXCEPT", "INTERSECT"}) {
        if (m_words.find(clause, behind, query.end, depth) < query.end) {
            return false;
        }
    }
    m_names.push_back(name);
    // The only column of another query has any name there.
    const bool same =
        left == nullptr || star || (alone && named && itemsOf(*named) == 1) ||
        (single && (column->bare == left->bare || compare(*left, "=", *column) == Reach::Every));
    Reach taken = Reach::Every;
    if (same && m_words.is(behind, "WHERE")) {
        taken = readResult({behind + 1, end});
    }
    m_names.pop_back();
    return same && taken == Reach::Every;
}

Reach ConditionReader::readExists(ConditionSpan query) {
    const std::uint32_t depth = m_words[query.begin].depth;
    const std::size_t from = m_words.find("FROM", query.begin, query.end, depth);
    const bool tables = from < query.end && !m_words.is(from + 1, "DUAL");
    const std::size_t where = m_words.find("WHERE", query.begin, query.end, depth);
    if (!tables && m_words.is(query.begin, "SELECT")) {
        return where < query.end ? read({where + 1, query.end}) : Reach::Every;
    }
    return takesWholeTable(query, nullptr) ? Reach::Every : Reach::Some;
}

std::vector<ConditionSpan> ConditionReader::ConditionReader::split(ConditionSpan span, std::string_view word,
                                                                   std::string_view mark) const {
    std::vector<ConditionSpan> parts;
    std::size_t from = span.begin;
    std::size_t cases = 0;
    bool between = false;
    for (std::size_t at = span.begin; at < span.end; ++at) {
        if (m_words[at].kind == TokenKind::OpenBracket) {
            at = std::min(m_words.closing(at), span.end);
            continue;
        }
        cases += m_words.is(at, "CASE") ? 1U : 0U;
        cases -= m_words.is(at, "END") && cases > 0 ? 1U : 0U;
        between = between || m_words.is(at, "BETWEEN");
        const bool byMark = m_marks == ConditionMarks::Marks && m_words.is(at, mark) && m_words.is(at + 1, mark);
        if ((!byMark && !m_words.is(at, word)) || cases > 0) {
            continue;
        }
        if (between && !byMark && word == "AND") {
            between = false;
            continue;
        }
        parts.push_back({from, at});
        at += byMark ? 1U : 0U;
        from = at + 1;
    }
    parts.push_back({from, span.end});
    return parts;
}

ConditionSpan ConditionReader::withoutBrackets(ConditionSpan span) const {
    while (span.begin + 1 < span.end && m_words[span.begin].kind == TokenKind::OpenBracket &&
           m_words.closing(span.begin) + 1 == span.end) {
        ++span.begin;
        --span.end;
    }
    return span;
}

bool ConditionReader::namesColumn(ConditionSpan span) const {
    for (std::size_t at = span.begin; at < span.end; ++at) {
        if (mayBeColumn(at)) {
            return true;
        }
    }
    return false;
}

bool ConditionReader::mayBeColumn(std::size_t at) const {
    const StatementWord& word = m_words[at];
    if (!word.isPlain() && word.kind != TokenKind::QuotedIdentifier) {
        return false;
    }
    const bool calls = m_words[at + 1].kind == TokenKind::OpenBracket ||
                       (m_words.is(at + 1, ".") && m_words[at + 3].kind == TokenKind::OpenBracket);
    // A type before a text (`date '2020-01-01'`), or behind `::` and AS.
    const bool types = word.isPlain() && (m_words[at + 1].kind == TokenKind::String || isType(at));
    const bool variable = word.text.starts_with('@') || (at > 0 && m_words.is(at - 1, "@"));
    const bool listed = word.isPlain() && std::ranges::binary_search(kConditionWords, std::string_view(word.text));
    const bool unknown = m_words.is(at, "UNKNOWN") && at > 0 && m_words.isOneOf(at - 1, {"IS", "NOT"});
    return !calls && !types && !variable && !listed && !unknown;
}

bool ConditionReader::isType(std::size_t at) const {
    // `::timestamp with time zone`
    constexpr int kMostWords = 4;
    for (int i = 1; i < kMostWords && at > 0 && m_words[at - 1].isPlain() && !m_words.is(at - 1, "AS"); ++i) {
        --at;
    }
    return at > 0 && (m_words.is(at - 1, "::") || m_words.is(at - 1, "AS"));
}

} // namespace dbv::sql
