// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/cursor.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// One statement while it runs. Values keep the type that each has by itself, whatever their column declares.
///
/// Limits: SQLite itself holds the current row's values in memory, one copy; a large one goes from there to the store.
class SqliteCursor : public Cursor {
public:
    SqliteCursor(Database& database, Statement statement, std::string command);
    /// Of a statement without rows that has run.
    SqliteCursor(Database& database, std::string command, std::int64_t affectedRows);

    /// Makes the first step. SQLite may compile a statement anew in it, so the columns are read behind it.
    [[nodiscard]] Result<void> start();

    [[nodiscard]] const std::vector<Column>& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> fetch(RowBatchBuilder& rows) override;
    [[nodiscard]] Result<void> end() override;
    [[nodiscard]] StatementOutcome outcome() const override { return m_outcome; }
    [[nodiscard]] std::vector<Notice> takeNotices() override { return std::exchange(m_notices, {}); }
    void addNotice(Notice notice) { m_notices.push_back(std::move(notice)); }

private:
    [[nodiscard]] Result<void> step();
    [[nodiscard]] Result<void> addRow(RowBatchBuilder& rows);
    [[nodiscard]] Result<void> addLong(RowBatchBuilder& rows, sqlite3_value* value) const;
    void finish();
    void noteChanges();

    Database& m_database;
    Statement m_statement;
    std::vector<Column> m_columns;
    StatementOutcome m_outcome;
    std::vector<Notice> m_notices;
    std::uint64_t m_epoch;
    /// The statement stands on a row that was not handed out yet.
    bool m_onRow = false;
    /// The row it stands on was handed out, and the next step was not made yet: it may take long.
    bool m_handedOut = false;
};

} // namespace dbv::sqlite
