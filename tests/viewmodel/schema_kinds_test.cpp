// SPDX-License-Identifier: Apache-2.0
// Every kind of thing that a database holds, each at its place in the explorer.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "schema_kinds_fixture.h"
#include "viewmodel/object_definitions.h"

namespace dbv::viewmodel {
namespace {

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
