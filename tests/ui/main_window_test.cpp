// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QDragEnterEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QListWidget>
#include <QMimeData>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>
#include <QUrl>

#include <gtest/gtest.h>

#include "support/finished_script.h"
#include "ui/editor/sql_editor.h"
#include "ui/grid/column_header.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/shell/message_list.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/shell/result_area.h"
#include "ui/shell/saved_connection_tree.h"
#include "ui/shell/start_page.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

TEST_F(WindowOnFakeEngine, OpensEachFileThatIsDroppedOnIt) {
    start();
    drop({u"/tmp/a.db"_s, u"/tmp/b.db"_s});
    const auto opened = engine.commands<protocol::OpenConnection>();
    ASSERT_EQ(opened.size(), 2U);
    EXPECT_EQ(opened[0].target.config.url, "/tmp/a.db");
    EXPECT_EQ(opened[1].target.config.url, "/tmp/b.db");
    EXPECT_EQ(workspace.tabs().size(), 2U);
}

TEST_F(WindowOnFakeEngine, KeepsOnSayingWhyFilesCanNotBeOpened) {
    start();
    drop({u"/tmp/missing.db"_s, u"/tmp/a.db"_s, u"/tmp/missing too.db"_s});
    EXPECT_EQ(notices().lines(),
              (QStringList{u"There is no /tmp/missing.db."_s, u"There is no /tmp/missing too.db."_s}));
    EXPECT_TRUE(notices().isVisible());
    EXPECT_EQ(workspace.tabs().size(), 1U);
}

TEST_F(WindowOnFakeEngine, SaysAtTheTopWhatWasSetAside) {
    state.notices = {{"warning", "The state file was set aside."}};
    start();
    EXPECT_EQ(notices().lines(), QStringList{u"The state file was set aside."_s});
}

TEST_F(WindowOnFakeEngine, ANewTabCutsItsStatementsAsItsServerDoes) {
    dialect = DialectId::PostgreSql;
    start();
    drop({u"/tmp/a.db"_s});
    auto* editor = window.findChild<SqlEditor*>();
    ASSERT_NE(editor, nullptr);
    const QString block = u"do $$ begin\n  delete from t;\n  perform 1;\nend $$"_s;
    ASSERT_TRUE(editor->setText(block + u";\nselect 2"_s));
    QTextCursor caret = editor->textCursor();
    caret.setPosition(20);
    editor->setTextCursor(caret);
    std::string sql;
    editor->requestSql(SqlScope::Marked, [&](const Result<viewmodel::SqlToRun>& found) {
        sql = found ? found->sql : found.error().message;
    });
    EXPECT_EQ(sql, block.toStdString());
}

TEST_F(WindowOnFakeEngine, GoesBackToTheStartWhenTheLastTabIsClosed) {
    state.savedConnections = {{"The shop", {}}};
    start();
    auto* page = window.findChild<StartPage*>();
    EXPECT_TRUE(page->isVisible());
    EXPECT_EQ(page->saved().topLevelItem(0)->text(0), u"The shop"_s);
    actions.trigger("tab.new");
    EXPECT_FALSE(page->isVisible());
    actions.trigger("tab.close");
    EXPECT_TRUE(page->isVisible());
    EXPECT_EQ(window.focusWidget(), page->focusProxy());
}

TEST_F(WindowOnFakeEngine, LeavesTheKeyboardWhereItIsWhileAStatementRuns) {
    start();
    drop({u"/tmp/a.db"_s});
    ASSERT_NE(window.currentPage(), nullptr);
    actions.trigger("view.explorer");
    const QWidget* before = window.focusWidget();
    ASSERT_NE(before, nullptr);
    engine.on<protocol::RunQuery>([this](RequestId id, const protocol::RunQuery&) {
        engine.say(id, protocol::StatementStarted{});
        static_cast<void>(engine.sayNumbers(id, 0, 100));
    });
    window.currentPage()->query().run({"SELECT 1", 0, 1});
    deliver();
    ASSERT_EQ(window.currentPage()->query().results().size(), 1U);
    EXPECT_EQ(window.focusWidget(), before);
}

TEST_F(WindowOnFakeEngine, AnotherRunTakesBackWhatWasSaidOfTheOneBefore) {
    start();
    drop({u"/tmp/a.db"_s});
    const auto* said = window.findChild<QLabel*>(u"said"_s);
    ASSERT_NE(said, nullptr);
    Q_EMIT window.currentPage()->said(u"column f.titel does not exist"_s);
    EXPECT_EQ(said->text(), u"column f.titel does not exist"_s);
    engine.on<protocol::RunQuery>([this](RequestId id, const protocol::RunQuery&) {
        engine.say(id, protocol::StatementStarted{});
        static_cast<void>(engine.sayNumbers(id, 0, 100));
    });
    window.currentPage()->query().run({"SELECT 1", 0, 1});
    deliver();
    EXPECT_EQ(said->text(), QString());
}

