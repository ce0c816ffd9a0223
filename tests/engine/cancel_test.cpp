// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class Cancel : public EngineTest {
protected:
    void awaitRunning(RequestId request) { static_cast<void>(m_log->await<protocol::ColumnsArrived>(request)); }
};

TEST_F(Cancel, StopsARunningStatementAndTheSessionGoesOn) {
    m_server->on("long", endless());
    const RequestId request = run("long; after");
    awaitRunning(request);
    EXPECT_TRUE(wasCancelled(cancel(request)));
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].error->kind, ErrorKind::Cancelled);
    EXPECT_FALSE(report(run("next")).error);
    EXPECT_EQ(m_server->sent("long"), 1);
    EXPECT_EQ(m_server->sent("after"), 0);
    // The connection's own session, and the tab's, which is still the first.
    EXPECT_EQ(m_server->sessionsOpened(), 2);
}

TEST_F(Cancel, StaysRunningUntilTheStatementHasEnded) {
    auto gate = std::make_shared<Gate>();
    m_server->on("busy", {.columns = 1, .rows = 10, .whileRunning = gate});
    const RequestId request = run("busy");
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    m_server->awaitCancels(2);
    EXPECT_FALSE(m_log->hasEnded(request));
    EXPECT_FALSE(m_log->hasEnded(asked));
    gate->open();
    EXPECT_TRUE(wasCancelled(asked));
    EXPECT_EQ(report(request).error->kind, ErrorKind::Cancelled);
}

TEST_F(Cancel, OfAScriptIsToldAlsoAfterAStatementThatFailed) {
    auto gate = std::make_shared<Gate>();
    m_server->on("bad", {.beforeStart = gate, .refused = makeError(ErrorKind::SqlError, "no such column", "")});
    protocol::RunQuery script = query("bad; after");
    script.stopOnError = false;
    const RequestId request = send(std::move(script));
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    m_server->awaitCancels(1);
    gate->open();
    EXPECT_TRUE(wasCancelled(asked));
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].error->kind, ErrorKind::SqlError);
    EXPECT_EQ(all[1].error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(m_server->sent("after"), 0);
}

TEST_F(Cancel, ThatComesWhenAllRowsAreThereLeavesTheStatementFinished) {
    // The server hears of no cancel before its statement has ended.
    m_server->loseCancels(1'000'000);
    auto gate = std::make_shared<Gate>();
    m_server->on("quick", {.columns = 1, .rows = 3, .beforeStart = gate});
    const RequestId request = run("quick; after");
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    // Commands are taken in order: when a later one is answered, the cancel has been taken.
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    gate->open();
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_FALSE(all[0].error);
    EXPECT_EQ(all[0].rows, 3U);
    EXPECT_FALSE(all[0].truncated);
    EXPECT_EQ(all[1].error->kind, ErrorKind::Cancelled);
    const auto told = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].notice.message.find("had ended before it could be stopped"), std::string::npos);
    EXPECT_TRUE(wasCancelled(asked));
    EXPECT_EQ(m_server->sent("after"), 0);
}

TEST_F(Cancel, OfTheLastStatementThatHadEndedStoppedNothing) {
    m_server->loseCancels(1'000'000);
    auto gate = std::make_shared<Gate>();
    m_server->on("quick", {.columns = 1, .rows = 3, .beforeStart = gate});
    const RequestId request = run("quick");
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    gate->open();
    EXPECT_FALSE(report(request).error);
    EXPECT_FALSE(wasCancelled(asked));
    EXPECT_FALSE(report(run("next")).error);
}

TEST_F(Cancel, ThatTheServerTookIsToldOfWhatOnlyReadsAlsoWhenItsRowsCame) {
    auto gate = std::make_shared<Gate>();
    m_server->on("SELECT 1", {.columns = 1, .rows = 1, .beforeStart = gate, .stopReached = true});
    m_server->loseCancels(1'000'000);
    const RequestId request = run("SELECT 1");
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    gate->open();
    const protocol::StatementReport ended = report(request);
    ASSERT_TRUE(ended.error);
    EXPECT_EQ(ended.error->kind, ErrorKind::Cancelled);
    EXPECT_TRUE(wasCancelled(asked));
    EXPECT_TRUE(m_log->all<protocol::NoticeRaised>(request).empty());
}

TEST_F(Cancel, ThatTheServerTookLeavesAWarningBehindWhatChangesSomething) {
    m_server->on("UPDATE t SET a = 1 WHERE b = 2", {.stopReached = true});
    const RequestId request = run("UPDATE t SET a = 1 WHERE b = 2");
    EXPECT_FALSE(report(request).error);
    const auto told = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].notice.message.find("ended after it was asked to stop; what it changed is kept"),
              std::string::npos);
}

TEST_F(Cancel, StopsAParkedRun) {
    m_server->on("a", rowsOf(100));
    const RequestId request = runWithCredit("a; after", 10);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request).rows, 10U);
    EXPECT_TRUE(wasCancelled(cancel(request)));
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].error->kind, ErrorKind::Cancelled);
    EXPECT_EQ(all[0].rows, 10U);
    EXPECT_FALSE(report(run("next")).error);
}

