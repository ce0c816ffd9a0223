// SPDX-License-Identifier: Apache-2.0
#include "bench/mixed_rows.h"

#include <filesystem>

#include "bench/measurement.h"

namespace dbv::bench {

namespace {

void execute(const std::string& path, const std::string& sql) {
    const Database database = openSqlite(path);
    if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        giveUp(path + ": " + sqlite3_errmsg(database.get()));
    }
}

std::uint64_t readValue(sqlite3_stmt* row, int column) {
    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER: return static_cast<std::uint64_t>(sqlite3_column_int64(row, column));
    case SQLITE_FLOAT: return sqlite3_column_double(row, column) > 0 ? 1 : 0;
    case SQLITE_TEXT: {
        const std::uint64_t first = *sqlite3_column_text(row, column);
        return first + static_cast<std::uint64_t>(sqlite3_column_bytes(row, column));
    }
    case SQLITE_BLOB: {
        const std::uint64_t first = *static_cast<const unsigned char*>(sqlite3_column_blob(row, column));
        return first + static_cast<std::uint64_t>(sqlite3_column_bytes(row, column));
    }
    default: return 0;
    }
}

} // namespace

Database openSqlite(const std::string& path) {
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(raw, &sqlite3_close);
    if (code != SQLITE_OK) {
        giveUp(path + ": " + sqlite3_errmsg(raw));
    }
    return database;
}

Statement prepareSqlite(const Database& database, std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(database.get(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr) != SQLITE_OK) {
        giveUp(sqlite3_errmsg(database.get()));
    }
    return {raw, &sqlite3_finalize};
}

void makeMixedRows(const std::string& path, std::uint64_t rows) {
    if (std::filesystem::exists(path)) {
        return;
    }
    execute(
        path,
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b INT, big INT, r1 REAL, r2 REAL, flag INT, day TEXT, at TEXT,"
        " name TEXT, mail TEXT, city TEXT, note TEXT, json TEXT, hash BLOB, uuid TEXT, some TEXT, code TEXT, c INT,"
        " body TEXT);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(rows) +
            ") INSERT INTO t SELECT i, i * 7919 % 1000, i * 31 % 100000, i * 7310000000057, i / 7.0, i * 0.37 - 9, i % "
            "2,"
            " date('2001-01-01', (i % 9000) || ' days'),"
            " '2024-03-0' || (i % 9 + 1) || ' 12:34:56.' || (100000 + i % 899999),"
            " 'Name of person ' || i, 'person' || i || '@mail.example.org', 'City ' || (i % 400),"
            " CASE WHEN i % 3 THEN 'a note that says a few words about row ' || i END,"
            " '{\"id\":' || i || ',\"tags\":[\"red\",\"green\"],\"ok\":true,\"price\":' || (i % 997) || '}',"
            " CAST(printf('%032x', i * 99991) AS BLOB), printf('%08x-1234-4abc-9def-%012x', i, i * 13),"
            " CASE WHEN i % 5 = 0 THEN 'present' END, printf('C%07d', i), -i,"
            " 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et "
            "dolore' || substr(' magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi "
            "ut aliquip', 1, 20 + i % 80) FROM n;");
}

void makeManyTables(const std::string& path) {
    if (std::filesystem::exists(path)) {
        return;
    }
    std::string sql = "PRAGMA journal_mode=OFF; BEGIN;";
    for (int i = 0; i < kManyTables; ++i) {
        sql +=
            "CREATE TABLE table_" + std::to_string(i) +
            " (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b REAL, c INTEGER DEFAULT 0, d TEXT, e BLOB, f NUMERIC, g TEXT,"
            " h TEXT UNIQUE, i INTEGER REFERENCES table_0 (id));";
    }
    execute(path, sql + "COMMIT");
}

std::uint64_t readNatively(const Database& database, std::string_view sql) {
    const Statement statement = prepareSqlite(database, sql);
    const int columns = sqlite3_column_count(statement.get());
    std::uint64_t sum = 0;
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        for (int i = 0; i < columns; ++i) {
            sum += readValue(statement.get(), i);
        }
    }
    return sum;
}

} // namespace dbv::bench
