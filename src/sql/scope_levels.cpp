// SPDX-License-Identifier: Apache-2.0
#include "sql/scope_levels.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace dbv::sql {

namespace {

constexpr std::uint32_t kDeepestQuery = 64;

/// Words that can not be the name behind a table.
constexpr auto kNoAlias = std::to_array<std::string_view>(
    {"AS",          "CROSS",   "DEFAULT", "DO",        "EXCEPT",    "FETCH",   "FOR",    "FORCE",     "FROM",
     "FULL",        "GROUP",   "HAVING",  "IGNORE",    "INDEXED",   "INNER",   "INSERT", "INTERSECT", "INTO",
     "JOIN",        "LATERAL", "LEFT",    "LIMIT",     "MINUS",     "NATURAL", "NOT",    "OFFSET",    "ON",
     "ONLY",        "ORDER",   "OUTER",   "PARTITION", "RETURNING", "RIGHT",   "SELECT", "SET",       "STRAIGHT_JOIN",
     "TABLESAMPLE", "UNION",   "USE",     "USING",     "VALUES",    "WHEN",    "WHERE",  "WINDOW",    "WITH"});

constexpr auto kBehindFrom =
    std::to_array<std::string_view>({"EXCEPT", "FETCH", "FOR", "GROUP", "HAVING", "INTERSECT", "LIMIT", "OFFSET",
                                     "ORDER", "RETURNING", "SET", "UNION", "WHERE", "WINDOW"});
static_assert(std::ranges::is_sorted(kBehindFrom));

template <std::size_t Size>
bool isIn(const std::array<std::string_view, Size>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

const ScopeSource* named(const std::vector<ScopeSource>& tables, const std::string& name) {
    const auto found = std::ranges::find(tables, name, &ScopeSource::name);
    return found == tables.end() ? nullptr : &*found;
}

} // namespace

void renameColumns(std::vector<ScopeColumn>& columns, const std::vector<std::string>& names) {
    if (names.empty()) {
        return;
    }
    const bool known = std::ranges::none_of(columns, [](const ScopeColumn& column) { return column.name.empty(); });
    if (!known || columns.size() <= names.size()) {
        columns.clear();
    } else {
        columns.erase(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(names.size()));
    }
    std::vector<ScopeColumn> renamed;
    renamed.reserve(names.size() + columns.size());
    for (const std::string& name : names) {
        renamed.push_back({name, {}, {}});
    }
    std::ranges::move(columns, std::back_inserter(renamed));
    columns = std::move(renamed);
}

std::size_t ScopeLevels::find(std::string_view word, std::size_t begin, std::size_t end) const {
    for (std::size_t at = begin; at < end; at = m_words.behind(at)) {
        if (m_words.is(at, word)) {
            return at;
        }
    }
    return end;
}

/// Where the query or change begins that a statement is, or holds behind EXPLAIN, CREATE VIEW … AS and the like.
std::size_t ScopeLevels::firstVerb(std::size_t begin, std::size_t end) const {
    const auto isVerb = [this](std::size_t at) {
        return m_words.isOneOf(at, {"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES", "WITH"});
    };
    if (isVerb(begin)) {
        return begin;
    }
    const bool prefixed =
        m_words.isOneOf(begin, {"EXPLAIN", "DESCRIBE", "DESC", "ANALYZE", "PREPARE", "DECLARE", "COPY"});
    const bool made = m_words.isOneOf(begin, {"CREATE", "ALTER"});
    for (std::size_t at = begin + 1; (prefixed || made) && at < end; at = m_words.behind(at)) {
        if (isVerb(at) && (prefixed || m_words.is(at - 1, "AS"))) {
            return at;
        }
    }
    return end;
}

ScopeLevel ScopeLevels::read(std::size_t begin, std::size_t end, const std::vector<ScopeSource>& tables,
                             std::uint32_t depth) const {
    ScopeLevel level;
    if (depth > kDeepestQuery) {
        level.arms.push_back({.begin = end, .end = end, .verb = {}, .sources = {}, .target = {}});
        return level;
    }
    std::vector<ScopeSource> known = tables;
    std::size_t at = firstVerb(begin, end);
    if (m_words.is(at, "WITH") && at < end) {
        readCtes(level, at, end, known, depth);
    }
    readArms(level, at, end, known, depth);
    return level;
}

void ScopeLevels::readCtes(ScopeLevel& level, std::size_t& at, std::size_t end, std::vector<ScopeSource>& tables,
                           std::uint32_t depth) const {
    ++at;
    level.recursive = m_words.is(at, "RECURSIVE") && at < end;
    at += level.recursive ? 1U : 0U;
    while (at < end && m_words[at].isName()) {
        ScopeCte cte;
        cte.source.name = m_words[at].name;
        cte.source.derived = true;
        ++at;
        std::vector<std::string> names;
        if (m_words[at].kind == TokenKind::OpenBracket && at < end) {
            names = namesIn(at);
            at = m_words.behind(at);
        }
        while (at < end && m_words.isOneOf(at, {"AS", "NOT", "MATERIALIZED"})) {
            ++at;
        }
        if (at >= end || m_words[at].kind != TokenKind::OpenBracket) {
            return;
        }
        cte.open = at;
        cte.close = std::min(m_words.closing(at), end);
        std::vector<ScopeSource> inner = tables;
        if (level.recursive) {
            ScopeSource itself = cte.source;
            renameColumns(itself.columns, names);
            inner.insert(inner.begin(), itself);
        }
        cte.source.columns = columnsOf(cte.open + 1, cte.close, inner, depth + 1);
        renameColumns(cte.source.columns, names);
        tables.insert(tables.begin(), cte.source);
        level.ctes.push_back(cte);
        at = std::min(cte.close + 1, end);
        if (!m_words.is(at, ",") || at >= end) {
            return;
        }
        ++at;
    }
}

void ScopeLevels::readArms(ScopeLevel& level, std::size_t at, std::size_t end, const std::vector<ScopeSource>& tables,
                           std::uint32_t depth) const {
    std::vector<ScopeSource> known = tables;
    ScopeArm arm{.begin = at, .end = end, .verb = m_words[at].text, .sources = {}, .target = {}};
    const auto endArm = [&](std::size_t behind, std::size_t next) {
        arm.end = behind;
        fill(arm, known, depth);
        level.arms.push_back(arm);
        arm = {.begin = next, .end = end, .verb = m_words[next].text, .sources = {}, .target = arm.target};
    };
    for (std::size_t i = at; i < end; i = m_words.behind(i)) {
        const bool writes = arm.verb == "INSERT" || arm.verb == "REPLACE";
        if (m_words.isOneOf(i, {"UNION", "EXCEPT", "INTERSECT", "MINUS"}) && i > arm.begin) {
            std::size_t next = i + 1;
            next += m_words.isOneOf(next, {"ALL", "DISTINCT"}) && next < end ? 1U : 0U;
            endArm(i, std::min(next, end));
        } else if (writes && i > arm.begin && m_words.isOneOf(i, {"SELECT", "WITH"})) {
            std::size_t next = i;
            endArm(i, next);
            if (m_words.is(next, "WITH")) {
                readCtes(level, next, end, known, depth);
                arm.begin = next;
                arm.verb = m_words[next].text;
                i = next;
                if (i >= end) {
                    break;
                }
            }
        }
    }
    if (arm.begin < end || level.arms.empty()) {
        arm.end = end;
        fill(arm, known, depth);
        level.arms.push_back(std::move(arm));
    }
}

ScopeSource ScopeLevels::tableAt(std::size_t& at) const {
    ScopeSource source;
    std::vector<std::string> parts;
    while (m_words[at].isName()) {
        parts.push_back(m_words[at].name);
        ++at;
        if (!m_words.is(at, ".") || !m_words[at + 1].isName()) {
            break;
        }
        ++at;
    }
    if (!parts.empty()) {
        source.name = parts.back();
        source.schema = parts.size() > 1 ? parts[parts.size() - 2] : std::string();
    }
    return source;
}

/// Reads what the arm reads from and writes to.
void ScopeLevels::fill(ScopeArm& arm, const std::vector<ScopeSource>& tables, std::uint32_t depth) const {
    const auto write = [&](std::size_t at, bool readsToo) {
        while (at < arm.end && m_words.isOneOf(at, {"ONLY", "OR", "IGNORE", "LOW_PRIORITY", "ROLLBACK", "ABORT", "FAIL",
                                                    "REPLACE", "INTO", "QUICK", "DELAYED", "HIGH_PRIORITY"})) {
            ++at;
        }
        const std::size_t begin = at;
        ScopeSource table = tableAt(at);
        if (begin >= arm.end || table.name.empty() || isIn(kNoAlias, m_words[begin].text)) {
            return;
        }
        readAlias(table, at, arm.end);
        arm.target = table;
        if (readsToo) {
            arm.sources.push_back({table, begin, at});
        }
    };
    if (arm.verb == "INSERT" || arm.verb == "REPLACE" || arm.verb == "MERGE") {
        const std::size_t into = find("INTO", arm.begin, arm.end);
        const bool bare = into == arm.end && m_words[arm.begin + 1].isName();
        write(bare ? arm.begin + 1 : into + 1, arm.verb == "MERGE" || find("RETURNING", arm.begin, arm.end) < arm.end ||
                                                   find("CONFLICT", arm.begin, arm.end) < arm.end ||
                                                   find("DUPLICATE", arm.begin, arm.end) < arm.end);
        if (const std::size_t from = find("USING", arm.begin, arm.end); arm.verb == "MERGE" && from < arm.end) {
            readFrom(arm, from + 1, arm.end, tables, depth);
        }
        return;
    }
    if (arm.verb == "UPDATE") {
        write(arm.begin + 1, false);
        readFrom(arm, arm.begin + 1, find("SET", arm.begin, arm.end), tables, depth);
    }
    const std::size_t from = find("FROM", arm.begin, arm.end);
    if (arm.verb == "DELETE") {
        write(from + 1, false);
    }
    if (from < arm.end) {
        readFrom(arm, from + 1, arm.end, tables, depth);
    }
    if (const std::size_t more = find("USING", from, arm.end); arm.verb == "DELETE" && more < arm.end) {
        readFrom(arm, more + 1, arm.end, tables, depth);
    }
}

void ScopeLevels::readFrom(ScopeArm& arm, std::size_t at, std::size_t end, const std::vector<ScopeSource>& tables,
                           std::uint32_t depth) const {
    bool expectsTable = true;
    while (at < end) {
        const CursorWord& word = m_words[at];
        if (word.isPlain() && std::ranges::binary_search(kBehindFrom, std::string_view(word.text))) {
            return;
        }
        if (m_words.is(at, ",") || m_words.isOneOf(at, {"JOIN", "STRAIGHT_JOIN"})) {
            expectsTable = true;
            ++at;
        } else if (expectsTable && m_words.isOneOf(at, {"LATERAL", "ONLY", "LOW_PRIORITY", "IGNORE"})) {
            ++at;
        } else if (expectsTable && word.kind == TokenKind::OpenBracket && !m_words.opensQuery(at)) {
            // Tables that are joined within brackets.
            const std::size_t close = std::min(m_words.closing(at), end);
            readFrom(arm, at + 1, m_words.opens(at) ? close : end, tables, depth);
            at = m_words.opens(at) ? close + 1 : end;
            expectsTable = false;
        } else if (expectsTable) {
            const std::size_t before = at;
            readSource(arm, at, end, tables, depth);
            at = std::max(at, before + 1);
            expectsTable = false;
        } else {
            at = m_words.behind(at);
        }
    }
}

void ScopeLevels::readSource(ScopeArm& arm, std::size_t& at, std::size_t end, const std::vector<ScopeSource>& tables,
                             std::uint32_t depth) const {
    PlacedSource placed;
    placed.at = at;
    ScopeSource& source = placed.source;
    if (m_words.opensQuery(at)) {
        const std::size_t close = std::min(m_words.closing(at), end);
        source.derived = true;
        source.columns = columnsOf(at + 1, close, tables, depth + 1);
        at = std::min(close + 1, end);
    } else if (m_words[at].isName() && !isIn(kNoAlias, m_words[at].text)) {
        source = tableAt(at);
        const ScopeSource* known = source.schema.empty() ? named(tables, source.name) : nullptr;
        if (known != nullptr) {
            source = *known;
        }
        if (at < end && m_words[at].kind == TokenKind::OpenBracket) {
            source.derived = true;
            at = m_words.behind(at);
        }
    } else {
        return;
    }
    readAlias(source, at, end);
    placed.end = at;
    arm.sources.push_back(std::move(placed));
}

void ScopeLevels::readAlias(ScopeSource& source, std::size_t& at, std::size_t end) const {
    const bool told = at < end && m_words.is(at, "AS");
    const std::size_t name = at + (told ? 1U : 0U);
    // Behind the cursor stands what it will be, not what goes on with a word that is still typed.
    if (name >= end || !m_words[name].isName() || isIn(kNoAlias, m_words[name].text)) {
        at = name < end ? name : std::min(at, end);
        return;
    }
    source.alias = m_words[name].name;
    at = name + 1;
    if (at < end && m_words[at].kind == TokenKind::OpenBracket && m_words.opens(at) && !m_words.opensQuery(at)) {
        renameColumns(source.columns, namesIn(at));
        source.derived = source.derived || !source.columns.empty();
        at = m_words.behind(at);
    }
}

std::vector<std::string> ScopeLevels::namesIn(std::size_t open) const {
    std::vector<std::string> names;
    const std::size_t close = m_words.closing(open);
    bool begins = true;
    for (std::size_t at = open + 1; at < close; ++at) {
        if (begins && m_words[at].isName()) {
            names.push_back(m_words[at].name);
        }
        begins = m_words.is(at, ",");
    }
    return names;
}

std::vector<ScopeColumn> ScopeLevels::columnsOf(std::size_t begin, std::size_t end,
                                                const std::vector<ScopeSource>& tables, std::uint32_t depth) const {
    while (begin < end && m_words[begin].kind == TokenKind::OpenBracket) {
        end = std::min(m_words.closing(begin), end);
        ++begin;
    }
    const ScopeLevel level = read(begin, end, tables, depth);
    return level.arms.empty() ? std::vector<ScopeColumn>() : results(level.arms.front());
}

} // namespace dbv::sql
