// SPDX-License-Identifier: Apache-2.0
#include "sql/cursor_scope.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sql/cursor_place.h"
#include "sql/cursor_words.h"
#include "sql/scope_levels.h"

namespace dbv::sql {

namespace {

constexpr std::uint32_t kDeepestScope = 64;

/// Goes from the whole statement into the query that the cursor is in, and takes along what is seen from there.
class ScopeFinder {
public:
    explicit ScopeFinder(const CursorWords& words) : m_words(words), m_levels(words), m_places(words, m_levels) {}

    [[nodiscard]] CursorScope find() {
        m_scope.replaces = m_words.replaces();
        m_scope.prefix = m_words.prefix();
        m_scope.quoted = m_words.quoted();
        m_scope.qualifiers = m_words.qualifiers();
        if (m_words.isOpen()) {
            descend(0, m_words.size(), {}, 0);
        }
        return std::move(m_scope);
    }

private:
    [[nodiscard]] bool holdsCursor(std::size_t open) const {
        return open < m_words.cursor() && m_words.cursor() <= m_words.closing(open);
    }

    /// `around` is what the queries around this one read from.
    void descend(std::size_t begin, std::size_t end, std::vector<ScopeSource> around, std::uint32_t depth) {
        if (depth > kDeepestScope) {
            return;
        }
        ScopeLevel level = m_levels.read(begin, end, m_scope.tables, depth);
        if (descendIntoCte(level, around, depth)) {
            return;
        }
        for (const ScopeCte& cte : level.ctes) {
            // Of one that is still written nothing is known behind it.
            if (cte.close < m_words.cursor()) {
                m_scope.tables.insert(m_scope.tables.begin(), cte.source);
            }
        }
        const ScopeArm& arm = armAtCursor(level);
        const std::size_t inner = innerQuery(arm.begin, end);
        if (inner != CursorWords::kNone) {
            for (ScopeSource& source : around) {
                ++source.level;
            }
            std::vector<ScopeSource> seen = seenFrom(arm, inner);
            std::ranges::move(around, std::back_inserter(seen));
            descend(inner + 1, std::min(m_words.closing(inner), m_words.size()), std::move(seen), depth + 1);
            return;
        }
        fill(level, arm, begin, end, std::move(around));
    }

    [[nodiscard]] bool descendIntoCte(const ScopeLevel& level, const std::vector<ScopeSource>& around,
                                      std::uint32_t depth) {
        for (std::size_t i = 0; i < level.ctes.size(); ++i) {
            const ScopeCte& cte = level.ctes[i];
            if (!holdsCursor(cte.open)) {
                continue;
            }
            for (std::size_t earlier = 0; earlier < i; ++earlier) {
                m_scope.tables.insert(m_scope.tables.begin(), level.ctes[earlier].source);
            }
            if (level.recursive) {
                m_scope.tables.insert(m_scope.tables.begin(), cte.source);
            }
            descend(cte.open + 1, cte.close, around, depth + 1);
            return true;
        }
        return false;
    }

    [[nodiscard]] const ScopeArm& armAtCursor(const ScopeLevel& level) const {
        const ScopeArm* found = &level.arms.front();
        for (const ScopeArm& arm : level.arms) {
            if (arm.begin < m_words.cursor()) {
                found = &arm;
            }
        }
        return *found;
    }

    /// The bracket of the outermost query within [begin, end) that holds the cursor.
    [[nodiscard]] std::size_t innerQuery(std::size_t begin, std::size_t end) const {
        for (std::size_t at = begin; at < end && at < m_words.cursor();) {
            if (m_words[at].kind == TokenKind::OpenBracket && holdsCursor(at)) {
                if (m_words.opensQuery(at) && m_words[at + 1].kind != TokenKind::OpenBracket &&
                    at + 1 < m_words.cursor()) {
                    return at;
                }
                ++at;
            } else {
                at = m_words.behind(at);
            }
        }
        return CursorWords::kNone;
    }

