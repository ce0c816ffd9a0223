// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>
#include <dbv/core/statement_class.h>

namespace dbv::sql {

/// The rows that an UPDATE or DELETE of one table would change, as a query.
struct RowSelection {
    RowChange change = RowChange::None;
    /// The table's name as it is written.
    std::string table;
    /// What stands for the table in the statement: its other name, or its own.
    std::string row;
    /// The table and its other name as they are written, with what only chooses an index.
    std::string source;
    /// All columns of these rows as they are before. Without an end mark.
    std::string query;
    /// The parts of `query` around its list of columns: what stands before SELECT, and all behind the list.
    std::string head;
    std::string tail;
    /// The statement says itself how many rows it changes at most.
    bool limited = false;

    friend bool operator==(const RowSelection&, const RowSelection&) = default;
};

/// Nothing for other statements, and for those whose rows no query finds without doing something else as well: with parameters,
/// with a CTE that changes rows, of several tables at once, at a cursor, or with more than one way to be read.
[[nodiscard]] std::optional<RowSelection> selectionOf(std::string_view statement, Grammar grammar);

/// The table of an INSERT that adds rows and does nothing else to those that are there, as it is written; nothing for other
/// statements, and for one with more than one way to be read.
[[nodiscard]] std::optional<std::string> insertedTable(std::string_view statement, Grammar grammar);

} // namespace dbv::sql
