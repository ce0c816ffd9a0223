// SPDX-License-Identifier: Apache-2.0
#include "ui/explorer/explorer_panel.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "ui/palette/command_palette.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

/// An explorer that shows one database with one schema, whose tables the test names.
class ExplorerOnFakeEngine : public ::testing::Test {
protected:
    ExplorerOnFakeEngine() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection&) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++openings};
            facts.database = "/tmp/a.db";
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
            protocol::SchemasListed answer;
            answer.schemas.emplace_back().name = "main";
            engine.finish(id, answer);
        });
        engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects& command) {
            protocol::ObjectsListed answer;
            for (const std::string& name : tables) {
                answer.objects.emplace_back().name = name;
            }
            answer.objects.push_back({.name = "by_title", .type = ObjectType::Index, .parent = "books"});
            answer.objects.push_back({.name = "area(integer)", .type = ObjectType::Routine});
            std::erase_if(answer.objects,
                          [&](const ObjectSummary& each) { return !includes(command.scope, scopeOf(each.type)); });
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
    std::uint64_t openings = 0;
};

TEST_F(ExplorerOnFakeEngine, TellsTheNameAndTheEnvironmentThatAConnectionHasByNow) {
    protocol::SavedConnection kept;
    kept.name = "shop";
    kept.config.url = "/tmp/shop.db";
    kept.environment = protocol::Environment::Production;
    connections.setSaved({kept});
    connections.open(kept.config, [](const auto&) {}, "shop");
    deliver();
    const QModelIndex shop = line(u"shop"_s);
    ASSERT_TRUE(shop.isValid());
    EXPECT_EQ(shop.data(Qt::AccessibleTextRole).toString(), u"shop, production"_s);
    const QImage marked = panel.view().viewport()->grab(panel.view().visualRect(shop)).toImage();
    // However narrow, its colour is seen.
    const QColor colour = makeTheme(ColorScheme::Light).of(Environment::Production).background;
    panel.resize(1, 600);
    deliver();
    EXPECT_GE(panel.width(), 100);
    const QImage narrow = panel.view().viewport()->grab(panel.view().visualRect(shop)).toImage();
    bool seen = false;
    for (int x = 0; x < narrow.width(); ++x) {
        seen = seen || narrow.pixelColor(x, narrow.height() / 2 + 4) == colour;
    }
    EXPECT_TRUE(seen);
    panel.resize(300, 600);
    deliver();
    kept.environment = protocol::Environment::None;
    connections.setSaved({kept});
    EXPECT_EQ(shop.data(Qt::AccessibleTextRole).toString(), u"shop"_s);
    EXPECT_NE(panel.view().viewport()->grab(panel.view().visualRect(shop)).toImage(), marked);
    kept.name = "store";
    connections.noteRenamed("shop", "store");
    connections.setSaved({kept});
    EXPECT_EQ(shop.data(Qt::DisplayRole).toString(), u"store"_s);
}

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

TEST_F(ExplorerOnFakeEngine, GivesThePaletteWhatBelongsToTablesLater) {
    QWidget window;
    window.resize(800, 600);
    auto* palette = CommandPalette::openObjects(panel.tree(), {}, {u"sqlite:by_nobody.db"_s}, window);
    QSignalSpy chosen(palette, &CommandPalette::objectChosen);
    auto* typed = palette->findChild<QLineEdit*>();
    auto* list = palette->findChild<QListView*>();
    typed->setText(u"by_"_s);
    ASSERT_EQ(list->model()->rowCount(), 1);
    deliver();
    // What would be chosen stays that, wherever it stands now.
    ASSERT_EQ(list->model()->rowCount(), 2);
    EXPECT_EQ(list->currentIndex().data().toString(), u"by_nobody.db"_s);
    typed->setText(u"by_title"_s);
    QTest::keyClick(typed, Qt::Key_Return);
    ASSERT_EQ(chosen.count(), 1);
    const auto place = chosen.front().front().value<viewmodel::SchemaPlace>();
    EXPECT_EQ(place.path, (ObjectPath{"main", "by_title", "books"}));
    EXPECT_EQ(place.type, ObjectType::Index);
}

