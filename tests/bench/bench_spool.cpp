// SPDX-License-Identifier: Apache-2.0
// Keeping a result against only reading it: a million rows of twenty mixed columns, about 530 MB, from SQLite.
//
//   bench_spool [rounds] [rows]
//
// Both run in turn in one process, so that whatever the machine does besides hits both. `keep` may be at most 1.4 times
// `read`; the peak is of resident memory above what the process had before.
#include <QtCore/QTemporaryDir>

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <dbv/data/row_batch_builder.h>

#include "results/result_spool.h"

namespace dbv::results {

namespace {

constexpr std::uint64_t kBenchMebi = std::uint64_t{1} << 20U;
constexpr int kBenchColumns = 20;

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

[[noreturn]] void giveUp(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

[[nodiscard]] Database open(const std::string& path) {
    sqlite3* raw = nullptr;
    // Without the library's own locks, which cost a sixth of the loop: a connection is used by one thread at a time.
    const int code =
        sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(raw, &sqlite3_close);
    if (code != SQLITE_OK) {
        giveUp(sqlite3_errmsg(raw));
    }
    return database;
}

/// Integers small and large, reals, short and long texts, dates, a blob, and NULLs; the same at every run.
void fill(const std::string& path, long rows) {
    const Database database = open(path);
    const std::string sql =
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b INT, big INT, r1 REAL, r2 REAL, flag INT, day TEXT, at TEXT,"
        " name TEXT, mail TEXT, city TEXT, note TEXT, json TEXT, hash BLOB, uuid TEXT, some TEXT, code TEXT, c INT,"
        " body TEXT);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(rows) +
        ") INSERT INTO t SELECT i, i * 7919 % 1000, i * 31 % 100000, i * 7310000000057, i / 7.0, i * 0.37 - 9, i % 2,"
        " date('2001-01-01', (i % 9000) || ' days'), '2024-03-0' || (i % 9 + 1) || ' 12:34:56.' || (100000 + i % "
        "899999),"
        " 'Name of person ' || i, 'person' || i || '@mail.example.org', 'City ' || (i % 400),"
        " CASE WHEN i % 3 THEN 'a note that says a few words about row ' || i END,"
        " '{\"id\":' || i || ',\"tags\":[\"red\",\"green\"],\"ok\":true,\"price\":' || (i % 997) || '}',"
        " CAST(printf('%032x', i * 99991) AS BLOB), printf('%08x-1234-4abc-9def-%012x', i, i * 13),"
        " CASE WHEN i % 5 = 0 THEN 'present' END, printf('C%07d', i), -i,"
        " 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et "
        "dolore'"
        " || substr(' magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut "
        "aliquip', 1,"
        " 20 + i % 80) FROM n;";
    char* message = nullptr;
    if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
        giveUp(message);
    }
}

[[nodiscard]] Statement prepare(const Database& database) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(database.get(), "SELECT * FROM t", -1, &raw, nullptr) != SQLITE_OK) {
        giveUp(sqlite3_errmsg(database.get()));
    }
    return {raw, &sqlite3_finalize};
}

/// The least that reading every value can cost.
[[nodiscard]] std::uint64_t readOnly(const Database& database) {
    const Statement statement = prepare(database);
    std::uint64_t sum = 0;
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        for (int i = 0; i < kBenchColumns; ++i) {
            switch (sqlite3_column_type(statement.get(), i)) {
            case SQLITE_INTEGER: sum += static_cast<std::uint64_t>(sqlite3_column_int64(statement.get(), i)); break;
            case SQLITE_FLOAT: sum += static_cast<std::uint64_t>(sqlite3_column_double(statement.get(), i) > 0); break;
            case SQLITE_TEXT:
                sum += *sqlite3_column_text(statement.get(), i);
                sum += static_cast<std::uint64_t>(sqlite3_column_bytes(statement.get(), i));
                break;
            case SQLITE_BLOB:
                sum += *static_cast<const unsigned char*>(sqlite3_column_blob(statement.get(), i));
                sum += static_cast<std::uint64_t>(sqlite3_column_bytes(statement.get(), i));
                break;
            default: break;
            }
        }
    }
    return sum;
}

void check(const Result<void>& result) {
    if (!result) {
        giveUp(result.error().message);
    }
}

