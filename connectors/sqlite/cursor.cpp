// SPDX-License-Identifier: Apache-2.0
#include "sqlite/cursor.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <dbv/core/cancel.h>

#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

struct FamilyWord {
    std::string_view word;
    ColumnFamily family;
};
// What people mean by a type comes first, then SQLite's own rules of affinity, in their order.
constexpr std::array kFamilyWords = std::to_array<FamilyWord>({
    {"BOOL", ColumnFamily::Boolean},
    {"JSON", ColumnFamily::Json},
    {"DATE", ColumnFamily::Temporal},
    {"TIME", ColumnFamily::Temporal},
    {"INT", ColumnFamily::Number},
    {"CHAR", ColumnFamily::Text},
    {"CLOB", ColumnFamily::Text},
    {"TEXT", ColumnFamily::Text},
    {"BLOB", ColumnFamily::Binary},
    {"REAL", ColumnFamily::Number},
    {"FLOA", ColumnFamily::Number},
    {"DOUB", ColumnFamily::Number},
    {"NUM", ColumnFamily::Number},
    {"DEC", ColumnFamily::Number},
});

ColumnFamily familyOf(std::string_view type) {
    std::string upper(type);
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
    const auto* const found = std::ranges::find_if(
        kFamilyWords, [&](const FamilyWord& each) { return upper.find(each.word) != std::string::npos; });
    return found == kFamilyWords.end() ? ColumnFamily::Unknown : found->family;
}

std::vector<Column> columnsOf(sqlite3_stmt* statement) {
    std::vector<Column> columns(static_cast<std::size_t>(sqlite3_column_count(statement)));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const char* name = sqlite3_column_name(statement, static_cast<int>(i));
        const char* type = sqlite3_column_decltype(statement, static_cast<int>(i));
        columns[i].name = name == nullptr ? "" : name;
        columns[i].type = type == nullptr ? "" : type;
        columns[i].family = familyOf(columns[i].type);
        columns[i].binary = columns[i].family == ColumnFamily::Binary;
    }
    return columns;
}

} // namespace

SqliteCursor::SqliteCursor(Database& database, Statement statement, std::string command)
    : m_database(database), m_statement(std::move(statement)), m_epoch(database.epoch()) {
    m_outcome.command = std::move(command);
}

SqliteCursor::SqliteCursor(Database& database, std::string command, std::int64_t affectedRows)
    : m_database(database), m_epoch(database.epoch()) {
    m_outcome.command = std::move(command);
    m_outcome.affectedRows = affectedRows;
}

Result<void> SqliteCursor::start() {
    if (m_statement == nullptr) {
        return {};
    }
    const Result<void> stepped = step();
    if (stepped && m_columns.empty()) {
        m_columns = columnsOf(m_statement.get());
    }
    return stepped;
}

Result<void> SqliteCursor::step() {
    const bool transactionWasOpen = m_database.inTransaction();
    const int code = m_database.canceller()->requested() ? SQLITE_INTERRUPT : sqlite3_step(m_statement.get());
    m_onRow = code == SQLITE_ROW;
    if (m_onRow) {
        return {};
    }
    if (code == SQLITE_DONE) {
        finish();
        return {};
    }
    const Error error = m_database.failure(code, transactionWasOpen);
    m_statement.reset();
    return std::unexpected(error);
}

void SqliteCursor::finish() {
    if (m_columns.empty()) {
        m_columns = columnsOf(m_statement.get());
    }
    noteChanges();
    m_statement.reset();
}

void SqliteCursor::noteChanges() {
    if (countsChanges(m_outcome.command) && sqlite3_stmt_isexplain(m_statement.get()) == 0) {
        m_outcome.affectedRows = sqlite3_changes64(m_database.handle());
    }
}

Result<void> SqliteCursor::end() {
    if (!std::exchange(m_onRow, false) || m_epoch != m_database.epoch()) {
        return {};
    }
    // All changes were made before the first row that they return; outside of a transaction they are committed here.
    const bool transactionWasOpen = m_database.inTransaction();
    if (const int code = sqlite3_reset(m_statement.get()); code != SQLITE_OK) {
        return std::unexpected(m_database.failure(code, transactionWasOpen));
    }
    noteChanges();
    return {};
}

Result<bool> SqliteCursor::fetch(RowBatchBuilder& rows) {
    if (m_statement != nullptr && m_epoch != m_database.epoch()) {
        m_statement.reset();
        m_onRow = false;
        return std::unexpected(cancelledError());
    }
    while (m_onRow) {
        if (rows.full()) {
            return true;
        }
        if (std::exchange(m_handedOut, false)) {
            if (const Result<void> stepped = step(); !stepped) {
                return std::unexpected(stepped.error());
            }
            continue;
        }
        if (const Result<void> added = addRow(rows); !added) {
            return std::unexpected(added.error());
        }
        m_handedOut = true;
    }
    return false;
}

Result<void> SqliteCursor::addRow(RowBatchBuilder& rows) {
    sqlite3_stmt* statement = m_statement.get();
    const int count = static_cast<int>(m_columns.size());
    rows.beginRow();
    for (int i = 0; i < count; ++i) {
        // The unprotected value is read by this thread alone, and spares two checks a cell.
        sqlite3_value* value = sqlite3_column_value(statement, i);
        switch (sqlite3_value_type(value)) {
        case SQLITE_NULL: rows.addNull(); continue;
        case SQLITE_INTEGER: rows.addInteger(sqlite3_value_int64(value)); continue;
        case SQLITE_FLOAT: rows.addReal(sqlite3_value_double(value)); continue;
        default: break;
        }
        if (const Result<void> added = addLong(rows, value); !added) {
            rows.dropRow();
            return added;
        }
    }
    return {};
}

Result<void> SqliteCursor::addLong(RowBatchBuilder& rows, sqlite3_value* value) const {
    const bool text = sqlite3_value_type(value) == SQLITE_TEXT;
    const void* bytes = text ? sqlite3_value_text(value) : sqlite3_value_blob(value);
    // Fetching the bytes may convert from UTF-16, so their number is asked for behind it.
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    if (bytes == nullptr && (text || size != 0)) {
        return std::unexpected(m_database.failure(SQLITE_NOMEM, m_database.inTransaction()));
    }
    const std::string_view view =
        bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), size);
    return text ? rows.addText(view) : rows.addBytes(view);
}

} // namespace dbv::sqlite
