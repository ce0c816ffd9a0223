// SPDX-License-Identifier: Apache-2.0
// Tabs that are no texts, over the end of the program.
#include "viewmodel/kept_page.h"

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/workspace.h"

namespace dbv::viewmodel {
namespace {

using protocol::ScriptStart;
using Qt::Literals::StringLiterals::operator""_s;

TEST(KeptPage, ComesBackAsItWas) {
    const KeptPaged paged{.path = u"/s/ä \"b\".sql"_s, .offset = std::uint64_t{1} << 40U, .encoding = u"latin1"_s};
    EXPECT_EQ(pagedFrom(pageText(paged)), paged);
    EXPECT_EQ(runFrom(pageText(paged)), std::nullopt);
    const KeptRun run{.files = {u"/s/one.sql"_s, u"/s/two.sql"_s},
                      .file = 1,
                      .choices = {.encoding = u"utf-16le"_s,
                                  .transactions = protocol::ScriptTransactions::Every,
                                  .every = 77,
                                  .stopOnError = false},
                      .start = ScriptStart{ScriptStart::By::Within, 4096},
                      .onlyOne = true,
                      .end = KeptRun::End::Over,
                      .outcome = u"Stopped."_s,
                      .statements = 5,
                      .line = 9,
                      .continueAt = 301};
    EXPECT_EQ(runFrom(pageText(run)), run);
    EXPECT_EQ(runFrom(pageText(KeptRun{})), KeptRun{});
    EXPECT_EQ(pagedFrom(pageText(run)), std::nullopt);
}

TEST(KeptPage, TakesNothingThatItDoesNotKnow) {
    for (const char* text : {"", "[]", "nothing", R"({"kind":"of a later version"})", R"({"kind":"largeFile"})"}) {
        EXPECT_EQ(pagedFrom(text), std::nullopt) << text;
        EXPECT_EQ(runFrom(text), std::nullopt) << text;
    }
    const auto odd = runFrom(R"({"kind":"scriptRun","files":["/a"],"file":99,"every":-3,"transactions":"all"})");
    ASSERT_TRUE(odd);
    EXPECT_EQ(odd->file, 1);
    EXPECT_EQ(odd->choices.every, 1U);
    EXPECT_EQ(odd->choices.transactions, protocol::ScriptTransactions::AsWritten);
}

class RunsOverTheEnd : public ::testing::Test {
protected:
    RunsOverTheEnd() {
        facts.connection = ConnectionId{7};
        engine.on<protocol::RunScriptFile>([this](RequestId id, const protocol::RunScriptFile&) { run = id; });
        before.setConnection(facts);
        before.setFiles({u"/s/one.sql"_s, u"/s/two.sql"_s});
        QObject::connect(&after, &ScriptFileRun::messageAdded,
                         [this](const TabMessage& message) { messages << message.text; });
    }
    static void deliver() { QCoreApplication::sendPostedEvents(); }
    void hear(std::uint64_t statements, std::uint64_t line) {
        before.run();
        deliver();
        engine.say(run, protocol::ScriptProgressed{.phase = "run",
                                                   .place = {"/s/one.sql", line * 100, line, 1},
                                                   .bytes = 50,
                                                   .totalBytes = 100,
                                                   .statements = statements});
        deliver();
    }
    /// What the next run of the program finds of it.
    void comeBack() { after.restore(*runFrom(pageText(before.kept()))); }
    [[nodiscard]] std::size_t runs() const { return engine.commands<protocol::RunScriptFile>().size(); }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    QuestionDesk desk{bus};
    protocol::ConnectionFacts facts;
    ScriptFileRun before{bus, SessionKey{3}, desk};
    ScriptFileRun after{bus, SessionKey{4}, desk};
    RequestId run;
    QStringList messages;
};

TEST_F(RunsOverTheEnd, OneThatWasUnderWaySaysHowFarItCameAndRunsNothing) {
    hear(1204, 5310);
    EXPECT_EQ(before.kept().end, KeptRun::End::Running);
    comeBack();
    EXPECT_EQ(after.state(), ScriptFileRun::State::Idle);
    EXPECT_EQ(runs(), 1U);
    EXPECT_EQ(after.files(), before.files());
    ASSERT_EQ(messages.size(), 1);
    EXPECT_TRUE(messages[0].startsWith(u"Interrupted:"_s)) << messages[0].toStdString();
    EXPECT_TRUE(messages[0].contains(QLocale().toString(1204))) << messages[0].toStdString();
    EXPECT_TRUE(messages[0].contains(QLocale().toString(5310))) << messages[0].toStdString();
    EXPECT_EQ(after.statusText(), messages[0]);
    // More may have run since, or a transaction that the script has begun may be rolled back: nobody knows where it could go on.
    EXPECT_TRUE(messages[0].contains(u"was rolled back"_s)) << messages[0].toStdString();
    EXPECT_FALSE(after.canContinue());
    EXPECT_EQ(after.start(), std::nullopt);
    after.setConnection(facts);
    after.restoreContinue(*runFrom(pageText(before.kept())), facts);
    EXPECT_FALSE(after.canContinue());
    // It stays told over another end.
    EXPECT_EQ(after.kept().end, KeptRun::End::Over);
    EXPECT_EQ(after.kept().outcome, messages[0]);
}

TEST_F(RunsOverTheEnd, OneTransactionIsSaidToBeRolledBackUnlessItWasCommitted) {
    before.setChoices({.transactions = protocol::ScriptTransactions::One});
    hear(10, 20);
    comeBack();
    EXPECT_TRUE(messages.at(0).contains(u"rolled it back"_s));
    EXPECT_EQ(after.start(), std::nullopt);
}

TEST_F(RunsOverTheEnd, FilesThatWereOverAreNotRunAgain) {
    hear(10, 20);
    engine.finish(run, protocol::ScriptFinished{.statements = 11});
    deliver();
    EXPECT_EQ(before.currentFile(), u"/s/two.sql"_s);
    comeBack();
    EXPECT_EQ(after.files(), QStringList{u"/s/two.sql"_s});
    EXPECT_EQ(after.start(), std::nullopt);
    EXPECT_TRUE(messages.at(0).contains(u"not known"_s)) << messages.at(0).toStdString();
}

TEST_F(RunsOverTheEnd, OneThatWasStoppedGoesOnFromThereOnItsOwnDatabaseAlone) {
    hear(10, 20);
    protocol::ScriptFinished end{.statements = 10, .failed = 1};
    end.stoppedBy = protocol::ScriptStatementFailed{.place = {"/s/one.sql", 2000, 20, 1}};
    end.stoppedBy->error = makeError(ErrorKind::Cancelled, "Stopped.", "");
    end.continueFrom = protocol::FilePlace{"/s/one.sql", 2000, 20, 1};
    engine.finish(run, end);
    deliver();
    ASSERT_TRUE(before.canContinue());
    const KeptRun kept = *runFrom(pageText(before.kept()));
    EXPECT_EQ(kept.continueAt, 2000U);
    comeBack();
    EXPECT_FALSE(after.canContinue());
    EXPECT_EQ(after.statusText(), before.statusText());
    protocol::ConnectionFacts other;
    other.connection = ConnectionId{8};
    after.setConnection(other);
    after.restoreContinue(kept, facts);
    EXPECT_FALSE(after.canContinue()) << "the database is another one";
    after.setConnection(facts);
    after.restoreContinue(kept, facts);
    ASSERT_TRUE(after.canContinue());
    after.continueRun();
    deliver();
    EXPECT_EQ(engine.commands<protocol::RunScriptFile>().back().from, (ScriptStart{ScriptStart::By::Offset, 2000}));
}

TEST_F(RunsOverTheEnd, OneThatWasNeverBegunSaysNothing) {
    comeBack();
    EXPECT_TRUE(messages.isEmpty());
    EXPECT_EQ(after.files(), before.files());
    EXPECT_EQ(after.statusText(), QString());
}

class KeptTabs : public ::testing::Test {
protected:
    KeptTabs() {
        engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
            engine.finish(id, protocol::WorkspaceOpened{state});
        });
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++last};
            facts.database = command.target.config.url;
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        QObject::connect(&workspace, &Workspace::pageRestored,
                         [this](const protocol::DraftTab& draft) { restored.push_back(draft.id); });
    }
    static void deliver() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    Workspace workspace{bus, engine.shelf(), 500};
    protocol::WorkspaceState state;
    std::vector<std::string> restored;
    std::uint64_t last = 0;
};

