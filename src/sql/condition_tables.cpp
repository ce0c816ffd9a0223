// SPDX-License-Identifier: Apache-2.0
// What queries in conditions take their rows from.
#include <algorithm>

#include "sql/condition_reader.h"

namespace dbv::sql {

std::optional<ConditionSpan> ConditionReader::namedQuery(std::size_t from) const {
    if (m_words[from].kind == TokenKind::OpenBracket) {
        const ConditionSpan inner{from + 1, m_words.closing(from)};
        return isQuery(inner.begin) && inner.end < m_words.size() ? std::optional(inner) : std::nullopt;
    }
    if (m_words.behindName(from) != from + 1 || !m_words.has("WITH")) {
        return std::nullopt;
    }
    m_left -= std::min(m_left, m_words.size());
    const std::string name = inCapitals(m_words[from].text);
    for (std::size_t at = 1; at < m_words.size() && m_left > 0; ++at) {
        if (!m_words.isOneOf(at - 1, {"WITH", "RECURSIVE", ","}) || inCapitals(m_words[at].text) != name) {
            continue;
        }
        std::size_t as = at + 1;
        if (m_words[as].kind == TokenKind::OpenBracket) {
            as = m_words.closing(as) + 1;
        }
        if (!m_words.is(as, "AS")) {
            continue;
        }
        std::size_t open = as + 1;
        while (m_words.isOneOf(open, {"NOT", "MATERIALIZED"})) {
            ++open;
        }
        const ConditionSpan inner{open + 1, m_words.closing(open)};
        // Within itself the name is that of a table.
        const bool within = from >= inner.begin && from < inner.end;
        if (m_words[open].kind == TokenKind::OpenBracket && inner.end < m_words.size() && !within) {
            return inner;
        }
    }
    return std::nullopt;
}

bool ConditionReader::givesWholeTable(ConditionSpan query, const Term* left) {
    if (m_depth >= kDeepest) {
        return false;
    }
    ++m_depth;
    const bool whole = takesWholeTable(query, nullptr);
    --m_depth;
    if (!whole || left == nullptr) {
        return whole;
    }
    const std::size_t from = m_words.find("FROM", query.begin, query.end, m_words[query.begin].depth);
    std::size_t item = query.begin + (m_words.isOneOf(query.begin + 1, {"DISTINCT", "ALL"}) ? 2 : 1);
    while (item < from) {
        if (m_words.is(item, "*")) {
            return true;
        }
        const std::optional<Term> one = readTerm(item, from);
        m_signs = 0;
        if (one && one->bare == left->bare) {
            return true;
        }
        while (item < from && !m_words.is(item, ",")) {
            item = m_words[item].kind == TokenKind::OpenBracket ? std::min(m_words.closing(item), from) + 1 : item + 1;
        }
        ++item;
    }
    return false;
}

std::size_t ConditionReader::itemsOf(ConditionSpan query) const {
    const std::uint32_t depth = m_words[query.begin].depth;
    const std::size_t from = m_words.find("FROM", query.begin, query.end, depth);
    std::size_t items = 1;
    for (std::size_t at = query.begin; at < from; ++at) {
        // How many these are does not show.
        items += m_words[at].depth == depth && m_words.isOneOf(at, {",", "*"}) ? 1U : 0U;
    }
    return items;
}

void ConditionReader::noteExtreme(ConditionSpan query, Term& term) {
    const std::size_t call = query.begin + 1;
    const std::uint32_t depth = m_words[query.begin].depth;
    const std::size_t from = m_words.find("FROM", query.begin, query.end, depth);
    const bool grouped = m_words.find("GROUP", query.begin, query.end, depth) < query.end;
    if (!m_words.is(query.begin, "SELECT") || !m_words.isOneOf(call, {"MIN", "MAX"}) || !m_words.is(call + 1, "(") ||
        m_words.closing(call + 1) + 1 != from || grouped) {
        return;
    }
    std::size_t at = call + 2;
    const std::optional<Term> value = readTerm(at, from - 1);
    m_signs = 0;
    if (value && value->columns && at + 1 == from && takesWholeTable(query, nullptr)) {
        term.extremeOf = value->bare;
        term.least = m_words.is(call, "MIN");
    }
}

} // namespace dbv::sql
