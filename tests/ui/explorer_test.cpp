// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_panel.h"

#include <QApplication>
#include <QLabel>
#include <QTest>
#include <QTreeView>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

/// An explorer that shows one database with one schema, whose tables the test names.
class ExplorerOnFakeEngine : public ::testing::Test {
protected:
    ExplorerOnFakeEngine() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection&) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{1};
            facts.database = "/tmp/a.db";
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
            protocol::SchemasListed answer;
            answer.schemas.emplace_back().name = "main";
            engine.finish(id, answer);
        });
        engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects&) {
            protocol::ObjectsListed answer;
            for (const std::string& name : tables) {
                answer.objects.emplace_back().name = name;
            }
            engine.finish(id, answer);
        });
        engine.on<protocol::DescribeObject>([this](RequestId id, const protocol::DescribeObject&) {
            protocol::ObjectDescribed answer;
            answer.description.columns.emplace_back().name = "id";
            engine.finish(id, answer);
        });
        panel.resize(300, 600);
        panel.show();
        connections.open({}, [](const auto&) {});
        deliver();
    }
    static void deliver() {
        for (int i = 0; i < 8; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    [[nodiscard]] QModelIndex line(const QString& name) const {
        const auto found = panel.view().model()->match(panel.view().model()->index(0, 0), Qt::DisplayRole, name, 1,
                                                       Qt::MatchExactly | Qt::MatchRecursive);
        return found.isEmpty() ? QModelIndex() : found.front();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    viewmodel::ConnectionList connections{bus};
    ExplorerPanel panel{bus, connections};
    std::vector<std::string> tables{"authors", "books", "orders"};
};

TEST_F(ExplorerOnFakeEngine, KeepsWhatIsOpenAndChosenWhenTablesComeAndGo) {
    panel.view().expand(line(u"books"_s));
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"id"_s).isValid(); }));
    panel.view().setCurrentIndex(line(u"id"_s));
    tables = {"books", "customers", "orders"};
    panel.refresh();
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"customers"_s).isValid(); }));
    EXPECT_FALSE(line(u"authors"_s).isValid());
    EXPECT_TRUE(panel.view().isExpanded(line(u"books"_s)));
    EXPECT_EQ(panel.view().currentIndex(), line(u"id"_s));
    EXPECT_EQ(panel.view().currentIndex().parent(), line(u"books"_s));
}

TEST_F(ExplorerOnFakeEngine, LeavesClosedWhatTheUserHasClosed) {
    panel.view().collapse(line(u"main"_s));
    tables = {"books", "customers", "orders"};
    panel.refresh();
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"customers"_s).isValid(); }));
    EXPECT_FALSE(panel.view().isExpanded(line(u"main"_s)));
}

TEST_F(ExplorerOnFakeEngine, KeepsItsPlaceThroughAnExchangeOfManyTables) {
    tables.clear();
    for (int i = 0; i < 400; ++i) {
        tables.push_back("t" + std::to_string(i));
    }
    panel.refresh();
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"t399"_s).isValid(); }));
    panel.view().expand(line(u"t100"_s));
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"id"_s).isValid(); }));
    panel.view().setCurrentIndex(line(u"t100"_s));
    for (std::size_t i = 1; i < tables.size(); i += 2) {
        tables[i].front() = 'u';
    }
    panel.refresh();
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"u399"_s).isValid(); }));
    EXPECT_EQ(panel.view().currentIndex(), line(u"t100"_s));
    EXPECT_TRUE(panel.view().isExpanded(line(u"t100"_s)));
    EXPECT_EQ(line(u"u101"_s).row(), 101);
}

TEST_F(ExplorerOnFakeEngine, SaysWhatToDoWhenTheLastDatabaseHasGone) {
    const auto* empty = panel.findChild<QLabel*>();
    EXPECT_FALSE(empty->isVisible());
    connections.close(ConnectionId{1});
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains(u"No database is open"_s)) << empty->text().toStdString();
}

} // namespace
} // namespace dbv::ui
