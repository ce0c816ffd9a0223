// SPDX-License-Identifier: Apache-2.0
// How long after a cancel the server's confirmation is there, of a statement that is busy and never returns a row.
//
//   bench_cancel [rounds]
#include <cstdlib>
#include <string>
#include <vector>

#include <QCoreApplication>

#include "bench/busy_statement.h"

namespace dbv::bench {

namespace {

constexpr const char* kBusy =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0";

void measure(int rounds) {
    EngineRig rig(64);
    const ConnectionId connection = rig.open(":memory:");
    std::vector<double> took;
    for (int round = 0; round < rounds; ++round) {
        // Not always at the same moment of whatever has a rhythm.
        took.push_back(BusyStatement(rig, connection, kBusy).cancelAfter(10 + round * 7 % 23));
    }
    tell("cancel", largest(took),
         std::to_string(rounds) + " cancels: median " + shortNumber(median(took), 2) + " ms, longest " +
             shortNumber(largest(took), 2) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 50;
    if (rounds < 1) {
        dbv::bench::giveUp("usage: bench_cancel [rounds]");
    }
    dbv::bench::measure(rounds);
    return 0;
}