void addCell(RowBatchBuilder& builder, sqlite3_stmt* statement, int column) {
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER: builder.addInteger(sqlite3_column_int64(statement, column)); break;
    case SQLITE_FLOAT: builder.addReal(sqlite3_column_double(statement, column)); break;
    case SQLITE_TEXT: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
        check(builder.addText({text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))}));
        break;
    }
    case SQLITE_BLOB: {
        const auto* blob = static_cast<const char*>(sqlite3_column_blob(statement, column));
        check(builder.addBytes({blob, static_cast<std::size_t>(sqlite3_column_bytes(statement, column))}));
        break;
    }
    default: builder.addNull(); break;
    }
}

void keep(const Database& database, ResultSpool& spool) {
    const Statement statement = prepare(database);
    RowBatchBuilder builder(kBenchColumns, {}, spool, spool.batchPool());
    while (sqlite3_step(statement.get()) == SQLITE_ROW) {
        builder.beginRow();
        for (int i = 0; i < kBenchColumns; ++i) {
            addCell(builder, statement.get(), i);
        }
        if (builder.full()) {
            check(spool.append(builder.take()));
        }
    }
    check(spool.append(builder.take()));
    check(spool.finish());
}

/// What a piece of work took: on the clock, and of the processor by its own thread. On a busy machine the second is the
/// one to look at.
struct Cost {
    double seconds = 0;
    double threadSeconds = 0;
};

[[nodiscard]] double threadSeconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// In a thread of its own, as the engine does it.
[[nodiscard]] Cost costOf(const std::function<void()>& work) {
    Cost cost;
    std::jthread([&] {
        const auto begin = std::chrono::steady_clock::now();
        work();
        cost = {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(), threadSeconds()};
    }).join();
    return cost;
}

/// A line of /proc/self/status. Unit: MiB; 0 where there is no such file.
[[nodiscard]] double processMebibytes(const std::string& name) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) {
            return std::strtod(line.c_str() + name.size() + 1, nullptr) / 1024;
        }
    }
    return 0;
}

[[nodiscard]] double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void run(int rounds, long rows) {
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString() + "/bench.sqlite";
    fill(path, rows);
    const Database database = open(path);
    const auto budget = std::make_shared<SpoolBudget>(64 * kBenchMebi, 8192 * kBenchMebi,
                                                      std::filesystem::path(folder.path().toStdString()));
    const auto writer = std::make_shared<SpoolWriter>(budget);
    std::uint64_t sum = readOnly(database);
    const double idle = processMebibytes("VmRSS");
    std::vector<double> ratios;
    std::vector<double> threadRatios;
    for (int round = 0; round < rounds; ++round) {
        const Cost read = costOf([&] { sum += readOnly(database); });
        auto spool = std::make_unique<ResultSpool>(budget, writer, std::vector<Column>(kBenchColumns));
        const Cost kept = costOf([&] { keep(database, *spool); });
        ratios.push_back(kept.seconds / read.seconds);
        threadRatios.push_back(kept.threadSeconds / read.threadSeconds);
        if (spool->rowCount() != static_cast<std::uint64_t>(rows)) {
            giveUp("rows were lost");
        }
        std::printf("round %d: read %.3f s (thread %.3f), keep %.3f s (thread %.3f), %llu MB on disk\n", round + 1,
                    read.seconds, read.threadSeconds, kept.seconds, kept.threadSeconds,
                    static_cast<unsigned long long>(spool->stats().diskBytes / kBenchMebi));
        spool.reset();
        writer->waitUntilIdle();
    }
    std::printf("spool: keep / read %.2f (of its thread %.2f), peak %.0f MB above idle (sum %llu)\n", median(ratios),
                median(threadRatios), processMebibytes("VmHWM") - idle, static_cast<unsigned long long>(sum));
}

} // namespace

} // namespace dbv::results

int main(int argc, char** argv) {
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const long rows = argc > 2 ? std::atol(argv[2]) : 1'000'000;
    if (rounds < 1 || rows < 1) {
        std::fprintf(stderr, "usage: %s [rounds] [rows]\n", *argv);
        return 2;
    }
    dbv::results::run(rounds, rows);
    return 0;
}
