// SPDX-License-Identifier: Apache-2.0
// Pinned results in the window, by the actions and the menu of their tabs.
#include <QContextMenuEvent>
#include <QMenu>
#include <QTabBar>
#include <QToolButton>

#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/message_list.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class PinnedResultTabs : public WindowOnFakeEngine {
protected:
    PinnedResultTabs() {
        start();
        drop({u"/a.db"_s});
    }
    void runWith(const std::string& sql, std::uint64_t rows) {
        window.currentPage()->query().run({.sql = sql, .position = 0, .line = 1});
        const RequestId run = engine.lastRequest();
        engine.say(run, protocol::StatementStarted{0, {0, sql.size()}});
        engine.sayNumbers(run, 0, rows);
        protocol::StatementReport report{.statement = 0, .span = {0, sql.size()}};
        report.rows = rows;
        report.command = "SELECT";
        engine.say(run, protocol::StatementFinished{report});
        engine.finish(run, protocol::QueryFinished{.statements = 1, .last = report});
        deliver();
    }
    void runMany(std::uint64_t results) {
        std::string sql;
        for (std::uint64_t i = 0; i < results; ++i) {
            sql += "SELECT " + std::to_string(i + 100) + ";";
        }
        window.currentPage()->query().run({.sql = sql, .position = 0, .line = 1});
        const RequestId run = engine.lastRequest();
        protocol::StatementReport report;
        for (std::uint64_t i = 0; i < results; ++i) {
            report = {.statement = i, .span = {i * 11, i * 11 + 10}};
            report.rows = 5;
            report.command = "SELECT";
            engine.say(run, protocol::StatementStarted{i, report.span});
            engine.sayNumbers(run, i, 5);
            engine.say(run, protocol::StatementFinished{report});
        }
        engine.finish(run, protocol::QueryFinished{.statements = results, .last = report});
        deliver();
    }
    [[nodiscard]] ResultArea& results() const { return window.currentPage()->results(); }
    [[nodiscard]] QStringList titles() const {
        QStringList all;
        for (int i = 0; i < results().count(); ++i) {
            all << results().tabText(i);
        }
        return all;
    }
};

TEST_F(PinnedResultTabs, AreAllInAListWhereTheirTitlesHaveNoRoom) {
    runMany(2);
    EXPECT_EQ(results().cornerWidget(), nullptr);
    runMany(30);
    ASSERT_EQ(results().count(), 31);
    auto* button = qobject_cast<QToolButton*>(results().cornerWidget());
    ASSERT_NE(button, nullptr);
    EXPECT_TRUE(button->isVisible());
    button->click();
    auto* list = results().findChild<QMenu*>(u"results.choose"_s);
    EXPECT_TRUE(list->isVisible());
    ASSERT_EQ(list->actions().size(), 31);
    EXPECT_TRUE(list->actions()[17]->text().contains(u"SELECT 117"_s)) << qPrintable(list->actions()[17]->text());
    list->actions()[17]->trigger();
    list->close();
    EXPECT_EQ(results().currentIndex(), 17);
    button->click();
    EXPECT_TRUE(list->actions()[17]->isChecked());
    list->close();
    runMany(1);
    EXPECT_EQ(results().cornerWidget(), nullptr);
}

TEST_F(PinnedResultTabs, StandBesideTheNextResultWithTheirStatementAndTime) {
    runWith("SELECT a && b FROM t", 3);
    ASSERT_TRUE(actions.isEnabled("result.pin"));
    actions.trigger("result.pin");
    EXPECT_FALSE(results().tabIcon(0).isNull());
    runWith("SELECT 2", 5);
    ASSERT_EQ(results().count(), 3);
    EXPECT_TRUE(titles()[0].endsWith(u" · SELECT a &&&& b FROM t (3)"_s)) << qPrintable(titles()[0]);
    EXPECT_TRUE(results().tabToolTip(0).contains(u"<br>SELECT a &amp;&amp; b FROM t"_s));
    EXPECT_TRUE(results().tabToolTip(1).contains(u"SELECT 2"_s));
    EXPECT_TRUE(results().tabBar()->accessibleTabName(0).startsWith(u"Pinned: "_s));
    EXPECT_EQ(titles()[1], u"Result 1 (5)"_s);
    EXPECT_EQ(results().currentIndex(), 1);
    EXPECT_TRUE(results().tabIcon(1).isNull());
    EXPECT_EQ(results().shownGrid()->table().result()->rowCount(), 5U);
    results().setCurrentIndex(0);
    EXPECT_EQ(results().shownGrid()->table().result()->rowCount(), 3U);
    EXPECT_EQ(results().shownGrid()->table().result()->displayText(2, 0), u"2"_s);
}

