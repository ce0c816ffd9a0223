// SPDX-License-Identifier: Apache-2.0
// Saved connections that lead to the same place are told apart by their names.
#include <string>
#include <vector>

#include <QCoreApplication>
#include <QSignalSpy>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/workspace.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::Environment;
using protocol::SavedConnection;

protocol::ConnectionConfig serverConfig() {
    return {.connector = "server", .host = "db.example", .user = "clerk", .database = "sales"};
}

/// A workspace with two saved connections to the same database, and an engine that opens everything.
class SavedIdentities : public ::testing::Test {
protected:
    SavedIdentities() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++opened};
            facts.database = command.target.config.database;
            facts.safety = command.target.config.safety;
            if (isDown) {
                engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::IoError, "Connection refused."), {}});
                return;
            }
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSavedConnections>([this](RequestId id, const protocol::ListSavedConnections&) {
            engine.finish(id, protocol::SavedConnectionsListed{workspace.connections().saved()});
        });
        engine.on<protocol::OpenWorkspace>([this](RequestId id, const protocol::OpenWorkspace&) {
            engine.finish(id, protocol::WorkspaceOpened{state});
        });
        state.savedConnections = {{.name = "Maria", .config = serverConfig(), .environment = Environment::Test},
                                  {.name = "R1", .config = serverConfig(), .environment = Environment::Production}};
    }
    void start() {
        workspace.restore();
        deliver();
    }
    static void deliver() {
        for (int i = 0; i < 8; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    void openSaved(const std::string& name) {
        workspace.openSaved(name);
        deliver();
    }
    [[nodiscard]] const std::vector<OpenDatabase>& databases() { return workspace.connections().databases(); }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    Workspace workspace{bus, engine.shelf(), 500};
    protocol::WorkspaceState state;
    std::uint64_t opened = 0;
    bool isDown = false;
};

TEST_F(SavedIdentities, OpenAsTwoWithTheirOwnNamesAndColours) {
    start();
    openSaved("Maria");
    openSaved("R1");
    ASSERT_EQ(databases().size(), 2U);
    EXPECT_EQ(databases()[0].name, u"Maria"_s);
    EXPECT_EQ(databases()[0].environment, Environment::Test);
    EXPECT_EQ(databases()[1].name, u"R1"_s);
    EXPECT_EQ(databases()[1].environment, Environment::Production);
    openSaved("Maria");
    EXPECT_EQ(databases().size(), 2U) << "each is open once";
    const auto used = engine.commands<protocol::NoteConnectionUse>();
    ASSERT_EQ(used.size(), 2U);
    EXPECT_EQ(used[1].name, "R1");
}

TEST_F(SavedIdentities, ComeBackWithTheTabsThatWereOpenedFromThem) {
    state.tabs = {{.id = "m", .title = "Query 1", .text = u"a"_s, .config = serverConfig(), .saved = "Maria"},
                  {.id = "r", .title = "Query 2", .text = u"b"_s, .config = serverConfig(), .saved = "R1"}};
    start();
    ASSERT_EQ(databases().size(), 2U);
    const auto nameOf = [this](const std::string& id) {
        return workspace.connections().find(workspace.tab(id)->query->connection()->connection)->saved;
    };
    EXPECT_EQ(nameOf("m"), "Maria");
    EXPECT_EQ(nameOf("r"), "R1");
    workspace.openTab(databases()[1].facts.connection, {}, {}, false);
    EXPECT_EQ(engine.commands<protocol::SaveDraft>().back().tab.saved, databases()[1].saved);
}

TEST_F(SavedIdentities, HoldATabToThePolicyThatTheyHaveNow) {
    state.savedConnections[1].config.safety = Safety::ReadOnly;
    state.tabs = {{.id = "r", .title = "Query 1", .text = u"b"_s, .config = serverConfig(), .saved = "R1"}};
    start();
    ASSERT_EQ(databases().size(), 1U);
    EXPECT_EQ(databases()[0].facts.safety, Safety::ReadOnly);
    EXPECT_TRUE(workspace.tab("r")->query->connection());
    EXPECT_EQ(workspace.tab("r")->draft.config.safety, Safety::ReadOnly);
}

TEST_F(SavedIdentities, ThatBecomeReadOnlyAreOpenedAgainAsThat) {
    start();
    openSaved("Maria");
    openSaved("R1");
    ASSERT_EQ(databases().size(), 2U);
    const ConnectionId maria = databases()[0].facts.connection;
    std::vector<SavedConnection> changed = state.savedConnections;
    changed[0].config.safety = Safety::ReadOnly;
    workspace.connections().setSaved(changed);
    deliver();
    ASSERT_EQ(databases().size(), 2U);
    EXPECT_EQ(workspace.connections().find(maria), nullptr);
    EXPECT_EQ(databases()[1].name, u"Maria"_s);
    EXPECT_EQ(databases()[1].facts.safety, Safety::ReadOnly);
    const auto closed = engine.commands<protocol::CloseConnection>();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(closed[0].connection, maria);
    workspace.connections().setSaved(changed);
    EXPECT_EQ(engine.commands<protocol::CloseConnection>().size(), 1U);
}

TEST_F(SavedIdentities, ThatBecomeReadOnlyWhileAStatementRunsSayThatTheyAreNot) {
    start();
    openSaved("Maria");
    ASSERT_EQ(databases().size(), 1U);
    workspace.openTab(databases()[0].facts.connection, {}, {}, false);
    const std::string id = engine.commands<protocol::SaveDraft>().back().tab.id;
    workspace.tab(id)->query->run({.sql = "DELETE FROM t", .position = 0, .line = 1});
    QSignalSpy failed(&workspace, &Workspace::failed);
    std::vector<SavedConnection> changed = state.savedConnections;
    changed[0].config.safety = Safety::ReadOnly;
    workspace.connections().setSaved(changed);
    deliver();
    EXPECT_TRUE(engine.commands<protocol::CloseConnection>().empty());
    ASSERT_EQ(failed.count(), 1);
    EXPECT_TRUE(failed[0][0].toString().contains(u"Maria is saved as read-only"_s));
}

TEST_F(SavedIdentities, AreAllOpenedThatWereChosenAtOnce) {
    start();
    workspace.openSaved("Maria");
    workspace.openSaved("R1");
    deliver();
    ASSERT_EQ(databases().size(), 2U);
    EXPECT_EQ(databases()[0].name, u"Maria"_s);
    EXPECT_EQ(databases()[1].name, u"R1"_s);
}

TEST_F(SavedIdentities, AreTakenForTheOneToBeTreatedWithMostCareWhereNobodySaysWhich) {
    start();
    workspace.openDatabase(serverConfig());
    deliver();
    ASSERT_EQ(databases().size(), 1U);
    EXPECT_EQ(databases()[0].name, u"R1"_s);
    EXPECT_EQ(databases()[0].environment, Environment::Production);
}

TEST_F(SavedIdentities, StayWhatTheyAreWhenTheyAreRenamedWhileTheyAreOpen) {
    start();
    openSaved("R1");
    std::vector<SavedConnection> changed = state.savedConnections;
    changed[1].name = "Reports";
    changed[1].environment = Environment::Staging;
    workspace.connections().noteRenamed("R1", "Reports");
    workspace.connections().setSaved(changed);
    ASSERT_EQ(databases().size(), 1U);
    EXPECT_EQ(databases()[0].name, u"Reports"_s);
    EXPECT_EQ(databases()[0].environment, Environment::Staging);
    EXPECT_EQ(engine.commands<protocol::SaveDraft>().back().tab.saved, "Reports");
    openSaved("Reports");
    EXPECT_EQ(databases().size(), 1U);
}

TEST_F(SavedIdentities, LendTheirNameToAnotherDatabaseOfTheirServerAlsoWhenTheyAreAUrl) {
    for (SavedConnection& one : state.savedConnections) {
        one.config = {.url = "server://clerk@db.example/sales"};
    }
    engine.on<protocol::ReadConnectionText>([this](RequestId id, const protocol::ReadConnectionText&) {
        engine.finish(id, protocol::ConnectionTextRead{.config = serverConfig(), .secrets = {}, .remarks = {}});
    });
    start();
    openSaved("Maria");
    workspace.openBeside(databases()[0].facts.connection, "stock");
    deliver();
    ASSERT_EQ(databases().size(), 2U);
    EXPECT_EQ(databases()[1].name, u"Maria · stock"_s);
    EXPECT_EQ(databases()[1].environment, Environment::Test);
}

TEST_F(SavedIdentities, TakeBackThatTheyCanNotBeOpenedWhenTheyCan) {
    start();
    QSignalSpy failed(&workspace, &Workspace::failed);
    QSignalSpy recovered(&workspace, &Workspace::recovered);
    isDown = true;
    openSaved("R1");
    ASSERT_EQ(failed.count(), 1);
    EXPECT_EQ(failed[0][1].toString(), u"R1"_s);
    isDown = false;
    openSaved("R1");
    EXPECT_TRUE(std::ranges::any_of(recovered, [](const auto& one) { return one[0].toString() == u"R1"_s; }));
}

} // namespace
} // namespace dbv::viewmodel
