// SPDX-License-Identifier: Apache-2.0
// The real window on a screen: from the order to run a statement to the first row on the screen, less the time that the
// cursor took for it; and the longest turn of the event loop while a million rows stream in and somebody scrolls.
//
//   bench_window FILE [first rows] [streams] [rows]
//
// FILE is made if it is not there.
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/measurement.h"
#include "bench/mixed_rows.h"
#include "bench/window_rig.h"

namespace dbv::bench {

namespace {

void measure(PaintAwareApplication& application, const std::string& path, int firstRows, int streams,
             std::uint64_t rows) {
    makeMixedRows(path, rows);
    WindowRig window(application, path);
    std::vector<double> waits;
    for (int round = 0; round < firstRows; ++round) {
        const WindowRig::FirstRow first = window.firstRowOnScreen();
        waits.push_back(first.painted - first.waited);
        // Not always at the same moment of whatever has a rhythm.
        window.rest(20 + round * 7 % 23);
    }
    tell("first_row", median(waits),
         std::to_string(firstRows) + " runs: median " + shortNumber(median(waits)) + " ms, longest " +
             shortNumber(largest(waits)) + " ms");
    std::vector<double> turns;
    for (int round = 0; round < streams; ++round) {
        turns.push_back(window.longestTurnOfStream(rows));
    }
    tell("streaming", largest(turns),
         std::to_string(streams) + " streams: longest turn, median of them " + shortNumber(median(turns)) +
             " ms, worst " + shortNumber(largest(turns)) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    dbv::bench::PaintAwareApplication application(argc, argv);
    const auto number = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
    if (argc < 2) {
        dbv::bench::giveUp("usage: bench_window FILE [first rows] [streams] [rows]");
    }
    dbv::bench::measure(application, argv[1], number(2, 50), number(3, 3),
                        static_cast<std::uint64_t>(number(4, 1'000'000)));
    return 0;
}
