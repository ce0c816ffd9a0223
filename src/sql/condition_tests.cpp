// SPDX-License-Identifier: Apache-2.0
// What conditions test of their values.
#include <algorithm>
#include <array>

#include "sql/condition_reader.h"

namespace dbv::sql {

namespace {

/// The comparison that is so where another is not; empty for those that have none.
std::string_view oppositeOf(std::string_view mark) {
    constexpr auto kOpposites = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"<>", "="}, {"!=", "="}, {">=", "<"}, {"<=", ">"}});
    const auto* found = std::ranges::find(kOpposites, mark, &std::pair<std::string_view, std::string_view>::first);
    return found == kOpposites.end() ? std::string_view() : found->second;
}

std::string_view mirrored(std::string_view mark) {
    constexpr auto kMirrors = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"<", ">"}, {">", "<"}, {"<=", ">="}, {">=", "<="}});
    const auto* found = std::ranges::find(kMirrors, mark, &std::pair<std::string_view, std::string_view>::first);
    return found == kMirrors.end() ? mark : found->second;
}

} // namespace

Reach inverted(Reach reach) {
    return reach == Reach::Every ? Reach::None : reach == Reach::None ? Reach::Every : reach;
}

Reach bothOf(Reach one, Reach other) {
    if (one == Reach::None || other == Reach::None) {
        return Reach::None;
    }
    return one == Reach::Some || other == Reach::Some ? Reach::Some : one == Reach::Same ? other : one;
}

std::optional<Predicate> ConditionReader::readComparison(ConditionSpan span) {
    m_signs = 0;
    std::size_t at = span.begin;
    std::optional<Term> left = readTerm(at, span.end);
    while (left && at < span.end) {
        std::optional<Predicate> test = readTest(*left, at, span.end);
        if (!test || at >= span.end) {
            return test && at == span.end ? test : std::nullopt;
        }
        // A comparison of what a comparison has told: `a = a IS TRUE`.
        Term told = opaque({span.begin, at});
        told.reach = test->reach;
        told.isTest = true;
        left = std::move(told);
    }
    if (!left) {
        return std::nullopt;
    }
    Reach reach = left->reach.value_or(Reach::Some);
    if (left->inner.end > left->inner.begin) {
        reach = read(left->inner);
    } else if (left->number) {
        reach = *left->number == 0 ? Reach::None : Reach::Every;
    }
    return Predicate{reach, left->full};
}

std::optional<Predicate> ConditionReader::readTest(const Term& left, std::size_t& at, std::size_t end) {
    const std::size_t begin = at;
    const bool negated = m_words.is(at, "NOT");
    std::size_t test = negated ? at + 1 : at;
    std::optional<Predicate> found;
    if (m_words.isOneOf(test, {"NOTNULL", "ISNULL", "NULL"}) && test < end) {
        found = Predicate{left.neverNull ? Reach::None : Reach::Some, markOf(left.full, markOf("NULL"))};
        found->negated = m_words.is(test, "NOTNULL");
        found->reach = found->negated ? inverted(found->reach) : found->reach;
        ++test;
    } else if (m_words.is(test, "IS") && !negated) {
        found = readIs(left, test, end);
    } else if (m_words.is(test, "BETWEEN")) {
        found = readBetween(left, test, end);
    } else if (m_words.is(test, "IN")) {
        found = readIn(left, test, end);
    } else if (m_words.isOneOf(test, {"LIKE", "ILIKE", "GLOB", "SIMILAR", "REGEXP", "RLIKE"})) {
        found = readPattern(left, test, end);
    } else if (!negated) {
        found = readMark(left, test, end);
    }
    if (!found || test == begin || test > end) {
        return std::nullopt;
    }
    if (negated) {
        found->reach = inverted(found->reach);
        found->negated = !found->negated;
    }
    at = test;
    return found;
}

std::optional<Predicate> ConditionReader::readIs(const Term& left, std::size_t& at, std::size_t end) {
    const bool negated = m_words.is(at + 1, "NOT");
    at += negated ? 2 : 1;
    Predicate found;
    const auto told = [&](Reach reach) {
        return left.inner.end > left.inner.begin ? read(left.inner) : left.reach.value_or(reach);
    };
    if (m_words.isOneOf(at, {"NULL", "UNKNOWN"})) {
        // A condition is NULL only where one of its values is, which is not looked at: `(id = 3) IS NOT NULL`.
        const bool test = left.isTest || left.inner.end > left.inner.begin + 1;
        found = {left.neverNull || test ? Reach::None : Reach::Some, markOf(left.full, markOf("NULL"))};
        ++at;
    } else if (m_words.isOneOf(at, {"TRUE", "FALSE"})) {
        found = {told(left.number ? (*left.number == 0 ? Reach::None : Reach::Every) : Reach::Some),
                 markOf(left.full, markOf("TRUE"))};
        found.reach = m_words.is(at, "FALSE") ? inverted(found.reach) : found.reach;
        found.negated = m_words.is(at, "FALSE");
        ++at;
    } else {
        const bool distinct = m_words.follow(at, {"DISTINCT", "FROM"});
        at += distinct ? 2 : 0;
        const std::optional<Term> right = readTerm(at, end);
        if (!right) {
            return std::nullopt;
        }
        found = {compare(left, "IS", *right), markOf(markOf(left.full, right->full), markOf("IS"))};
        if (distinct) {
            found.reach = inverted(found.reach);
            found.negated = true;
        }
    }
    if (negated) {
        found.reach = inverted(found.reach);
        found.negated = !found.negated;
    }
    return found;
}

