// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class SessionPool : public EngineTest {
protected:
    /// Runs a statement that stays until its gate is opened.
    [[nodiscard]] RequestId hold(const std::string& sql, std::uint64_t session, const std::shared_ptr<Gate>& gate) {
        m_server->on(sql, {.columns = 1, .rows = 1, .whileRunning = gate});
        const RequestId request = run(sql, session);
        gate->awaitArrival();
        return request;
    }
    [[nodiscard]] protocol::SessionList list() {
        return std::get<protocol::SessionsListed>(m_log->awaitLast(send(protocol::ListSessions{m_connection}))).list;
    }
    /// Commands are taken in order: when this one is answered, all before it were.
    void settle() { static_cast<void>(list()); }
};

TEST_F(SessionPool, WaitsInLineAndSaysForWhomWhenTheBudgetIsUsedUp) {
    restart(2);
    auto first = std::make_shared<Gate>();
    auto second = std::make_shared<Gate>();
    const RequestId one = hold("SELECT slow", 1, first);
    const RequestId two = hold("SELECT slower", 2, second);
    const RequestId three = run("SELECT 3", 3);
    const auto told = m_log->await<protocol::SessionAwaited>(three);
    EXPECT_EQ(told.message,
              "Query 3 waits: 2 of 2 sessions of this connection are in use: query 1 (running), query 2 (running).");
    EXPECT_EQ(told.sessions.budget, 2U);
    EXPECT_EQ(list().waiting, 1U);
    EXPECT_EQ(m_server->sent("SELECT 3"), 0);
    first->open();
    EXPECT_FALSE(report(one).error);
    second->open();
    EXPECT_FALSE(report(two).error);
    EXPECT_FALSE(report(three).error);
    EXPECT_LE(m_server->sessionsOpen(), 2);
}

TEST_F(SessionPool, LendsTheIdleSessionInWhichOnlyReadingWasDone) {
    restart(2);
    const int opened = m_server->sessionsOpened();
    EXPECT_FALSE(report(run("SELECT 1", 1)).error);
    // The connection's own session was lent to tab 1, and a second one opened for tab 2; then tab 3 gets one of them.
    EXPECT_FALSE(report(run("SELECT 2", 2)).error);
    EXPECT_FALSE(report(run("SELECT 3", 3)).error);
    EXPECT_FALSE(report(run("SELECT 4", 4)).error);
    EXPECT_EQ(m_server->sessionsOpened(), opened + 1);
    EXPECT_EQ(m_server->sessionsOpen(), 2);
    EXPECT_EQ(list().sessions.size(), 2U);
}

TEST_F(SessionPool, ClosesAnIdleSessionInWhichRowsWereWrittenRatherThanLendIt) {
    restart(2);
    EXPECT_FALSE(report(run("INSERT INTO t VALUES (1)", 1)).error);
    EXPECT_FALSE(report(run("INSERT INTO t VALUES (2)", 2)).error);
    const int opened = m_server->sessionsOpened();
    EXPECT_FALSE(report(run("SELECT 3", 3)).error);
    EXPECT_EQ(m_server->sessionsOpened(), opened + 1);
    EXPECT_EQ(m_server->sessionsOpen(), 2);
}

TEST_F(SessionPool, NeverTakesASessionThatHoldsSomethingOfTheUsers) {
    restart(2);
    EXPECT_FALSE(report(run("SET search_path = a", 1)).error);
    EXPECT_FALSE(report(run("CREATE TEMP TABLE t (a int)", 2)).error);
    const RequestId third = run("SELECT 3", 3);
    EXPECT_EQ(m_log->await<protocol::SessionAwaited>(third).message,
              "Query 3 waits: 2 of 2 sessions of this connection are in use: query 1 (holds settings), query 2 (holds "
              "temporary tables).");
    EXPECT_FALSE(m_log->hasEnded(third));
    // What makes room is that a tab ends.
    const RequestId close = send(protocol::CloseSession{m_connection, SessionKey{1}});
    static_cast<void>(m_log->awaitLast(close));
    EXPECT_FALSE(report(third).error);
}

