// SPDX-License-Identifier: Apache-2.0
// The SQLite connector against a bare loop of SQLite calls over the same data, in one run.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <QtCore/QTemporaryDir>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "sqlite/connector.h"

namespace dbv::sqlite {

namespace {

constexpr int kRows = 200'000;
constexpr int kTables = 20'000;

class BenchStore : public LargeValueStore {
public:
    [[nodiscard]] Result<std::uint64_t> store(std::string_view bytes) override { return bytes.size(); }
};

void execute(const std::string& file, const std::string& sql) {
    sqlite3* handle = nullptr;
    if (sqlite3_open(file.c_str(), &handle) != SQLITE_OK ||
        sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        std::abort();
    }
    sqlite3_close(handle);
}

std::string makeMixedRows(const QTemporaryDir& folder) {
    std::string file = folder.filePath(QStringLiteral("rows.db")).toStdString();
    std::string columns = "i";
    for (int column = 0; column < 5; ++column) {
        const std::string n = std::to_string(column);
        columns += ", i * 7919 + " + n + " AS w" + n + ", i / 3.0 AS r" + n + ", 'text number ' || i AS s" + n +
                   ", CASE WHEN i % 3 THEN substr(hex(i) || 'abcdefghijklmnopqrstuvwxyz0123456789', 1, 40) END AS l" +
                   n;
    }
    execute(file,
            "PRAGMA journal_mode = OFF; CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
            "FROM n WHERE i < " +
                std::to_string(kRows) + ") SELECT " + columns + " FROM n");
    return file;
}

std::string makeManyTables(const QTemporaryDir& folder) {
    std::string file = folder.filePath(QStringLiteral("tables.db")).toStdString();
    std::string sql = "PRAGMA journal_mode = OFF; BEGIN;";
    for (int i = 0; i < kTables; ++i) {
        sql +=
            "CREATE TABLE table_" + std::to_string(i) +
            " (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b REAL, c INTEGER DEFAULT 0, d TEXT, e BLOB, f NUMERIC, g TEXT,"
            " h TEXT UNIQUE, i INTEGER REFERENCES table_0 (id));";
    }
    execute(file, sql + "COMMIT");
    return file;
}

const std::string& fileOf(std::string (*make)(const QTemporaryDir&), std::string& cache) {
    static const QTemporaryDir kFolder;
    if (cache.empty()) {
        cache = make(kFolder);
    }
    return cache;
}

const std::string& mixedRows() {
    static std::string file;
    return fileOf(&makeMixedRows, file);
}

const std::string& manyTables() {
    static std::string file;
    return fileOf(&makeManyTables, file);
}

std::unique_ptr<Session> openSession(const std::string& file) {
    ConnectParams params;
    params.database = file;
    SqliteConnector connector;
    auto session = openSession(connector, params, {});
    if (!session) {
        std::abort();
    }
    return std::move(*session);
}

std::int64_t readNatively(sqlite3_stmt* statement) {
    std::int64_t sum = 0;
    const int columns = sqlite3_column_count(statement);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        for (int i = 0; i < columns; ++i) {
            switch (sqlite3_column_type(statement, i)) {
            case SQLITE_INTEGER: sum += sqlite3_column_int64(statement, i); break;
            case SQLITE_FLOAT: sum += sqlite3_column_double(statement, i) > 0 ? 1 : 0; break;
            case SQLITE_TEXT: sum += sqlite3_column_text(statement, i)[0] + sqlite3_column_bytes(statement, i); break;
            case SQLITE_BLOB: sum += sqlite3_column_bytes(statement, i); break;
            default: break;
            }
        }
    }
    return sum;
}

void runNatively(benchmark::State& state, const std::string& file, const std::vector<std::string>& statements) {
    for (auto _ : state) {
        sqlite3* handle = nullptr;
        sqlite3_open_v2(file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
        for (const std::string& sql : statements) {
            sqlite3_stmt* statement = nullptr;
            sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr);
            benchmark::DoNotOptimize(readNatively(statement));
            sqlite3_finalize(statement);
        }
        sqlite3_close(handle);
    }
}

void bareRows(benchmark::State& state) {
    runNatively(state, mixedRows(), {"SELECT * FROM t"});
}

void connectorRows(benchmark::State& state) {
    for (auto _ : state) {
        const auto session = openSession(mixedRows());
        auto cursor = session->execute({"SELECT * FROM t", {}, {}});
        BenchStore store;
        RowBatchBuilder rows((*cursor)->columns().size(), {}, store);
        for (bool more = true; more;) {
            more = (*cursor)->fetch(rows).value();
            benchmark::DoNotOptimize(rows.take());
        }
    }
}

void bareSchemaParse(benchmark::State& state) {
    runNatively(state, manyTables(), {"SELECT count(*) FROM sqlite_schema"});
}

void connectorObjects(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(openSession(manyTables())->catalog().objects("main", ObjectScope::All));
    }
}

void barePragmas(benchmark::State& state) {
    const std::string list = "SELECT m.name, x.* FROM sqlite_schema m CROSS JOIN ";
    runNatively(state, manyTables(),
                {list + "pragma_table_xinfo(m.name) x WHERE m.type = 'table'",
                 list + "pragma_index_list(m.name) x CROSS JOIN pragma_index_xinfo(x.name) WHERE m.type = 'table'",
                 list + "pragma_foreign_key_list(m.name) x WHERE m.type = 'table'"});
}

void connectorDescribeAll(benchmark::State& state) {
    for (auto _ : state) {
        std::size_t columns = 0;
        const auto done = openSession(manyTables())->catalog().describeAll("main", [&](const ObjectDescription& each) {
            columns += each.columns.size();
            return true;
        });
        if (!done || columns != std::size_t{10} * kTables) {
            state.SkipWithError("the catalogue is not whole");
        }
    }
}

BENCHMARK(bareRows)->Unit(benchmark::kMillisecond);
BENCHMARK(connectorRows)->Unit(benchmark::kMillisecond);
BENCHMARK(bareSchemaParse)->Unit(benchmark::kMillisecond);
BENCHMARK(connectorObjects)->Unit(benchmark::kMillisecond);
BENCHMARK(barePragmas)->Unit(benchmark::kMillisecond);
BENCHMARK(connectorDescribeAll)->Unit(benchmark::kMillisecond);

} // namespace

} // namespace dbv::sqlite

BENCHMARK_MAIN();
