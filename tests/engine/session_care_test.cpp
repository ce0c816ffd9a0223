// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using protocol::SessionLost;
using protocol::SessionNoticed;
using protocol::TransactionChanged;
using protocol::TransactionReminded;

class SessionCare : public EngineTest {
protected:
    RequestId watch(std::optional<std::uint64_t> session = std::nullopt) {
        protocol::WatchSessions command{m_connection, std::nullopt};
        if (session) {
            command.session = SessionKey{*session};
        }
        return send(command);
    }
    static Error gone() { return makeError(ErrorKind::ConnectionLost, "the server went away.", {}, Damage::Session); }
    static engine::SessionManners askingAt(std::chrono::milliseconds keepAlive) {
        return {.idleLimit = {}, .keepAlive = keepAlive, .reminder = {}};
    }
};

TEST_F(SessionCare, HearsWhatAServerSaysWhileNoStatementRuns) {
    const RequestId watched = watch(1);
    EXPECT_FALSE(report(run("LISTEN news", 1)).error);
    m_server->sayToAll({"info", "news: hello"});
    const auto heard = m_log->await<SessionNoticed>(watched);
    EXPECT_EQ(heard.session, SessionKey{1});
    EXPECT_EQ(heard.notice, (Notice{"info", "news: hello"}));
    m_server->sayToAll({"info", "news: again"});
    EXPECT_EQ(m_log->await<SessionNoticed>(watched, 2).notice.message, "news: again");
}

TEST_F(SessionCare, ADeadSessionIsToldWhileItIsIdleWithWhatWasLost) {
    const RequestId watched = watch(1);
    EXPECT_FALSE(report(run("CREATE TEMP TABLE t (a int)", 1)).error);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_EQ(m_log->await<TransactionChanged>(watched).transaction, TransactionState::Open);
    m_server->dropSessions(gone());
    const auto lost = m_log->await<SessionLost>(watched);
    EXPECT_EQ(lost.session, SessionKey{1});
    EXPECT_EQ(lost.reason, "the server went away.");
    EXPECT_EQ(lost.lost, (std::vector<std::string>{"the open transaction", "temporary tables"}));
    EXPECT_EQ(lost.message, "The session was lost: the server went away. Gone with it: the open transaction and "
                            "temporary tables. It is opened again at the next use.");
    EXPECT_EQ(m_log->await<TransactionChanged>(watched, 2).transaction, TransactionState::None);
    // What was meant for the transaction is not run without it.
    EXPECT_EQ(failure(run("SELECT 1", 1)).kind, ErrorKind::ConnectionLost);
    const RequestId next = run("SELECT 1", 1);
    EXPECT_FALSE(report(next).error);
    const auto notices = m_log->all<protocol::NoticeRaised>(next);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].notice.message, "The session was opened again after it was lost (the server went away.); gone "
                                         "with it: the open transaction and temporary tables.");
}

TEST_F(SessionCare, ALostSessionIsListedAsSuchUntilItsNextUse) {
    const RequestId watched = watch(1);
    EXPECT_FALSE(report(run("SELECT 1", 1)).error);
    m_server->dropSessions(gone());
    EXPECT_TRUE(m_log->await<SessionLost>(watched).lost.empty());
    const auto list = std::get<protocol::SessionsListed>(m_log->awaitLast(send(protocol::ListSessions{m_connection})));
    ASSERT_EQ(list.list.sessions.size(), 2U);
    EXPECT_EQ(list.list.sessions[1].activity, protocol::SessionActivity::Lost);
    EXPECT_EQ(list.list.sessions[1].lostBecause, "the server went away.");
}

TEST_F(SessionCare, AskedForSignsOfLifeIdleSessionsGiveThemAgainAndAgain) {
    restart(0, askingAt(std::chrono::milliseconds(1)));
    m_server->awaitPings(3);
    EXPECT_FALSE(report(run("SELECT 1", 1)).error);
    m_server->awaitPings(m_server->pings() + 3);
    EXPECT_FALSE(report(run("SELECT 1", 1)).error);
}

