// SPDX-License-Identifier: Apache-2.0
// Every kind of thing that a database holds, each at its place in the explorer.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/object_definitions.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

ObjectDescription describedOrders() {
    ObjectDescription orders;
    orders.path = {"shop", "orders", {}};
    orders.columns = {{.name = "id", .type = "bigint", .nullable = false, .primaryKeyPosition = 1},
                      {.name = "total", .type = "numeric", .defaultValue = "0", .comment = "with tax"}};
    orders.keys = {{.name = "orders_pkey", .primary = true, .columns = {"id"}}};
    orders.foreignKeys = {{.name = "of_customer",
                           .columns = {"customer"},
                           .references = {"crm", "customers", {}},
                           .referencedColumns = {"id"},
                           .onDelete = "CASCADE"}};
    orders.checks = {{"positive", "total > 0"}};
    orders.indexes = {{.name = "by_total", .unique = true, .predicate = "total > 9", .columns = {"total", "id"}}};
    orders.triggers = {{"touched", "CREATE TRIGGER touched"}};
    orders.policies = {{"own", "CREATE POLICY own"}};
    orders.grants = {{"clerk", {"SELECT", "UPDATE"}, {"SELECT"}}};
    orders.owner = "boss";
    orders.partitionKey = "RANGE (day)";
    orders.comment = "what was bought";
    orders.estimatedRows = 1'234'567;
    orders.sizeBytes = std::int64_t{96} << 20U;
    return orders;
}

