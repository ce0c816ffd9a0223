// SPDX-License-Identifier: Apache-2.0
// A script of many small INSERTs in one transaction, from the disk through bus, engine and connector, against the database's own
// command-line client that reads the same script, in turn.
//
//   bench_script sqlite|postgres|mysql [rounds] [statements]
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>

#include "bench/bare_server.h"
#include "bench/engine_rig.h"
#include "bench/measurement.h"

namespace dbv::bench {

namespace {

void writeScript(const std::string& path, int statements) {
    std::ofstream file(path);
    file << "DROP TABLE IF EXISTS small;\nCREATE TABLE small (id integer, name varchar(40), v real);\nBEGIN;\n";
    for (int i = 0; i < statements; ++i) {
        file << "INSERT INTO small VALUES (" << i << ", 'name " << i << "', " << i << ".5);\n";
    }
    file << "COMMIT;\n";
    if (!file.flush()) {
        giveUp("the script can not be written");
    }
}

/// Unit: milliseconds.
double timeOfClient(const std::vector<std::string>& command, const std::string& script) {
    QStringList words;
    for (std::size_t i = 1; i < command.size(); ++i) {
        words.push_back(QString::fromStdString(command[i]));
    }
    QProcess client;
    client.setStandardInputFile(QString::fromStdString(script));
    client.setStandardOutputFile(QProcess::nullDevice());
    client.setStandardErrorFile(QProcess::nullDevice());
    const Stopwatch watch;
    client.start(QString::fromStdString(command.front()), words);
    if (!client.waitForFinished(-1) || client.exitCode() != 0) {
        giveUp(command.front() + " failed");
    }
    return watch.milliseconds();
}

/// Unit: milliseconds.
double timeOfScript(EngineRig& rig, ConnectionId connection, const std::string& script, int statements) {
    protocol::RunScriptFile run;
    run.connection = connection;
    run.session = SessionKey{1};
    run.path = script;
    const Stopwatch watch;
    const protocol::ScriptFinished finished = rig.ask(std::move(run));
    const double took = watch.milliseconds();
    constexpr int kAround = 4;
    if (finished.failed > 0 || finished.statements != static_cast<std::uint64_t>(statements + kAround)) {
        giveUp("the script has not run as a whole");
    }
    return took;
}

void measure(const std::string& line, const std::vector<std::string>& client, EngineRig& rig, ConnectionId connection,
             int rounds, int statements) {
    const std::string script = rig.fileInFolder("small.sql");
    writeScript(script, statements);
    std::vector<double> theirs;
    std::vector<double> ours;
    for (int round = 0; round < rounds; ++round) {
        theirs.push_back(timeOfClient(client, script));
        ours.push_back(timeOfScript(rig, connection, script, statements));
    }
    tell(line, medianRatio(ours, theirs),
         client.front() + " " + shortNumber(median(theirs), 0) + " ms, ours " + shortNumber(median(ours), 0) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    using namespace dbv::bench;
    using dbv::Safety;
    const QCoreApplication application(argc, argv);
    const std::string_view where = argc > 1 ? argv[1] : "";
    const auto number = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
    const int rounds = number(2, 5);
    const int statements = number(3, 100'000);
    if (rounds < 1 || statements < 1) {
        giveUp("usage: bench_script sqlite|postgres|mysql [rounds] [statements]");
    }
    if (where == "sqlite") {
        EngineRig rig(64);
        const std::string file = rig.fileInFolder("theirs.db");
        const std::string own = rig.fileInFolder("ours.db");
        std::ofstream(own).flush();
        measure("script.sqlite", {"sqlite3", file}, rig, rig.open(own, {}, Safety::Off), rounds, statements);
        return 0;
    }
    const auto server = startServer(where);
    // An empty table, for the schema.
    server->makeMixedRows(1);
    EngineRig rig(64);
    measure("script." + server->id(), server->scriptClient(), rig,
            rig.open(server->url(LineKind::Plain), {}, Safety::Off), rounds, statements);
    return 0;
}
