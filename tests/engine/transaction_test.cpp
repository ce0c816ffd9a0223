// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using protocol::TransactionEnd;
using protocol::TransactionMode;

class Transaction : public EngineTest {
protected:
    /// The answer to a change of the mode of session 1.
    protocol::Event choose(TransactionMode mode, const std::string& isolation = {}, std::uint64_t session = 1) {
        return m_log->awaitLast(send(protocol::SetTransactionMode{m_connection, SessionKey{session}, mode, isolation}));
    }
    RequestId end(TransactionEnd how, std::uint64_t session = 1) {
        return send(protocol::EndTransaction{m_connection, SessionKey{session}, how});
    }
    [[nodiscard]] protocol::TransactionEnded ended(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* answer = std::get_if<protocol::TransactionEnded>(&event);
        EXPECT_NE(answer, nullptr);
        return answer != nullptr ? *answer : protocol::TransactionEnded();
    }
    [[nodiscard]] protocol::QueryFinished finished(RequestId request) {
        return std::get<QueryFinished>(m_log->awaitLast(request));
    }
    /// Whether a statement of a script failed.
    [[nodiscard]] bool failsAny(RequestId request) {
        bool any = false;
        for (const protocol::StatementReport& each : reports(request)) {
            any = any || each.error.has_value();
        }
        return any;
    }
    using Log = std::vector<std::string>;
};

TEST_F(Transaction, InManualModeIsBegunOnceBeforeTheFirstStatementAndEndsByCommand) {
    EXPECT_TRUE(std::holds_alternative<protocol::TransactionModeSet>(choose(TransactionMode::Manual)));
    EXPECT_EQ(finished(run("INSERT 1; INSERT 2")).transaction, TransactionState::Open);
    EXPECT_EQ(finished(run("INSERT 3")).transaction, TransactionState::Open);
    const auto answer = ended(end(TransactionEnd::Commit));
    EXPECT_EQ(answer.end, TransactionEnd::Commit);
    EXPECT_EQ(answer.transaction, TransactionState::None);
    EXPECT_EQ(finished(run("INSERT 4")).transaction, TransactionState::Open);
    EXPECT_EQ(ended(end(TransactionEnd::RollBack)).end, TransactionEnd::RollBack);
    EXPECT_EQ(m_server->log(),
              (Log{"BEGIN", "INSERT 1", "INSERT 2", "INSERT 3", "COMMIT", "BEGIN", "INSERT 4", "ROLLBACK"}));
}

TEST_F(Transaction, InManualModeIsNotBegunForItsOwnControl) {
    choose(TransactionMode::Manual);
    EXPECT_FALSE(failsAny(run("BEGIN; INSERT 1; COMMIT; VACUUM; COMMIT")));
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "INSERT 1", "COMMIT", "VACUUM", "COMMIT"}));
}

TEST_F(Transaction, InAutomaticModeIsTheServersAffair) {
    EXPECT_FALSE(failsAny(run("INSERT 1; INSERT 2")));
    EXPECT_EQ(m_server->log(), (Log{"INSERT 1", "INSERT 2"}));
    choose(TransactionMode::Manual);
    choose(TransactionMode::Automatic);
    EXPECT_FALSE(failsAny(run("INSERT 3")));
    EXPECT_EQ(m_server->log().back(), "INSERT 3");
    EXPECT_EQ(m_server->sent("BEGIN"), 0);
}

TEST_F(Transaction, OfOneTabIsNoAffairOfAnother) {
    choose(TransactionMode::Manual, {}, 1);
    EXPECT_FALSE(failsAny(run("INSERT 1", 2)));
    EXPECT_EQ(m_server->sent("BEGIN"), 0);
}

TEST_F(Transaction, ThatCanNotBeBegunKeepsTheStatementFromBeingSent) {
    choose(TransactionMode::Manual);
    m_server->on("BEGIN", {.refused = makeError(ErrorKind::SqlError, "not now", {}, Damage::Statement)});
    EXPECT_EQ(report(run("INSERT 1")).error->message, "not now");
    EXPECT_EQ(m_server->sent("INSERT 1"), 0);
}

