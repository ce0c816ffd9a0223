// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>

#include <gmock/gmock.h>

#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Log = std::vector<std::string>;

constexpr auto kLook = "(look at what a commit looks at)";

/// A connection in a dry run, to a server that reads as PostgreSQL does.
class DryRuns : public EngineTest {
protected:
    void SetUp() override {
        m_server->readBy(DialectId::PostgreSql);
        m_safety = Safety::DryRun;
        EngineTest::SetUp();
    }
    /// What a run told of, once it is over.
    [[nodiscard]] std::vector<std::string> told(RequestId request) {
        static_cast<void>(m_log->awaitLast(request));
        std::vector<std::string> all;
        std::ranges::transform(m_log->all<protocol::NoticeRaised>(request), std::back_inserter(all),
                               [](const protocol::NoticeRaised& each) { return each.notice.message; });
        return all;
    }
    [[nodiscard]] QueryFinished finished(RequestId request) {
        return std::get<QueryFinished>(m_log->awaitLast(request));
    }
    /// A script that goes on behind what fails.
    RequestId runOn(std::string sql) {
        protocol::RunQuery command = query(std::move(sql));
        command.stopOnError = false;
        return send(std::move(command));
    }
    [[nodiscard]] Error refused(const std::string& sql) {
        const protocol::StatementReport ended = report(run(sql));
        EXPECT_TRUE(ended.error) << sql;
        EXPECT_EQ(m_server->sent(sql), 0) << sql;
        return ended.error.value_or(Error());
    }
    [[nodiscard]] static Error sqlError(const std::string& words) {
        return makeError(ErrorKind::SqlError, words, {}, Damage::Statement);
    }

    const std::string m_rolledBack = "Dry run: everything was rolled back.";
    const std::string m_addedAndRolledBack =
        "Dry run: everything was rolled back. Numbers that were drawn for new rows may stay used.";
};

TEST_F(DryRuns, AreOneTransactionThatIsRolledBack) {
    const RequestId request = run("INSERT INTO t VALUES (1); SELECT 1");
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "INSERT INTO t VALUES (1)", kLook, "SELECT 1", "ROLLBACK"}));
    EXPECT_THAT(told(request), ElementsAre(m_addedAndRolledBack));
    EXPECT_EQ(m_log->all<protocol::NoticeRaised>(request).back().statement, 1U);
    EXPECT_THAT(told(run("SELECT 1")), ElementsAre(m_rolledBack)) << "the numbers were those of the run before";
}

TEST_F(DryRuns, SendNothingForAScriptWithoutAStatementThatIsSent) {
    EXPECT_EQ(refused("VACUUM").kind, ErrorKind::RefusedBySandbox);
    EXPECT_EQ(m_server->log(), Log());
}

TEST_F(DryRuns, AreRolledBackBehindAnError) {
    m_server->on("UPDATE t SET a = 1 WHERE b = 2", {.refused = sqlError("no")});
    const RequestId request = run("INSERT INTO t VALUES (1); UPDATE t SET a = 1 WHERE b = 2; SELECT 1");
    EXPECT_EQ(reports(request).size(), 2U);
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    EXPECT_EQ(m_server->log(),
              (Log{"BEGIN", "INSERT INTO t VALUES (1)", kLook, "UPDATE t SET a = 1 WHERE b = 2", "ROLLBACK"}));
    EXPECT_THAT(told(request), Contains(m_addedAndRolledBack));
}

TEST_F(DryRuns, GoOnBehindAnErrorFromBeforeTheStatement) {
    m_server->on("UPDATE t SET a = 1 WHERE b = 2", {.refused = sqlError("no")});
    EXPECT_EQ(reports(runOn("UPDATE t SET a = 1 WHERE b = 2; SELECT 1")).size(), 2U);
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "SAVEPOINT dbv_dry_run_statement", "UPDATE t SET a = 1 WHERE b = 2",
                                    "ROLLBACK TO SAVEPOINT dbv_dry_run_statement",
                                    "RELEASE SAVEPOINT dbv_dry_run_statement", "SAVEPOINT dbv_dry_run_statement",
                                    "SELECT 1", "RELEASE SAVEPOINT dbv_dry_run_statement", "ROLLBACK"}));
}