TEST_F(SessionPool, NeverTakesASessionWithAnOpenTransaction) {
    restart(2);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_FALSE(report(run("BEGIN", 2)).error);
    const RequestId third = run("SELECT 3", 3);
    EXPECT_NE(m_log->await<protocol::SessionAwaited>(third).message.find("query 1 (transaction open)"),
              std::string::npos);
    EXPECT_FALSE(report(run("COMMIT", 2)).error);
    EXPECT_FALSE(report(third).error);
}

TEST_F(SessionPool, AWaiterThatIsCancelledLeavesTheLine) {
    restart(2);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_FALSE(report(run("BEGIN", 2)).error);
    const RequestId third = run("SELECT 3", 3);
    static_cast<void>(m_log->await<protocol::SessionAwaited>(third));
    EXPECT_TRUE(wasCancelled(cancel(third)));
    EXPECT_EQ(failure(third).kind, ErrorKind::Cancelled);
    EXPECT_EQ(list().waiting, 0U);
    EXPECT_FALSE(report(run("COMMIT", 1)).error);
    EXPECT_FALSE(report(run("SELECT 4", 3)).error);
    EXPECT_EQ(m_server->sent("SELECT 3"), 0);
}

TEST_F(SessionPool, AWaiterIsToldTheEndWhenItsConnectionCloses) {
    restart(2);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_FALSE(report(run("BEGIN", 2)).error);
    const RequestId third = run("SELECT 3", 3);
    static_cast<void>(m_log->await<protocol::SessionAwaited>(third));
    static_cast<void>(m_log->awaitLast(send(protocol::CloseConnection{m_connection})));
    EXPECT_EQ(failure(third).kind, ErrorKind::Cancelled);
    EXPECT_EQ(m_server->sessionsOpen(), 0);
}

TEST_F(SessionPool, AParkedResultMakesRoomForAnotherTab) {
    restart(2);
    m_server->on("SELECT n", rowsOf(100));
    const RequestId one = runWithCredit("SELECT n", 10, 1);
    static_cast<void>(m_log->await<protocol::RunParked>(one));
    const RequestId two = runWithCredit("SELECT n", 10, 2);
    static_cast<void>(m_log->await<protocol::RunParked>(two));
    EXPECT_FALSE(report(run("SELECT 3", 3)).error);
    EXPECT_TRUE(report(one).truncated);
    EXPECT_FALSE(m_log->hasEnded(two));
}

TEST_F(SessionPool, OfOneSessionServesTabsMetadataAndExportsInTurn) {
    restart(1);
    const int opened = m_server->sessionsOpened();
    auto gate = std::make_shared<Gate>();
    const RequestId one = hold("SELECT slow", 1, gate);
    const RequestId two = run("SELECT 2", 2);
    EXPECT_EQ(m_log->await<protocol::SessionAwaited>(two).message,
              "Query 2 waits: 1 of 1 session of this connection is in use: query 1 (running).");
    const RequestId schemas = send(protocol::ListSchemas{m_connection});
    EXPECT_EQ(m_log->await<protocol::SessionAwaited>(schemas).message,
              "The explorer waits: 1 of 1 session of this connection is in use: query 1 (running).");
    m_server->on("SELECT x", rowsOf(1));
    const RequestId exported = exportRows("SELECT x");
    gate->open();
    EXPECT_FALSE(report(one).error);
    EXPECT_FALSE(report(two).error);
    EXPECT_TRUE(std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(schemas)));
    EXPECT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(exported)));
    EXPECT_EQ(m_server->sessionsOpened(), opened);
}

TEST_F(SessionPool, TakesItsBudgetFromTheOptionOfItsConnection) {
    protocol::OpenConnection command;
    command.target.config.connector = "fake";
    command.target.config.database = "db";
    command.target.config.options["maxSessions"] = "1";
    const auto opened = std::get<protocol::ConnectionOpened>(m_log->awaitLast(send(command)));
    EXPECT_FALSE(opened.facts.oneSession);
    m_connection = opened.facts.connection;
    EXPECT_EQ(list().budget, 1U);
    for (const char* wrong : {"0", "-1", "many", "1001", "2 ", ""}) {
        command.target.config.options["maxSessions"] = wrong;
        const Error error = failure(send(command));
        EXPECT_EQ(error.kind, ErrorKind::InvalidInput) << wrong;
        EXPECT_NE(error.message.find("maxSessions"), std::string::npos) << wrong;
    }
}

