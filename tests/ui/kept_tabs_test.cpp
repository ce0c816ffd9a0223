// SPDX-License-Identifier: Apache-2.0
// Tabs of large files and of scripts over the end of the program, and files that are opened with a database beside them.
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

#include "ui/scripts/paged_page.h"
#include "ui/scripts/script_page.h"
#include "ui/shell/message_list.h"
#include "ui/shell/query_page.h"
#include "ui/shell/script_tabs.h"
#include "viewmodel/kept_page.h"
#include "window_fixture.h"

namespace dbv::ui {
namespace {

class KeptTabsWindow : public WindowOnFakeEngine {
protected:
    KeptTabsWindow() {
        engine.on<protocol::ReadFilePart>([this](RequestId id, const protocol::ReadFilePart& asked) {
            if (asked.path.find("gone") != std::string::npos) {
                engine.finish(id, protocol::RequestFailed{
                                      makeError(ErrorKind::NotFound, "There is no file " + asked.path + ".", ""), {}});
                return;
            }
            protocol::FilePartRead part;
            part.facts = {.size = 100'000'000, .identity = "x", .encoding = "utf-8", .doubt = {}};
            part.rows = {{.offset = asked.offset, .bytes = 10, .text = u"SELECT 1;"_s}};
            engine.finish(id, std::move(part));
        });
        engine.on<protocol::ReadQueryFile>([this](RequestId id, const protocol::ReadQueryFile& asked) {
            read = id;
            protocol::QueryFileRead file{asked.path, u"SELECT 1;"_s, "s", false};
            file.paged = asked.path.find("big") != std::string::npos;
            if (!holdsRead) {
                engine.finish(id, file);
            }
        });
    }
    [[nodiscard]] QTabWidget& tabs() const { return *window.findChild<QTabWidget*>(); }
    void putPage(const char* id, const std::string& page, const std::string& url, int position) {
        protocol::DraftTab draft;
        draft.id = id;
        draft.page = page;
        draft.config.url = url;
        draft.position = position;
        state.tabs.push_back(draft);
    }
    [[nodiscard]] std::string databaseOf(const QWidget* tab) const {
        const viewmodel::OpenDatabase* found =
            const_cast<viewmodel::Workspace&>(workspace).connections().find(connectionOf(tab));
        return found != nullptr ? found->facts.database : std::string();
    }