/// An explorer on a server whose one open database holds something of every kind.
class SchemaKinds : public ::testing::Test {
protected:
    SchemaKinds() {
        ConnectorInfo server;
        server.id = "server";
        server.defaultPort = 5432;
        ConnectorInfo file;
        file.id = "file";
        connections.setConnectors({server, file});
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection&) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{1};
            facts.connector = connector;
            facts.database = "sales";
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
            engine.finish(id, protocol::SchemasListed{schemas});
        });
        engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects& command) {
            protocol::ObjectsListed answer{command.schema == "shop" ? objects : others, {}};
            std::erase_if(answer.objects,
                          [&](const ObjectSummary& each) { return !includes(command.scope, scopeOf(each.type)); });
            engine.finish(id, answer);
        });
        engine.on<protocol::ListServerObjects>([this](RequestId id, const protocol::ListServerObjects&) {
            engine.finish(id, protocol::ObjectsListed{serverObjects, {}});
        });
        engine.on<protocol::DescribeObject>([this](RequestId id, const protocol::DescribeObject&) {
            engine.finish(id, protocol::ObjectDescribed{description, notices});
        });
    }
    /// The model's tester looks into every line, so that nothing stays unread.
    void openUntested() {
        tester.reset();
        open();
    }
    static void deliver() {
        for (int i = 0; i < 12; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    void open() {
        connections.open({}, [](const auto&) {});
        deliver();
    }
    /// The line reached by these names from the database on, each opened on the way.
    [[nodiscard]] QModelIndex line(const std::vector<QString>& names) {
        QModelIndex at = tree.index(0, 0, {});
        for (const QString& name : names) {
            tree.fetchMore(at);
            deliver();
            QModelIndex found;
            for (int row = 0; row < tree.rowCount(at) && !found.isValid(); ++row) {
                const QModelIndex child = tree.index(row, 0, at);
                found = child.data().toString() == name ? child : QModelIndex();
            }
            if (!found.isValid()) {
                return {};
            }
            at = found;
        }
        return at;
    }
    [[nodiscard]] QStringList below(const QModelIndex& at) {
        tree.fetchMore(at);
        deliver();
        QStringList names;
        for (int row = 0; row < tree.rowCount(at); ++row) {
            names << tree.index(row, 0, at).data().toString();
        }
        return names;
    }
    [[nodiscard]] static QString detail(const QModelIndex& at) { return at.data(SchemaTree::DetailRole).toString(); }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    SchemaTree tree{bus, connections};
    std::optional<QAbstractItemModelTester> tester{std::in_place, &tree,
                                                   QAbstractItemModelTester::FailureReportingMode::Fatal};
    std::string connector = "server";
    std::vector<SchemaInfo> schemas{
        {.name = "audit"}, {.name = "shop", .isDefault = true}, {.name = "pg_catalog", .system = true}};
    std::vector<ObjectSummary> objects{
        {.name = "orders", .type = ObjectType::Table, .comment = "what was bought", .estimatedRows = 1'234'567},
        {.name = "orders_2026", .type = ObjectType::Table, .parent = "orders", .estimatedRows = 10},
        {.name = "orders_2026_may", .type = ObjectType::Table, .parent = "orders_2026"},
        {.name = "open_orders", .type = ObjectType::View},
        {.name = "totals", .type = ObjectType::MaterializedView},
        {.name = "search", .type = ObjectType::VirtualTable},
        {.name = "far_away", .type = ObjectType::ForeignTable},
        {.name = "by_total", .type = ObjectType::Index, .parent = "orders"},
        {.name = "may_by_total", .type = ObjectType::Index, .parent = "orders_2026_may"},
        {.name = "touched", .type = ObjectType::Trigger, .parent = "orders"},
        {.name = "numbers", .type = ObjectType::Sequence},
        {.name = "area(integer)", .type = ObjectType::Routine},
        {.name = "area(text)", .type = ObjectType::Routine},
        {.name = "ours_not(text)", .type = ObjectType::Routine, .internal = true},
        {.name = "state", .type = ObjectType::Type},
        {.name = "hstore", .type = ObjectType::Extension},
        {.name = "own", .type = ObjectType::Policy, .parent = "orders"},
        {.name = "nightly", .type = ObjectType::Event}};
    std::vector<ObjectSummary> others{{.name = "trail", .type = ObjectType::Table}};
    std::vector<ObjectSummary> serverObjects{{.name = "pg_monitor", .type = ObjectType::Role, .internal = true},
                                             {.name = "boss", .type = ObjectType::Role},
                                             {.name = "sales", .type = ObjectType::Database},
                                             {.name = "stock", .type = ObjectType::Database}};
    ObjectDescription description = describedOrders();
    std::vector<Notice> notices;
};

TEST_F(SchemaKinds, StandBelowTheirSchemaTablesFirstAndTheOthersInFolders) {
    open();
    EXPECT_EQ(below(line({u"shop"_s})),
              (QStringList{u"orders"_s, u"open_orders"_s, u"totals"_s, u"search"_s, u"far_away"_s, u"Sequences"_s,
                           u"Routines"_s, u"Types"_s, u"Extensions"_s, u"Events"_s}));
    EXPECT_EQ(below(line({u"shop"_s, u"Routines"_s})), (QStringList{u"area(integer)"_s, u"area(text)"_s}));
    EXPECT_EQ(detail(line({u"shop"_s, u"Routines"_s})), u"2"_s);
    EXPECT_EQ(below(line({u"shop"_s, u"Events"_s})), QStringList{u"nightly"_s});
    EXPECT_FALSE(tree.hasChildren(line({u"shop"_s, u"Types"_s, u"state"_s})));
    EXPECT_EQ(tree.place(line({u"shop"_s, u"Sequences"_s, u"numbers"_s})).type, ObjectType::Sequence);
    EXPECT_TRUE(detail(line({u"shop"_s, u"orders"_s})).startsWith(u"~1"_s));
}

TEST_F(SchemaKinds, StandBelowTheirTableWithWhatTheyAre) {
    open();
    const QModelIndex orders = line({u"shop"_s, u"orders"_s});
    EXPECT_EQ(below(orders), (QStringList{u"id"_s, u"total"_s, u"orders_pkey"_s, u"of_customer"_s, u"positive"_s,
                                          u"by_total"_s, u"touched"_s, u"own"_s, u"Partitions"_s, u"Privileges"_s}));
    const auto detailOf = [&](const QString& name) { return detail(line({u"shop"_s, u"orders"_s, name})); };
    EXPECT_EQ(detailOf(u"id"_s), u"bigint not null"_s);
    EXPECT_EQ(detailOf(u"orders_pkey"_s), u"primary key (id)"_s);
    EXPECT_EQ(detailOf(u"of_customer"_s), u"(customer) → crm.customers (id)"_s);
    EXPECT_EQ(detailOf(u"positive"_s), u"total > 0"_s);
    EXPECT_EQ(detailOf(u"by_total"_s), u"unique (total, id) WHERE total > 9"_s);
    const QString told = line({u"shop"_s, u"orders"_s, u"total"_s}).data(Qt::ToolTipRole).toString();
    EXPECT_TRUE(told.contains(u"default 0"_s) && told.contains(u"with tax"_s)) << told.toStdString();
    EXPECT_EQ(detail(line({u"shop"_s, u"orders"_s, u"Privileges"_s, u"clerk"_s})), u"SELECT, UPDATE"_s);
    EXPECT_EQ(tree.place(line({u"shop"_s, u"orders"_s, u"own"_s})).path, (ObjectPath{"shop", "own", "orders"}));
}

TEST_F(SchemaKinds, TellSizeRowsOwnerAndCommentOfATable) {
    openUntested();
    const QModelIndex orders = line({u"shop"_s, u"orders"_s});
    EXPECT_FALSE(detail(orders).contains(u"MB"_s));
    EXPECT_TRUE(orders.data(Qt::ToolTipRole).toString().contains(u"what was bought"_s));
    static_cast<void>(below(orders));
    EXPECT_TRUE(detail(orders).endsWith(u" · 96 MB"_s)) << detail(orders).toStdString();
    const QString told = orders.data(Qt::ToolTipRole).toString();
    for (const QString& part : {u"what was bought"_s, u"Owner: boss"_s, u"96 MB"_s, u"RANGE (day)"_s}) {
        EXPECT_TRUE(told.contains(part)) << told.toStdString();
    }
}

TEST_F(SchemaKinds, ShowPartitionsBelowTheTableTheyArePartOf) {
    open();
    const std::vector<QString> way{u"shop"_s, u"orders"_s, u"Partitions"_s};
    EXPECT_EQ(below(line(way)), QStringList{u"orders_2026"_s});
    const QModelIndex partition = line({u"shop"_s, u"orders"_s, u"Partitions"_s, u"orders_2026"_s});
    EXPECT_EQ(tree.place(partition).path, (ObjectPath{"shop", "orders_2026", {}}));
    EXPECT_TRUE(line({u"shop"_s, u"orders"_s, u"Partitions"_s, u"orders_2026"_s, u"Partitions"_s, u"orders_2026_may"_s})
                    .isValid());
    // Where they are no tables, the description has them.
    description.partitions = {{.name = "p0", .bound = "VALUES LESS THAN (10)", .sizeBytes = 16384}};
    tree.refresh();
    deliver();
    EXPECT_EQ(below(line(way)), (QStringList{u"orders_2026"_s, u"p0"_s}));
    EXPECT_EQ(detail(line({u"shop"_s, u"orders"_s, u"Partitions"_s, u"p0"_s})), u"VALUES LESS THAN (10) · 16 kB"_s);
}

TEST_F(SchemaKinds, ShowAPartitionByItselfWhoseTableIsElsewhere) {
    objects.insert(objects.begin(), {.name = "strayed", .type = ObjectType::Table, .parent = "in_another_schema"});
    objects.insert(objects.begin(), {.name = "same", .type = ObjectType::Table, .parent = "same"});
    open();
    EXPECT_EQ(below(line({u"shop"_s})).first(2), (QStringList{u"same"_s, u"strayed"_s}));
}

TEST_F(SchemaKinds, ShowTheServersDatabasesAndRolesWhenAskedFor) {
    openUntested();
    EXPECT_EQ(engine.commands<protocol::ListServerObjects>().size(), 0U);
    EXPECT_EQ(below(line({u"Server"_s})), (QStringList{u"Databases"_s, u"Users and roles"_s}));
    EXPECT_EQ(below(line({u"Server"_s, u"Databases"_s})), (QStringList{u"sales"_s, u"stock"_s}));
    EXPECT_EQ(detail(line({u"Server"_s, u"Databases"_s, u"sales"_s})), u"this one"_s);
    EXPECT_EQ(below(line({u"Server"_s, u"Users and roles"_s})), QStringList{u"boss"_s});
    EXPECT_EQ(tree.place(line({u"Server"_s, u"Users and roles"_s, u"boss"_s})).path, (ObjectPath{{}, "boss", {}}));
}

TEST_F(SchemaKinds, HaveNoServerWhereThereIsOnlyAFile) {
    connector = "file";
    open();
    EXPECT_EQ(below(line({})), (QStringList{u"shop"_s, u"audit"_s}));
}

TEST_F(SchemaKinds, HideWhatTheEngineKeepsForItselfUntilItIsWanted) {
    open();
    EXPECT_EQ(below(line({})), (QStringList{u"shop"_s, u"audit"_s, u"Server"_s}));
    EXPECT_EQ(detail(line({u"shop"_s})), u"default"_s);
    const QPersistentModelIndex area(line({u"shop"_s, u"Routines"_s, u"area(text)"_s}));
    tree.setShowsSystem(true);
    deliver();
    EXPECT_EQ(below(line({})), (QStringList{u"shop"_s, u"audit"_s, u"pg_catalog"_s, u"Server"_s}));
    EXPECT_TRUE(area.isValid());
    EXPECT_TRUE(below(line({u"shop"_s, u"Routines"_s})).contains(u"ours_not(text)"_s));
    EXPECT_EQ(below(line({u"Server"_s, u"Users and roles"_s})), (QStringList{u"pg_monitor"_s, u"boss"_s}));
    tree.setShowsSystem(false);
    deliver();
    EXPECT_EQ(below(line({u"shop"_s, u"Routines"_s})), (QStringList{u"area(integer)"_s, u"area(text)"_s}));
    EXPECT_TRUE(area.isValid());
}

TEST_F(SchemaKinds, StayOpenThroughARefresh) {
    open();
    const QPersistentModelIndex routine(line({u"shop"_s, u"Routines"_s, u"area(text)"_s}));
    const QPersistentModelIndex partition(line({u"shop"_s, u"orders"_s, u"Partitions"_s, u"orders_2026"_s}));
    const QPersistentModelIndex role(line({u"Server"_s, u"Users and roles"_s, u"boss"_s}));
    std::erase_if(objects, [](const ObjectSummary& each) { return each.name == "area(integer)"; });
    objects.push_back({.name = "weekly", .type = ObjectType::Event});
    tree.refresh();
    deliver();
    ASSERT_TRUE(routine.isValid() && partition.isValid() && role.isValid());
    EXPECT_EQ(routine.row(), 0);
    EXPECT_EQ(routine.parent().data().toString(), u"Routines"_s);
    EXPECT_EQ(detail(routine.parent()), u"1"_s);
    EXPECT_EQ(below(line({u"shop"_s, u"Events"_s})), (QStringList{u"nightly"_s, u"weekly"_s}));
}

TEST_F(SchemaKinds, AreFoundByNameBeforeTheirTableWasOpened) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s})));
    QSignalSpy found(&tree, &SchemaTree::foundMore);
    tree.lookFor(u"BY_TOTAL"_s);
    deliver();
    const QModelIndex orders = line({u"shop"_s, u"orders"_s});
    EXPECT_GT(found.count(), 0);
    // The index of a partition of a partition stands below the table as well.
    EXPECT_EQ(below(orders), (QStringList{u"by_total"_s, u"may_by_total"_s}));
    EXPECT_EQ(tree.place(tree.index(1, 0, orders)).path, (ObjectPath{"shop", "may_by_total", "orders_2026_may"}));
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().size(), 0U);
    tree.lookFor(u"own"_s);
    EXPECT_EQ(below(orders), QStringList{u"own"_s});
    EXPECT_EQ(tree.place(tree.index(0, 0, orders)).type, ObjectType::Policy);
    tree.lookFor({});
    EXPECT_EQ(tree.rowCount(orders), 0);
    EXPECT_EQ(below(orders).size(), 10);
}

