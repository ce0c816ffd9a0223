// SPDX-License-Identifier: Apache-2.0
// A schema of many tables: until their names are there, through bus, engine and connector, against the one query that
// lists the names by the bare client library; and every table described, against the same in bulk. In turn, each time on a
// fresh connection, whose opening does not count.
//
//   bench_server_catalog many postgres|mysql [rounds] [tables]
//   bench_server_catalog crowd postgres|mysql [tables]      one list of very many tables: time and memory
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <QCoreApplication>

#include "bench/bare_server.h"
#include "bench/engine_rig.h"
#include "bench/measurement.h"

namespace dbv::bench {

namespace {

constexpr int kColumns = 10;

double timeOfList(EngineRig& rig, const BareServer& server, const std::string& schema, int tables, ObjectScope scope) {
    const ConnectionId connection = rig.open(server.url(LineKind::Plain));
    // As the explorer does, for which the session of the catalogue is opened.
    static_cast<void>(rig.ask(protocol::ListSchemas{connection}));
    double took = 0;
    const Stopwatch watch;
    rig.hear(protocol::ListObjects{connection, schema, scope}, [&](const protocol::ObjectsListed& listed) {
        took = watch.milliseconds();
        if (std::ranges::count(listed.objects, ObjectType::Table, &ObjectSummary::type) != tables) {
            giveUp("the list is not whole");
        }
    });
    static_cast<void>(rig.ask(protocol::CloseConnection{connection}));
    return took;
}

double timeOfDescriptions(Connector& connector, const BareServer& server, int tables) {
    const auto session = openSession(connector, server.params(), {});
    if (!session) {
        giveUp(session.error().message);
    }
    std::size_t columns = 0;
    const Stopwatch watch;
    const Result<void> done = (*session)->catalog().describeAll("many", [&](const ObjectDescription& each) {
        columns += each.columns.size();
        return true;
    });
    if (!done || columns != std::size_t{kColumns} * static_cast<std::size_t>(tables)) {
        giveUp(done ? "the catalogue is not whole" : done.error().message);
    }
    return watch.milliseconds();
}

void measureMany(BareServer& server, int rounds, int tables) {
    server.makeManyTables(tables);
    EngineRig rig(64);
    engine::ConnectorRegistry registry({DBV_CONNECTOR_DIR});
    const auto connector = registry.load(server.id());
    if (!connector) {
        giveUp(connector.error().message);
    }
    std::vector<double> bareNames;
    std::vector<double> names;
    std::vector<double> bareAll;
    std::vector<double> all;
    for (int round = -1; round < rounds; ++round) {
        const double bareNamesTook = server.timeOfNames();
        const double namesTook = timeOfList(rig, server, "many", tables, ObjectScope::Relations);
        const double bareAllTook = server.timeOfDescriptions();
        const double allTook = timeOfDescriptions(**connector, server, tables);
        // The first is for the caches.
        if (round >= 0) {
            bareNames.push_back(bareNamesTook);
            names.push_back(namesTook);
            bareAll.push_back(bareAllTook);
            all.push_back(allTook);
        }
    }
    tell(server.id() + ".names", medianRatio(names, bareNames),
         server.clientName() + " " + shortNumber(median(bareNames), 0) + " ms, listed " +
             shortNumber(median(names), 0) + " ms");
    tell(server.id() + ".all", medianRatio(all, bareAll),
         server.clientName() + " " + shortNumber(median(bareAll), 0) + " ms, described " + shortNumber(median(all), 0) +
             " ms");
}

void measureCrowd(BareServer& server, int tables) {
    server.makeCrowd(tables);
    EngineRig rig(64);
    static_cast<void>(rig.ask(protocol::Hello{}));
    const double idle = processMebibytes("VmRSS");
    const double took = timeOfList(rig, server, "crowd", tables, ObjectScope::All);
    tell(server.id() + ".crowd", took,
         std::to_string(tables) + " tables, peak " + shortNumber(processMebibytes("VmHWM") - idle, 0) +
             " MB above idle");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const std::string_view what = argc > 2 ? argv[1] : "";
    const auto number = [&](int at, int otherwise) { return argc > at ? std::atoi(argv[at]) : otherwise; };
    if (what != "many" && what != "crowd") {
        dbv::bench::giveUp("usage: bench_server_catalog many|crowd postgres|mysql ...");
    }
    const auto server = dbv::bench::startServer(argv[2]);
    if (what == "many") {
        const int usual = server->id() == "postgres" ? 20'000 : 5'000;
        dbv::bench::measureMany(*server, number(3, 5), number(4, usual));
    } else {
        dbv::bench::measureCrowd(*server, number(3, 100'000));
    }
    return 0;
}
