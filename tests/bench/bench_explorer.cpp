// SPDX-License-Identifier: Apache-2.0
// From opening a database of 20,000 tables to a tree in which they can be seen, against SQLite's own reading of the
// schema; and describing every one of them, against a bare loop of the table-valued pragmas. In turn.
//
//   bench_explorer FILE [rounds]
//
// FILE is made if it is not there.
#include <cstdlib>
#include <string>
#include <vector>

#include <QCoreApplication>
#include <QEventLoop>

#include "bench/engine_rig.h"
#include "bench/measurement.h"
#include "bench/mixed_rows.h"
#include "viewmodel/connection_list.h"
#include "viewmodel/schema_tree.h"

namespace dbv::bench {

namespace {

/// SQLite reads the whole schema before it compiles the first statement.
double bareSchema(const std::string& path) {
    const Stopwatch watch;
    const Database database = openSqlite(path);
    if (readNatively(database, "SELECT count(*) FROM sqlite_schema") < kManyTables) {
        giveUp("there are too few tables");
    }
    return watch.milliseconds();
}

/// Opens what the window's tree opens by itself: the database and its schemas.
void unfold(viewmodel::SchemaTree& tree, const QModelIndex& parent) {
    for (int row = 0; row < tree.rowCount(parent); ++row) {
        const QModelIndex index = tree.index(row, 0, parent);
        const viewmodel::SchemaNodeKind kind = tree.place(index).kind;
        if (kind == viewmodel::SchemaNodeKind::Database || kind == viewmodel::SchemaNodeKind::Schema) {
            tree.fetchMore(index);
            unfold(tree, index);
        }
    }
}

double timeOfTree(EngineRig& rig, const std::string& path) {
    viewmodel::ConnectionList connections(rig.bus());
    viewmodel::SchemaTree tree(rig.bus(), connections);
    QEventLoop loop;
    QObject::connect(&tree, &viewmodel::SchemaTree::loaded, &loop, [&](const QModelIndex& index) {
        unfold(tree, index);
        if (tree.rowCount(index) >= kManyTables) {
            loop.quit();
        }
    });
    protocol::ConnectionConfig config;
    config.url = path;
    ConnectionId connection;
    const Stopwatch watch;
    connections.open(config, [&](const Result<protocol::ConnectionFacts>& opened) {
        if (!opened) {
            giveUp(opened.error().message);
        }
        connection = opened->connection;
    });
    loop.exec();
    const double took = watch.milliseconds();
    static_cast<void>(rig.ask(protocol::CloseConnection{connection}));
    return took;
}

double barePragmas(const std::string& path) {
    static const std::string kList = "SELECT m.name, x.* FROM sqlite_schema m CROSS JOIN ";
    const Stopwatch watch;
    const Database database = openSqlite(path);
    readNatively(database, kList + "pragma_table_xinfo(m.name) x WHERE m.type = 'table'");
    readNatively(database, kList + "pragma_index_list(m.name) x CROSS JOIN pragma_index_xinfo(x.name)"
                                   " WHERE m.type = 'table'");
    readNatively(database, kList + "pragma_foreign_key_list(m.name) x WHERE m.type = 'table'");
    return watch.milliseconds();
}

double timeOfDescriptions(Connector& sqlite, const std::string& path) {
    ConnectParams params;
    params.database = path;
    const Stopwatch watch;
    const auto session = openSession(sqlite, params, {});
    if (!session) {
        giveUp(session.error().message);
    }
    std::size_t columns = 0;
    const Result<void> done = (*session)->catalog().describeAll("main", [&](const ObjectDescription& each) {
        columns += each.columns.size();
        return true;
    });
    if (!done || columns != std::size_t{10} * kManyTables) {
        giveUp(done ? "the catalogue is not whole" : done.error().message);
    }
    return watch.milliseconds();
}

void measureDescriptions(const std::string& path, int rounds) {
    engine::ConnectorRegistry registry({DBV_CONNECTOR_DIR});
    const auto sqlite = registry.load("sqlite");
    if (!sqlite) {
        giveUp(sqlite.error().message);
    }
    std::vector<double> bare;
    std::vector<double> ours;
    for (int round = 0; round < rounds; ++round) {
        bare.push_back(barePragmas(path));
        ours.push_back(timeOfDescriptions(**sqlite, path));
    }
    tell("explorer.all", medianRatio(ours, bare),
         "pragmas " + shortNumber(median(bare), 0) + " ms, described " + shortNumber(median(ours), 0) + " ms");
}

void measureTree(const std::string& path, int rounds) {
    EngineRig rig(64);
    std::vector<double> bare;
    std::vector<double> ours;
    for (int round = -1; round < rounds; ++round) {
        const double bareTook = bareSchema(path);
        const double oursTook = timeOfTree(rig, path);
        // The first is for the caches.
        if (round >= 0) {
            bare.push_back(bareTook);
            ours.push_back(oursTook);
        }
    }
    tell("explorer.usable", medianRatio(ours, bare),
         "SQLite's parse " + shortNumber(median(bare), 0) + " ms, tree " + shortNumber(median(ours), 0) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 7;
    if (argc < 2 || rounds < 1) {
        dbv::bench::giveUp("usage: bench_explorer FILE [rounds]");
    }
    dbv::bench::makeManyTables(argv[1]);
    dbv::bench::measureTree(argv[1], rounds);
    dbv::bench::measureDescriptions(argv[1], rounds);
    return 0;
}
