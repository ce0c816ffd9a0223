// SPDX-License-Identifier: Apache-2.0
// Scripts whose transactions were chosen: what they say of their own.
#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "script_file_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RunScriptFile inOne(RunScriptFile command) {
    command.transactions = ScriptTransactions::One;
    return command;
}

RunScriptFile inEach(RunScriptFile command, std::uint64_t every) {
    command.transactions = ScriptTransactions::Every;
    command.every = every;
    return command;
}

/// What was said while it ran, each with its severity.
std::string said(EventLog& log, RequestId run) {
    std::string all;
    for (const protocol::NoticeRaised& raised : log.all<protocol::NoticeRaised>(run)) {
        all += raised.notice.severity + ": " + raised.notice.message + "\n";
    }
    return all;
}

TEST_F(ScriptFilePostgres, EndsWhatIsSetForItsOwnTransactionWithThat) {
    connectPostgres();
    succeeds("CREATE TABLE seen (n serial, v text)");
    const std::string usual = valueOf("SELECT current_setting('work_mem')");
    const std::string see =
        "INSERT INTO seen (v) SELECT current_setting('work_mem') || current_setting('my.own', true);\n";
    const std::string text =
        "BEGIN;\nSET LOCAL work_mem = '11MB';\nSELECT set_config('my.own', 'a', true);\nSET LOCAL my.own "
        "= 'b';\n" +
        see + see + "COMMIT;\n" + see + "BEGIN;\nSET LOCAL work_mem = '12MB';\nSET work_mem = '13MB';\nCOMMIT;\n" + see;
    const std::string expected = "11MBb,11MBb," + usual + ",13MB";
    for (const RunScriptFile& command : {inOne(scriptOf(text)), inEach(scriptOf(text), 1), inEach(scriptOf(text), 3)}) {
        succeeds("TRUNCATE seen; RESET work_mem");
        succeedsFile(command);
        EXPECT_EQ(valueOf("SELECT string_agg(v, ',' ORDER BY n) FROM seen"), expected) << command.every;
    }
}

TEST_F(ScriptFilePostgres, SaysWhatHoldsLongerOrShorterThanTheScriptHasIt) {
    connectPostgres();
    const auto told = [&](const RunScriptFile& command) {
        const RequestId run = send(command);
        EXPECT_FALSE(finished(run).stoppedBy);
        return said(*m_log, run);
    };
    const std::string local = "SELECT 1;\nSET LOCAL work_mem = '11MB';\nSELECT 2;\n";
    EXPECT_THAT(told(inEach(scriptOf(local), 2)),
                AllOf(HasSubstr("warning: What line 2 of "), HasSubstr("each 2 statements")));
    EXPECT_EQ(told(inOne(scriptOf(local))), "");
    EXPECT_THAT(told(inOne(scriptOf("BEGIN;\nSET CONSTRAINTS ALL DEFERRED;\nCOMMIT;\nSELECT 1;\n"))),
                AllOf(HasSubstr("warning: What line 2 of "), HasSubstr("beyond the script's own COMMIT")));
    EXPECT_THAT(told(inOne(scriptOf("SELECT 1;\nSET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL "
                                    "SERIALIZABLE;\nSELECT 2;\n"))),
                HasSubstr("warning: What line 2 of "));
}

