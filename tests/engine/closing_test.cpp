// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using protocol::ConnectionClosed;

class Closing : public EngineTest {
protected:
    /// The dispatcher answers this by itself, so the answer says that nothing holds the dispatcher up.
    void expectThatTheEngineAnswers() {
        EXPECT_TRUE(std::holds_alternative<protocol::RowsGranted>(
            m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1}))));
    }
};

TEST_F(Closing, AConnectionStopsItsMetadataStepsToo) {
    auto gate = std::make_shared<Gate>();
    m_server->holdMetadata(gate);
    const RequestId running = send(protocol::ListSchemas{m_connection});
    gate->awaitArrival();
    const RequestId waiting = send(protocol::ListSchemas{m_connection});
    const RequestId close = send(protocol::CloseConnection{m_connection});
    m_server->awaitCancels(1);
    EXPECT_EQ(failure(waiting).kind, ErrorKind::Cancelled);
    EXPECT_FALSE(m_log->hasEnded(close));
    gate->open();
    EXPECT_TRUE(std::holds_alternative<ConnectionClosed>(m_log->awaitLast(close)));
    EXPECT_EQ(m_log->lastWords(running), 1U);
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

TEST_F(Closing, AConnectionStopsItsExportsAndClosesTheirSessions) {
    auto gate = std::make_shared<Gate>();
    FakeStatement statement = endless();
    statement.whileRunning = gate;
    m_server->on("long", statement);
    const RequestId job = exportRows("long");
    gate->awaitArrival();
    EXPECT_EQ(m_server->sessionsOpen(), 2);
    const RequestId close = send(protocol::CloseConnection{m_connection});
    gate->open();
    EXPECT_TRUE(std::holds_alternative<ConnectionClosed>(m_log->awaitLast(close)));
    EXPECT_EQ(failure(job).kind, ErrorKind::Cancelled);
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

TEST_F(Closing, AConnectionWaitsForTheSessionOfAnExportThatIsAboutToEnd) {
    m_server->on("a", rowsOf(10));
    auto gate = std::make_shared<Gate>();
    m_server->holdClosing(gate);
    const RequestId job = exportRows("a");
    gate->awaitArrival();
    const RequestId close = send(protocol::CloseConnection{m_connection});
    expectThatTheEngineAnswers();
    EXPECT_FALSE(m_log->hasEnded(close));
    gate->open();
    EXPECT_TRUE(std::holds_alternative<ConnectionClosed>(m_log->awaitLast(close)));
    EXPECT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(job)));
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

TEST_F(Closing, AConnectionLeavesTheOthersAlone) {
    const ConnectionId other = open();
    auto gate = std::make_shared<Gate>();
    m_server->holdMetadata(gate);
    const RequestId running = send(protocol::ListSchemas{other});
    gate->awaitArrival();
    EXPECT_TRUE(
        std::holds_alternative<ConnectionClosed>(m_log->awaitLast(send(protocol::CloseConnection{m_connection}))));
    gate->open();
    EXPECT_TRUE(std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(running)));
    EXPECT_EQ(m_server->cancels(), 0);
}

TEST_F(Closing, ATabLeavesMetadataAndExportsAlone) {
    EXPECT_FALSE(report(run("a", 1)).error);
    auto gate = std::make_shared<Gate>();
    m_server->on("b", {.columns = 1, .rows = 5, .whileRunning = gate});
    const RequestId job = exportRows("b");
    gate->awaitArrival();
    EXPECT_TRUE(std::holds_alternative<ConnectionClosed>(
        m_log->awaitLast(send(protocol::CloseSession{m_connection, SessionKey{1}}))));
    gate->open();
    EXPECT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(job)));
    EXPECT_EQ(m_server->cancels(), 0);
}

TEST_F(Closing, TheSessionOfAJobDoesNotHoldTheEngineUp) {
    m_server->on("a", rowsOf(10));
    auto gate = std::make_shared<Gate>();
    m_server->holdClosing(gate);
    const RequestId job = exportRows("a");
    gate->awaitArrival();
    expectThatTheEngineAnswers();
    EXPECT_FALSE(m_log->hasEnded(job));
    gate->open();
    EXPECT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(job)));
    EXPECT_EQ(m_server->sessionsOpen(), 1);
}

TEST_F(Closing, TheJobOfAPrivateDatabaseKeepsItsOnlySession) {
    m_server->openPrivateDatabases();
    m_connection = open();
    m_server->on("a", rowsOf(10));
    const int before = m_server->sessionsOpen();
    EXPECT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(exportRows("a"))));
    EXPECT_EQ(m_server->sessionsOpen(), before);
    EXPECT_FALSE(report(run("next")).error);
}

} // namespace

} // namespace dbv::testing