TEST_F(ExplorerOnFakeEngine, TheNameOfAConnectionGivesWayBeforeThatOfItsEnvironment) {
    protocol::SavedConnection kept;
    kept.config.url = "/tmp/shop.db";
    kept.environment = protocol::Environment::Production;
    kept.name = "Production of a very long name that has to be cut somewhere in the shop";
    connections.setSaved({kept});
    connections.open(kept.config, [](const auto&) {}, kept.name);
    deliver();
    const QModelIndex shop = line(QString::fromStdString(kept.name));
    panel.resize(300, 600);
    deliver();
    const QImage line = panel.view().viewport()->grab(panel.view().visualRect(shop)).toImage();
    const ColorPair colors = makeTheme(ColorScheme::Light).of(Environment::Production);
    int ground = 0;
    for (int x = 0; x < line.width(); ++x) {
        ground += line.pixelColor(x, 3) == colors.background ? 1 : 0;
    }
    EXPECT_GE(ground, panel.view().fontMetrics().horizontalAdvance(u"product"_s)) << "as wide as its name";
}

TEST_F(ExplorerOnFakeEngine, ThePaletteMarksWhatBelongsToAnEnvironment) {
    QWidget window;
    window.resize(800, 600);
    window.show();
    protocol::SavedConnection live{.name = "live shop"};
    live.environment = protocol::Environment::Production;
    auto* palette = CommandPalette::openObjects(panel.tree(), {live}, {}, window);
    palette->findChild<QLineEdit*>()->setText(u"live"_s);
    auto* list = palette->findChild<QListView*>();
    ASSERT_EQ(list->model()->rowCount(), 1);
    const QModelIndex line = list->model()->index(0, 0);
    EXPECT_TRUE(line.data(Qt::AccessibleTextRole).toString().contains(u"production"_s));
    list->setCurrentIndex({});
    const QColor red = makeTheme(schemeOf(QApplication::palette())).of(Environment::Production).background;
    const QImage picture = list->viewport()->grab(list->visualRect(line)).toImage();
    int ofRed = 0;
    for (int x = 0; x < picture.width(); ++x) {
        ofRed += picture.pixelColor(x, picture.height() / 2 - 6) == red ? 1 : 0;
    }
    EXPECT_GT(ofRed, 20);
}

TEST_F(ExplorerOnFakeEngine, OpensTheWayToWhatIsLookedForAndClosesItAgain) {
    auto* filter = panel.findChild<QLineEdit*>();
    EXPECT_FALSE(panel.view().isExpanded(line(u"Routines"_s)));
    filter->setText(u"AREA"_s);
    deliver();
    EXPECT_TRUE(panel.view().isExpanded(line(u"Routines"_s)));
    EXPECT_TRUE(line(u"area(integer)"_s).isValid());
    EXPECT_FALSE(line(u"books"_s).isValid());
    // The index of a table that was never opened.
    filter->setText(u"by_t"_s);
    deliver();
    ASSERT_TRUE(line(u"by_title"_s).isValid());
    EXPECT_TRUE(panel.view().isExpanded(line(u"books"_s)));
    EXPECT_FALSE(line(u"orders"_s).isValid());
    panel.view().setCurrentIndex(line(u"by_title"_s));
    EXPECT_EQ(panel.currentPlace().path, (ObjectPath{"main", "by_title", "books"}));
    filter->clear();
    deliver();
    EXPECT_FALSE(panel.view().isExpanded(line(u"Routines"_s)));
    EXPECT_FALSE(panel.view().isExpanded(line(u"books"_s)));
    EXPECT_TRUE(panel.view().isExpanded(line(u"main"_s)));
    EXPECT_TRUE(line(u"orders"_s).isValid());
}