TEST_F(WindowOnFakeEngine, SaysOfAMessageOfSeveralLinesWhatHasRoomAndAllInTheToolTip) {
    start();
    window.resize(900, 600);
    const auto* said = window.findChild<QLabel*>(u"said"_s);
    const QString hint = QString(400, u'x');
    Q_EMIT workspace.notice(u"no such table: t\nSQLITE_ERROR (1)\n"_s + hint);
    EXPECT_EQ(said->text(), u"no such table: t · SQLITE_ERROR (1)"_s);
    EXPECT_TRUE(said->toolTip().contains(hint));
    Q_EMIT workspace.notice(hint);
    EXPECT_TRUE(said->text().startsWith(u"xx"_s));
    EXPECT_TRUE(said->text().endsWith(u"…"_s));
    EXPECT_LE(said->minimumSizeHint().width(), window.width());
}

TEST_F(WindowOnFakeEngine, SaysThatItsTabsAreInAnotherWindow) {
    start();
    Q_EMIT workspace.tabsHeldElsewhere(3);
    ASSERT_EQ(notices().lines().size(), 1);
    EXPECT_TRUE(notices().lines()[0].contains(u"Another window of this program has 3 tabs open"_s));
    Q_EMIT workspace.tabsHeldElsewhere(0);
    EXPECT_EQ(notices().lines(), QStringList());
}

TEST_F(WindowOnFakeEngine, TabsThatArriveLateLeaveWhoeverWorksWhereTheyAre) {
    state.tabsElsewhere = 1;
    start();
    drop({u"/tmp/a.db"_s});
    QWidget* mine = window.currentPage();
    ASSERT_NE(mine, nullptr);
    state = {.tabs = {{.id = "late", .title = "Query 9", .text = u"SELECT 9"_s, .config = {}}}};
    QSignalSpy took(&workspace, &viewmodel::Workspace::tookOver);
    ASSERT_TRUE(took.wait());
    EXPECT_EQ(workspace.tabs().size(), 2U);
    EXPECT_EQ(window.currentPage(), mine);
}

TEST_F(WindowOnFakeEngine, SaysWhyATabWithoutAConnectionCanNotRun) {
    start();
    actions.trigger("tab.new");
    QSignalSpy refused(&actions, &viewmodel::ActionCatalog::refused);
    QKeyEvent press(QEvent::KeyPress, Qt::Key_Return, Qt::ControlModifier);
    QApplication::sendEvent(&window.currentPage()->editor(), &press);
    ASSERT_EQ(refused.count(), 1);
    EXPECT_TRUE(refused[0][0].toString().startsWith(u"This tab has no connection."_s));
    EXPECT_TRUE(window.currentPage()->editor().toPlainText().isEmpty());
}

TEST_F(WindowOnFakeEngine, MakesAGridForAResultThatIsLookedAt) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    page.query().run({.sql = "many", .position = 0, .line = 1});
    const RequestId run = engine.lastRequest();
    for (std::size_t statement = 0; statement < ResultArea::kMost + 3; ++statement) {
        engine.sayNumbers(run, statement, 1);
        protocol::StatementReport ended;
        ended.statement = statement;
        ended.rows = 1;
        engine.say(run, protocol::StatementFinished{ended});
    }
    ResultArea& results = page.results();
    ASSERT_TRUE(QTest::qWaitFor([&page] { return page.query().results().size() == ResultArea::kMost + 3; }));
    EXPECT_EQ(results.count(), static_cast<int>(ResultArea::kMost) + 1);
    EXPECT_EQ(results.findChildren<ResultGrid*>().size(), 1);
    results.setCurrentIndex(5);
    EXPECT_EQ(results.findChildren<ResultGrid*>().size(), 2);
    ASSERT_NE(results.shownGrid(), nullptr);
    EXPECT_EQ(results.shownResult(), 5U);
}

TEST_F(WindowOnFakeEngine, AResultWithTheSameColumnsIsArrangedAsTheLastOne) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    const auto runWith = [&](const std::vector<std::string>& names) {
        page.query().run({.sql = "one", .position = 0, .line = 1});
        const RequestId run = engine.lastRequest();
        std::vector<Column> columns;
        for (const std::string& name : names) {
            columns.emplace_back().name = name;
        }
        const auto [result, spool] = engine.shelf().begin(columns);
        engine.say(run, protocol::ColumnsArrived{0, result, columns});
        engine.finish(run, dbv::testing::finishedScript({protocol::StatementReport{}}));
        deliver();
    };
    runWith({"a", "b", "c"});
    GridTable& table = page.results().shownGrid()->table();
    table.setColumnShown(1, false);
    table.columnHeader().moveSection(2, 0);
    runWith({"a", "b", "c"});
    EXPECT_TRUE(table.columnHeader().isSectionHidden(1));
    EXPECT_EQ(table.columnHeader().logicalIndex(0), 2);
    runWith({"a", "b", "d"});
    EXPECT_FALSE(table.columnHeader().isSectionHidden(1));
    EXPECT_EQ(table.columnHeader().logicalIndex(0), 0);
}

