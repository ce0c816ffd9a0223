// SPDX-License-Identifier: Apache-2.0
// What the window asks before it runs, and what its menus do.
#include <QAction>
#include <QCheckBox>
#include <QContextMenuEvent>
#include <QLineEdit>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolBar>

#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/message_list.h"
#include "ui/shell/parameter_panel.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

using WindowActions = WindowOnFakeEngine;

TEST_F(WindowActions, OffersWhatCanBeDoneWithCellsOnlyWhenThereAreSome) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    EXPECT_FALSE(actions.isEnabled("result.copy"));
    EXPECT_FALSE(actions.isEnabled("result.export"));
    page.query().run({.sql = "one", .position = 0, .line = 1});
    engine.sayNumbers(engine.lastRequest(), 0, 3);
    deliver();
    EXPECT_TRUE(actions.isEnabled("result.copy"));
    GridTable& table = page.results().shownGrid()->table();
    QContextMenuEvent asked(QContextMenuEvent::Mouse, QPoint(20, 10), table.mapToGlobal(QPoint(20, 10)));
    QApplication::sendEvent(table.viewport(), &asked);
    const auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
    ASSERT_NE(menu, nullptr);
    EXPECT_EQ(menu->actions().front()->objectName(), u"result.copy"_s);
    EXPECT_EQ(menu->actions().front()->shortcut(), QKeySequence(u"Ctrl+C"_s));
    QApplication::activePopupWidget()->close();
    page.results().setCurrentWidget(&page.results().messages());
    EXPECT_FALSE(actions.isEnabled("result.copy"));
}

TEST_F(WindowActions, TheEditMenuActsWhereTheKeyboardIs) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    page.editor().setFocus();
    QTest::keyClicks(&page.editor(), u"ab"_s);
    actions.trigger("edit.selectAll");
    EXPECT_TRUE(page.editor().textCursor().hasSelection());
    actions.trigger("edit.cut");
    EXPECT_TRUE(page.editor().text().isEmpty());
    actions.trigger("edit.undo");
    EXPECT_EQ(page.editor().text(), u"ab"_s);
    // The keys stay with whoever has the focus.
    EXPECT_EQ(window.findChild<QAction*>(u"edit.copy"_s)->shortcutContext(), Qt::WidgetShortcut);
    page.query().run({.sql = "one", .position = 0, .line = 1});
    engine.sayNumbers(engine.lastRequest(), 0, 3);
    deliver();
    GridTable& table = page.results().shownGrid()->table();
    table.setFocus();
    actions.trigger("edit.selectAll");
    EXPECT_TRUE(table.selection().contains({2, 0}));
}

TEST_F(WindowActions, ATableThatIsOpenedHasTheKeyboardInItsRows) {
    start();
    drop({u"/a.db"_s});
    engine.on<protocol::RunQuery>(
        [this](RequestId id, const protocol::RunQuery&) { static_cast<void>(engine.sayNumbers(id, 0, 3)); });
    workspace.openTab(workspace.connections().databases()[0].facts.connection, u"t"_s, u"SELECT * FROM t;"_s, true);
    deliver();
    ASSERT_NE(window.currentPage()->results().shownGrid(), nullptr);
    EXPECT_EQ(window.focusWidget(), &window.currentPage()->results().shownGrid()->table());
}

TEST_F(WindowActions, RunAndStopAreInTheTabOrder) {
    auto* bar = window.findChild<QToolBar*>();
    for (const char* id : {"query.run", "query.stop"}) {
        const QWidget* button = bar->widgetForAction(window.findChild<QAction*>(QLatin1String(id)));
        EXPECT_EQ(button->focusPolicy(), Qt::TabFocus);
    }
}

TEST_F(WindowActions, AsksForTheValuesOfParametersAndRemembersThem) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    ASSERT_TRUE(page.editor().setText(u"SELECT :a, ?3"_s));
    page.run(SqlScope::Script);
    auto* panel = page.findChild<ParameterPanel*>();
    ASSERT_TRUE(panel->isVisible());
    EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty());
    auto* first = qobject_cast<QLineEdit*>(window.focusWidget());
    ASSERT_NE(first, nullptr);
    QTest::keyClicks(first, u"one"_s);
    panel->findChildren<QCheckBox*>().last()->setChecked(true);
    QTest::keyClick(first, Qt::Key_Return);
    EXPECT_FALSE(panel->isVisible());
    EXPECT_EQ(window.focusWidget(), &page.editor());
    const auto runs = engine.commands<protocol::RunQuery>();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].positional, (std::vector<ParameterValue>{std::string("one"), {}, {}}));
    engine.finish(engine.lastRequest(), protocol::QueryFinished{});
    deliver();
    page.run(SqlScope::Script);
    ASSERT_TRUE(panel->isVisible());
    EXPECT_EQ(panel->findChild<QLineEdit*>()->text(), u"one"_s);
    QTest::keyClick(window.focusWidget(), Qt::Key_Escape);
    EXPECT_FALSE(panel->isVisible());
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
}

TEST_F(WindowActions, AnEditTakesTheQuestionForParametersBack) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    ASSERT_TRUE(page.editor().setText(u"SELECT ?"_s));
    page.run(SqlScope::Script);
    ASSERT_TRUE(page.query().parameters().isOpen());
    page.editor().insertPlainText(u"x"_s);
    EXPECT_FALSE(page.query().parameters().isOpen());
    EXPECT_TRUE(page.findChild<ParameterPanel*>()->isHidden());
}

TEST_F(WindowActions, RunsNothingOfAScriptInWhichAStatementHasParameters) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    QSignalSpy said(&page.query(), &viewmodel::QueryTab::messageAdded);
    ASSERT_TRUE(page.editor().setText(u"SELECT 1; SELECT $p"_s));
    page.run(SqlScope::Script);
    EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty());
    ASSERT_EQ(said.count(), 1);
    EXPECT_TRUE(said[0][0].value<viewmodel::TabMessage>().text.startsWith(u"Nothing was run: statement 2 of 2 has"_s));
}

} // namespace
} // namespace dbv::ui
