// SPDX-License-Identifier: Apache-2.0
// Scripts and large files in the window, with the real engine and SQLite behind it.
#include <filesystem>
#include <functional>
#include <memory>

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "engine/engine.h"
#include "support/qt_printers.h"
#include "support/user_settings_of_test.h"
#include "ui/scripts/paged_page.h"
#include "ui/scripts/paged_view.h"
#include "ui/scripts/script_page.h"
#include "ui/shell/main_window.h"
#include "ui/shell/query_page.h"
#include "ui/shell/script_tabs.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using RunState = viewmodel::ScriptFileRun::State;

constexpr int kPatienceMs = 60'000;

class ScriptFilesWindow : public ::testing::Test {
protected:
    ScriptFilesWindow() {
        window.resize(1000, 700);
        window.show();
        workspace.restore();
        const QString database = write("it.db", "");
        window.openUrl(database);
        EXPECT_TRUE(wait([this] { return window.currentPage() != nullptr; }));
    }
    static bool wait(const std::function<bool()>& condition) { return QTest::qWaitFor(condition, kPatienceMs); }
    [[nodiscard]] QString write(const char* name, const QByteArray& bytes) const {
        const QString path = folder.filePath(QLatin1String(name));
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_EQ(file.write(bytes), bytes.size());
        return path;
    }
    [[nodiscard]] engine::EngineSettings settings() const {
        engine::EngineSettings all;
        all.programVersion = "test";
        all.dataDirectory = data.path().toStdString();
        all.connectorFolders = {DBV_CONNECTOR_DIR};
        return all;
    }
    /// Opens a file as a person does who drops it on the window.
    PagedPage* openLarge(const QString& path) {
        window.openUrl(path);
        EXPECT_TRUE(wait([this] { return window.findChild<PagedPage*>() != nullptr; }));
        auto* page = window.findChild<PagedPage*>();
        EXPECT_TRUE(wait([page] { return !page->script().rows().empty(); }));
        return page;
    }
    [[nodiscard]] ScriptPage& scriptPage() const { return *window.findChild<ScriptPage*>(); }
    static QString copied(PagedView& view) {
        view.copy();
        return QApplication::clipboard()->text();
    }
    void finishScript() {
        EXPECT_TRUE(wait([this] { return scriptPage().script().state() == RunState::Idle; }));
    }
    /// A statement's first value in a tab of its own.
    std::int64_t rowsOf(const QString& sql) {
        workspace.openTab(workspace.connections().databases()[0].facts.connection, {}, sql, true);
        viewmodel::QueryTab& query = window.currentPage()->query();
        EXPECT_TRUE(wait([&query] { return query.state() == viewmodel::QueryTab::State::Idle; }));
        return query.results().empty() ? -1 : static_cast<std::int64_t>(query.results().back().model->rowCount());
    }

    QTemporaryDir folder;
    QTemporaryDir data;
    std::shared_ptr<results::SpoolBudget> budget = std::make_shared<results::SpoolBudget>(
        std::uint64_t{64} << 20U, std::uint64_t{1} << 30U, std::filesystem::path(data.path().toStdString()));
    std::shared_ptr<results::SpoolWriter> writer = std::make_shared<results::SpoolWriter>(budget);
    results::ResultShelf shelf{budget, writer};
    engine::Engine engine{settings(), shelf};
    bus::CommandBus bus{engine};
    viewmodel::ActionCatalog actions;
    viewmodel::Workspace workspace{bus, shelf, 1000};
    support::SettingsOfTest own;
    MainWindow window{bus, workspace, actions, own.chosen};
};

/// Statements of 40 bytes or so, the n-th of which inserts n.
QByteArray inserts(int count, qsizetype atLeast = 0) {
    QByteArray text = "CREATE TABLE t (n INTEGER, filler TEXT);\n";
    const QByteArray filler(static_cast<qsizetype>(atLeast / std::max(1, count)), 'x');
    for (int i = 1; i <= count; ++i) {
        text += "INSERT INTO t VALUES (" + QByteArray::number(i) + ", '" + filler + "');\n";
    }
    return text;
}