TEST_F(ExplorerOnFakeEngine, KeepsTheChosenLineWhenTheFilterGoes) {
    auto* filter = panel.findChild<QLineEdit*>();
    filter->setText(u"boo"_s);
    deliver();
    panel.view().setCurrentIndex(line(u"books"_s));
    filter->clear();
    deliver();
    EXPECT_EQ(panel.view().currentIndex(), line(u"books"_s));
}

TEST_F(ExplorerOnFakeEngine, GoesFromTheFilterToTheFirstMatchAndOpensIt) {
    QSignalSpy opened(&panel, &ExplorerPanel::openRequested);
    auto* filter = panel.findChild<QLineEdit*>();
    filter->setText(u"oks"_s);
    QTest::keyClick(filter, Qt::Key_Down);
    EXPECT_EQ(panel.view().currentIndex(), line(u"books"_s));
    EXPECT_EQ(opened.count(), 0);
    filter->setText(u"orders"_s);
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_EQ(panel.view().currentIndex(), line(u"orders"_s));
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened[0][0].value<viewmodel::SchemaPlace>().path.name, "orders");
    filter->setText(u"nothing at all"_s);
    QTest::keyClick(filter, Qt::Key_Return);
    EXPECT_EQ(opened.count(), 1);
}

TEST_F(ExplorerOnFakeEngine, ShowsANameWithALineEndOnOneLineAndCopiesItAsItIs) {
    tables = {"two\nlines"};
    panel.refresh();
    ASSERT_TRUE(QTest::qWaitFor([this] { return line(u"two↵lines"_s).isValid(); }));
    panel.view().setCurrentIndex(line(u"two↵lines"_s));
    EXPECT_EQ(panel.currentName(), u"two\nlines"_s);
}

TEST_F(ExplorerOnFakeEngine, SaysThatNothingMatches) {
    panel.findChild<QLineEdit*>()->setText(u"no such thing"_s);
    deliver();
    const auto* empty = panel.findChild<QLabel*>();
    EXPECT_TRUE(empty->isVisible());
    EXPECT_TRUE(empty->text().contains(u"no such thing"_s));
}

TEST_F(ExplorerOnFakeEngine, AsksByKeysForRowsAndForDefinitions) {
    QSignalSpy opened(&panel, &ExplorerPanel::openRequested);
    QSignalSpy defined(&panel, &ExplorerPanel::definitionRequested);
    panel.view().setCurrentIndex(line(u"books"_s));
    QTest::keyClick(&panel.view(), Qt::Key_Return);
    ASSERT_EQ(opened.count(), 1);
    EXPECT_EQ(opened.front().front().value<viewmodel::SchemaPlace>().path, (ObjectPath{"main", "books", {}}));
    QTest::keyClick(&panel.view(), Qt::Key_F4);
    EXPECT_EQ(defined.count(), 1);
    // A schema opens its lines instead.
    panel.view().setCurrentIndex(line(u"main"_s));
    QTest::keyClick(&panel.view(), Qt::Key_Return);
    EXPECT_EQ(opened.count(), 1);
    EXPECT_FALSE(panel.view().isExpanded(line(u"main"_s)));
}

TEST_F(ExplorerOnFakeEngine, StaysUsableWithAHundredThousandTables) {
    tables.clear();
    for (int i = 0; i < 100'000; ++i) {
        tables.push_back("table_" + std::to_string(i));
    }
    panel.refresh();
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return panel.tree().rowCount(panel.tree().index(0, 0, panel.tree().index(0, 0, {}))) > 100'000; },
        60'000));
    auto* filter = panel.findChild<QLineEdit*>();
    // Every second line goes, each by itself; then all but one.
    filter->setText(u"1"_s);
    deliver();
    filter->setText(u"table_99998"_s);
    deliver();
    EXPECT_TRUE(line(u"table_99998"_s).isValid());
    filter->clear();
    deliver();
    EXPECT_TRUE(line(u"table_5"_s).isValid());
    EXPECT_EQ(panel.view().model(), static_cast<const QAbstractItemModel*>(&panel.tree()))
        << "without a filter nothing that costs time for each line stands in between";
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