TEST_F(Cancel, IsNotConfirmedWhereTheServerSaysNothing) {
    FakeStatement silent = rowsOf(100);
    silent.endFails = makeError(ErrorKind::ConnectionLost, "not a word", "Look at it.", Damage::Session);
    silent.endFails->inDoubt = true;
    m_server->on("a", silent);
    const RequestId request = runWithCredit("a", 10);
    static_cast<void>(m_log->await<protocol::RunParked>(request));
    EXPECT_FALSE(wasCancelled(cancel(request)));
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].error->kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(all[0].error->inDoubt);
}

TEST_F(Cancel, TakesARunOutOfTheLineForItsSession) {
    m_server->on("long", endless());
    const RequestId first = run("long");
    awaitRunning(first);
    const RequestId second = run("second");
    EXPECT_TRUE(wasCancelled(cancel(second)));
    EXPECT_EQ(failure(second).kind, ErrorKind::Cancelled);
    EXPECT_FALSE(m_log->hasEnded(first));
    EXPECT_TRUE(wasCancelled(cancel(first)));
    EXPECT_EQ(m_server->sent("second"), 0);
}

TEST_F(Cancel, IsSentAgainWhenItCameBeforeTheStatement) {
    auto gate = std::make_shared<Gate>();
    FakeStatement statement = endless();
    statement.beforeStart = gate;
    m_server->on("long", statement);
    const RequestId request = run("long");
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    m_server->awaitCancels(1);
    gate->open();
    EXPECT_TRUE(wasCancelled(asked));
    EXPECT_EQ(m_server->sent("long"), 1);
}

TEST_F(Cancel, IsSentAgainWhenItWasLost) {
    m_server->loseCancels(3);
    auto gate = std::make_shared<Gate>();
    FakeStatement statement = endless();
    statement.whileRunning = gate;
    m_server->on("long", statement);
    const RequestId request = run("long");
    gate->awaitArrival();
    gate->open();
    EXPECT_TRUE(wasCancelled(cancel(request)));
    EXPECT_GE(m_server->cancels(), 4);
}

TEST_F(Cancel, HitsNothingAfterItsStatementHasEnded) {
    m_server->keepLateCancels();
    auto gate = std::make_shared<Gate>();
    auto cancelGate = std::make_shared<Gate>();
    m_server->holdCancels(cancelGate);
    m_server->on("short", {.columns = 1, .rows = 0, .whileRunning = gate});
    m_server->on("next", rowsOf(10));
    const RequestId request = run("short");
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    cancelGate->awaitArrival();
    const RequestId next = run("next");
    // The statement ends while the cancel is still on its way.
    gate->open();
    static_cast<void>(m_log->await<protocol::StatementFinished>(request));
    EXPECT_EQ(m_server->sent("next"), 0);
    EXPECT_FALSE(m_log->hasEnded(request));
    cancelGate->open();
    static_cast<void>(m_log->awaitLast(asked));
    EXPECT_FALSE(report(next).error);
    EXPECT_EQ(report(next).rows, 10U);
    EXPECT_GE(m_server->recoveries(), 1);
}

TEST_F(Cancel, OfARequestThatIsOverSaysThatThereWasNothingToStop) {
    const RequestId request = run("a");
    EXPECT_FALSE(report(request).error);
    EXPECT_FALSE(wasCancelled(cancel(request)));
    EXPECT_FALSE(report(run("b")).error);
    EXPECT_EQ(m_server->cancels(), 0);
}

TEST_F(Cancel, AskedTwiceIsConfirmedTwice) {
    auto gate = std::make_shared<Gate>();
    m_server->on("busy", {.columns = 1, .rows = 10, .whileRunning = gate});
    const RequestId request = run("busy");
    gate->awaitArrival();
    const RequestId first = cancel(request);
    const RequestId second = cancel(request);
    // Commands are taken in order: when a later one is answered, both cancels have been taken.
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    m_server->awaitCancels(1);
    gate->open();
    EXPECT_TRUE(wasCancelled(first));
    EXPECT_TRUE(wasCancelled(second));
    EXPECT_EQ(m_log->lastWords(request), 1U);
}

TEST_F(Cancel, WhileTheSessionIsOpenedSendsNothing) {
    auto gate = std::make_shared<Gate>();
    m_server->holdOpening(gate);
    const RequestId request = run("a", 5);
    gate->awaitArrival();
    const RequestId asked = cancel(request);
    // Commands are taken in order: when a later one is answered, the cancel has been taken.
    static_cast<void>(m_log->awaitLast(send(protocol::GrantRows{RequestId{9999}, 1})));
    gate->open();
    EXPECT_TRUE(wasCancelled(asked));
    EXPECT_TRUE(m_server->log().empty());
}

class CancelInACrowd : public Cancel {
protected:
    /// More statements than there are threads for them; none of them ends by itself. The last have no thread.
    void SetUp() override {
        Cancel::SetUp();
        m_server->on("long", endless());
        for (std::uint64_t session = 1; session <= engine::Lanes::kStatementThreads; ++session) {
            m_busy.push_back(run("long", session));
        }
        for (const RequestId request : m_busy) {
            awaitRunning(request);
        }
        m_first = run("waiting", 1000);
        m_second = run("waiting", 1001);
    }

