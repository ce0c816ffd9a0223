// SPDX-License-Identifier: Apache-2.0
// The real window on a screen and a server: from the order to run a statement to its first row on the screen, less the time
// in which the bare client library has the first row of the same statement. In turn.
//
//   bench_server_window postgres|mysql [rounds]
#include <cstdlib>
#include <string>
#include <vector>

#include "bench/bare_server.h"
#include "bench/measurement.h"
#include "bench/window_rig.h"

namespace dbv::bench {

namespace {

constexpr std::uint64_t kRows = 20'000;

void measure(PaintAwareApplication& application, const std::string& id, int rounds) {
    const auto server = startServer(id);
    server->makeMixedRows(kRows);
    WindowRig window(application, server->url(LineKind::Plain));
    std::vector<double> bare;
    std::vector<double> waits;
    // The first opens the tab's session.
    for (int round = -1; round < rounds; ++round) {
        const double bareTook = server->timeOfFirstRow();
        const WindowRig::FirstRow first = window.firstRowOnScreen();
        if (round >= 0) {
            bare.push_back(bareTook);
            waits.push_back(first.painted - bareTook);
        }
        // Not always at the same moment of whatever has a rhythm.
        window.rest(20 + round * 7 % 23);
    }
    tell(id + ".first_row", median(waits),
         std::to_string(rounds) + " runs: median " + shortNumber(median(waits)) + " ms, longest " +
             shortNumber(largest(waits)) + " ms; " + server->clientName() + " " + shortNumber(median(bare), 2) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    dbv::bench::PaintAwareApplication application(argc, argv);
    if (argc < 2) {
        dbv::bench::giveUp("usage: bench_server_window postgres|mysql [rounds]");
    }
    dbv::bench::measure(application, argv[1], argc > 2 ? std::atoi(argv[2]) : 50);
    return 0;
}
