// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/workspace.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

protocol::ConnectionConfig configOf(const std::string& url) {
    protocol::ConnectionConfig config;
    config.url = url;
    return config;
}

/// A workspace over an engine that opens every database but those whose URL says "missing".
class WorkspaceOnFakeEngine : public ::testing::Test {
protected:
    WorkspaceOnFakeEngine() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            const std::string& url = command.target.config.url;
            if (url.find("missing") != std::string::npos) {
                engine.finish(id, protocol::RequestFailed{
                                      makeError(ErrorKind::NotFound, "The file does not exist.", "Look for it."), {}});
                return;
            }
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++lastConnection};
            facts.database = url;
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        QObject::connect(&workspace, &Workspace::failed, [this](const QString& text) { failures << text; });
    }
    static void deliver() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    Workspace workspace{bus, engine.shelf(), 500};
    std::uint64_t lastConnection = 0;
    QStringList failures;
};

TEST_F(WorkspaceOnFakeEngine, SaysWhereEverybodySeesItThatATransactionWasLost) {
    RequestId watch;
    engine.on<protocol::WatchSessions>([&watch](RequestId id, const protocol::WatchSessions&) { watch = id; });
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    const WorkspaceTab& tab = *workspace.tabs()[0];
    engine.say(watch, protocol::TransactionChanged{SessionKey{1}, TransactionState::Open, {}});
    deliver();
    engine.say(
        watch,
        protocol::SessionLost{
            protocol::SessionPurpose::Tab, SessionKey{1}, "gone", {"the open transaction"}, "The session was lost."});
    engine.say(watch, protocol::TransactionChanged{SessionKey{1}, TransactionState::None, {}});
    deliver();
    EXPECT_EQ(failures, QStringList{u"Query 1: The session was lost."_s});
    EXPECT_TRUE(tab.query->transactions().hasLostTransaction());
    engine.say(watch, protocol::SessionLost{
                          protocol::SessionPurpose::Tab, SessionKey{1}, "gone", {"settings"}, "Lost once more."});
    deliver();
    EXPECT_EQ(failures.size(), 1) << "without a transaction it is a message of the tab";
}

TEST_F(WorkspaceOnFakeEngine, ALostTransactionIsPastWhenTheTabHasGoneOnWithoutIt) {
    RequestId watch;
    RequestId run;
    engine.on<protocol::WatchSessions>([&watch](RequestId id, const protocol::WatchSessions&) { watch = id; });
    engine.on<protocol::RunQuery>([&run](RequestId id, const protocol::RunQuery&) { run = id; });
    QStringList past;
    QObject::connect(&workspace, &Workspace::recovered, [&past](const QString& about) { past << about; });
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    const WorkspaceTab& tab = *workspace.tabs()[0];
    const QString id = QString::fromStdString(tab.draft.id);
    engine.say(watch, protocol::TransactionChanged{SessionKey{1}, TransactionState::Open, {}});
    engine.say(watch, protocol::SessionLost{
                          protocol::SessionPurpose::Tab, SessionKey{1}, "gone", {"the open transaction"}, "Lost."});
    deliver();
    tab.query->run({.sql = "SELECT 1", .position = 0, .line = 1});
    deliver();
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::ConnectionLost, "Not sent."), {}});
    deliver();
    EXPECT_FALSE(past.contains(id)) << "the statement was refused because of it";
    tab.query->run({.sql = "SELECT 1", .position = 0, .line = 1});
    deliver();
    engine.finish(run, protocol::QueryFinished{.statements = 1, .last = protocol::StatementReport()});
    deliver();
    EXPECT_EQ(past.count(id), 1);
    workspace.removeTab(tab.draft.id);
    EXPECT_EQ(past.count(id), 2) << "of a tab that is closed nothing is said any more";
}

TEST_F(WorkspaceOnFakeEngine, OpensOneConnectionForTwoTabsOnTheSameDatabase) {
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    workspace.noteText(workspace.tabs()[0]->draft.id, u"SELECT 1"_s, 0);
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    EXPECT_EQ(engine.commands<protocol::OpenConnection>().size(), 1U);
    EXPECT_EQ(workspace.tabs().size(), 2U);
    EXPECT_EQ(workspace.connections().databases().size(), 1U);
}