TEST_F(DryRuns, EndWhereTheServerHasTakenTheTransactionBackWithAStatement) {
    // A deadlock in MySQL: the savepoint is gone, and what is sent next would be kept.
    m_server->on("UPDATE t SET a = 1 WHERE b = 2", {.refused = sqlError("deadlock")});
    m_server->on("ROLLBACK TO SAVEPOINT dbv_dry_run_statement",
                 {.refused = sqlError("no such savepoint: dbv_dry_run_statement")});
    const auto all = reports(runOn("UPDATE t SET a = 1 WHERE b = 2; DELETE FROM t"));
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].error->message, "deadlock");
    EXPECT_THAT(all[0].error->hint, HasSubstr("ended the transaction of the dry run, as it does at a deadlock"));
    EXPECT_EQ(all[0].error->hint.find("dbv_dry_run"), std::string::npos) << "nobody knows a savepoint of ours";
    EXPECT_EQ(m_server->sent("DELETE FROM t"), 0);
    EXPECT_EQ(m_server->log().back(), "ROLLBACK");
}

TEST_F(DryRuns, AreRolledBackAfterACancelAndTheSessionGoesOn) {
    m_server->on("SELECT 1", endless());
    const RequestId request = run("DELETE FROM t; SELECT 1");
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(request));
    EXPECT_TRUE(wasCancelled(cancel(request)));
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    EXPECT_THAT(told(request), ElementsAre(m_rolledBack));
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "DELETE FROM t", kLook, "SELECT 1", "ROLLBACK"}));
    EXPECT_FALSE(report(run("SELECT 2")).error);
    EXPECT_EQ(m_server->sessionsOpened(), 2);
}

TEST_F(DryRuns, KeepTheirTransactionWhileAResultIsParked) {
    m_server->on("SELECT 1", rowsOf(5));
    const RequestId request = runWithCredit("DELETE FROM t; SELECT 1; SELECT 2", 2);
    static_cast<void>(m_log->await<protocol::RunParked>(request));
    EXPECT_EQ(m_server->log().back(), "SELECT 1");
    // Who waits for the session gets it when all is rolled back.
    const RequestId next = run("DELETE FROM u");
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    static_cast<void>(finished(next));
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "DELETE FROM t", kLook, "SELECT 1", "SELECT 2", "ROLLBACK", "BEGIN",
                                    "DELETE FROM u", kLook, "ROLLBACK"}));
    EXPECT_THAT(told(request), Contains(m_rolledBack));
}

TEST_F(DryRuns, EndWithALostSessionAndLeaveNothingToBeMissed) {
    m_server->on("SELECT 1", {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session)});
    const RequestId request = run("DELETE FROM t; SELECT 1");
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    EXPECT_THAT(told(request), Contains(HasSubstr("nothing was committed")));
    EXPECT_FALSE(report(run("SELECT 2")).error);
    EXPECT_EQ(m_server->sent("ROLLBACK"), 1);
}

TEST_F(DryRuns, ThrowTheSessionAwayThatDoesNotRollBack) {
    m_server->on("ROLLBACK", {.refused = sqlError("not today")});
    const RequestId request = run("DELETE FROM t");
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    EXPECT_THAT(told(request), Contains(HasSubstr("(not today), which rolls back everything")));
    m_server->on("ROLLBACK", {});
    EXPECT_FALSE(report(run("SELECT 2")).error);
    EXPECT_EQ(m_server->sessionsOpened(), 3);
}

TEST_F(DryRuns, EndWhenTheDriverLosesItsHead) {
    m_server->on("SELECT 1", {.columns = 1, .rows = 1, .throwsWhenFetched = true});
    const RequestId request = run("DELETE FROM t; SELECT 1");
    EXPECT_EQ(finished(request).transaction, TransactionState::None);
    EXPECT_THAT(told(request), Contains(HasSubstr("nothing was committed")));
    EXPECT_EQ(m_server->sent("ROLLBACK"), 0);
    EXPECT_FALSE(report(run("SELECT 2")).error);
}