TEST_F(WindowOnFakeEngine, TheNextRunShowsItsFirstResultInTheSameGrid) {
    start();
    drop({u"/a.db"_s});
    QueryPage& page = *window.currentPage();
    ResultArea& results = page.results();
    const auto runOne = [&](bool hasResult) {
        page.query().run({.sql = "one", .position = 0, .line = 1});
        const RequestId run = engine.lastRequest();
        protocol::StatementReport ended;
        if (hasResult) {
            engine.sayNumbers(run, 0, 3);
            engine.sayNumbers(run, 1, 4);
            ended.rows = 3;
        }
        engine.say(run, protocol::StatementFinished{ended});
        engine.finish(run, dbv::testing::finishedScript({ended}));
        deliver();
    };
    runOne(true);
    const ResultGrid* grid = results.shownGrid();
    ASSERT_NE(grid, nullptr);
    runOne(true);
    EXPECT_EQ(results.shownGrid(), grid);
    EXPECT_EQ(grid->table().result(), page.query().results()[0].model.get());
    EXPECT_EQ(results.count(), 3);
    runOne(false);
    EXPECT_EQ(results.count(), 1);
    EXPECT_EQ(results.currentWidget(), &results.messages());
    EXPECT_EQ(results.shownResult(), std::nullopt);
    runOne(true);
    EXPECT_EQ(results.shownGrid(), grid);
    EXPECT_TRUE(grid->isVisible());
    EXPECT_EQ(results.tabText(0), u"Result 1 (3)"_s);
}

TEST_F(WindowOnFakeEngine, ATabThatWasClosedComesBackWithItsText) {
    start();
    drop({u"/a.db"_s});
    window.currentPage()->editor().setFocus();
    QTest::keyClicks(&window.currentPage()->editor(), u"SELECT 42"_s);
    // Closed before the text was told of.
    EXPECT_FALSE(actions.isEnabled("tab.reopen"));
    actions.trigger("tab.close");
    deliver();
    ASSERT_EQ(window.currentPage(), nullptr);
    actions.trigger("tab.reopen");
    deliver();
    ASSERT_NE(window.currentPage(), nullptr);
    EXPECT_EQ(window.currentPage()->editor().text(), u"SELECT 42"_s);
    EXPECT_TRUE(window.currentPage()->query().connection());
}

TEST_F(WindowOnFakeEngine, KeepsHowItsPagesAreParted) {
    start();
    drop({u"/a.db"_s});
    auto* splitter = window.currentPage()->findChild<QSplitter*>();
    splitter->setSizes({100, 400});
    const QByteArray split = splitter->saveState();
    Q_EMIT splitter->splitterMoved(100, 1);
    window.close();
    deliver();
    state.layout = workspace.layout();
    viewmodel::Workspace nextWorkspace{bus, engine.shelf(), 500};
    MainWindow next{bus, nextWorkspace, actions, ownSettings.chosen};
    nextWorkspace.restore();
    deliver();
    protocol::ConnectionConfig config;
    config.url = "/a.db";
    nextWorkspace.openDatabase(config);
    deliver();
    ASSERT_NE(next.currentPage(), nullptr);
    EXPECT_EQ(next.currentPage()->split(), split);
}

TEST_F(WindowOnFakeEngine, AnExportCanBeStoppedWhileItRuns) {
    start();
    drop({u"/a.db"_s});
    window.currentPage()->query().run({.sql = "one", .position = 0, .line = 1});
    engine.sayNumbers(engine.lastRequest(), 0, 1);
    deliver();
    EXPECT_FALSE(actions.isEnabled("result.stopExport"));
    window.exportResult(u"/nowhere/a.csv"_s);
    ASSERT_EQ(engine.commands<protocol::ExportRows>().size(), 1U);
    ASSERT_TRUE(actions.isEnabled("result.stopExport"));
    const RequestId exporting = engine.lastRequest();
    actions.trigger("result.stopExport");
    const auto cancels = engine.commands<protocol::CancelRequest>();
    ASSERT_EQ(cancels.size(), 1U);
    EXPECT_EQ(cancels[0].target, exporting);
    engine.finish(exporting, protocol::RequestFailed{makeError(ErrorKind::Cancelled, "stopped"), {}});
    deliver();
    EXPECT_FALSE(actions.isEnabled("result.stopExport"));
}

TEST(EditorDrop, AFileDroppedOnTheEditorIsForTheWindow) {
    const auto takes = [](const QMimeData& data) {
        SqlEditor editor(nullptr);
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(editor.viewport(), &enter);
        return enter.isAccepted();
    };
    QMimeData file;
    file.setUrls({QUrl::fromLocalFile(u"/b.db"_s)});
    EXPECT_FALSE(takes(file));
    QMimeData text;
    text.setText(u"SELECT 1"_s);
    EXPECT_TRUE(takes(text));
}

} // namespace
} // namespace dbv::ui
