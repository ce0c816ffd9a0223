// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QString>
#include <QVariantList>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>

#include <dbv/core/result.h>

class QSqlQuery;

namespace dbv::store {

/// One open SQLite file, or one in memory. Its errors name the file.
///
/// Thread: one at a time; may be destroyed by another one than it was used by, after that one was joined.
/// Blocks: every call, on the disk, and for some seconds on other processes.
/// Errors: Busy (another process writes), IoError (disk, permissions, a broken file), Unsupported (no SQLite driver),
/// Internal; `nativeCode` is SQLite's primary result code.
class SqlConnection {
public:
    /// In place of a path: a database that is gone with its connection.
    static constexpr const char* kInMemory = ":memory:";

    /// Opens or makes the file. `shownAs` is what messages call it.
    [[nodiscard]] static Result<std::unique_ptr<SqlConnection>> open(const QString& file, std::string shownAs);

    SqlConnection(const SqlConnection&) = delete;
    SqlConnection& operator=(const SqlConnection&) = delete;
    ~SqlConnection();

    /// Runs one statement; the answer is how many rows it changed.
    [[nodiscard]] Result<std::int64_t> run(const QString& sql, const QVariantList& values = {});
    /// All rows of one query.
    [[nodiscard]] Result<std::vector<QVariantList>> rows(const QString& sql, const QVariantList& values = {});
    /// The first value of the first row; Errors: also Internal, when there is no row.
    [[nodiscard]] Result<QVariant> value(const QString& sql, const QVariantList& values = {});

    [[nodiscard]] const std::string& shownAs() const { return m_shownAs; }

private:
    explicit SqlConnection(std::string shownAs);
    [[nodiscard]] static bool start(QSqlQuery& query, const QString& sql, const QVariantList& values);
    [[nodiscard]] std::unexpected<Error> failed(const QSqlError& error) const;

    std::string m_shownAs;
    /// The registry of Qt knows the connection by this name.
    QString m_name;
    QSqlDatabase m_database;
};

/// True when a connection failed because the content of its file is broken.
[[nodiscard]] bool isBrokenFile(const Error& error);

/// Several statements that happen together or not at all. Without `commit` they did not happen.
class Transaction {
public:
    /// Waits for other writers now and not at the first write, so that nothing read in it is stale when it writes.
    [[nodiscard]] static Result<Transaction> begin(SqlConnection& connection);

    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction(Transaction&& other) noexcept : m_connection(std::exchange(other.m_connection, nullptr)) {}
    Transaction& operator=(Transaction&& other) = delete;
    ~Transaction();

    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(SqlConnection& connection) : m_connection(&connection) {}

    SqlConnection* m_connection;
};

} // namespace dbv::store
