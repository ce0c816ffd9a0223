// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class LostSession : public EngineTest {
protected:
    /// Runs a statement whose session is lost in it.
    void loseSession(std::uint64_t session = 1) {
        m_server->on("lost",
                     {.refused = makeError(ErrorKind::ConnectionLost, "the server went away", {}, Damage::Session)});
        EXPECT_TRUE(report(run("lost", session)).error);
    }
    [[nodiscard]] static Error restarted() {
        return makeError(ErrorKind::ConnectionLost, "The server was restarted.", "Reconnect.", Damage::Session);
    }
    /// Sends a command for somebody who knows of the losses up to this one.
    RequestId sendKnowing(std::uint64_t heard, protocol::Command command) {
        const RequestId id{++m_lastRequest};
        m_engine->post({id, std::move(command), heard});
        return id;
    }
    /// What the last word about a request tells.
    [[nodiscard]] protocol::LossMark lossToldBy(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* failed = std::get_if<RequestFailed>(&event);
        return failed != nullptr ? failed->loss : std::get<QueryFinished>(event).loss;
    }
    /// What a run was told besides its results.
    [[nodiscard]] std::vector<Notice> notices(RequestId request) {
        std::vector<Notice> all;
        for (const auto& raised : m_log->all<protocol::NoticeRaised>(request)) {
            all.push_back(raised.notice);
        }
        return all;
    }
};

TEST_F(LostSession, ThatIsOpenedAgainSaysSoOnceBeforeTheNextStatement) {
    loseSession();
    const RequestId next = run("next");
    EXPECT_FALSE(report(next).error);
    const auto told = notices(next);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].severity, "warning");
    EXPECT_NE(told[0].message.find("opened again"), std::string::npos);
    EXPECT_NE(told[0].message.find("the server went away"), std::string::npos);
    EXPECT_NE(told[0].message.find("temporary tables"), std::string::npos);
    const RequestId later = run("later");
    EXPECT_FALSE(report(later).error);
    EXPECT_EQ(notices(later), std::vector<Notice>());
}

TEST_F(LostSession, ThatWasLostWhileIdleIsOpenedAgainBeforeAnythingIsSent) {
    EXPECT_FALSE(report(run("SELECT 1")).error);
    const int opened = m_server->sessionsOpened();
    m_server->dropSessions(restarted());
    const RequestId next = run("next");
    EXPECT_FALSE(report(next).error);
    EXPECT_EQ(m_server->sent("next"), 1);
    EXPECT_GT(m_server->sessionsOpened(), opened);
    const auto told = notices(next);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].message.find("The server was restarted."), std::string::npos);
}

TEST_F(LostSession, InWhichAFunctionMayHaveLeftSomethingSendsNothingOnce) {
    EXPECT_FALSE(report(run("SELECT my_function()")).error);
    m_server->dropSessions(restarted());
    const Error missed = failure(run("next"));
    EXPECT_EQ(missed.kind, ErrorKind::ConnectionLost);
    EXPECT_NE(missed.message.find("may have left in it"), std::string::npos) << missed.message;
    EXPECT_EQ(m_server->sent("next"), 0);
    EXPECT_FALSE(report(run("next")).error);
    EXPECT_EQ(m_server->sent("next"), 1);
}

TEST_F(LostSession, CanBeCancelledAfterItWasOpenedAgain) {
    EXPECT_FALSE(report(run("SELECT 1")).error);
    m_server->dropSessions(restarted());
    m_server->on("long", endless());
    const RequestId request = run("long");
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(request));
    EXPECT_TRUE(wasCancelled(cancel(request)));
}