TEST_F(PinnedResultTabs, KeepTheirPlaceWhateverRunsAndGoWhenTheyAreUnpinned) {
    runWith("SELECT 1", 3);
    actions.trigger("result.pin");
    for (std::uint64_t run = 0; run < 3; ++run) {
        runWith("SELECT 2", 5 + run);
        ASSERT_EQ(results().count(), 3);
        EXPECT_EQ(titles()[1], u"Result 1 (%1)"_s.arg(5 + run));
    }
    results().setCurrentIndex(0);
    actions.trigger("result.pin");
    EXPECT_EQ(titles()[0], u"Earlier result (3)"_s);
    runWith("SELECT 3", 1);
    EXPECT_EQ(titles(), (QStringList{u"Result 1 (1)"_s, u"Messages"_s}));
    EXPECT_EQ(results().shownGrid()->table().result()->rowCount(), 1U);
}

TEST_F(PinnedResultTabs, CloseByTheActionAndLeaveTheOthers) {
    runWith("SELECT 1", 3);
    actions.trigger("result.pin");
    runWith("SELECT 2", 5);
    results().setCurrentIndex(0);
    actions.trigger("result.close");
    deliver();
    EXPECT_EQ(titles(), (QStringList{u"Result 1 (5)"_s, u"Messages"_s}));
    EXPECT_EQ(engine.commands<protocol::ReleaseResult>().size(), 1U);
    results().setCurrentIndex(0);
    EXPECT_EQ(results().shownGrid()->table().result()->rowCount(), 5U);
    actions.trigger("result.close");
    EXPECT_EQ(titles(), QStringList{u"Messages"_s});
    EXPECT_FALSE(actions.isEnabled("result.pin"));
}

TEST_F(PinnedResultTabs, SecondOfTwoResultsStaysAndTheFirstGivesItsGridOn) {
    window.currentPage()->query().run({.sql = "SELECT 1; SELECT 2", .position = 0, .line = 1});
    const RequestId two = engine.lastRequest();
    for (std::size_t i = 0; i < 2; ++i) {
        engine.say(two, protocol::StatementStarted{i, {i * 10, i * 10 + 8}});
        engine.sayNumbers(two, i, 2 + i);
        protocol::StatementReport report{.statement = i, .span = {i * 10, i * 10 + 8}};
        engine.say(two, protocol::StatementFinished{report});
    }
    engine.finish(two, protocol::QueryFinished{.statements = 2});
    deliver();
    ASSERT_EQ(results().count(), 3);
    results().setCurrentIndex(1);
    actions.trigger("result.pin");
    runWith("SELECT 3", 7);
    ASSERT_EQ(results().count(), 3);
    EXPECT_TRUE(titles()[0].endsWith(u" · SELECT 2 (3)"_s)) << qPrintable(titles()[0]);
    EXPECT_EQ(titles()[1], u"Result 1 (7)"_s);
    EXPECT_EQ(results().currentIndex(), 1);
}

TEST_F(PinnedResultTabs, HaveAMenu) {
    runWith("SELECT 1", 3);
    QTabBar& bar = *results().tabBar();
    const QPoint place = bar.tabRect(0).center();
    QContextMenuEvent asked(QContextMenuEvent::Mouse, place, bar.mapToGlobal(place));
    QApplication::sendEvent(&bar, &asked);
    const auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    ASSERT_NE(menu, nullptr);
    EXPECT_EQ(menu->actions().front()->objectName(), u"result.pin"_s);
    QApplication::activePopupWidget()->close();
}

TEST_F(PinnedResultTabs, ShowTheMessagesOfARunWithoutAResult) {
    runWith("SELECT 1", 3);
    actions.trigger("result.pin");
    window.currentPage()->query().run({.sql = "DELETE FROM t", .position = 0, .line = 1});
    const RequestId run = engine.lastRequest();
    protocol::StatementReport report{.statement = 0, .span = {0, 13}};
    report.command = "DELETE";
    report.affectedRows = 1;
    engine.say(run, protocol::StatementStarted{0, {0, 13}});
    engine.say(run, protocol::StatementFinished{report});
    engine.finish(run, protocol::QueryFinished{.statements = 1, .last = report});
    deliver();
    ASSERT_EQ(results().count(), 2);
    EXPECT_EQ(results().currentWidget(), &results().messages());
    EXPECT_FALSE(results().tabIcon(0).isNull());
}

} // namespace
} // namespace dbv::ui