TEST_F(ScriptFilesWindow, RunsAScriptToItsFailureAndGoesOnWhenThatIsMended) {
    const QString path = write("shop.sql", "CREATE TABLE t (n INTEGER);\nINSERT INTO t VALUES (1);\n"
                                           "INSERT INTO later VALUES (2);\nINSERT INTO t VALUES (3);\n");
    auto* tabs = window.findChild<ScriptTabs*>();
    ScriptPage& page = tabs->open({path}, workspace.connections().databases()[0].facts.connection);
    page.run();
    finishScript();
    ASSERT_EQ(page.script().failures().rowCount(), 1);
    EXPECT_EQ(page.script().failures().placeOf(0).line, 3U);
    EXPECT_TRUE(page.script().canContinue());
    EXPECT_EQ(rowsOf(u"CREATE TABLE later (n INTEGER); SELECT * FROM t"_s), 1) << "nothing behind the failure was run";
    page.script().continueRun();
    finishScript();
    EXPECT_FALSE(page.script().canContinue()) << page.script().statusText().toStdString();
    EXPECT_EQ(rowsOf(u"SELECT * FROM t"_s), 2);
    EXPECT_EQ(rowsOf(u"SELECT * FROM later"_s), 1);
}

TEST_F(ScriptFilesWindow, RunsALargeFileFromTheDiskOrOneStatementOfIt) {
    const QString path = write("large.sql", inserts(200, 22 << 20));
    PagedPage* paged = openLarge(path);
    EXPECT_EQ(window.currentPage(), nullptr) << "it is no text of an editor";
    EXPECT_TRUE(paged->script().rows()[0].text.startsWith(u"CREATE TABLE t"_s));

    // All of it, by the action.
    actions.trigger("query.runScript");
    ASSERT_NE(window.findChild<ScriptPage*>(), nullptr);
    scriptPage().run();
    finishScript();
    EXPECT_EQ(rowsOf(u"SELECT * FROM t"_s), 200);

    // The statement in the line of the caret alone; from there on.
    paged->script().search({u"(150,"_s, true, false}, false);
    ASSERT_TRUE(
        wait([&] { return paged->script().match() && paged->script().scan() == viewmodel::PagedScript::Scan::None; }));
    ASSERT_TRUE(wait([&] { return paged->script().caret() == paged->script().match()->row; }));
    const auto runPart = [&](PagedPage::Run what) {
        delete window.findChild<ScriptPage*>();
        paged->requestRun(what);
        scriptPage().run();
        finishScript();
    };
    runPart(PagedPage::Run::OneStatement);
    EXPECT_EQ(scriptPage().script().progress()->phase, "run");
    EXPECT_EQ(rowsOf(u"SELECT * FROM t WHERE n = 150"_s), 2) << scriptPage().script().statusText().toStdString();
    EXPECT_EQ(rowsOf(u"SELECT * FROM t"_s), 201) << "and no other";
    runPart(PagedPage::Run::FromHere);
    EXPECT_EQ(rowsOf(u"SELECT * FROM t"_s), 252);
}

