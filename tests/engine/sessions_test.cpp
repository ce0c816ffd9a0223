// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class Sessions : public EngineTest {};

TEST_F(Sessions, OfTwoTabsRunSideBySide) {
    auto gate = std::make_shared<Gate>();
    m_server->on("slow", {.columns = 1, .rows = 1, .whileRunning = gate});
    const RequestId slow = run("slow", 1);
    gate->awaitArrival();
    EXPECT_FALSE(report(run("quick", 2)).error);
    EXPECT_FALSE(m_log->hasEnded(slow));
    gate->open();
    EXPECT_EQ(report(slow).rows, 1U);
}

TEST_F(Sessions, OfOneTabRunOneStatementAfterTheOther) {
    auto gate = std::make_shared<Gate>();
    m_server->on("slow", {.columns = 1, .rows = 1, .whileRunning = gate});
    const RequestId slow = run("slow");
    gate->awaitArrival();
    const RequestId second = run("second");
    const RequestId third = run("third");
    gate->open();
    EXPECT_FALSE(report(third).error);
    EXPECT_FALSE(report(second).error);
    EXPECT_FALSE(report(slow).error);
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"slow", "second", "third"}));
}

TEST_F(Sessions, MetadataIsReadWhileAQueryRuns) {
    m_server->on("long", endless());
    const RequestId query = run("long");
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(query));
    const protocol::Event event = m_log->awaitLast(send(protocol::ListSchemas{m_connection}));
    EXPECT_TRUE(std::holds_alternative<protocol::SchemasListed>(event));
    EXPECT_TRUE(wasCancelled(cancel(query)));
}

TEST_F(Sessions, AParkedResultThatDoesNotYieldIsWaitedFor) {
    m_server->on("a", rowsOf(100));
    const RequestId parked = runWithCredit("a", 10, 1, false);
    EXPECT_EQ(m_log->await<protocol::RunParked>(parked).rows, 10U);
    const RequestId next = run("b");
    // Commands are taken in order: when a later one is answered, the second statement stands in line.
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    EXPECT_FALSE(m_log->hasEnded(parked));
    EXPECT_FALSE(m_log->hasEnded(next));
    send(protocol::GrantRows{parked, protocol::kUnlimitedRows});
    const auto ended = report(parked);
    EXPECT_EQ(ended.rows, 100U);
    EXPECT_FALSE(ended.truncated);
    EXPECT_FALSE(report(next).error);
}

TEST_F(Sessions, AParkedResultMakesRoomForTheNextStatement) {
    m_server->on("a", rowsOf(100));
    const RequestId parked = runWithCredit("a", 10);
    EXPECT_EQ(m_log->await<protocol::RunParked>(parked).rows, 10U);
    EXPECT_FALSE(report(run("second")).error);
    const auto ended = report(parked);
    EXPECT_TRUE(ended.truncated);
    EXPECT_FALSE(ended.error);
    EXPECT_EQ(m_log->all<protocol::NoticeRaised>(parked).size(), 1U);
}

TEST_F(Sessions, AResultThatWouldParkMakesRoomForWhoWaits) {
    auto gate = std::make_shared<Gate>();
    m_server->on("a", {.columns = 1, .rows = 100, .whileRunning = gate});
    const RequestId first = runWithCredit("a", 10);
    gate->awaitArrival();
    const RequestId second = run("second");
    // The second is in the line once its own order was answered by a later one.
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    gate->open();
    EXPECT_FALSE(report(second).error);
    EXPECT_TRUE(report(first).truncated);
    EXPECT_TRUE(m_log->all<protocol::RunParked>(first).empty());
}

TEST_F(Sessions, WhoWaitedAndWasCancelledMakesNobodyYield) {
    auto gate = std::make_shared<Gate>();
    m_server->on("a", {.columns = 1, .rows = 100, .whileRunning = gate});
    const RequestId first = runWithCredit("a", 10);
    gate->awaitArrival();
    const RequestId second = run("second");
    EXPECT_TRUE(wasCancelled(cancel(second)));
    gate->open();
    EXPECT_EQ(m_log->await<protocol::RunParked>(first).rows, 10U);
    EXPECT_FALSE(m_log->hasEnded(first));
}

TEST_F(Sessions, AreOpenedAgainAfterTheyWereLost) {
    m_server->on("lost", {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session)});
    EXPECT_TRUE(report(run("lost")).error);
    EXPECT_EQ(m_server->sessionsOpen(), 1);
    EXPECT_FALSE(report(run("next")).error);
    EXPECT_EQ(m_server->sessionsOpened(), 3);
}