TEST_F(KeptTabs, AreWrittenWhenTheyChangeAndRemovedWhenTheyAreClosed) {
    protocol::ConnectionConfig config;
    config.url = "/a.db";
    workspace.openDatabase(config);
    deliver();
    const std::string id = workspace.keepPage(u"big.sql"_s, "at 1", ConnectionId{1});
    workspace.flush();
    deliver();
    const auto written = [this] { return engine.commands<protocol::SaveDraft>().back().tab; };
    EXPECT_EQ(written().id, id);
    EXPECT_EQ(written().page, "at 1");
    EXPECT_EQ(written().config.url, "/a.db");
    EXPECT_EQ(written().position, 1);
    workspace.notePage(id, "at 2", ConnectionId{});
    workspace.moveTab(id, 0);
    workspace.flush();
    deliver();
    EXPECT_EQ(written().page, "at 2");
    EXPECT_EQ(written().position, 0);
    EXPECT_EQ(written().config.url, "/a.db") << "what it was connected to is remembered";
    const std::size_t times = engine.commands<protocol::SaveDraft>().size();
    workspace.notePage(id, "at 2", ConnectionId{});
    workspace.flush();
    deliver();
    EXPECT_EQ(engine.commands<protocol::SaveDraft>().size(), times);
    workspace.removePage(id);
    deliver();
    EXPECT_EQ(engine.commands<protocol::RemoveDraft>().back().id, id);
    workspace.notePage(id, "at 3", ConnectionId{});
    workspace.flush();
    deliver();
    EXPECT_EQ(engine.commands<protocol::SaveDraft>().size(), times);
}

TEST_F(KeptTabs, ComeBackAsPagesAndFindTheirDatabase) {
    protocol::DraftTab page;
    page.id = "p";
    page.page = "words";
    page.config.url = "/a.db";
    protocol::DraftTab text;
    text.id = "t";
    text.position = 1;
    text.config.url = "/a.db";
    state.tabs = {page, text};
    workspace.restore();
    deliver();
    EXPECT_EQ(restored, std::vector<std::string>{"p"});
    ASSERT_EQ(workspace.tabs().size(), 1U);
    EXPECT_EQ(workspace.tabs()[0]->draft.id, "t");
    ConnectionId found;
    workspace.connectPage("p", [&found](const auto& facts) { found = facts->connection; });
    deliver();
    EXPECT_EQ(found, ConnectionId{1});
    EXPECT_EQ(engine.commands<protocol::OpenConnection>().size(), 1U) << "the same one";
}

} // namespace
} // namespace dbv::viewmodel
