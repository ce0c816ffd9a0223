// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <dbv/connector/dialect.h>
#include <dbv/core/statement_class.h>

#include "sql/kept_table.h"

/// Statements that put back what a change has changed.
namespace dbv::sql {

/// One row before and after a change; nothing where it was not there.
struct ChangedRow {
    std::optional<KeptRow> before;
    std::optional<KeptRow> after;

    friend bool operator==(const ChangedRow&, const ChangedRow&) = default;
};

/// A value in SQL, as `KeptColumn::read` has read it.
[[nodiscard]] std::string keptLiteral(const KeptValue& value, DialectId dialect);
/// What reads a column whose values are kept; `row` stands for its table, and may be empty.
[[nodiscard]] std::string readOf(const KeptColumn& column, const std::string& row, DialectId dialect);
/// The same of all columns, with commas between.
[[nodiscard]] std::string readsOf(const KeptTable& table, const std::string& row, DialectId dialect);
/// The condition that holds for the rows with one of these keys.
/// Shape: each key as long as the table's; no value of it is NULL.
[[nodiscard]] std::string keyCondition(const KeptTable& table, std::span<const KeptRow> keys, DialectId dialect);
/// A row's key.
[[nodiscard]] KeptRow keyOf(const KeptTable& table, const KeptRow& row);

/// A statement, and how many rows it changes where nobody has changed them since.
struct UndoStatement {
    std::string sql;
    std::size_t rows = 0;
};

/// What puts rows back: an INSERT for those that are gone, an UPDATE by key for each that was changed, a DELETE by key for each
/// that was new. Rows that somebody has changed since are left alone by the statements themselves.
[[nodiscard]] std::vector<UndoStatement> undoStatements(const KeptTable& table, std::span<const ChangedRow> rows,
                                                        DialectId dialect);

} // namespace dbv::sql