TEST_F(WorkspaceOnFakeEngine, ChoosesAnEmptyTabOnTheSameDatabaseRatherThanAnother) {
    QSignalSpy chosen(&workspace, &Workspace::tabChosen);
    workspace.openDatabase(configOf("/tmp/a.db"));
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    EXPECT_EQ(workspace.tabs().size(), 1U);
    EXPECT_EQ(chosen.count(), 1);
}

TEST_F(WorkspaceOnFakeEngine, SaysWhyADatabaseCanNotBeOpenedAndOpensNoTab) {
    workspace.openDatabase(configOf("/tmp/missing.db"));
    deliver();
    ASSERT_EQ(failures.size(), 1);
    EXPECT_EQ(failures[0], u"The file does not exist. Look for it."_s);
    EXPECT_TRUE(workspace.tabs().empty());
}

TEST_F(WorkspaceOnFakeEngine, SavesWhatWasTypedByItselfAndOnlyTheLastState) {
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    const std::string id = workspace.tabs()[0]->draft.id;
    const std::size_t before = engine.commands<protocol::SaveDraft>().size();
    workspace.noteText(id, u"SEL"_s, 3);
    workspace.noteText(id, u"SELECT 'é'"_s, 9);
    ASSERT_TRUE(QTest::qWaitFor([&] { return engine.commands<protocol::SaveDraft>().size() > before; }));
    const auto saved = engine.commands<protocol::SaveDraft>();
    ASSERT_EQ(saved.size(), before + 1);
    EXPECT_EQ(saved.back().tab.text, u"SELECT 'é'"_s);
    EXPECT_EQ(saved.back().tab.caret, 9U);
}

TEST_F(WorkspaceOnFakeEngine, WritesWhatWaitsWhenItIsTakenDown) {
    std::string id;
    {
        Workspace shortLived(bus, engine.shelf(), 500);
        shortLived.openTab({}, u"q"_s, {}, false);
        id = shortLived.tabs()[0]->draft.id;
        shortLived.noteText(id, u"typed at the last moment"_s, 0);
    }
    EXPECT_EQ(engine.commands<protocol::SaveDraft>().back().tab.text, u"typed at the last moment"_s);
}

TEST_F(WorkspaceOnFakeEngine, BringsTabsBackWithTheirTextAndConnection) {
    engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
        protocol::WorkspaceState state;
        state.tabs = {{.id = "one",
                       .title = "Query 1",
                       .text = u"SELECT 1"_s,
                       .config = configOf("/tmp/a.db"),
                       .caret = 3,
                       .position = 0},
                      {.id = "two",
                       .title = "Query 2",
                       .text = u"SELECT 2"_s,
                       .config = configOf("/tmp/missing.db"),
                       .caret = 0,
                       .position = 1},
                      {.id = "three", .title = "Query 3", .text = u"notes"_s, .config = {}, .caret = 0, .position = 2}};
        state.recentUrls = {"/tmp/a.db"};
        engine.finish(id, protocol::WorkspaceOpened{state});
    });
    std::vector<QString> messages;
    QObject::connect(&workspace, &Workspace::tabAdded, [&messages](WorkspaceTab& tab, bool) {
        QObject::connect(tab.query.get(), &QueryTab::messageAdded,
                         [&messages](const TabMessage& message) { messages.push_back(message.text); });
    });
    QSignalSpy restored(&workspace, &Workspace::restored);
    workspace.restore();
    deliver();
    EXPECT_EQ(restored.count(), 1);
    ASSERT_EQ(workspace.tabs().size(), 3U);
    EXPECT_TRUE(workspace.tab("one")->query->connection());
    EXPECT_FALSE(workspace.tab("two")->query->connection());
    EXPECT_FALSE(workspace.tab("three")->query->connection());
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].startsWith(u"The file does not exist."_s));
    EXPECT_EQ(workspace.recent(), QStringList{u"/tmp/a.db"_s});
}