TEST_F(LostSession, WithAnOpenTransactionDoesNotRunItsNextStatementWithoutIt) {
    EXPECT_FALSE(report(run("BEGIN")).error);
    m_server->dropSessions(restarted());
    const Error lost = failure(run("insert"));
    EXPECT_EQ(lost.kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(lost.inDoubt);
    EXPECT_NE(lost.message.find("open transaction"), std::string::npos) << lost.message;
    EXPECT_EQ(m_server->sent("insert"), 0);
    const RequestId next = run("next");
    EXPECT_FALSE(report(next).error);
    EXPECT_EQ(notices(next).size(), 1U);
}

TEST_F(LostSession, RunsNothingThatWasSentBeforeItWasTold) {
    EXPECT_FALSE(report(run("BEGIN")).error);
    m_server->dropSessions(restarted());
    const protocol::LossMark told = lossToldBy(run("insert"));
    EXPECT_EQ(told.session, SessionKey{1});
    ASSERT_GT(told.number, 0U);
    // It was on its way, and comes when the line is empty again.
    for (const protocol::Command& command :
         {protocol::Command(query("late")), protocol::Command(query("later")),
          protocol::Command(protocol::EndTransaction{m_connection, SessionKey{1}})}) {
        const RequestId late = sendKnowing(told.number - 1, command);
        const Error refused = failure(late);
        EXPECT_EQ(refused.kind, ErrorKind::ConnectionLost);
        EXPECT_NE(refused.message.find("open transaction"), std::string::npos) << refused.message;
        EXPECT_EQ(lossToldBy(late), told);
    }
    EXPECT_EQ(m_server->sent("late"), 0);
    EXPECT_EQ(m_server->sent("later"), 0);
    // Nothing is the matter with another session, nor with who knows of it.
    EXPECT_FALSE(report(sendKnowing(told.number - 1, query("other", 2))).error);
    EXPECT_FALSE(report(sendKnowing(told.number, query("next"))).error);
}

TEST_F(LostSession, ThatWasLostInAStatementRunsNothingThatWasSentBeforeThat) {
    EXPECT_FALSE(report(run("BEGIN")).error);
    m_server->on("lost",
                 {.refused = makeError(ErrorKind::ConnectionLost, "the server went away", {}, Damage::Session)});
    const RequestId lost = run("lost");
    EXPECT_TRUE(report(lost).error);
    const protocol::LossMark told = lossToldBy(lost);
    ASSERT_GT(told.number, 0U);
    EXPECT_EQ(failure(sendKnowing(told.number - 1, query("late"))).kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(m_server->sent("late"), 0);
    EXPECT_FALSE(report(sendKnowing(told.number, query("next"))).error);
}

TEST_F(LostSession, IsNoNewsToOtherTabs) {
    loseSession(1);
    const RequestId other = run("next", 2);
    EXPECT_FALSE(report(other).error);
    EXPECT_EQ(notices(other), std::vector<Notice>());
}

TEST_F(LostSession, ThatCouldNotRecoverFromACancelSaysSo) {
    m_server->on("long", endless());
    m_server->refuseRecovery();
    const RequestId request = run("long");
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(request));
    EXPECT_TRUE(wasCancelled(cancel(request)));
    const RequestId next = run("next");
    EXPECT_FALSE(report(next).error);
    const auto told = notices(next);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_NE(told[0].message.find("does not answer"), std::string::npos);
}

TEST_F(LostSession, IsStillNewsWhenItCouldNotBeOpenedAtOnce) {
    loseSession();
    m_server->refuseSessions(makeError(ErrorKind::ConnectionFailed, "nobody listens there", "Start the server."));
    const RequestId refused = run("next");
    EXPECT_EQ(failure(refused).kind, ErrorKind::ConnectionFailed);
    EXPECT_EQ(notices(refused), std::vector<Notice>());
    m_server->admitSessions();
    const RequestId next = run("next");
    EXPECT_FALSE(report(next).error);
    EXPECT_EQ(notices(next).size(), 1U);
}

TEST_F(LostSession, OfAPrivateDatabaseIsNeverReplacedByAnEmptyOne) {
    m_server->openPrivateDatabases();
    m_connection = open();
    const int opened = m_server->sessionsOpened();
    loseSession();
    for (const RequestId request :
         {run("next", 1), run("next", 2), send(protocol::ListSchemas{m_connection}), exportRows("next")}) {
        const Error error = failure(request);
        EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
        EXPECT_NE(error.message.find("in-memory database and everything in it is gone"), std::string::npos);
        EXPECT_NE(error.message.find("the server went away"), std::string::npos);
        EXPECT_NE(error.hint.find("Connect again"), std::string::npos);
    }
    EXPECT_EQ(m_server->sent("next"), 0);
    EXPECT_EQ(m_server->sessionsOpened(), opened);
    m_connection = open();
    EXPECT_FALSE(report(run("next")).error);
}

} // namespace

} // namespace dbv::testing