TEST_F(ScriptFilePostgres, GivesTheFirstLevelOfAScriptToTheTransactionAroundItAndNamesAllOthers) {
    connectPostgres();
    succeeds("CREATE TABLE seen (v text)");
    const std::string see = "INSERT INTO seen SELECT current_setting('transaction_isolation');\n";
    const auto told = [&](const RunScriptFile& command) {
        succeeds("TRUNCATE seen");
        const RequestId run = send(command);
        EXPECT_FALSE(finished(run).stoppedBy);
        return said(*m_log, run);
    };
    const std::string text = "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY;\n" + see +
                             "COMMIT;\nSTART TRANSACTION ISOLATION LEVEL REPEATABLE READ;\n" + see + "COMMIT;\n";
    EXPECT_THAT(
        told(inOne(scriptOf(text))),
        AllOf(HasSubstr("info: The transaction around the script is as line 1 of "),
              HasSubstr("has it: ISOLATION LEVEL SERIALIZABLE."),
              HasSubstr("script.sql asks for (ISOLATION LEVEL SERIALIZABLE, READ ONLY) holds in this part only"),
              HasSubstr("warning: What line 4 of "), HasSubstr("(ISOLATION LEVEL REPEATABLE READ) does not hold")));
    EXPECT_EQ(valueOf("SELECT string_agg(v, ',') FROM seen"), "serializable,serializable");
    EXPECT_THAT(told(inEach(scriptOf(text), 5)), AllOf(HasSubstr("What line 1 of "), HasSubstr("What line 4 of ")));
    EXPECT_EQ(valueOf("SELECT string_agg(v, ',') FROM seen"), "read committed,read committed");
    EXPECT_THAT(told(inOne(scriptOf("BEGIN;\nSET TRANSACTION ISOLATION LEVEL REPEATABLE READ;\n" + see + "COMMIT;\n"))),
                AllOf(HasSubstr("as line 2 of "), Not(HasSubstr("warning"))));
    EXPECT_EQ(valueOf("SELECT string_agg(v, ',') FROM seen"), "repeatable read");
    told(inOne(scriptOf("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE;\n" + see)));
    EXPECT_EQ(valueOf("SELECT string_agg(v, ',') FROM seen"), "serializable");
}

TEST_F(ScriptFileMariaDb, GivesTheFirstLevelOfAScriptToTheTransactionAroundIt) {
    connectMariadb();
    succeeds("CREATE TABLE seen (v varchar(40))");
    // The server tells of transactions anew a tenth of a second later, at the earliest.
    const std::string see = "INSERT INTO seen VALUES ('');\nDO SLEEP(0.15);\nINSERT INTO seen SELECT "
                            "trx_isolation_level FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = "
                            "connection_id();\n";
    const auto levelOf = [&](const std::string& begins) {
        succeeds("TRUNCATE seen");
        succeedsFile(inOne(scriptOf(begins + see + "COMMIT;\nSET TRANSACTION READ WRITE;\n" + see)));
        return valueOf("SELECT group_concat(DISTINCT v ORDER BY v SEPARATOR '') FROM seen");
    };
    EXPECT_EQ(levelOf("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;\nBEGIN;\n"), "SERIALIZABLE");
    EXPECT_EQ(levelOf("START TRANSACTION READ WRITE;\n"), "REPEATABLE READ");
    EXPECT_EQ(levelOf("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;\n"), "READ COMMITTED");
}

TEST_F(ScriptFileMariaDb, SendsNoLockOfTablesThatTheTransactionsAroundItWouldGiveBack) {
    connectMariadb();
    succeeds("CREATE TABLE t (a int) ENGINE=InnoDB");
    for (const std::string lock :
         {"LOCK TABLES t WRITE", "/* a */ lock table t read", "FLUSH TABLES t WITH READ LOCK"}) {
        const std::string text =
            "INSERT INTO t VALUES (1);\n" + lock + ";\nINSERT INTO t VALUES (2);\nUNLOCK TABLES;\n";
        const ScriptFinished one = finished(send(inOne(scriptOf(text))));
        ASSERT_TRUE(one.stoppedBy) << lock;
        EXPECT_EQ(one.stoppedBy->place.line, 2U);
        EXPECT_THAT(one.stoppedBy->error.message, HasSubstr("gives the locks back"));
        EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0") << lock;
        ASSERT_TRUE(finished(send(inEach(scriptOf(text), 100))).stoppedBy) << lock;
        EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0") << lock;
    }
    // Those of the session itself are not given back either.
    succeeds("LOCK TABLES t WRITE");
    const ScriptFinished end = finished(send(inOne(scriptOf("INSERT INTO t VALUES (1);\n"))));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_THAT(end.stoppedBy->error.message, HasSubstr("Tables are locked in the session"));
    succeedsFile(inOne(scriptOf("UNLOCK TABLES;\n")));
    succeedsFile(inOne(scriptOf("INSERT INTO t VALUES (1);\n")));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "1");
}