TEST_F(WorkspaceOnFakeEngine, WaitsForTheTabsOfAWindowThatIsJustEnding) {
    int asked = 0;
    engine.on<protocol::OpenWorkspace>([this, &asked](RequestId id, const protocol::OpenWorkspace& command) {
        protocol::WorkspaceState state{.tabsElsewhere = 1};
        EXPECT_EQ(command.again, asked > 0);
        if (++asked == 3) {
            state = {.tabs = {{.id = "one", .title = "Query 4", .text = u"SELECT 1"_s, .config = {}, .position = 1}}};
        }
        engine.finish(id, protocol::WorkspaceOpened{state});
    });
    QSignalSpy restored(&workspace, &Workspace::restored);
    QSignalSpy held(&workspace, &Workspace::tabsHeldElsewhere);
    QSignalSpy took(&workspace, &Workspace::tookOver);
    workspace.restore();
    deliver();
    EXPECT_EQ(restored.count(), 1) << "the window can be used meanwhile";
    workspace.openTab({}, {}, u"typed meanwhile"_s, false);
    ASSERT_TRUE(took.wait());
    ASSERT_EQ(workspace.tabs().size(), 2U);
    EXPECT_EQ(workspace.tabs()[1]->draft.text, u"SELECT 1"_s);
    EXPECT_EQ(asked, 3);
    ASSERT_EQ(held.count(), 1);
    EXPECT_EQ(held[0][0].value<std::uint64_t>(), 0U);
    EXPECT_EQ(restored.count(), 1);
}

TEST_F(WorkspaceOnFakeEngine, TellsThatAnotherWindowKeepsItsTabs) {
    engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
        engine.finish(id, protocol::WorkspaceOpened{{.tabsElsewhere = 5}});
    });
    QSignalSpy held(&workspace, &Workspace::tabsHeldElsewhere);
    workspace.restore();
    ASSERT_TRUE(held.wait(20'000));
    EXPECT_EQ(held[0][0].value<std::uint64_t>(), 5U);
    EXPECT_TRUE(workspace.tabs().empty());
    // Who has begun to work here does not wait any more.
    workspace.openTab({}, {}, {}, false);
    ASSERT_TRUE(held.wait(20'000));
    EXPECT_EQ(held[1][0].value<std::uint64_t>(), 0U);
}

TEST_F(WorkspaceOnFakeEngine, GivesANewTabANumberThatNoRestoredTabHas) {
    engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
        protocol::WorkspaceState state;
        state.tabs = {{.id = "one", .title = "Query 7", .text = {}, .config = {}, .caret = 0, .position = 0},
                      {.id = "two", .title = "orders 99", .text = {}, .config = {}, .caret = 0, .position = 1}};
        engine.finish(id, protocol::WorkspaceOpened{state});
    });
    workspace.restore();
    deliver();
    workspace.openTab({}, {}, {}, false);
    EXPECT_EQ(workspace.tabs().back()->draft.title, "Query 8");
}

TEST_F(WorkspaceOnFakeEngine, CallsADatabaseByTheNameUnderWhichItIsKept) {
    engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
        protocol::WorkspaceState state;
        state.savedConnections = {{"The shop", configOf("/tmp/a.db")}};
        engine.finish(id, protocol::WorkspaceOpened{state});
    });
    workspace.restore();
    deliver();
    workspace.openDatabase(configOf("/tmp/a.db"));
    workspace.openDatabase(configOf("/tmp/b.db"));
    deliver();
    ASSERT_EQ(workspace.connections().databases().size(), 2U);
    EXPECT_EQ(workspace.connections().databases()[0].name, u"The shop"_s);
    EXPECT_EQ(workspace.connections().databases()[1].name, u"b.db"_s);
}