    RequestId read;
    bool holdsRead = false;
};

TEST_F(KeptTabsWindow, ALargeFileIsShownAgainAtItsPlaceAndWithItsDatabase) {
    putPage("p", viewmodel::pageText(viewmodel::KeptPaged{.path = u"/s/big.sql"_s, .offset = 4096}), "/a.db", 0);
    start();
    auto* page = window.findChild<PagedPage*>();
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(tabs().count(), 1);
    EXPECT_EQ(tabs().tabText(0), u"big.sql"_s);
    EXPECT_EQ(page->script().caret(), 4096U);
    EXPECT_EQ(databaseOf(page), "/a.db");
    page->script().goToByte(8192);
    deliver();
    workspace.flush();
    deliver();
    const protocol::DraftTab kept = engine.commands<protocol::SaveDraft>().back().tab;
    EXPECT_EQ(kept.id, "p");
    EXPECT_EQ(viewmodel::pagedFrom(kept.page)->offset, 8192U);
    actions.trigger("tab.close");
    deliver();
    EXPECT_EQ(tabs().count(), 0);
    EXPECT_EQ(engine.commands<protocol::RemoveDraft>().back().id, "p");
}

TEST_F(KeptTabsWindow, ALargeFileThatIsGoneSaysSoWithItsPathAndKeepsItsPlace) {
    putPage("p", viewmodel::pageText(viewmodel::KeptPaged{.path = u"/s/gone.sql"_s, .offset = 4096}), "", 0);
    start();
    auto* page = window.findChild<PagedPage*>();
    ASSERT_NE(page, nullptr);
    const auto* trouble = page->findChild<QLabel*>(u"paged.trouble"_s);
    EXPECT_TRUE(trouble->isVisible());
    EXPECT_TRUE(trouble->text().contains(u"/s/gone.sql"_s)) << trouble->text().toStdString();
    workspace.flush();
    deliver();
    for (const protocol::SaveDraft& saved : engine.commands<protocol::SaveDraft>()) {
        EXPECT_EQ(viewmodel::pagedFrom(saved.tab.page)->offset, 4096U);
    }
}

TEST_F(KeptTabsWindow, AScriptThatWasUnderWayIsToldAndNothingRuns) {
    viewmodel::KeptRun run{.files = {u"/s/load.sql"_s}};
    run.end = viewmodel::KeptRun::End::Running;
    run.statements = 12;
    run.line = 40;
    putPage("r", viewmodel::pageText(run), "/a.db", 0);
    start();
    auto* page = window.findChild<ScriptPage*>();
    ASSERT_NE(page, nullptr);
    EXPECT_EQ(tabs().tabText(0), u"Run load.sql"_s);
    EXPECT_TRUE(page->findChild<QLabel*>(u"script.status"_s)->text().contains(u"Interrupted"_s));
    EXPECT_TRUE(QTest::qWaitFor([page] { return page->findChild<MessageList*>()->count() > 0; }));
    EXPECT_EQ(databaseOf(page), "/a.db");
    EXPECT_TRUE(page->findChild<QPushButton*>(u"script.run"_s)->isEnabled());
    EXPECT_FALSE(page->findChild<QPushButton*>(u"script.continue"_s)->isEnabled());
    // It would begin where somebody says.
    EXPECT_FALSE(page->findChild<QLabel*>(u"script.start"_s)->text().contains(u"40"_s));
    EXPECT_TRUE(engine.commands<protocol::RunScriptFile>().empty());
}

TEST_F(KeptTabsWindow, TabsOfAllKindsComeBackInTheirOrder) {
    protocol::DraftTab text;
    text.id = "t";
    text.title = "Query 7";
    state.tabs.push_back(text);
    putPage("p", viewmodel::pageText(viewmodel::KeptPaged{.path = u"/s/big.sql"_s}), "", 1);
    text.id = "u";
    text.title = "Query 8";
    state.tabs.push_back(text);
    start();
    ASSERT_EQ(tabs().count(), 3);
    EXPECT_EQ(tabs().tabText(0), u"Query 7"_s);
    EXPECT_EQ(tabs().tabText(1), u"big.sql"_s);
    EXPECT_EQ(tabs().tabText(2), u"Query 8"_s);
    tabs().tabBar()->moveTab(1, 0);
    workspace.flush();
    deliver();
    std::map<std::string, int> positions;
    for (const protocol::SaveDraft& saved : engine.commands<protocol::SaveDraft>()) {
        positions[saved.tab.id] = saved.tab.position;
    }
    EXPECT_EQ(positions["p"], 0);
    EXPECT_EQ(positions["t"], 1);
}

TEST_F(KeptTabsWindow, AFileThatIsGivenWithADatabaseIsInFrontWithItAndNoEmptyTab) {
    start();
    window.openUrls({u"/s/big.sql"_s, u"/a.db"_s});
    deliver();
    ASSERT_EQ(tabs().count(), 1);
    EXPECT_NE(qobject_cast<PagedPage*>(tabs().currentWidget()), nullptr);
    EXPECT_EQ(databaseOf(tabs().currentWidget()), "/a.db");
}

TEST_F(KeptTabsWindow, AFileThatIsReadLaterThanItsDatabaseIsOpenedGetsItToo) {
    start();
    holdsRead = true;
    window.openUrls({u"/a.db"_s, u"/s/big.sql"_s});
    deliver();
    EXPECT_EQ(tabs().count(), 0);
    protocol::QueryFileRead file{"/s/big.sql", {}, "s", false};
    file.paged = true;
    engine.finish(read, file);
    deliver();
    ASSERT_EQ(tabs().count(), 1);
    EXPECT_EQ(databaseOf(tabs().currentWidget()), "/a.db");
}

TEST_F(KeptTabsWindow, ASmallFileIsTreatedAlike) {
    start();
    window.openUrls({u"/s/small.sql"_s, u"/a.db"_s});
    deliver();
    ASSERT_EQ(tabs().count(), 1);
    ASSERT_NE(window.currentPage(), nullptr);
    EXPECT_EQ(window.currentPage()->editor().text(), u"SELECT 1;"_s);
    EXPECT_EQ(databaseOf(window.currentPage()), "/a.db");
}

TEST_F(KeptTabsWindow, AFileGetsTheConnectionThatTheShownTabIsJustGetting) {
    protocol::DraftTab text;
    text.id = "t";
    text.title = "Query 7";
    text.config.url = "/a.db";
    state.tabs.push_back(text);
    // As the command line does: before anything has answered.
    QObject::connect(&workspace, &viewmodel::Workspace::restored, &window,
                     [this] { window.openUrls({u"/s/big.sql"_s}); });
    start();
    ASSERT_EQ(tabs().count(), 2);
    EXPECT_NE(qobject_cast<PagedPage*>(tabs().currentWidget()), nullptr);
    EXPECT_EQ(databaseOf(tabs().currentWidget()), "/a.db");
    EXPECT_EQ(engine.commands<protocol::OpenConnection>().size(), 1U);
}

TEST_F(KeptTabsWindow, ADatabaseThatCanNotBeOpenedLeavesTheFileThere) {
    start();
    window.openUrls({u"/missing.db"_s, u"/s/big.sql"_s});
    deliver();
    EXPECT_EQ(tabs().count(), 1);
    EXPECT_EQ(connectionOf(tabs().currentWidget()), ConnectionId{});
    EXPECT_FALSE(notices().isHidden());
}

} // namespace
} // namespace dbv::ui
