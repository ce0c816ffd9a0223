// SPDX-License-Identifier: Apache-2.0
#include "sqlite/table_rows.h"

#include <utility>

namespace dbv::sqlite {

Result<void> TableRows::open(Database& database, const std::string& sql, std::optional<std::int64_t> only) {
    m_database = &database;
    Result<Statement> statement = database.prepare(sql);
    if (!statement) {
        return std::unexpected(statement.error());
    }
    m_statement = std::move(*statement);
    if (only) {
        sqlite3_bind_int64(m_statement.get(), 1, *only);
    }
    m_onRow = true;
    m_taken = true;
    return {};
}

Result<bool> TableRows::nextTable() {
    if (m_onRow) {
        const Result<bool> stepped = m_database->step(m_statement);
        if (!stepped) {
            return stepped;
        }
        m_onRow = *stepped;
    }
    return m_onRow;
}

Result<bool> TableRows::next(std::int64_t table) {
    if (m_taken) {
        if (const Result<bool> stepped = nextTable(); !stepped) {
            return stepped;
        }
    }
    m_taken = m_onRow && sqlite3_column_int64(m_statement.get(), 0) == table;
    return m_taken;
}

} // namespace dbv::sqlite
