// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <dbv/core/result.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// The rows of one statement about many tables, read alongside the list of these tables: both are ordered by the
/// table's rowid in sqlite_schema, which stands in column 0.
class TableRows {
public:
    /// Errors: as Database::prepare.
    [[nodiscard]] Result<void> open(Database& database, const std::string& sql, std::optional<std::int64_t> only);
    /// Goes on to the next row of this table; false when there is none.
    [[nodiscard]] Result<bool> next(std::int64_t table);
    /// Goes on to the next row of any table.
    [[nodiscard]] Result<bool> nextTable();
    [[nodiscard]] sqlite3_stmt* row() const { return m_statement.get(); }

private:
    Database* m_database = nullptr;
    Statement m_statement;
    bool m_onRow = false;
    bool m_taken = true;
};

} // namespace dbv::sqlite
