// SPDX-License-Identifier: Apache-2.0
// What a query calls its results.
#include <algorithm>
#include <iterator>

#include "sql/scope_levels.h"

namespace dbv::sql {

namespace {

/// What is kept of a source: common table expressions of common table expressions may double at each step.
constexpr std::size_t kMostColumns = 4'096;

std::vector<ScopeColumn> columnsOfSource(const ScopeSource& source) {
    if (source.derived) {
        return source.columns;
    }
    return {ScopeColumn{{}, source.schema, source.name}};
}

void append(std::vector<ScopeColumn>& to, const std::vector<ScopeColumn>& from) {
    const std::size_t room = kMostColumns - std::min(kMostColumns, to.size());
    std::ranges::copy_n(from.begin(), static_cast<std::ptrdiff_t>(std::min(room, from.size())), std::back_inserter(to));
}

} // namespace

std::vector<ScopeColumn> ScopeLevels::results(const ScopeArm& arm) const {
    std::vector<ScopeColumn> columns;
    const bool queries = arm.verb == "SELECT";
    std::size_t begin = queries ? arm.begin + 1 : find("RETURNING", arm.begin, arm.end) + 1;
    std::size_t end = queries ? std::min(find("FROM", begin, arm.end), find("INTO", begin, arm.end)) : arm.end;
    if (queries && m_words.isOneOf(begin, {"DISTINCT", "ALL"})) {
        ++begin;
        if (m_words.is(begin, "ON") && m_words.opens(begin + 1)) {
            begin = m_words.behind(begin + 1);
        }
    }
    for (std::size_t at = begin; at < end;) {
        const std::size_t comma = find(",", at, end);
        addResult(columns, arm, at, comma);
        at = comma + 1;
    }
    return columns;
}

void ScopeLevels::addResult(std::vector<ScopeColumn>& columns, const ScopeArm& arm, std::size_t begin,
                            std::size_t end) const {
    const CursorWord& last = m_words[end - 1];
    if (begin >= end) {
        return;
    }
    if (m_words.is(end - 1, "*") && (end - begin == 1 || m_words.is(end - 2, "."))) {
        const std::string owner = end - begin >= 3 ? m_words[end - 3].name : std::string();
        for (const PlacedSource& placed : arm.sources) {
            if (owner.empty() || placed.source.shownName() == owner) {
                append(columns, columnsOfSource(placed.source));
            }
        }
        return;
    }
    const bool isName = last.isName() && !m_words.isOneOf(end - 1, {"END", "NULL", "TRUE", "FALSE"});
    const bool alone = end - begin == 1 || m_words.is(end - 2, ".") || m_words.is(end - 2, "AS");
    const bool behindOperand =
        end - begin > 1 && (m_words[end - 2].kind == TokenKind::CloseBracket ||
                            m_words[end - 2].kind == TokenKind::Number || m_words[end - 2].kind == TokenKind::String ||
                            (m_words[end - 2].isName() && m_words[end - 2].kind != TokenKind::Keyword) ||
                            m_words.isOneOf(end - 2, {"END", "NULL", "TRUE", "FALSE"}));
    if (isName && (alone || behindOperand)) {
        columns.push_back({last.name, {}, {}});
    } else if (m_words.dialect() == DialectId::PostgreSql && last.kind == TokenKind::CloseBracket &&
               m_words[begin].isName() && m_words.closing(begin + 1) == end - 1) {
        // A call without a name has that of its function.
        columns.push_back({m_words[begin].name, {}, {}});
    }
}

} // namespace dbv::sql