TEST_F(SchemaKinds, AreReadOneSchemaAfterTheOtherWhenLookedFor) {
    openUntested();
    tree.lookFor(u"trail"_s);
    deliver();
    // Of each of the two: what has rows, the rest, and at last what belongs to tables.
    std::vector<ObjectScope> scopes;
    for (const protocol::ListObjects& each : engine.commands<protocol::ListObjects>()) {
        scopes.push_back(each.scope);
    }
    EXPECT_EQ(scopes, (std::vector{ObjectScope::Relations, ObjectScope::Others, ObjectScope::Relations,
                                   ObjectScope::Others, ObjectScope::Parts, ObjectScope::Parts}));
    EXPECT_EQ(engine.commands<protocol::ListServerObjects>().size(), 1U);
    EXPECT_TRUE(line({u"audit"_s, u"trail"_s}).isValid());
}

TEST_F(SchemaKinds, AreAllKnownToTheSearchByName) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s})));
    static_cast<void>(below(line({u"Server"_s})));
    // What belongs to tables is read when somebody looks for it.
    tree.lookFor(u"by_total"_s);
    deliver();
    tree.lookFor({});
    std::vector<std::pair<ObjectType, std::string>> known;
    for (const auto& [place, database] : tree.knownObjects()) {
        known.emplace_back(place.type, place.path.name);
        EXPECT_TRUE(hasDefinition(place)) << place.path.name;
    }
    // Of all schemas; all but the routine of an extension and the server's own role.
    EXPECT_EQ(known.size(), objects.size() - 1 + others.size() + serverObjects.size() - 1);
    for (const ObjectSummary& each : objects) {
        EXPECT_EQ(std::ranges::count(known, std::pair(each.type, each.name)), each.internal ? 0 : 1) << each.name;
    }
}

