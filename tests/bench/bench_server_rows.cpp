// SPDX-License-Identifier: Apache-2.0
// A million rows of twenty mixed columns from a server through bus, engine, connector and spool, against its bare client
// library, which streams them and keeps nothing, in turn; and once the server's own client, which writes them as text.
//
//   bench_server_rows time postgres|mysql [rounds] [rows]
//   bench_server_rows memory postgres|mysql [rows]     how far memory rises above what the process has before it connects
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <QCoreApplication>
#include <QProcess>

#include "bench/bare_server.h"
#include "bench/engine_rig.h"
#include "bench/measurement.h"

namespace dbv::bench {

namespace {

constexpr std::uint64_t kSpoolMebibytes = 64;

double timeOfRun(EngineRig& rig, ConnectionId connection, std::uint64_t rows) {
    const Stopwatch watch;
    const RunOutcome outcome = rig.run(connection, "SELECT * FROM t");
    const double took = watch.milliseconds();
    if (outcome.error || outcome.rows != rows) {
        giveUp(outcome.error ? outcome.error->message : "rows were lost");
    }
    rig.release(outcome.result);
    return took;
}

double timeOfBare(BareServer& server) {
    const Stopwatch watch;
    server.readRows();
    return watch.milliseconds();
}

double timeOfOwnClient(const BareServer& server) {
    const std::vector<std::string> command = server.ownClient();
    QStringList words;
    for (std::size_t i = 1; i < command.size(); ++i) {
        words.push_back(QString::fromStdString(command[i]));
    }
    QProcess client;
    client.setStandardOutputFile(QProcess::nullDevice());
    client.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const Stopwatch watch;
    client.start(QString::fromStdString(command.front()), words);
    if (!client.waitForFinished(-1) || client.exitCode() != 0) {
        giveUp(command.front() + " failed");
    }
    return watch.milliseconds();
}

void measureTime(BareServer& server, int rounds, std::uint64_t rows) {
    server.makeMixedRows(rows);
    EngineRig rig(kSpoolMebibytes);
    const ConnectionId connection = rig.open(server.url(LineKind::Plain));
    // For the caches.
    server.readRows();
    std::vector<double> bare;
    std::vector<double> ours;
    std::vector<double> client;
    for (int round = 0; round < rounds; ++round) {
        bare.push_back(timeOfBare(server));
        ours.push_back(timeOfRun(rig, connection, rows));
        if (round < 3) {
            client.push_back(timeOfOwnClient(server));
        }
    }
    tell(server.id() + ".rows", medianRatio(ours, bare),
         server.clientName() + " " + shortNumber(median(bare), 0) + " ms, kept " + shortNumber(median(ours), 0) +
             " ms, " + server.ownClient().front() + " " + shortNumber(median(client), 0) + " ms");
}

void measureMemory(BareServer& server, std::uint64_t rows) {
    server.makeMixedRows(rows);
    EngineRig rig(kSpoolMebibytes);
    static_cast<void>(rig.ask(protocol::Hello{}));
    const double idle = processMebibytes("VmRSS");
    const ConnectionId connection = rig.open(server.url(LineKind::Plain));
    static_cast<void>(timeOfRun(rig, connection, rows));
    const double peak = processMebibytes("VmHWM");
    tell(server.id() + ".memory", peak - idle,
         "idle " + shortNumber(idle, 0) + " MB, peak " + shortNumber(peak, 0) + " MB");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const std::string_view what = argc > 2 ? argv[1] : "";
    const auto number = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
    if (what != "time" && what != "memory") {
        dbv::bench::giveUp("usage: bench_server_rows time|memory postgres|mysql ...");
    }
    const auto server = dbv::bench::startServer(argv[2]);
    if (what == "time") {
        dbv::bench::measureTime(*server, number(3, 5), static_cast<std::uint64_t>(number(4, 1'000'000)));
    } else {
        dbv::bench::measureMemory(*server, static_cast<std::uint64_t>(number(3, 1'000'000)));
    }
    return 0;
}