std::optional<Predicate> ConditionReader::readBetween(const Term& left, std::size_t& at, std::size_t end) {
    at += m_words.isOneOf(at + 1, {"SYMMETRIC", "ASYMMETRIC"}) ? 2U : 1U;
    const std::optional<Term> low = readTerm(at, end);
    if (!low || !m_words.is(at, "AND")) {
        return std::nullopt;
    }
    ++at;
    const std::optional<Term> high = readTerm(at, end);
    if (!high) {
        return std::nullopt;
    }
    return Predicate{bothOf(compare(left, ">=", *low), compare(left, "<=", *high)),
                     markOf(markOf(left.full, low->full), markOf(high->full, markOf("BETWEEN")))};
}

std::optional<Predicate> ConditionReader::readIn(const Term& left, std::size_t& at, std::size_t end) {
    const std::size_t open = at + 1;
    const std::size_t closes = m_words.closing(open);
    if (m_words[open].kind != TokenKind::OpenBracket || closes >= end) {
        return std::nullopt;
    }
    at = closes + 1;
    Predicate found{Reach::Some, markOf(left.full, opaque({open, closes}).bare)};
    if (isQuery(open + 1)) {
        found.reach = takesWholeTable({open + 1, closes}, &left) ? Reach::Every : Reach::Some;
        return found;
    }
    for (std::size_t item = open + 1; item < closes;) {
        const std::optional<Term> one = readTerm(item, closes);
        if (!one || (item < closes && !m_words.is(item, ","))) {
            break;
        }
        if (compare(left, "=", *one) == Reach::Every) {
            found.reach = Reach::Every;
            break;
        }
        ++item;
    }
    return found;
}

std::optional<Predicate> ConditionReader::readPattern(const Term& left, std::size_t& at, std::size_t end) {
    std::string_view mark = m_words[at].text;
    const std::uint64_t name = markOf(mark);
    at += m_words.follow(at, {"SIMILAR", "TO"}) ? 2U : 1U;
    const std::optional<Term> right = readTerm(at, end);
    if (!right) {
        return std::nullopt;
    }
    Predicate found{compare(left, mark, *right), markOf(markOf(left.full, right->full), name)};
    if (m_words.is(at, "ESCAPE")) {
        ++at;
        const std::optional<Term> escape = readTerm(at, end);
        // Then it is no mark any more.
        found.reach = escape && escape->text && *escape->text != "%" ? found.reach : Reach::Some;
        return escape ? std::optional(found) : std::nullopt;
    }
    return found;
}

std::optional<Predicate> ConditionReader::readMark(const Term& left, std::size_t& at, std::size_t end) {
    const std::string written = markAt(at, end, at);
    constexpr auto kMarks = std::to_array<std::string_view>(
        {"=", "==", "<", ">", "<=", ">=", "<>", "!=", "<=>", "~~", "~~*", "!~~", "!~~*", "~", "~*", "!~", "!~*", "^@"});
    const auto* known = std::ranges::find(kMarks, std::string_view(written));
    if (known == kMarks.end()) {
        return std::nullopt;
    }
    const bool negated = written.starts_with("!~");
    const std::string_view mark = negated ? known->substr(1) : *known;
    if (m_words.isOneOf(at, {"ANY", "SOME", "ALL"}) && m_words.closing(at + 1) < end) {
        const std::size_t open = at + 1;
        at = m_words.closing(open) + 1;
        ConditionSpan inner{open + 1, m_words.closing(open)};
        const bool array = m_words.is(inner.begin, "ARRAY") && m_words.is(inner.begin + 1, "(") &&
                           m_words.closing(inner.begin + 1) + 1 == inner.end;
        inner = array ? ConditionSpan{inner.begin + 2, inner.end - 1} : inner;
        const bool whole =
            allowsSame(mark) && !m_words.is(open - 1, "ALL") && isQuery(inner.begin) && takesWholeTable(inner, &left);
        const bool listed = m_words.follow(inner.begin, {"ARRAY", "["}) && inner.end == inner.begin + 4 &&
                            m_words[inner.begin + 2].isPlain() &&
                            markOf(inCapitals(m_words[inner.begin + 2].text)) == left.full;
        return Predicate{whole || (listed && allowsSame(mark)) ? Reach::Every : Reach::Some,
                         markOf(markOf(left.full, markOf(mark)), opaque({open - 1, at}).bare)};
    }
    const std::optional<Term> right = readTerm(at, end);
    if (!right) {
        return std::nullopt;
    }
    Predicate found{compare(left, mark, *right)};
    const bool mirror = left.number && !right->number;
    const Term& first = mirror ? *right : left;
    const Term& second = mirror ? left : *right;
    const std::string_view turned = mirror ? mirrored(mark) : mark == "==" ? "=" : mark;
    const std::string_view opposite = oppositeOf(turned);
    found.what = markOf(markOf(first.full, second.full), markOf(opposite.empty() ? turned : opposite));
    found.negated = !opposite.empty();
    if (second.number && first.columns && !negated) {
        found.left = first.full;
        found.mark = turned;
        found.bound = *second.number;
    }
    // `(a = a) = true`
    const auto truth = [&](const Term& term) {
        return term.inner.end > term.inner.begin ? read(term.inner) : term.reach.value_or(Reach::Some);
    };
    if ((first.inner.end > first.inner.begin || first.reach) && (second.number || second.text)) {
        const bool yes = second.number ? *second.number != 0 : second.text->starts_with('t') || *second.text == "1";
        const bool same = mark == "=" || mark == "==" || mark == "<=>";
        found.reach = !same && mark != "<>" && mark != "!=" ? Reach::Some
                      : same == yes                         ? truth(first)
                                                            : inverted(truth(first));
    }
    if (negated) {
        found.reach = inverted(found.reach);
        found.negated = !found.negated;
    }
    return found;
}

} // namespace dbv::sql