    std::vector<RequestId> m_busy;
    RequestId m_first;
    RequestId m_second;
};

TEST_F(CancelInACrowd, DoesNotWaitForAThread) {
    EXPECT_TRUE(wasCancelled(cancel(m_first)));
    EXPECT_EQ(report(m_first).error->kind, ErrorKind::Cancelled);
    EXPECT_FALSE(m_log->hasEnded(m_second));
    EXPECT_TRUE(wasCancelled(cancel(m_busy.back())));
    EXPECT_FALSE(report(m_second).error);
    EXPECT_EQ(m_server->sent("waiting"), 1);
}

TEST_F(CancelInACrowd, LeavesEverythingElseAnswered) {
    EXPECT_TRUE(std::holds_alternative<protocol::HelloAnswered>(m_log->awaitLast(send(protocol::Hello{}))));
    EXPECT_TRUE(
        std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(send(protocol::ListSchemas{m_connection}))));
    EXPECT_NE(open(), m_connection);
    EXPECT_TRUE(std::holds_alternative<protocol::ConnectionClosed>(
        m_log->awaitLast(send(protocol::CloseConnection{m_connection}))));
    EXPECT_EQ(m_log->lastWords(m_second), 1U);
}

TEST_F(Cancel, OfAnExportThatWaitsForAThreadDoesNotWait) {
    auto gate = std::make_shared<Gate>();
    m_server->on("busy", {.columns = 1, .rows = 10, .whileRunning = gate});
    for (std::size_t i = 0; i < engine::Lanes::kJobThreads; ++i) {
        static_cast<void>(exportRows("busy"));
    }
    const RequestId waiting = exportRows("waiting");
    EXPECT_TRUE(wasCancelled(cancel(waiting)));
    EXPECT_EQ(failure(waiting).kind, ErrorKind::Cancelled);
    EXPECT_EQ(m_server->sent("waiting"), 0);
    gate->open();
}

TEST_F(Cancel, OpensTheSessionAgainWhenItDoesNotRecover) {
    m_server->on("long", endless());
    m_server->refuseRecovery();
    const RequestId request = run("long");
    awaitRunning(request);
    EXPECT_TRUE(wasCancelled(cancel(request)));
    EXPECT_EQ(m_server->sessionsOpen(), 1);
    EXPECT_FALSE(report(run("next")).error);
    EXPECT_EQ(m_server->sessionsOpened(), 3);
}

TEST_F(Cancel, ByTimeIsToldAsATimeout) {
    m_server->on("long", endless());
    protocol::RunQuery command = query("long");
    command.timeoutMs = 5;
    const RequestId request = send(std::move(command));
    const auto ended = report(request);
    EXPECT_EQ(ended.error->kind, ErrorKind::TimedOut);
    EXPECT_FALSE(ended.error->hint.empty());
    EXPECT_EQ(m_log->await<protocol::StatementFinished>(request).report.error->kind, ErrorKind::TimedOut);
    EXPECT_FALSE(report(run("next")).error);
}

TEST_F(Cancel, ByTimeIsToldAsATimeoutAlsoWhereTheServerIsNotHeardAnyMore) {
    const auto gate = std::make_shared<Gate>();
    Error silent =
        makeError(ErrorKind::ConnectionLost, "The server did not confirm it.", "Reconnect.", Damage::Session);
    silent.inDoubt = true;
    m_server->on("silent", {.columns = 1, .rows = 10, .whileRunning = gate, .breaks = silent});
    protocol::RunQuery command = query("silent");
    command.timeoutMs = 5;
    const RequestId request = send(std::move(command));
    m_server->awaitCancels(1);
    gate->open();
    const Error error = *report(request).error;
    EXPECT_EQ(error.kind, ErrorKind::TimedOut);
    EXPECT_EQ(error.message, "The statement was to be stopped after 5 ms, as asked. The server did not confirm it.");
    EXPECT_TRUE(error.inDoubt);
    EXPECT_EQ(error.damage, Damage::Session);
    EXPECT_FALSE(report(run("next")).error);
}

TEST_F(Cancel, ByTimeEndsAParkedRunToo) {
    m_server->on("a", rowsOf(100));
    protocol::RunQuery command = query("a");
    command.credit = 10;
    command.timeoutMs = 5;
    EXPECT_EQ(report(send(std::move(command))).error->kind, ErrorKind::TimedOut);
}

TEST_F(Cancel, ByTimeEndsARunThatWaitsForItsSession) {
    m_server->on("long", endless());
    const RequestId first = run("long");
    awaitRunning(first);
    protocol::RunQuery command = query("second");
    command.timeoutMs = 5;
    EXPECT_EQ(failure(send(std::move(command))).kind, ErrorKind::TimedOut);
    EXPECT_TRUE(wasCancelled(cancel(first)));
}

} // namespace

} // namespace dbv::testing
