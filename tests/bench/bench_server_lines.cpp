// SPDX-License-Identifier: Apache-2.0
// What a line to a server costs beside its rows: opening a connection as a user opens a saved one, against the bare
// client library's connect, in turn; and a cancel until it is confirmed, while rows stream and while a lock is waited for.
//
//   bench_server_lines open postgres|mysql [rounds]
//   bench_server_lines cancel postgres|mysql [rounds]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <QCoreApplication>

#include "bench/bare_server.h"
#include "bench/busy_statement.h"

namespace dbv::bench {

namespace {

constexpr std::chrono::milliseconds kSettled{5};
constexpr std::uint64_t kRowsToStream = 20'000;

double percentile(std::vector<double> values, double part) {
    std::ranges::sort(values);
    const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size()));
    return values[std::min(at, values.size() - 1)];
}

double timeOfOpen(EngineRig& rig, const BareServer::Login& login) {
    const Stopwatch watch;
    const ConnectionId connection = rig.open(login.url, login.password);
    const double took = watch.milliseconds();
    static_cast<void>(rig.ask(protocol::CloseConnection{connection}));
    return took;
}

/// By an engine that has never seen the server, when its module is loaded. Unit: milliseconds.
double timeOfFirstOpen(const BareServer::Login& login) {
    constexpr int kRounds = 5;
    std::vector<double> took;
    took.reserve(kRounds);
    for (int round = 0; round < kRounds; ++round) {
        EngineRig rig(64);
        took.push_back(timeOfOpen(rig, login));
    }
    return median(took);
}

void measureOpen(BareServer& server, LineKind kind, int rounds) {
    const BareServer::Login login = server.savedLogin(kind);
    EngineRig rig(64);
    const double module = timeOfOpen(rig, login);
    const double first = timeOfFirstOpen(login);
    std::vector<double> bare;
    std::vector<double> ours;
    for (int round = 0; round < rounds; ++round) {
        // The server has ended the session before by then, which is nobody's opening.
        std::this_thread::sleep_for(kSettled);
        bare.push_back(server.timeOfConnect(kind));
        std::this_thread::sleep_for(kSettled);
        ours.push_back(timeOfOpen(rig, login));
    }
    const std::string line = server.id() + (kind == LineKind::Tls ? ".open_tls" : ".open");
    const std::string details = server.clientName() + " " + shortNumber(median(bare), 2) + " ms, opened " +
                                shortNumber(median(ours), 2) + " ms; the first at a server " + shortNumber(first, 2) +
                                " ms, with its module " + shortNumber(module, 2) + " ms";
    // MariaDB on the same machine lets in without TLS in the time that a few threads take to wake each other: no ratio says
    // anything then.
    if (server.id() == "mysql" && kind == LineKind::Plain) {
        tell(line, median(ours) - median(bare), details);
    } else {
        tell(line, medianRatio(ours, bare), details);
    }
}

void measureCancel(EngineRig& rig, ConnectionId connection, const std::string& line, const std::string& sql,
                   int rounds) {
    std::vector<double> took;
    std::uint64_t rows = 0;
    for (int round = 0; round < rounds; ++round) {
        BusyStatement statement(rig, connection, sql);
        // Not always at the same moment of whatever has a rhythm.
        took.push_back(statement.cancelAfter(10 + round * 7 % 23));
        rows += statement.rows();
        if (statement.result() != ResultId{}) {
            rig.release(statement.result());
        }
    }
    tell(line, percentile(took, 0.99),
         std::to_string(rounds) + " cancels: median " + shortNumber(median(took), 2) + " ms, p99 " +
             shortNumber(percentile(took, 0.99), 2) + " ms, longest " + shortNumber(largest(took), 2) + " ms" +
             (rows > 0 ? "; " + std::to_string(rows / static_cast<std::uint64_t>(rounds)) + " rows before each" : ""));
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const std::string_view what = argc > 2 ? argv[1] : "";
    const int rounds = argc > 3 ? std::atoi(argv[3]) : 200;
    if ((what != "open" && what != "cancel") || rounds < 1) {
        dbv::bench::giveUp("usage: bench_server_lines open|cancel postgres|mysql [rounds]");
    }
    using dbv::bench::LineKind;
    const auto server = dbv::bench::startServer(argv[2]);
    if (what == "open") {
        dbv::bench::measureOpen(*server, LineKind::Plain, rounds);
        dbv::bench::measureOpen(*server, LineKind::Tls, rounds);
        return 0;
    }
    server->makeMixedRows(dbv::bench::kRowsToStream);
    server->holdLock();
    dbv::bench::EngineRig rig(64);
    const dbv::ConnectionId connection = rig.open(server->url(LineKind::Plain));
    dbv::bench::measureCancel(rig, connection, server->id() + ".cancel_rows", server->endlessStatement(), rounds);
    dbv::bench::measureCancel(rig, connection, server->id() + ".cancel_lock", server->lockedStatement(), rounds);
    return 0;
}