TEST_F(WorkspaceOnFakeEngine, TellsWarningsApartFromWhatIsOnlyGoodToKnow) {
    engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
        protocol::WorkspaceState state;
        state.notices = {{"warning", "A file was set aside."}, {"info", "The file is empty."}};
        engine.finish(id, protocol::WorkspaceOpened{state});
    });
    QSignalSpy warned(&workspace, &Workspace::warned);
    QSignalSpy noticed(&workspace, &Workspace::notice);
    workspace.restore();
    deliver();
    ASSERT_EQ(warned.count(), 1);
    EXPECT_EQ(warned[0][0].toString(), u"A file was set aside."_s);
    ASSERT_EQ(noticed.count(), 1);
    EXPECT_EQ(noticed[0][0].toString(), u"The file is empty."_s);
}

TEST_F(WorkspaceOnFakeEngine, TellsOnceThatTypingCanNotBeKept) {
    engine.on<protocol::SaveDraft>([this](RequestId id, const protocol::SaveDraft&) {
        engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::IoError, "No room."), {}});
    });
    workspace.openTab({}, {}, {}, false);
    workspace.openTab({}, {}, {}, false);
    deliver();
    EXPECT_EQ(failures.size(), 1);
}

TEST_F(WorkspaceOnFakeEngine, ADisconnectedTabKnowsWhatToReconnectTo) {
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    workspace.openTab(workspace.tabs()[0]->query->connection()->connection, {}, {}, false);
    workspace.openDatabase(configOf("/tmp/b.db"));
    deliver();
    const auto connected = [this] {
        std::vector<bool> each;
        for (const auto& tab : workspace.tabs()) {
            each.push_back(tab->query->connection().has_value());
        }
        return each;
    };
    workspace.connections().close(workspace.tabs()[0]->query->connection()->connection);
    EXPECT_EQ(connected(), (std::vector{false, false, true}));
    EXPECT_TRUE(Workspace::canReconnect(*workspace.tabs()[0]));
    EXPECT_FALSE(Workspace::canReconnect(*workspace.tabs()[2]));
    workspace.reconnect(workspace.tabs()[0]->draft.id);
    deliver();
    EXPECT_EQ(connected(), (std::vector{true, true, true}));
    EXPECT_EQ(engine.commands<protocol::OpenConnection>().size(), 3U);
}

TEST_F(WorkspaceOnFakeEngine, ATabThatWasGivenNoConnectionStaysWithoutOne) {
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    workspace.setTabConnection(*workspace.tabs()[0], {});
    EXPECT_FALSE(Workspace::canReconnect(*workspace.tabs()[0]));
    workspace.openDatabase(configOf("/tmp/a.db"));
    deliver();
    EXPECT_FALSE(workspace.tabs()[0]->query->connection());
}

TEST_F(WorkspaceOnFakeEngine, ATabSaysWhyItIsNotReconnected) {
    engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
        protocol::WorkspaceState state;
        state.tabs.push_back({.id = "t", .title = "Query 1", .text = u"SELECT 1"_s, .config = configOf("/missing")});
        engine.finish(id, protocol::WorkspaceOpened{state});
    });
    workspace.restore();
    deliver();
    WorkspaceTab& tab = *workspace.tab("t");
    ASSERT_TRUE(Workspace::canReconnect(tab));
    QSignalSpy said(tab.query.get(), &QueryTab::messageAdded);
    workspace.reconnect("t");
    deliver();
    ASSERT_EQ(said.count(), 1);
    EXPECT_EQ(said[0][0].value<TabMessage>().text, u"The file does not exist. Look for it."_s);
}

TEST_F(WorkspaceOnFakeEngine, RemovesTheDraftOfAClosedTab) {
    workspace.openTab({}, {}, {}, false);
    const std::string id = workspace.tabs()[0]->draft.id;
    workspace.removeTab(id);
    const auto removed = engine.commands<protocol::RemoveDraft>();
    ASSERT_EQ(removed.size(), 1U);
    EXPECT_EQ(removed[0].id, id);
    EXPECT_TRUE(workspace.tabs().empty());
}

} // namespace
} // namespace dbv::viewmodel
