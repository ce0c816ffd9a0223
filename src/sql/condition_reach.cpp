// SPDX-License-Identifier: Apache-2.0
#include "sql/condition_reach.h"

#include <map>
#include <set>

#include "sql/condition_reader.h"

namespace dbv::sql {

namespace {

/// What the conditions that OR joins take together besides what each takes.
class Alternatives {
public:
    /// Whether there is nothing left with this one.
    [[nodiscard]] bool completedBy(const Predicate& one) {
        if (one.what != 0 && !m_seen.insert({one.what, one.negated}).second) {
            return false;
        }
        if (one.what != 0 && m_seen.contains({one.what, !one.negated})) {
            return true;
        }
        return one.left != 0 && boundsMeet(one);
    }

private:
    struct Bounds {
        std::optional<Predicate> below;
        std::optional<Predicate> above;
        std::optional<double> except;
    };

    [[nodiscard]] bool boundsMeet(const Predicate& one) {
        Bounds& bounds = m_bounds[one.left];
        const auto has = [](const Predicate& side, double number) {
            return compareNumbers(number, side.mark, side.bound) == Reach::Every;
        };
        if (one.mark == "<" || one.mark == "<=") {
            bounds.below = !bounds.below || one.bound > bounds.below->bound ? one : *bounds.below;
        } else if (one.mark == ">" || one.mark == ">=") {
            bounds.above = !bounds.above || one.bound < bounds.above->bound ? one : *bounds.above;
        } else if (one.mark == "<>" || one.mark == "!=") {
            if (bounds.except && *bounds.except != one.bound) {
                return true;
            }
            bounds.except = one.bound;
        } else {
            return false;
        }
        if (bounds.except && ((bounds.below && has(*bounds.below, *bounds.except)) ||
                              (bounds.above && has(*bounds.above, *bounds.except)))) {
            return true;
        }
        return bounds.below && bounds.above &&
               (bounds.above->bound < bounds.below->bound ||
                (bounds.above->bound == bounds.below->bound &&
                 (bounds.above->mark == ">=" || bounds.below->mark == "<=")));
    }

