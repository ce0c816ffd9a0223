// SPDX-License-Identifier: Apache-2.0
#include "sqlite/repeated_inserts.h"

#include <algorithm>
#include <utility>

namespace dbv::sqlite {

namespace {

/// So many kinds of rows in turn.
constexpr std::size_t kMostKept = 8;

int bindOne(sqlite3_stmt* statement, int index, const InsertShape::Value& value) {
    switch (value.kind) {
    case InsertShape::Kind::Null: break;
    case InsertShape::Kind::Integer: return sqlite3_bind_int64(statement, index, value.number);
    case InsertShape::Kind::Real:
    case InsertShape::Kind::Text:
        return sqlite3_bind_text64(statement, index, value.bytes.data(), value.bytes.size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    case InsertShape::Kind::Blob:
        // An empty one is no NULL, so it must not be a null pointer.
        return sqlite3_bind_blob64(statement, index, value.bytes.empty() ? "" : value.bytes.data(), value.bytes.size(),
                                   SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, index);
}

} // namespace

sqlite3_stmt* RepeatedInserts::compiled() {
    const auto found = std::ranges::find(m_kept, m_shape.text(), &Kept::text);
    if (found == m_kept.end()) {
        if (m_kept.size() == kMostKept) {
            m_kept.erase(m_kept.begin());
        }
        m_kept.push_back({m_shape.text(), nullptr});
        return nullptr;
    }
    if (found->statement == nullptr) {
        // What is wrong with it is said of the text as it was given.
        Result<Statement> statement = m_database.prepare(found->text);
        if (!statement || sqlite3_column_count(statement->get()) != 0) {
            return nullptr;
        }
        found->statement = std::move(*statement);
    }
    std::rotate(found, found + 1, m_kept.end());
    return m_kept.back().statement.get();
}

bool RepeatedInserts::bind(sqlite3_stmt* statement) const {
    const std::vector<InsertShape::Value>& values = m_shape.values();
    if (std::cmp_not_equal(sqlite3_bind_parameter_count(statement), values.size())) {
        return false;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (bindOne(statement, static_cast<int>(i) + 1, values[i]) != SQLITE_OK) {
            return false;
        }
    }
    return true;
}

std::optional<Result<std::int64_t>> RepeatedInserts::run(std::string_view sql) {
    if (!m_shape.read(sql)) {
        forget();
        return std::nullopt;
    }
    sqlite3_stmt* const statement = compiled();
    if (statement == nullptr) {
        return std::nullopt;
    }
    if (!bind(statement)) {
        forget();
        return std::nullopt;
    }
    const bool transactionWasOpen = m_database.inTransaction();
    const int code = m_database.canceller()->requested() ? SQLITE_INTERRUPT : sqlite3_step(statement);
    if (code != SQLITE_DONE) {
        Error error = m_database.failure(code, transactionWasOpen);
        forget();
        return std::unexpected(std::move(error));
    }
    const std::int64_t rows = sqlite3_changes64(m_database.handle());
    // By the next time its values are gone.
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return rows;
}

} // namespace dbv::sqlite
