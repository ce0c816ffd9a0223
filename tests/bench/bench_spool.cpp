// SPDX-License-Identifier: Apache-2.0
// Keeping a result against only reading it: a million rows of twenty mixed columns, about 530 MB, from SQLite.
//
//   bench_spool FILE [rounds] [rows]
//
// FILE is made if it is not there.
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
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <dbv/data/row_batch_builder.h>

#include "bench/measurement.h"
#include "bench/mixed_rows.h"
#include "results/result_spool.h"

namespace dbv::results {

namespace {

constexpr std::uint64_t kBenchMebi = std::uint64_t{1} << 20U;
constexpr int kBenchColumns = bench::kMixedColumns;
constexpr const char* kAllRows = "SELECT * FROM t";

void check(const Result<void>& result) {
    if (!result) {
        bench::giveUp(result.error().message);
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

void keep(const bench::Database& database, ResultSpool& spool) {
    const bench::Statement statement = bench::prepareSqlite(database, kAllRows);
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

void run(const std::string& path, int rounds, std::uint64_t rows) {
    const QTemporaryDir folder;
    bench::makeMixedRows(path, rows);
    const bench::Database database = bench::openSqlite(path);
    const auto budget = std::make_shared<SpoolBudget>(64 * kBenchMebi, 8192 * kBenchMebi,
                                                      std::filesystem::path(folder.path().toStdString()));
    const auto writer = std::make_shared<SpoolWriter>(budget);
    bench::readNatively(database, kAllRows);
    const double idle = bench::processMebibytes("VmRSS");
    std::vector<double> ratios;
    std::vector<double> threadRatios;
    for (int round = 0; round < rounds; ++round) {
        const Cost read = costOf([&] { bench::readNatively(database, kAllRows); });
        auto spool = std::make_unique<ResultSpool>(budget, writer, std::vector<Column>(kBenchColumns));
        const Cost kept = costOf([&] { keep(database, *spool); });
        ratios.push_back(kept.seconds / read.seconds);
        threadRatios.push_back(kept.threadSeconds / read.threadSeconds);
        if (spool->rowCount() != rows) {
            bench::giveUp("rows were lost");
        }
        std::printf("round %d: read %.3f s (thread %.3f), keep %.3f s (thread %.3f), %llu MB on disk\n", round + 1,
                    read.seconds, read.threadSeconds, kept.seconds, kept.threadSeconds,
                    static_cast<unsigned long long>(spool->stats().diskBytes / kBenchMebi));
        spool.reset();
        writer->waitUntilIdle();
    }
    const double peak = bench::processMebibytes("VmHWM") - idle;
    bench::tell("spool.time", bench::median(ratios),
                "of its thread " + bench::shortNumber(bench::median(threadRatios), 2) + ", peak " +
                    bench::shortNumber(peak, 0) + " MB above idle");
}

} // namespace

} // namespace dbv::results

int main(int argc, char** argv) {
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
    const long rows = argc > 3 ? std::atol(argv[3]) : 1'000'000;
    if (argc < 2 || rounds < 1 || rows < 1) {
        dbv::bench::giveUp("usage: bench_spool FILE [rounds] [rows]");
    }
    dbv::results::run(argv[1], rounds, static_cast<std::uint64_t>(rows));
    return 0;
}
