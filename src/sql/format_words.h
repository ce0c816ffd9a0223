// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace dbv::sql {

/// The words that decide about the layout of a statement, sorted as `kFormatWords` is.
// clang-format off: one a line says no more.
enum class FormatWord : std::uint8_t {
    None, All, Alter, And, As, Asc, Before, Begin, Between, By, Case, Conflict, Create, Cross, Delete, Desc, Distinct, Do,
    Duplicate, Else, End, Event, Except, Exists, Explain, Fetch, Filter, First, For, Foreign, From, Full, Function, Grant, Group,
    Groups, Having, If, In, Inner, Insert, Intersect, Into, Is, Join, Key, Lateral, Left, Like, Limit, Matched, Merge, Minus,
    Natural, Next, No, Not, Nulls, Offset, On, Or, Order, Outer, Over, Package, Partition, Primary, Procedure, Range, Recursive,
    Replace, Returning, Revoke, Right, Rows, Rule, Select, Set, Share, StraightJoin, Table, Then, Trigger, Union, Update,
    Using, Values, View, When, Where, Window, With, Xor,
};
inline constexpr std::array<std::string_view, 93> kFormatWords = {
    "", "ALL", "ALTER", "AND", "AS", "ASC", "BEFORE", "BEGIN", "BETWEEN", "BY", "CASE", "CONFLICT", "CREATE", "CROSS", "DELETE",
    "DESC", "DISTINCT", "DO", "DUPLICATE", "ELSE", "END", "EVENT", "EXCEPT", "EXISTS", "EXPLAIN", "FETCH", "FILTER", "FIRST",
    "FOR", "FOREIGN", "FROM", "FULL", "FUNCTION", "GRANT", "GROUP", "GROUPS", "HAVING", "IF", "IN", "INNER", "INSERT",
    "INTERSECT", "INTO", "IS", "JOIN", "KEY", "LATERAL", "LEFT", "LIKE", "LIMIT", "MATCHED", "MERGE", "MINUS", "NATURAL",
    "NEXT", "NO", "NOT", "NULLS", "OFFSET", "ON", "OR", "ORDER", "OUTER", "OVER", "PACKAGE", "PARTITION", "PRIMARY",
    "PROCEDURE", "RANGE", "RECURSIVE", "REPLACE", "RETURNING", "REVOKE", "RIGHT", "ROWS", "RULE", "SELECT", "SET", "SHARE",
    "STRAIGHT_JOIN", "TABLE", "THEN", "TRIGGER", "UNION", "UPDATE", "USING", "VALUES", "VIEW", "WHEN", "WHERE", "WINDOW",
    "WITH", "XOR",
};
// clang-format on
static_assert(std::ranges::is_sorted(kFormatWords));
static_assert(kFormatWords.size() == static_cast<std::size_t>(FormatWord::Xor) + 1);

/// The word, in any case of its letters; None for all others.
[[nodiscard]] FormatWord formatWordOf(std::string_view text);

} // namespace dbv::sql