    /// What a query in a bracket sees of the one around it: nothing of a FROM that it is part of, unless that says LATERAL.
    [[nodiscard]] std::vector<ScopeSource> seenFrom(const ScopeArm& arm, std::size_t bracket) {
        const CursorClause clause = m_places.clauseAt(arm.begin, bracket);
        const bool isTable =
            clause == CursorClause::From && m_words.isOneOf(bracket - 1, {"FROM", "JOIN", ",", "LATERAL", "(", "ONLY"});
        const bool lateral = isTable && m_words.is(bracket - 1, "LATERAL");
        std::vector<ScopeSource> seen;
        for (const PlacedSource& placed : arm.sources) {
            if (!isTable || (lateral && placed.at < bracket)) {
                seen.push_back(placed.source);
                seen.back().level = 1;
            }
        }
        return seen;
    }

    void fill(const ScopeLevel& level, const ScopeArm& arm, std::size_t begin, std::size_t end,
              std::vector<ScopeSource> around) {
        m_scope.verb = arm.begin < end ? arm.verb : m_words[begin].text;
        m_scope.target = arm.target;
        const bool within = arm.begin < m_words.cursor();
        for (const PlacedSource& placed : arm.sources) {
            m_scope.sources.push_back(placed.source);
        }
        if (arm.begin > begin && !within) {
            m_scope.verb = m_words[begin].text;
        }
        m_places.judge(m_scope, within ? arm.begin : begin, end);
        noteReturning(level);
        noteJoin(arm);
        for (ScopeSource& source : around) {
            source.level += source.level == 0 ? 1U : 0U;
        }
        std::ranges::move(around, std::back_inserter(m_scope.sources));
        if (m_scope.verb == "SELECT") {
            noteResults(arm);
        }
        if (m_scope.place == CursorPlace::Nothing) {
            m_scope.sources.clear();
        }
    }

    /// What an INSERT … SELECT returns is of the table that it writes to.
    void noteReturning(const ScopeLevel& level) {
        const bool writes = level.arms.front().verb == "INSERT" || level.arms.front().verb == "REPLACE";
        const bool returns = m_scope.clause == CursorClause::Returning || m_scope.clause == CursorClause::Set;
        if (writes && returns && m_scope.target) {
            m_scope.sources = {*m_scope.target};
        }
    }

    void noteJoin(const ScopeArm& arm) {
        std::size_t last = arm.sources.size();
        for (std::size_t i = 0; i < arm.sources.size(); ++i) {
            last = arm.sources[i].at < m_words.cursor() ? i : last;
        }
        if (last == arm.sources.size()) {
            return;
        }
        const PlacedSource& placed = arm.sources[last];
        const bool condition = m_scope.clause == CursorClause::On || m_scope.place == CursorPlace::SharedColumn;
        if (condition && last < m_scope.sources.size()) {
            m_scope.joined = last;
        }
        std::size_t before = placed.at;
        while (before > 0 && m_words.isOneOf(before - 1, {"LATERAL", "ONLY"})) {
            --before;
        }
        m_scope.awaitsCondition = m_scope.place == CursorPlace::BehindTable && placed.end >= m_words.cursor() &&
                                  before > 0 && m_words.is(before - 1, "JOIN") &&
                                  !m_words.isOneOf(before - 2, {"CROSS", "NATURAL"});
    }

    void noteResults(const ScopeArm& arm) {
        for (const ScopeColumn& column : m_levels.results(arm)) {
            if (!column.name.empty()) {
                m_scope.results.push_back(column.name);
            }
        }
    }

    const CursorWords& m_words;
    ScopeLevels m_levels;
    CursorPlaces m_places;
    CursorScope m_scope;
};

} // namespace

CursorScope scopeAt(std::string_view script, std::size_t cursor, Grammar grammar) {
    const CursorWords words(script, cursor, grammar);
    return ScopeFinder(words).find();
}

} // namespace dbv::sql