TEST_F(DryRuns, TellOfAStatementThatHasEndedTheTransaction) {
    m_server->on("INSERT INTO t VALUES (1)", {.endsTransaction = true});
    const RequestId request = runOn("DELETE FROM t; INSERT INTO t VALUES (1); DELETE FROM u");
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[1].error->message, HasSubstr("all that was run before it, is committed and kept"));
    EXPECT_EQ(m_server->sent("DELETE FROM u"), 0);
    EXPECT_EQ(m_server->sent("ROLLBACK"), 0);
    EXPECT_THAT(told(request), ::testing::Not(Contains(m_rolledBack)));
}

TEST_F(DryRuns, TellWhatIsKnownWhereAFailureHasEndedTheTransaction) {
    Error takesBack = sqlError("full");
    takesBack.damage = Damage::Transaction;
    m_server->on("INSERT INTO t VALUES (1)", {.refused = takesBack, .endsTransaction = true});
    auto all = reports(runOn("DELETE FROM t; INSERT INTO t VALUES (1); DELETE FROM u"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[1].error->hint, HasSubstr("nothing of it is kept"));
    m_server->on("INSERT INTO t VALUES (1)", {.refused = sqlError("no"), .endsTransaction = true});
    all = reports(runOn("DELETE FROM t; INSERT INTO t VALUES (1); DELETE FROM u"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[1].error->hint, HasSubstr("look whether what was run before it is kept"));
    EXPECT_EQ(m_server->sent("DELETE FROM u"), 0);
}

TEST_F(DryRuns, DoWithSavepointsWhatAScriptSaysOfTransactions) {
    const RequestId request =
        run("BEGIN; DELETE FROM t; COMMIT; BEGIN ISOLATION LEVEL SERIALIZABLE; DELETE FROM u; ROLLBACK; COMMIT");
    for (const protocol::StatementReport& each : reports(request)) {
        EXPECT_FALSE(each.error) << each.statement;
    }
    EXPECT_EQ(m_server->log(),
              (Log{"BEGIN", "SAVEPOINT dbv_dry_run_block", "DELETE FROM t", kLook,
                   "RELEASE SAVEPOINT dbv_dry_run_block", "SAVEPOINT dbv_dry_run_block", "DELETE FROM u",
                   "ROLLBACK TO SAVEPOINT dbv_dry_run_block", "RELEASE SAVEPOINT dbv_dry_run_block", "ROLLBACK"}));
    EXPECT_THAT(
        told(request),
        ElementsAre("Dry run: BEGIN was not sent; a savepoint stands for it.", "Dry run: COMMIT was not sent.",
                    "Dry run: BEGIN was not sent; a savepoint stands for it. The isolation level is that of the "
                    "dry run.",
                    "Dry run: the transaction of the script was rolled back to where it began.",
                    "Dry run: COMMIT was not sent; no transaction of the script is open.", m_rolledBack));
}

TEST_F(DryRuns, SendSavepointsOfTheScriptAsTheyAre) {
    EXPECT_EQ(reports(run("BEGIN; SAVEPOINT a; DELETE FROM t; ROLLBACK TO a; RELEASE a")).size(), 5U);
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "SAVEPOINT dbv_dry_run_block", "SAVEPOINT a", "DELETE FROM t",
                                    "ROLLBACK TO a", "RELEASE a", "ROLLBACK"}));
    EXPECT_THAT(refused("RELEASE SAVEPOINT Dbv_Dry_Run_block").message, HasSubstr("those of the dry run"));
}

TEST_F(DryRuns, TellWhereACommitWouldFail) {
    m_server->on(kLook, {.refused = sqlError("the key is not there")});
    auto all = reports(run("BEGIN; DELETE FROM t; COMMIT"));
    ASSERT_EQ(all.size(), 3U);
    ASSERT_TRUE(all[2].error);
    EXPECT_EQ(all[2].error->message, "the key is not there");
    EXPECT_THAT(all[2].error->hint, HasSubstr("COMMIT would have failed"));
    EXPECT_EQ(m_server->sent("ROLLBACK TO SAVEPOINT dbv_dry_run_block"), 1);
    // Without a transaction of its own, a statement's end is a commit.
    m_server->on(kLook, {.refused = sqlError("the key is not there")});
    EXPECT_EQ(report(run("DELETE FROM t")).error->message, "the key is not there");
}

