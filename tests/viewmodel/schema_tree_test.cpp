// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schema_tree.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

/// An explorer on one database with one schema, whose tables the test names.
class SchemaTreeOnFakeEngine : public ::testing::Test {
protected:
    SchemaTreeOnFakeEngine() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection&) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{1};
            facts.database = "/tmp/a.db";
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
            if (broken) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::IoError, "The disk is gone."), {}});
                return;
            }
            protocol::SchemasListed answer;
            answer.schemas.emplace_back().name = "main";
            engine.finish(id, answer);
        });
        engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects& command) {
            protocol::ObjectsListed answer;
            for (const std::string& name : tables) {
                answer.objects.emplace_back().name = name;
            }
            std::erase_if(answer.objects,
                          [&](const ObjectSummary& each) { return !includes(command.scope, scopeOf(each.type)); });
            engine.finish(id, answer);
        });
        engine.on<protocol::DescribeObject>([this](RequestId id, const protocol::DescribeObject&) {
            protocol::ObjectDescribed answer;
            for (const std::string& name : columns) {
                answer.description.columns.emplace_back().name = name;
            }
            engine.finish(id, answer);
        });
    }
    static void deliver() {
        for (int i = 0; i < 8; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    void open() {
        connections.open({}, [](const auto&) {});
        deliver();
        schema = tree.index(0, 0, tree.index(0, 0, {}));
        tree.fetchMore(schema);
        deliver();
    }
    void refresh() {
        tree.refresh();
        deliver();
    }
    [[nodiscard]] QModelIndex table(int row) const { return tree.index(row, 0, schema); }
    [[nodiscard]] std::vector<std::string> shown() const {
        std::vector<std::string> names;
        for (int row = 0; row < tree.rowCount(schema); ++row) {
            names.push_back(table(row).data().toString().toStdString());
        }
        return names;
    }

    /// The model's tester looks into every line, so that lines come below them, too.
    [[nodiscard]] qsizetype inSchema(const QSignalSpy& spy) const {
        return std::ranges::count_if(spy, [this](const auto& said) { return said[0].toModelIndex() == schema; });
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    SchemaTree tree{bus, connections};
    std::optional<QAbstractItemModelTester> tester{std::in_place, &tree,
                                                   QAbstractItemModelTester::FailureReportingMode::Fatal};
    std::vector<std::string> tables{"authors", "books", "orders"};
    std::vector<std::string> columns{"id", "name"};
    bool broken = false;
    QPersistentModelIndex schema;
};

TEST_F(SchemaTreeOnFakeEngine, KeepsTheOrderInWhichTheDatabasesWereAskedFor) {
    std::vector<RequestId> asked;
    engine.on<protocol::OpenConnection>([&](RequestId id, const protocol::OpenConnection&) { asked.push_back(id); });
    for (const char* name : {"/tmp/slow.db", "/tmp/quick.db"}) {
        connections.open({.url = name}, [](const auto&) {});
    }
    deliver();
    const auto answer = [this, &asked](std::size_t which, const std::string& name) {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{which + 1};
        facts.database = name;
        engine.finish(asked.at(which), protocol::ConnectionOpened{facts});
        deliver();
    };
    answer(1, "/tmp/quick.db");
    answer(0, "/tmp/slow.db");
    ASSERT_EQ(tree.rowCount({}), 2);
    EXPECT_EQ(tree.text(tree.index(0, 0, {})), u"slow.db"_s);
    EXPECT_EQ(tree.text(tree.index(1, 0, {})), u"quick.db"_s);
    EXPECT_EQ(tree.index(1, 0, {}).row(), 1);
}

TEST_F(SchemaTreeOnFakeEngine, KeepsTheLinesThatAreStillThere) {
    open();
    tree.fetchMore(table(1));
    deliver();
    const QPersistentModelIndex books(table(1));
    const QPersistentModelIndex name(tree.index(1, 0, books));
    const QPersistentModelIndex orders(table(2));
    QSignalSpy reset(&tree, &QAbstractItemModel::modelReset);
    QSignalSpy inserted(&tree, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&tree, &QAbstractItemModel::rowsRemoved);
    tables = {"books", "customers", "orders", "zones"};
    refresh();
    EXPECT_EQ(shown(), tables);
    EXPECT_EQ(books, table(0));
    EXPECT_EQ(orders, table(2));
    ASSERT_TRUE(name.isValid());
    EXPECT_EQ(name.data().toString(), u"name"_s);
    EXPECT_EQ(tree.rowCount(books), 2);
    EXPECT_EQ(reset.count(), 0);
    EXPECT_EQ(inSchema(removed), 1);
    EXPECT_EQ(inSchema(inserted), 2);
}

TEST_F(SchemaTreeOnFakeEngine, ReadsWhatIsOpenAgainWithoutLosingIt) {
    open();
    tree.fetchMore(table(0));
    deliver();
    const QPersistentModelIndex id(tree.index(0, 0, table(0)));
    columns = {"id", "born", "name"};
    refresh();
    EXPECT_EQ(id.row(), 0);
    ASSERT_EQ(tree.rowCount(table(0)), 3);
    EXPECT_EQ(tree.index(1, 0, table(0)).data().toString(), u"born"_s);
}

TEST_F(SchemaTreeOnFakeEngine, FollowsLinesToANewOrder) {
    open();
    tree.fetchMore(table(0));
    deliver();
    const QPersistentModelIndex id(tree.index(0, 0, table(0)));
    const QPersistentModelIndex name(tree.index(1, 0, table(0)));
    columns = {"name", "new", "id"};
    refresh();
    EXPECT_EQ(name.row(), 0);
    EXPECT_EQ(id.row(), 2);
    EXPECT_EQ(id.data().toString(), u"id"_s);
}

TEST_F(SchemaTreeOnFakeEngine, KeepsLinesOfTheSameNameApart) {
    tables = {"area", "area", "zone"};
    open();
    const QPersistentModelIndex first(table(0));
    const QPersistentModelIndex second(table(1));
    tables = {"area", "area", "area"};
    refresh();
    EXPECT_EQ(first.row(), 0);
    EXPECT_EQ(second.row(), 1);
    EXPECT_EQ(shown(), tables);
}

TEST_F(SchemaTreeOnFakeEngine, TakesFewStepsHoweverManyTablesComeAndGo) {
    constexpr int kTables = 20'000;
    // It opens every line at every change.
    tester.reset();
    tables.clear();
    for (int i = 0; i < kTables; ++i) {
        tables.push_back("t" + std::to_string(i));
    }
    open();
    ASSERT_TRUE(QTest::qWaitFor([this] { return tree.rowCount(schema) == kTables; }));
    const QPersistentModelIndex kept(table(kTables / 2));
    std::vector<std::string> next;
    for (int i = 0; i < kTables; ++i) {
        next.push_back((i % 2 == 0 ? "t" : "u") + std::to_string(i));
    }
    tables = next;
    QSignalSpy inserted(&tree, &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(&tree, &QAbstractItemModel::rowsRemoved);
    QSignalSpy sorted(&tree, &QAbstractItemModel::layoutChanged);
    refresh();
    ASSERT_TRUE(QTest::qWaitFor([this] { return shown() == tables; }));
    EXPECT_EQ(kept.row(), kTables / 2);
    EXPECT_EQ(inSchema(removed), 1);
    EXPECT_EQ(inSchema(inserted), 1);
    EXPECT_EQ(sorted.count(), 2);
}

TEST_F(SchemaTreeOnFakeEngine, SaysThatItCanNotBeReadAboveWhatWasRead) {
    open();
    const QPersistentModelIndex books(table(1));
    broken = true;
    refresh();
    refresh();
    const QModelIndex database = tree.index(0, 0, {});
    ASSERT_EQ(tree.rowCount(database), 2);
    EXPECT_EQ(tree.index(0, 0, database).data().toString(), u"The disk is gone."_s);
    EXPECT_TRUE(books.isValid());
    broken = false;
    refresh();
    EXPECT_EQ(tree.rowCount(database), 1);
    EXPECT_TRUE(books.isValid());
}

} // namespace
} // namespace dbv::viewmodel