    std::set<std::pair<std::uint64_t, bool>> m_seen;
    std::map<std::uint64_t, Bounds> m_bounds;
};

} // namespace

ConditionReader::ConditionReader(const StatementWords& words, ConditionMarks marks, ConditionTable table,
                                 std::size_t size)
    : m_words(words), m_marks(marks), m_left(kLooks * (size + kLooks)) {
    const std::size_t behind = words.behindName(table.name);
    if (table.named.end > table.named.begin && behind > table.name) {
        m_table = inCapitals(words[behind - 1].text);
        // MySQL's DELETE may name it by its other name.
        for (std::size_t at = table.named.begin + 1; at < table.named.end; ++at) {
            const std::size_t other = words.is(at + 1, "AS") ? at + 2 : at + 1;
            const bool named = (words.isOneOf(at - 1, {"FROM", "JOIN", "USING", ",", "."})) && words[at].isPlain() &&
                               other < table.named.end && words[other].kind != TokenKind::Operator;
            if (named && inCapitals(words[other].text) == m_table && !words.is(at, m_table)) {
                m_table = inCapitals(words[at].text);
                break;
            }
        }
        noteNames(table.named);
    }
}

Reach ConditionReader::read(ConditionSpan span) {
    if (m_left == 0) {
        return Reach::Some;
    }
    // Then they only have to name a column.
    if (m_depth >= kDeepest) {
        return namesColumn(span) ? Reach::Some : Reach::Same;
    }
    ++m_depth;
    const Reach found = readOr(span);
    --m_depth;
    return found;
}

Reach ConditionReader::readOr(ConditionSpan span) {
    const ConditionSpan inner = withoutBrackets(span);
    if (isQuery(inner.begin)) {
        return namesColumn(inner) ? Reach::Some : Reach::Same;
    }
    const std::vector<ConditionSpan> branches = split(inner, "OR", "|");
    Alternatives seen;
    Reach all = Reach::None;
    for (const ConditionSpan& branch : branches) {
        Predicate one;
        const std::vector<ConditionSpan> parts = split(branch, "AND", "&");
        one = parts.size() == 1 ? readNot(branch) : Predicate{readAnd(branch)};
        if (one.reach == Reach::Every || one.reach == Reach::Same || (branches.size() > 1 && seen.completedBy(one))) {
            return one.reach == Reach::Same ? Reach::Same : Reach::Every;
        }
        all = one.reach == Reach::Some ? Reach::Some : all;
    }
    return all;
}

Reach ConditionReader::readAnd(ConditionSpan span) {
    Reach all = Reach::Same;
    bool never = false;
    for (const ConditionSpan& part : split(span, "AND", "&")) {
        const Reach one = readNot(part).reach;
        all = bothOf(all, one);
        never = never || (one == Reach::Same && readConstant(part) == Reach::None);
    }
    // What is never so takes no row, whatever stands beside it.
    return never && all != Reach::Same ? Reach::None : all;
}

Reach ConditionReader::readConstant(ConditionSpan span) {
    span = withoutBrackets(span);
    if (m_left == 0 || m_depth >= kDeepest || isQuery(span.begin)) {
        return Reach::Some;
    }
    const bool negated = m_words.is(span.begin, "NOT");
    const std::vector<ConditionSpan> branches = split(span, "OR", "|");
    const std::vector<ConditionSpan> parts = split(span, "AND", "&");
    if (branches.size() == 1 && parts.size() == 1) {
        if (!negated) {
            const std::optional<Predicate> found = readComparison(span);
            return found && found->reach != Reach::Same ? found->reach : Reach::Some;
        }
        ++span.begin;
    }
    ++m_depth;
    const bool any = branches.size() > 1;
    const Reach decides = any ? Reach::Every : Reach::None;
    Reach all = any ? Reach::None : Reach::Every;
    if (!any && parts.size() == 1) {
        all = inverted(readConstant(span));
    } else {
        for (const ConditionSpan& part : any ? branches : parts) {
            const Reach one = readConstant(part);
            if (one == decides) {
                all = one;
                break;
            }
            all = one == Reach::Some ? one : all;
        }
    }
    --m_depth;
    return all;
}

Predicate ConditionReader::readNot(ConditionSpan span) {
    bool negated = false;
    while (m_words.is(span.begin, "NOT") || (m_marks == ConditionMarks::Marks && m_words.is(span.begin, "!"))) {
        ++span.begin;
        negated = !negated;
    }
    Predicate found = readOne(span);
    if (negated) {
        found.reach = inverted(found.reach);
        found.negated = !found.negated;
        found.left = 0;
    }
    return found;
}

Predicate ConditionReader::readOne(ConditionSpan span) {
    if (m_words[span.begin].kind == TokenKind::OpenBracket && m_words.closing(span.begin) + 1 == span.end) {
        const ConditionSpan inner = withoutBrackets(span);
        if (m_words.is(inner.begin, "NOT") || split(inner, "OR", "|").size() > 1 ||
            split(inner, "AND", "&").size() > 1 || isQuery(inner.begin)) {
            return {read(inner), opaque(inner).bare};
        }
        return readOne(inner);
    }
    if (!namesColumn(span)) {
        return {Reach::Same};
    }
    if (m_words.is(span.begin, "EXISTS") && m_words.closing(span.begin + 1) + 1 == span.end) {
        return {readExists({span.begin + 2, span.end - 1}), opaque(span).bare};
    }
    const std::optional<Predicate> found = readComparison(span);
    return found.value_or(Predicate{Reach::Some, opaque(span).bare});
}

bool holdsForEveryRow(const StatementWords& words, ConditionSpan condition, ConditionMarks marks,
                      ConditionTable table) {
    const Reach reach = ConditionReader(words, marks, table, condition.end - condition.begin).read(condition);
    return reach == Reach::Every || reach == Reach::Same;
}

} // namespace dbv::sql
