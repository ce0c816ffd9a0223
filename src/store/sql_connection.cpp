// SPDX-License-Identifier: Apache-2.0
#include "store/sql_connection.h"

#include <cstdint>
#include <mutex>
#include <utility>

#include <sqlite3.h>

#include <QFileInfo>
#include <QStorageInfo>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlRecord>

namespace dbv::store {

namespace {

// SQLite's primary result codes, as far as something different follows from them.
constexpr std::int64_t kBusy = 5;
constexpr std::int64_t kLocked = 6;
constexpr std::int64_t kReadOnly = 8;
constexpr std::int64_t kDiskFailed = 10;
constexpr std::int64_t kCorrupt = 11;
constexpr std::int64_t kDiskFull = 13;
constexpr std::int64_t kCanNotOpen = 14;
constexpr std::int64_t kNotADatabase = 26;

/// With less than that a disk is as good as full: what readers share is made in one piece. Unit: bytes.
constexpr qint64 kLeastRoom = qint64{64} * 1024;

struct Meaning {
    ErrorKind kind;
    const char* hint;
};

Meaning meaningOf(std::int64_t code) {
    switch (code) {
    case kBusy:
    case kLocked: return {ErrorKind::Busy, "Another running program writes to it. Try again."};
    case kReadOnly:
    case kCanNotOpen:
        return {ErrorKind::IoError, "Make the file and its folder writable, or choose another folder with --data-dir."};
    case kDiskFailed: return {ErrorKind::IoError, "Check the disk that holds it."};
    case kDiskFull: return {ErrorKind::IoError, "Free some space on its disk."};
    case kCorrupt:
    case kNotADatabase:
        return {ErrorKind::IoError, "Start the program again: it keeps the broken file and begins a new one."};
    default: return {ErrorKind::Internal, "Please report this."};
    }
}

/// SQLite keeps count of its memory for whoever asks, which nobody does here: under one lock for all threads, at each
/// allocation, a fifth of the time of a small statement. It can be told so before its first use only, and where Qt's driver carries
/// a SQLite of its own, this is about that of the connector.
void countNoMemory() {
    static std::once_flag once;
    std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

} // namespace

bool isBrokenFile(const Error& error) {
    return error.nativeCode == kCorrupt || error.nativeCode == kNotADatabase;
}

SqlConnection::SqlConnection(std::string shownAs)
    : m_shownAs(std::move(shownAs)),
      m_name(QStringLiteral("dbvis-store-%1").arg(reinterpret_cast<std::uintptr_t>(this), 0, 16)) {}

SqlConnection::~SqlConnection() {
    m_database.close();
    // The registry warns about, and keeps alive, a connection that somebody still holds.
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const QString& file, std::string shownAs) {
    countNoMemory();
    std::unique_ptr<SqlConnection> connection(new SqlConnection(std::move(shownAs)));
    connection->m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection->m_name);
    if (!connection->m_database.isValid()) {
        return fail(ErrorKind::Unsupported, "Qt's driver for SQLite is missing, so nothing can be kept between runs.",
                    "Install Qt's SQLite plugin (Debian: libqt6sql6-sqlite).");
    }
    connection->m_database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000;QSQLITE_OPEN_URI"));
    connection->m_database.setDatabaseName(file);
    if (!connection->m_database.open()) {
        return connection->failed(connection->m_database.lastError());
    }
    return connection;
}

bool SqlConnection::start(QSqlQuery& query, const QString& sql, const QVariantList& values) {
    query.setForwardOnly(true);
    if (!query.prepare(sql)) {
        return false;
    }
    for (const QVariant& value : values) {
        query.addBindValue(value);
    }
    return query.exec();
}

Result<std::int64_t> SqlConnection::run(const QString& sql, const QVariantList& values) {
    QSqlQuery query(m_database);
    if (!start(query, sql, values)) {
        return failed(query.lastError());
    }
    return query.numRowsAffected();
}

Result<std::vector<QVariantList>> SqlConnection::rows(const QString& sql, const QVariantList& values) {
    QSqlQuery query(m_database);
    if (!start(query, sql, values)) {
        return failed(query.lastError());
    }
    std::vector<QVariantList> rows;
    const int columns = query.record().count();
    while (query.next()) {
        QVariantList row;
        for (int i = 0; i < columns; ++i) {
            row.append(query.value(i));
        }
        rows.push_back(std::move(row));
    }
    if (query.lastError().isValid()) {
        return failed(query.lastError());
    }
    return rows;
}

Result<QVariant> SqlConnection::value(const QString& sql, const QVariantList& values) {
    Result<std::vector<QVariantList>> found = rows(sql, values);
    if (!found) {
        return std::unexpected(std::move(found.error()));
    }
    if (found->empty() || found->front().isEmpty()) {
        return fail(ErrorKind::Internal,
                    "The state file " + m_shownAs + " has no answer to: " + sql.toStdString() + ".",
                    "Please report this.");
    }
    return found->front().front();
}

std::unexpected<Error> SqlConnection::failed(const QSqlError& error) const {
    // The upper bits refine the primary code.
    std::int64_t code = error.nativeErrorCode().toLongLong() & 0xff;
    // Where the memory that readers share finds no room on the disk, SQLite tells of a failure and not of why.
    const QStorageInfo disk(QFileInfo(m_database.databaseName()).absolutePath());
    if (code == kDiskFailed && disk.isValid() && disk.bytesAvailable() < kLeastRoom) {
        code = kDiskFull;
    }
    const Meaning meaning = meaningOf(code);
    const std::string why = code == kDiskFull ? std::string("its disk is full") : error.databaseText().toStdString();
    Error failure = makeError(meaning.kind, "The state file " + m_shownAs + " failed: " + why + ".", meaning.hint,
                              Damage::Statement);
    failure.detail = error.driverText().toStdString();
    failure.nativeCode = code;
    return std::unexpected(std::move(failure));
}

Result<Transaction> Transaction::begin(SqlConnection& connection) {
    if (Result<std::int64_t> begun = connection.run(QStringLiteral("BEGIN IMMEDIATE")); !begun) {
        return std::unexpected(std::move(begun.error()));
    }
    return Transaction(connection);
}

Transaction::~Transaction() {
    if (m_connection != nullptr) {
        // SQLite has rolled back by itself after some errors; then there is nothing left to do.
        [[maybe_unused]] const Result<std::int64_t> done = m_connection->run(QStringLiteral("ROLLBACK"));
    }
}

Result<void> Transaction::commit() {
    if (Result<std::int64_t> committed = m_connection->run(QStringLiteral("COMMIT")); !committed) {
        return std::unexpected(std::move(committed.error()));
    }
    m_connection = nullptr;
    return {};
}

} // namespace dbv::store