TEST_F(Sessions, ThatDoNotOpenSayWhy) {
    m_server->refuseSessions(makeError(ErrorKind::ConnectionFailed, "nobody listens there", "Start the server."));
    const Error error = failure(run("a", 3));
    EXPECT_EQ(error.kind, ErrorKind::ConnectionFailed);
    EXPECT_EQ(error.hint, "Start the server.");
}

TEST_F(Sessions, OfATabCloseAloneAndStopWhatRunsThere) {
    m_server->on("long", endless());
    const RequestId request = run("long", 1);
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(request));
    EXPECT_FALSE(report(run("other", 2)).error);
    const RequestId close = send(protocol::CloseSession{m_connection, SessionKey{1}});
    EXPECT_TRUE(std::holds_alternative<protocol::ConnectionClosed>(m_log->awaitLast(close)));
    EXPECT_EQ(report(request).error->kind, ErrorKind::Cancelled);
    // The connection's own and the other tab's.
    EXPECT_EQ(m_server->sessionsOpen(), 2);
    EXPECT_FALSE(report(run("again", 1)).error);
}

TEST_F(Sessions, AllCloseWithTheirConnectionWhileOneRunsOneWaitsAndOneIsParked) {
    m_server->on("long", endless());
    m_server->on("a", rowsOf(100));
    const RequestId running = run("long", 1);
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(running));
    const RequestId waiting = run("second", 1);
    const RequestId parked = runWithCredit("a", 10, 2);
    EXPECT_EQ(m_log->await<protocol::RunParked>(parked).rows, 10U);
    const RequestId close = send(protocol::CloseConnection{m_connection});
    EXPECT_TRUE(std::holds_alternative<protocol::ConnectionClosed>(m_log->awaitLast(close)));
    EXPECT_EQ(report(running).error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(failure(waiting).kind, ErrorKind::Cancelled);
    EXPECT_EQ(report(parked).error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(m_server->sessionsOpen(), 0);
    EXPECT_EQ(failure(run("late", 1)).kind, ErrorKind::NotFound);
    EXPECT_EQ(m_server->sent("second"), 0);
}

TEST_F(Sessions, OfAPrivateDatabaseAreOneForEverything) {
    m_server->openPrivateDatabases();
    m_connection = open();
    const int opened = m_server->sessionsOpened();
    EXPECT_FALSE(report(run("one", 1)).error);
    EXPECT_FALSE(report(run("two", 2)).error);
    m_server->on("a", rowsOf(100));
    const RequestId parked = runWithCredit("a", 10, 3);
    EXPECT_EQ(m_log->await<protocol::RunParked>(parked).rows, 10U);
    const protocol::Event event = m_log->awaitLast(send(protocol::ListSchemas{m_connection}));
    EXPECT_TRUE(std::holds_alternative<protocol::SchemasListed>(event));
    EXPECT_TRUE(report(parked).truncated);
    EXPECT_EQ(m_server->sessionsOpened(), opened);
}

TEST_F(Sessions, OfAPrivateDatabaseTellWhoseTransactionAStatementRunsIn) {
    m_server->openPrivateDatabases();
    m_connection = open();
    const auto warnings = [this](const std::string& sql, std::uint64_t tab) {
        const RequestId request = run(sql, tab);
        EXPECT_FALSE(report(request).error);
        std::string all;
        for (const auto& raised : m_log->all<protocol::NoticeRaised>(request)) {
            all += raised.notice.message;
        }
        return all;
    };
    EXPECT_EQ(warnings("BEGIN", 1), "");
    EXPECT_EQ(warnings("INSERT INTO t VALUES (1)", 1), "");
    EXPECT_EQ(warnings("INSERT INTO t VALUES (2)", 2),
              "This runs in the transaction that query 1 has open, and is kept or undone with it: there is one session "
              "for all.");
    EXPECT_EQ(warnings("ROLLBACK", 1), "");
    EXPECT_EQ(warnings("INSERT INTO t VALUES (3)", 2), "");
}

TEST_F(Sessions, ACancelledMetadataStepEndsAndTheNextOneWorks) {
    auto gate = std::make_shared<Gate>();
    m_server->holdMetadata(gate);
    const RequestId request = send(protocol::ListSchemas{m_connection});
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    m_server->awaitCancels(1);
    m_server->holdMetadata(nullptr);
    gate->open();
    static_cast<void>(m_log->awaitLast(asked));
    EXPECT_EQ(m_log->lastWords(request), 1U);
    EXPECT_TRUE(
        std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(send(protocol::ListSchemas{m_connection}))));
}

} // namespace

} // namespace dbv::testing