TEST_F(ScriptFilePostgres, SaysThatATemporaryTableStaysBeyondTheCommitThatIsLeftOut) {
    connectPostgres();
    const std::string text = "BEGIN;\nCREATE TEMP TABLE gone (a int) ON COMMIT DROP;\nCOMMIT;\nSELECT 1;\n";
    const auto told = [&](const RunScriptFile& command) {
        const RequestId run = send(command);
        EXPECT_FALSE(finished(run).stoppedBy);
        return said(*m_log, run);
    };
    EXPECT_THAT(told(inOne(scriptOf(text))), AllOf(HasSubstr("warning: The temporary table of line 2 of "),
                                                   HasSubstr("stays as it is beyond that")));
    EXPECT_THAT(told(inEach(scriptOf("SELECT 1;\nCREATE LOCAL TEMPORARY TABLE gone (a) ON COMMIT DELETE ROWS AS SELECT "
                                     "1;\nSELECT 2;\n"),
                            2)),
                AllOf(HasSubstr("warning: The temporary table of line 2 of "), HasSubstr("each 2 statements")));
    succeeds("DROP TABLE gone");
    EXPECT_THAT(told(inOne(scriptOf("BEGIN;\nCREATE TEMP TABLE kept (a int) ON COMMIT PRESERVE ROWS;\nCOMMIT;\n"))),
                Not(HasSubstr("warning")));
    EXPECT_EQ(told(inOne(scriptOf("CREATE TEMP TABLE gone (a int) ON COMMIT DROP;\nSELECT 1;\n"))), "");
}

TEST_F(ScriptFileSqlite, NamesTheStatementsThatAFailureHasTakenWithIt) {
    connectSqlite(Safety::Off);
    succeeds("CREATE TABLE t (a UNIQUE)");
    RunScriptFile command =
        inOne(scriptOf("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nINSERT OR ROLLBACK INTO t VALUES "
                       "(1);\nINSERT INTO t VALUES (4);\n"));
    command.stopOnError = false;
    const RequestId run = send(command);
    const ScriptFinished end = finished(run);
    EXPECT_EQ(end.failed, 1U);
    EXPECT_EQ(end.statements, 3U);
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 3U);
    EXPECT_THAT(said(*m_log, run), AllOf(HasSubstr("of the statements from line 1 to line 3 of "),
                                         HasSubstr("none is kept. The script ends here")));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
    // One that fails by itself takes nothing with it.
    command = inOne(scriptOf("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (4);\n"));
    command.stopOnError = false;
    const RequestId by = send(command);
    EXPECT_EQ(finished(by).failed, 1U);
    EXPECT_EQ(said(*m_log, by), "");
    EXPECT_EQ(valueOf("SELECT group_concat(a) FROM t"), "1,4");
    succeeds(
        "DELETE FROM t; CREATE TRIGGER no BEFORE INSERT ON t WHEN NEW.a = 9 BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
    command = inEach(
        scriptOf(
            "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);\nINSERT INTO t VALUES "
            "(9);\nINSERT INTO t VALUES (5);\n"),
        2);
    command.stopOnError = false;
    const RequestId raised = send(command);
    EXPECT_EQ(finished(raised).failed, 1U);
    EXPECT_THAT(said(*m_log, raised), HasSubstr("of the statements from line 3 to line 4 of "));
    EXPECT_EQ(valueOf("SELECT group_concat(a) FROM t"), "1,2,5");
}

} // namespace

} // namespace dbv::testing