TEST_F(SchemaKinds, AreAskedForByTheirType) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s, u"totals"_s})));
    ASSERT_EQ(engine.commands<protocol::DescribeObject>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().front().type, ObjectType::MaterializedView);
}

class Definitions : public SchemaKinds {
protected:
    Definitions() {
        QObject::connect(&definitions, &ObjectDefinitions::ready, &definitions,
                         [this](ConnectionId, const QString& name, const QString& text) {
                             title = name;
                             statements = text;
                         });
        QObject::connect(&definitions, &ObjectDefinitions::failed, &definitions,
                         [this](const QString& message) { failure = message; });
    }
    void ask(const std::vector<QString>& way) {
        definitions.ask(tree.place(line(way)));
        deliver();
    }

    ObjectDefinitions definitions{bus};
    QString title;
    QString statements;
    QString failure;
};

TEST_F(Definitions, AreAskedForByNameTypeAndTable) {
    open();
    description.ddl = "CREATE TRIGGER touched ...";
    ask({u"shop"_s, u"orders"_s, u"touched"_s});
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().back().path, (ObjectPath{"shop", "touched", "orders"}));
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().back().type, ObjectType::Trigger);
    EXPECT_EQ(title, u"touched (definition)"_s);
    EXPECT_EQ(statements, u"CREATE TRIGGER touched ...;\n"_s);
    ask({u"shop"_s});
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().back().path, (ObjectPath{{}, "shop", {}}));
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().back().type, ObjectType::Schema);
    EXPECT_EQ(title, u"shop (definition)"_s);
}

TEST_F(Definitions, SayWhatTheServerHasLeftOut) {
    open();
    description.ddl = "CREATE TABLE t ();\n";
    notices = {{"warning", "Policies can not be shown;\nthe server says: no"}};
    ask({u"shop"_s, u"orders"_s});
    EXPECT_EQ(statements, u"-- Policies can not be shown; the server says: no\nCREATE TABLE t ();\n"_s);
}

TEST_F(Definitions, SayWhyThereIsNone) {
    open();
    description.ddl.clear();
    ask({u"shop"_s, u"Extensions"_s, u"hstore"_s});
    EXPECT_EQ(failure, u"The server keeps no definition of hstore."_s);
    notices = {{"warning", "The definition can not be shown; the server says: no"}};
    ask({u"shop"_s, u"Extensions"_s, u"hstore"_s});
    EXPECT_EQ(failure, u"The definition can not be shown; the server says: no"_s);
    EXPECT_TRUE(statements.isEmpty());
}

} // namespace
} // namespace dbv::viewmodel