TEST_F(DryRuns, RefuseWhatNoRollbackTakesBack) {
    for (const char* sql :
         {"VACUUM", "SELECT nextval('s')", "SELECT f()", "CALL p()", "COPY t TO PROGRAM 'sh'", "SELEC 1",
          "SELECT pg_advisory_lock(1)", "CREATE DATABASE d", "CREATE INDEX CONCURRENTLY i ON t (a)", "RESET ALL",
          "CREATE EXTENSION e", "COMMIT AND CHAIN", "PREPARE TRANSACTION 'a'", "BEGIN READ ONLY", "DISCARD ALL"}) {
        const Error error = refused(sql);
        EXPECT_EQ(error.kind, ErrorKind::RefusedBySandbox) << sql;
        EXPECT_THAT(error.message, AllOf(StartsWith("Not sent: "), EndsWith(". The connection is in a dry run.")))
            << sql;
        EXPECT_NE(error.hint, "") << sql;
    }
    EXPECT_EQ(m_server->log(), Log());
    for (const char* sql : {"DROP TABLE t", "TRUNCATE t", "GRANT SELECT ON t TO r", "LOCK TABLE t", "NOTIFY a",
                            "ALTER TABLE t ADD a int", "CREATE ROLE r", "SET search_path = a"}) {
        EXPECT_FALSE(report(run(sql)).error) << sql;
        EXPECT_EQ(m_server->sent(sql), 1) << sql;
    }
}

TEST_F(DryRuns, AskTheSessionAboutTheTablesOfWhatWrites) {
    const Error why = makeError(ErrorKind::RefusedBySandbox, "t is no table that rolls back", {}, Damage::Statement);
    m_server->on("DELETE FROM t", {.notUndoable = why});
    m_server->on("SELECT 1", {.notUndoable = why});
    EXPECT_EQ(refused("DELETE FROM t").message, why.message);
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "ROLLBACK"}));
    EXPECT_FALSE(report(run("SELECT 1")).error);
}

TEST_F(DryRuns, RefuseATransactionOfTheScriptWithinAnother) {
    const auto all = reports(run("BEGIN; BEGIN"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[1].error->message, HasSubstr("is open already"));
    EXPECT_EQ(m_server->sent("BEGIN"), 1);
}

TEST_F(DryRuns, SendNothingWhereNoTransactionBegins) {
    m_server->on("BEGIN", {.endsTransaction = true});
    EXPECT_EQ(report(run("DELETE FROM t")).error->kind, ErrorKind::Unsupported);
    m_server->on("BEGIN", {.refused = sqlError("not now")});
    EXPECT_EQ(reports(runOn("DELETE FROM t; DELETE FROM u")).size(), 1U);
    EXPECT_EQ(m_server->sent("DELETE FROM t"), 0);
}

TEST_F(DryRuns, LetNoTransactionStayOpenByHand) {
    const auto choose = [&](protocol::TransactionMode mode) {
        return send(protocol::SetTransactionMode{m_connection, SessionKey{1}, mode, "SERIALIZABLE"});
    };
    EXPECT_EQ(failure(choose(protocol::TransactionMode::Manual)).kind, ErrorKind::Unsupported);
    static_cast<void>(m_log->awaitLast(choose(protocol::TransactionMode::Automatic)));
    EXPECT_FALSE(report(run("SELECT 1")).error);
    EXPECT_EQ(m_server->isolations(), Log{"SERIALIZABLE"});
    EXPECT_EQ(
        failure(send(protocol::EndTransaction{m_connection, SessionKey{1}, protocol::TransactionEnd::Commit})).kind,
        ErrorKind::InvalidInput);
}

TEST_F(DryRuns, ExportWhatOnlyReadsAndWithinATransaction) {
    m_server->on("SELECT 1", rowsOf(2));
    EXPECT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(exportRows("SELECT 1"))));
    EXPECT_EQ(m_server->log(), (Log{"BEGIN", "SELECT 1"}));
    EXPECT_EQ(failure(exportRows("DELETE FROM t RETURNING *")).kind, ErrorKind::RefusedBySandbox);
    EXPECT_EQ(failure(exportRows("SELECT f()")).kind, ErrorKind::RefusedBySandbox);
    EXPECT_EQ(m_server->log().size(), 2U);
    EXPECT_EQ(m_server->sent("COMMIT"), 0);
}

} // namespace

} // namespace dbv::testing
