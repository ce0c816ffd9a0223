// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sql/cursor_scope.h"
#include "sql/cursor_words.h"

namespace dbv::sql {

/// A source and the place in the words where it is named.
struct PlacedSource {
    ScopeSource source;
    std::size_t at = 0;
    /// Behind its name, alias and list.
    std::size_t end = 0;
};

/// One query of several that UNION and its like put together; or the statement that changes rows.
/// Shape: [begin, end) are places of words.
struct ScopeArm {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string verb;
    std::vector<PlacedSource> sources;
    std::optional<ScopeSource> target;
};

/// A common table expression and the bracket of its query.
struct ScopeCte {
    ScopeSource source;
    std::size_t open = 0;
    std::size_t close = 0;
};

/// What stands inside one pair of brackets, or outside of all.
struct ScopeLevel {
    std::vector<ScopeCte> ctes;
    bool recursive = false;
    std::vector<ScopeArm> arms;
};

/// Finds the queries of a statement, what they read from, and what they return.
class ScopeLevels {
public:
    explicit ScopeLevels(const CursorWords& words) : m_words(words) {}

    /// Of the words in [begin, end). `tables` are the common table expressions around it, the innermost first.
    [[nodiscard]] ScopeLevel read(std::size_t begin, std::size_t end, const std::vector<ScopeSource>& tables,
                                  std::uint32_t depth) const;
    /// What an arm's query calls its results, those without a name left out.
    [[nodiscard]] std::vector<ScopeColumn> results(const ScopeArm& arm) const;
    /// The place of a word outside of inner brackets; `end` where there is none.
    [[nodiscard]] std::size_t find(std::string_view word, std::size_t begin, std::size_t end) const;
    /// A table that is named at a place, with its schema but no alias. Moves the place behind it.
    [[nodiscard]] ScopeSource tableAt(std::size_t& at) const;

private:
    void readCtes(ScopeLevel& level, std::size_t& at, std::size_t end, std::vector<ScopeSource>& tables,
                  std::uint32_t depth) const;
    void readArms(ScopeLevel& level, std::size_t at, std::size_t end, const std::vector<ScopeSource>& tables,
                  std::uint32_t depth) const;
    void fill(ScopeArm& arm, const std::vector<ScopeSource>& tables, std::uint32_t depth) const;
    void readFrom(ScopeArm& arm, std::size_t at, std::size_t end, const std::vector<ScopeSource>& tables,
                  std::uint32_t depth) const;
    void readSource(ScopeArm& arm, std::size_t& at, std::size_t end, const std::vector<ScopeSource>& tables,
                    std::uint32_t depth) const;
    void readAlias(ScopeSource& source, std::size_t& at, std::size_t end) const;
    [[nodiscard]] std::vector<std::string> namesIn(std::size_t open) const;
    [[nodiscard]] std::vector<ScopeColumn> columnsOf(std::size_t begin, std::size_t end,
                                                     const std::vector<ScopeSource>& tables, std::uint32_t depth) const;
    void addResult(std::vector<ScopeColumn>& columns, const ScopeArm& arm, std::size_t begin, std::size_t end) const;
    [[nodiscard]] std::size_t firstVerb(std::size_t begin, std::size_t end) const;

    const CursorWords& m_words;
};

/// Gives columns the names of a list, as far as that goes.
void renameColumns(std::vector<ScopeColumn>& columns, const std::vector<std::string>& names);

} // namespace dbv::sql