TEST_F(ScriptFilesWindow, FindsAndGoesToPlacesOfALargeFile) {
    QByteArray text;
    for (int i = 1; i <= 1'000'000; ++i) {
        text += "-- line " + QByteArray::number(i) + " of a large file\n";
    }
    PagedPage* paged = openLarge(write("large.sql", text));
    viewmodel::PagedScript& script = paged->script();
    auto* goTo = paged->findChild<QLineEdit*>(u"paged.goTo"_s);
    const auto caretText = [&script] { return script.rows()[script.rowAt(script.caret())].text; };
    const auto settle = [&] { ASSERT_TRUE(wait([&] { return script.scan() == viewmodel::PagedScript::Scan::None; })); };
    goTo->setText(u"700000"_s);
    QTest::keyClick(goTo, Qt::Key_Return);
    ASSERT_TRUE(wait([&] { return caretText() == u"-- line 700000 of a large file"_s; })) << caretText().toStdString();
    settle();
    EXPECT_EQ(script.lineOf(script.rowAt(script.caret())), 700'000U);
    EXPECT_TRUE(paged->view().hasFocus());

    auto* find = paged->findChild<QLineEdit*>(u"paged.find"_s);
    actions.trigger("edit.find");
    EXPECT_TRUE(find->hasFocus());
    QTest::keyClicks(find, u"LINE 12345 of"_s);
    QTest::keyClick(find, Qt::Key_Return);
    ASSERT_TRUE(wait([&] { return caretText() == u"-- line 12345 of a large file"_s; })) << "around the end";
    settle();
    QTest::keyClick(&paged->view(), Qt::Key_End, Qt::ControlModifier);
    ASSERT_TRUE(wait([&] { return caretText() == u"-- line 1000000 of a large file"_s; }));
    for (int i = 0; i < 3; ++i) {
        QTest::keyClick(&paged->view(), Qt::Key_PageUp);
    }
    EXPECT_LT(script.caret(), static_cast<std::uint64_t>(text.size()) - 2000);
    EXPECT_EQ(copied(paged->view()), caretText()) << "nothing else is marked";
    QTest::keyClick(&paged->view(), Qt::Key_Up, Qt::ShiftModifier);
    EXPECT_EQ(copied(paged->view()).count(u'\n'), 1) << "two lines";
    QTest::keyClick(&paged->view(), Qt::Key_Up);
    EXPECT_EQ(copied(paged->view()), caretText());
    EXPECT_FALSE(paged->view().grab().isNull());
}

TEST_F(ScriptFilesWindow, ShowsOneLineOfManyMegabytesInPartsAndFindsInIt) {
    QByteArray text = "SELECT '" + QByteArray(60 << 20, 'x') + "needle" + QByteArray(1 << 20, 'y') + "';";
    PagedPage* paged = openLarge(write("line.sql", text));
    viewmodel::PagedScript& script = paged->script();
    EXPECT_LT(script.rows().size(), 1000U);
    script.search({u"needle"_s}, false);
    ASSERT_TRUE(wait([&] { return script.match() && script.match()->row == script.caret(); }));
    EXPECT_EQ(script.match()->offset, static_cast<std::uint64_t>(text.indexOf("needle")));
    const protocol::FileRow& row = script.rows()[script.rowAt(script.caret())];
    EXPECT_FALSE(row.beginsLine);
    EXPECT_EQ(row.text.mid(script.match()->column, script.match()->length), u"needle"_s);
    EXPECT_FALSE(paged->view().grab().isNull());
}

TEST_F(ScriptFilesWindow, SaysThatALargeFileWasChanged) {
    const QString path = write("large.sql", QByteArray(21 << 20, '\n'));
    PagedPage* paged = openLarge(path);
    static_cast<void>(write("large.sql", QByteArray(22 << 20, '\n')));
    ASSERT_TRUE(wait([paged] { return paged->script().isChanged(); })) << "nobody asked for anything";
    auto* trouble = paged->findChild<QLabel*>(u"paged.trouble"_s);
    EXPECT_TRUE(trouble->text().contains(u"was changed"_s));
    paged->findChild<QPushButton*>(u"paged.again"_s)->click();
    ASSERT_TRUE(wait([paged] { return paged->script().facts() != nullptr; }));
    EXPECT_EQ(paged->script().facts()->size, std::uint64_t{22} << 20U);
    EXPECT_FALSE(trouble->isVisibleTo(paged));
}

TEST_F(ScriptFilesWindow, LetsAPackedFileBeRun) {
    window.openUrl(write("packed.sql", QByteArray("\x1F\x8B\x08 and so on")));
    ASSERT_TRUE(wait([this] { return window.findChild<ScriptPage*>() != nullptr; }));
    EXPECT_EQ(scriptPage().script().files(), QStringList{folder.filePath(u"packed.sql"_s)});
    scriptPage().run();
    finishScript();
    EXPECT_FALSE(scriptPage().script().statusText().isEmpty()) << "why it can not be unpacked";
}

} // namespace
} // namespace dbv::ui