TEST_F(SessionCare, ASessionThatDiedInSilenceIsFoundByTheQuestion) {
    restart(0, askingAt(std::chrono::milliseconds(1)));
    const RequestId watched = watch(1);
    EXPECT_FALSE(report(run("SET a = 1", 1)).error);
    m_server->dropSessionsSilently(gone());
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, std::vector<std::string>{"settings"});
    EXPECT_EQ(failure(run("SELECT 1", 1)).kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(report(run("SELECT 1", 1)).error);
}

TEST_F(SessionCare, NobodyIsAskedInAnOpenTransaction) {
    restart(1, askingAt(std::chrono::milliseconds(1)));
    const RequestId watched = watch();
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    const int before = m_server->pings();
    m_server->sayToAll({"info", "one"});
    static_cast<void>(m_log->await<SessionNoticed>(watched));
    // What was said was heard without a question.
    EXPECT_EQ(m_server->pings(), before);
    EXPECT_FALSE(report(run("COMMIT", 1)).error);
    m_server->awaitPings(before + 1);
}

TEST_F(SessionCare, RemindsOfATransactionThatStaysOpen) {
    restart(0, {.idleLimit = {}, .keepAlive = {}, .reminder = std::chrono::milliseconds(1)});
    const RequestId watched = watch();
    EXPECT_FALSE(report(run("BEGIN", 2)).error);
    const auto began = m_log->await<TransactionChanged>(watched);
    const auto reminded = m_log->await<TransactionReminded>(watched);
    EXPECT_EQ(reminded.session, SessionKey{2});
    ASSERT_TRUE(began.since);
    EXPECT_EQ(reminded.since, *began.since);
    EXPECT_NE(reminded.message.find("less than a minute"), std::string::npos);
}

TEST_F(SessionCare, AWatcherThatComesLaterHearsOfOpenTransactions) {
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_EQ(m_log->await<TransactionChanged>(watch(1)).transaction, TransactionState::Open);
    const RequestId other = watch(2);
    EXPECT_FALSE(report(run("COMMIT", 1)).error);
    EXPECT_TRUE(m_log->all<TransactionChanged>(other).empty());
}

TEST_F(SessionCare, AWatchEndsWithItsConnectionOrWhenItIsCancelled) {
    const RequestId first = watch();
    const RequestId second = watch(1);
    EXPECT_TRUE(wasCancelled(cancel(second)));
    EXPECT_EQ(failure(second).kind, ErrorKind::Cancelled);
    static_cast<void>(m_log->awaitLast(send(protocol::CloseConnection{m_connection})));
    EXPECT_TRUE(std::holds_alternative<protocol::SessionWatchEnded>(m_log->awaitLast(first)));
    EXPECT_EQ(failure(watch()).kind, ErrorKind::NotFound);
    m_connection = open();
    // One that is never ended does not hold the engine up.
    static_cast<void>(watch());
}

TEST_F(SessionCare, OfATabWhoseOnlySessionIsSharedTellsEverybody) {
    m_server->openPrivateDatabases();
    m_connection = open();
    const RequestId watched = watch(7);
    EXPECT_FALSE(report(run("BEGIN", 1)).error);
    EXPECT_EQ(m_log->await<TransactionChanged>(watched).transaction, TransactionState::Open);
    m_server->dropSessions(gone());
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, std::vector<std::string>{"the open transaction"});
}

TEST_F(SessionCare, ManyTabsInAHurryNeverMeetTheirCare) {
    restart(3, {.idleLimit = std::chrono::milliseconds(1), .keepAlive = std::chrono::milliseconds(1), .reminder = {}});
    std::vector<RequestId> all;
    for (int i = 0; i < 300; ++i) {
        all.push_back(run(i % 3 == 0 ? "INSERT INTO t VALUES (1)" : "SELECT 1", 1 + static_cast<std::uint64_t>(i % 7)));
        if (i % 50 == 0) {
            m_server->sayToAll({"info", "busy"});
        }
    }
    for (const RequestId request : all) {
        EXPECT_FALSE(report(request).error);
    }
    EXPECT_LE(m_server->sessionsOpen(), 3);
}

} // namespace

} // namespace dbv::testing
