// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/grammar.h>
#include <dbv/core/text_span.h>

namespace dbv::sql {

/// What can stand at a place of a statement.
enum class CursorPlace : std::uint8_t {
    /// Nothing that is known: inside a text, a comment or a number, or where something new is named.
    Nothing,
    /// The first word of a statement.
    Statement,
    Table,
    Schema,
    Routine,
    Type,
    /// An operand: columns, functions, what stands before one (NOT, CASE).
    Expression,
    /// An operand that begins a condition between the tables of a join.
    JoinCondition,
    /// A column that both sides of a join have: USING ( … ).
    SharedColumn,
    /// A column of the table that is written to: INSERT INTO t ( … ), SET …
    TargetColumn,
    /// Behind a whole operand: AND, FROM, ASC.
    Operator,
    /// Behind a table in a FROM or of an UPDATE: JOIN, WHERE; or the name that it gets here.
    BehindTable,
};

/// The part of a statement that a place is in.
enum class CursorClause : std::uint8_t {
    None,
    Select,
    From,
    On,
    Where,
    GroupBy,
    Having,
    OrderBy,
    Limit,
    Insert,
    Values,
    Set,
    Returning,
    Window,
    /// Of a statement that is neither a query nor a change of rows.
    Other,
};

/// A column of a source that the text itself tells.
struct ScopeColumn {
    /// Empty for all columns of a table.
    std::string name;
    /// That table.
    std::string ofSchema;
    std::string ofTable;

    friend bool operator==(const ScopeColumn&, const ScopeColumn&) = default;
};

/// Something with columns that expressions at the place may name.
struct ScopeSource {
    /// Empty where none is written.
    std::string schema;
    /// Empty for a subquery.
    std::string name;
    /// Empty where it has none.
    std::string alias;
    /// Its columns are what the text tells (a subquery, a CTE, a list behind its alias), not those of a table.
    bool derived = false;
    std::vector<ScopeColumn> columns;
    /// 0 for those of the query itself, more for those of the queries around it.
    std::uint32_t level = 0;

    /// The name by which its columns are qualified.
    [[nodiscard]] const std::string& shownName() const { return alias.empty() ? name : alias; }
    friend bool operator==(const ScopeSource&, const ScopeSource&) = default;
};

/// What stands around a cursor, as far as the text of its statement tells.
/// Names are without quotes; those of PostgreSQL that have none are in small letters.
struct CursorScope {
    /// What an accepted proposal takes the place of.
    /// Unit: bytes of the script.
    TextSpan replaces;
    /// What is typed already, without quotes.
    std::string prefix;
    /// It begins with the quote of a name.
    bool quoted = false;
    /// The names before it with dots between, from the left.
    std::vector<std::string> qualifiers;
    CursorPlace place = CursorPlace::Nothing;
    CursorClause clause = CursorClause::None;
    /// The first word of the query or statement, in capitals.
    std::string verb;
    /// The word right before, in capitals if it is a plain one; empty at the start.
    std::string before;
    /// What columns may be named of, the innermost first and in the order of the text.
    std::vector<ScopeSource> sources;
    /// The common table expressions that a FROM here may name, the innermost first.
    std::vector<ScopeSource> tables;
    /// The table that is written to.
    std::optional<ScopeSource> target;
    /// The source whose join has its condition here, as an index into `sources`.
    std::optional<std::size_t> joined;
    /// The table behind which the cursor stands may get a condition (ON, USING).
    bool awaitsCondition = false;
    /// Names that the list at the cursor has already.
    std::vector<std::string> listed;
    /// What the query calls its results, where it says a name.
    std::vector<std::string> results;
    /// Directly behind an opening bracket, where a subquery may begin.
    bool opensBracket = false;
    /// Inside CASE … END.
    bool inCase = false;
};

/// Reads the statement around a cursor. Works on what is broken or half typed: whatever can not be read is left out.
/// Unit: `cursor` counts bytes of the script, from 0.
/// Limits: of a statement with more than `kMostScopeWords` words, and of queries nested deeper than 64, nothing is told.
[[nodiscard]] CursorScope scopeAt(std::string_view script, std::size_t cursor, Grammar grammar);

inline constexpr std::size_t kMostScopeWords = 200'000;

/// A name as it is written, without its quotes; in small letters where the dialect reads it so.
[[nodiscard]] std::string nameWithoutQuotes(std::string_view written, DialectId dialect);

} // namespace dbv::sql