TEST_F(SessionPool, ListsWhatEachSessionIsForAndHowItStands) {
    auto gate = std::make_shared<Gate>();
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_FALSE(report(run("SET a = 1", 2)).error);
    const RequestId slow = hold("SELECT slow", 3, gate);
    const auto sessions = list().sessions;
    gate->open();
    EXPECT_FALSE(report(slow).error);
    ASSERT_EQ(sessions.size(), 4U);
    EXPECT_EQ(sessions[0].purpose, protocol::SessionPurpose::Connection);
    EXPECT_EQ(sessions[0].activity, protocol::SessionActivity::Idle);
    EXPECT_EQ(sessions[0].serverSessionId, "1");
    EXPECT_EQ(sessions[1].name, "query 1");
    EXPECT_EQ(sessions[1].transaction, TransactionState::Open);
    EXPECT_TRUE(sessions[1].transactionSince);
    EXPECT_EQ(sessions[2].holds, std::vector<std::string>{"settings"});
    EXPECT_EQ(sessions[3].session, SessionKey{3});
    EXPECT_EQ(sessions[3].activity, protocol::SessionActivity::Running);
}

TEST_F(SessionPool, ExplainsARefusalOfTheServerByItsOwnSessions) {
    m_defaultPort = 1;
    restart(0);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    m_server->refuseSessions(makeError(ErrorKind::Busy, "too many clients already", "Close others."));
    const Error error = failure(run("SELECT 2", 2));
    EXPECT_EQ(error.kind, ErrorKind::Busy);
    EXPECT_NE(error.detail.find("the connection's own (idle), query 1 (transaction open)"), std::string::npos)
        << error.detail;
    EXPECT_NE(error.hint.find("maxSessions"), std::string::npos);
    EXPECT_EQ(error.hint.find("lock"), std::string::npos) << error.hint;
}

TEST_F(SessionPool, DoesNotTakeALockedFileForAFullServer) {
    m_server->refuseSessions(makeError(ErrorKind::Busy, "the file is locked", "Wait.", Damage::None));
    EXPECT_EQ(failure(run("SELECT 2", 2)).detail, "");
}

TEST_F(SessionPool, GivesAPlaceBackWhenASessionCouldNotBeOpened) {
    restart(2);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_FALSE(report(run("SELECT 2", 2)).error);
    m_server->on("lost", {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session)});
    EXPECT_TRUE(report(run("lost", 2)).error);
    m_server->refuseSessions(makeError(ErrorKind::ConnectionFailed, "nobody listens there", "Start the server."));
    EXPECT_EQ(failure(run("SELECT 3", 3)).kind, ErrorKind::ConnectionFailed);
    EXPECT_EQ(failure(run("SELECT 3", 3)).kind, ErrorKind::ConnectionFailed);
    m_server->admitSessions();
    EXPECT_FALSE(report(run("SELECT 4", 4)).error);
}

TEST_F(SessionPool, ClosesIdleSessionsAfterATimeButForTheLast) {
    restart(0, {.idleLimit = std::chrono::milliseconds(1), .keepAlive = {}, .reminder = {}});
    EXPECT_FALSE(report(run("SELECT 1", 1)).error);
    EXPECT_FALSE(report(run("SELECT 2", 2)).error);
    m_server->awaitOpen(1);
    // It is opened again without a word.
    const RequestId again = run("SELECT 3", 1);
    EXPECT_FALSE(report(again).error);
    EXPECT_TRUE(m_log->all<protocol::NoticeRaised>(again).empty());
}

TEST_F(SessionPool, KeepsIdleSessionsThatHoldSomething) {
    restart(0, {.idleLimit = std::chrono::milliseconds(1), .keepAlive = {}, .reminder = {}});
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_FALSE(report(run("LISTEN news", 2)).error);
    EXPECT_FALSE(report(run("SELECT 1", 3)).error);
    // The connection's own and the third tab's go.
    m_server->awaitOpen(2);
    auto sessions = list().sessions;
    while (sessions.size() > 2) {
        // The server knows a moment before the engine that one is closed.
        sessions = list().sessions;
    }
    ASSERT_EQ(sessions.size(), 2U);
    EXPECT_EQ(sessions[0].name, "query 1");
    EXPECT_EQ(sessions[1].name, "query 2");
}

} // namespace

} // namespace dbv::testing