TEST_F(Transaction, ThatIsNotOpenCanNotBeEnded) {
    for (const TransactionEnd how : {TransactionEnd::Commit, TransactionEnd::RollBack}) {
        const Error error = failure(end(how));
        EXPECT_EQ(error.kind, ErrorKind::InvalidInput);
        EXPECT_NE(error.message.find("No transaction is open"), std::string::npos);
    }
    EXPECT_EQ(m_server->log(), Log());
}

TEST_F(Transaction, WhoseEndIsLostIsInDoubtAndTold) {
    EXPECT_FALSE(failsAny(run("BEGIN")));
    Error lost = makeError(ErrorKind::ConnectionLost, "gone while committing", {}, Damage::Session);
    lost.inDoubt = true;
    m_server->on("COMMIT", {.refused = lost});
    const RequestId watched = send(protocol::WatchSessions{m_connection, SessionKey{1}});
    const Error error = failure(end(TransactionEnd::Commit));
    EXPECT_TRUE(error.inDoubt);
    EXPECT_EQ(m_log->await<protocol::SessionLost>(watched).lost, std::vector<std::string>{"the open transaction"});
    EXPECT_EQ(m_server->sent("COMMIT"), 1);
    // The next one finds none open, and says so.
    EXPECT_EQ(failure(end(TransactionEnd::Commit)).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(m_server->sent("COMMIT"), 1);
}

TEST_F(Transaction, HasTheIsolationLevelThatWasChosenAlsoAfterItsSessionWasLost) {
    choose(TransactionMode::Manual, "SERIALIZABLE");
    EXPECT_FALSE(failsAny(run("INSERT 1")));
    EXPECT_EQ(m_server->isolations(), Log{"SERIALIZABLE"});
    // Within the transaction nothing changes.
    choose(TransactionMode::Manual, "READ COMMITTED");
    EXPECT_FALSE(failsAny(run("INSERT 2")));
    EXPECT_EQ(m_server->isolations(), Log{"SERIALIZABLE"});
    static_cast<void>(ended(end(TransactionEnd::Commit)));
    EXPECT_FALSE(failsAny(run("INSERT 3")));
    EXPECT_EQ(m_server->isolations(), (Log{"SERIALIZABLE", "READ COMMITTED"}));
    m_server->on("lost", {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session)});
    EXPECT_TRUE(report(run("lost")).error);
    EXPECT_FALSE(failsAny(run("INSERT 4")));
    EXPECT_EQ(m_server->isolations(), (Log{"SERIALIZABLE", "READ COMMITTED", "READ COMMITTED"}));
}

TEST_F(Transaction, RefusesALevelThatTheServerDoesNotHave) {
    const protocol::Event event = choose(TransactionMode::Automatic, "CHAOS");
    const Error error = std::get<RequestFailed>(event).error;
    EXPECT_EQ(error.kind, ErrorKind::Unsupported);
    EXPECT_EQ(error.hint, "Choose one of: READ COMMITTED and SERIALIZABLE.");
}

TEST_F(Transaction, IsToldAsItChangesWithinAScript) {
    const RequestId watched = send(protocol::WatchSessions{m_connection, SessionKey{1}});
    EXPECT_FALSE(failsAny(run("BEGIN; INSERT 1; COMMIT; BEGIN")));
    const auto first = m_log->await<protocol::TransactionChanged>(watched, 1);
    EXPECT_EQ(first.transaction, TransactionState::Open);
    EXPECT_TRUE(first.since);
    EXPECT_EQ(m_log->await<protocol::TransactionChanged>(watched, 2).transaction, TransactionState::None);
    EXPECT_EQ(m_log->await<protocol::TransactionChanged>(watched, 3).transaction, TransactionState::Open);
}

TEST_F(Transaction, EndedWhileAResultWaitsEndsTheResultFirst) {
    EXPECT_FALSE(failsAny(run("BEGIN")));
    m_server->on("SELECT n", rowsOf(100));
    const RequestId parked = runWithCredit("SELECT n", 10);
    static_cast<void>(m_log->await<protocol::RunParked>(parked));
    EXPECT_EQ(ended(end(TransactionEnd::Commit)).transaction, TransactionState::None);
    EXPECT_TRUE(report(parked).truncated);
}

} // namespace

} // namespace dbv::testing
