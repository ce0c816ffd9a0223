// SPDX-License-Identifier: Apache-2.0
// A million rows of twenty mixed columns through bus, engine, connector and spool, against a bare loop that reads each
// value natively and keeps nothing, in turn.
//
//   bench_rows time FILE [rounds] [rows]
//   bench_rows memory FILE [rows]        how far memory rises above what the process has before it opens the database
//
// FILE is made if it is not there.
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <QCoreApplication>

#include "bench/engine_rig.h"
#include "bench/measurement.h"
#include "bench/mixed_rows.h"

namespace dbv::bench {

namespace {

constexpr std::uint64_t kSpoolMebibytes = 64;
constexpr const char* kAllRows = "SELECT * FROM t";

double timeOfRun(EngineRig& rig, ConnectionId connection, std::uint64_t rows) {
    const Stopwatch watch;
    const RunOutcome outcome = rig.run(connection, kAllRows);
    const double took = watch.milliseconds();
    if (outcome.error || outcome.rows != rows) {
        giveUp(outcome.error ? outcome.error->message : "rows were lost");
    }
    rig.release(outcome.result);
    return took;
}

void measureTime(const std::string& path, int rounds, std::uint64_t rows) {
    makeMixedRows(path, rows);
    const Database database = openSqlite(path);
    EngineRig rig(kSpoolMebibytes);
    const ConnectionId connection = rig.open(path);
    // For the caches.
    readNatively(database, kAllRows);
    std::vector<double> bare;
    std::vector<double> ours;
    for (int round = 0; round < rounds; ++round) {
        const Stopwatch watch;
        readNatively(database, kAllRows);
        bare.push_back(watch.milliseconds());
        ours.push_back(timeOfRun(rig, connection, rows));
    }
    tell("rows.time", medianRatio(ours, bare),
         "bare loop " + shortNumber(median(bare), 0) + " ms, kept " + shortNumber(median(ours), 0) + " ms");
}

void measureMemory(const std::string& path, std::uint64_t rows) {
    makeMixedRows(path, rows);
    EngineRig rig(kSpoolMebibytes);
    static_cast<void>(rig.ask(protocol::Hello{}));
    const double idle = processMebibytes("VmRSS");
    const ConnectionId connection = rig.open(path);
    static_cast<void>(timeOfRun(rig, connection, rows));
    const double peak = processMebibytes("VmHWM");
    tell("rows.memory", peak - idle, "idle " + shortNumber(idle, 0) + " MB, peak " + shortNumber(peak, 0) + " MB");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const std::string_view what = argc > 2 ? argv[1] : "";
    const auto number = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
    if (what == "time") {
        dbv::bench::measureTime(argv[2], number(3, 5), static_cast<std::uint64_t>(number(4, 1'000'000)));
    } else if (what == "memory") {
        dbv::bench::measureMemory(argv[2], static_cast<std::uint64_t>(number(3, 1'000'000)));
    } else {
        dbv::bench::giveUp("usage: bench_rows time|memory FILE ...");
    }
    return 0;
}
