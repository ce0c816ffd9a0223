// SPDX-License-Identifier: Apache-2.0
// Scripts that go on from a place in them: what is set again before it, and what is said of a transaction around it.
#include <gmock/gmock.h>

#include <string>
#include <string_view>

#include "script_file_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::string_view kWithin = "stands within a transaction";

TEST_F(ScriptFileSqlite, SetsPragmasAndAttachesAgainBeforeThePlaceToGoOnFrom) {
    connectSqlite(Safety::Off);
    succeeds("CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE c (p REFERENCES p (a))");
    static_cast<void>(write("other.db", ""));
    const std::string other = m_folder.filePath(QStringLiteral("other.db")).toStdString();
    const std::string text = "PRAGMA foreign_keys = ON;\nPRAGMA main.cache_size(-77);\nATTACH DATABASE '" + other +
                             "' AS other;\nATTACH ':memory:' AS gone;\nDETACH gone;\nPRAGMA user_version = 9;\nCREATE "
                             "TABLE other.t (a);\nINSERT INTO other.t VALUES (1);\nINSERT INTO c VALUES (5);\n";
    RunScriptFile rest = scriptOf(text);
    static_cast<void>(write("made.sql", "ATTACH '" + other + "' AS o; CREATE TABLE o.t (a);"));
    RunScriptFile made = script(m_folder.filePath(QStringLiteral("made.sql")).toStdString());
    made.session = SessionKey{9};
    succeedsFile(made);
    rest.from = {protocol::ScriptStart::By::Line, 8};
    for (const int row : {1, 2}) {
        // The second time all that is attached in the session already.
        const ScriptFinished end = finished(send(rest));
        ASSERT_TRUE(end.stoppedBy);
        EXPECT_EQ(end.stoppedBy->place.line, 9U) << end.stoppedBy->error.message;
        EXPECT_THAT(end.stoppedBy->error.message, HasSubstr("FOREIGN KEY"));
        EXPECT_EQ(valueOf("SELECT count(*) FROM other.t"), std::to_string(row));
    }
    EXPECT_EQ(valueOf("PRAGMA cache_size"), "-77");
    EXPECT_EQ(valueOf("PRAGMA user_version"), "0") << "it is kept in the file, so nobody sets it again";
    EXPECT_EQ(valueOf("SELECT count(*) FROM pragma_database_list WHERE name = 'gone'"), "0");
}

TEST_F(ScriptFileSqlite, SetsNothingAgainThatHadNoEffectWithinItsTransaction) {
    connectSqlite(Safety::Off);
    RunScriptFile rest = scriptOf("BEGIN;\nPRAGMA foreign_keys = ON;\nCOMMIT;\nSELECT 1;\n");
    rest.from = {protocol::ScriptStart::By::Line, 4};
    EXPECT_EQ(succeedsFile(rest).statements, 1U);
    EXPECT_EQ(valueOf("PRAGMA foreign_keys"), "0");
}

TEST_F(ScriptFileSqlite, HoldsWhatIsSetAgainToTheSafety) {
    m_safety = Safety::Confirm;
    connectSqlite();
    RunScriptFile rest = scriptOf("PRAGMA writable_schema = ON;\nSELECT 1;\n");
    rest.from = {protocol::ScriptStart::By::Line, 2};
    EXPECT_EQ(refusal(rest).kind, ErrorKind::ConfirmationRequired);
}

TEST_F(ScriptFileSqlite, SaysThatThePlaceStandsWithinATransaction) {
    connectSqlite(Safety::Off);
    succeeds("CREATE TABLE t (a)");
    const std::string text = "SELECT 1;\nBEGIN IMMEDIATE;\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES "
                             "(2);\nCOMMIT;\nSELECT 2;\n";
    EXPECT_THAT(warningsFrom(text, 4, kWithin),
                AllOf(HasSubstr("begins in line 2 of "), HasSubstr("SQLite takes for an error")));
    EXPECT_EQ(valueOf("SELECT group_concat(a) FROM t"), "2");
    EXPECT_EQ(warningsFrom(text, 6, kWithin), "");
    EXPECT_EQ(warningsFrom(text, 2, kWithin), "");
    EXPECT_EQ(warningsFrom(text, 4, kWithin, ScriptTransactions::One), "") << "its BEGIN and COMMIT are left out";
    const std::string savepoints = "SAVEPOINT a;\nSAVEPOINT b;\nRELEASE b;\nSELECT 1;\nRELEASE a;\nSELECT 2;\n";
    EXPECT_NE(warningsFrom(savepoints, 4, kWithin), "");
    EXPECT_EQ(warningsFrom(savepoints, 6, kWithin), "");
}

TEST_F(ScriptFilePostgres, SaysThatThePlaceStandsWithinATransaction) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    const std::string text =
        "START TRANSACTION READ WRITE;\nSAVEPOINT s;\nROLLBACK TO s;\nINSERT INTO t VALUES "
        "(1);\nCOMMIT AND CHAIN;\nSELECT 1;\nROLLBACK;\nSELECT 2;\nBEGIN\\; SELECT 3;\nSELECT 4;\n";
    const auto told = [&](std::uint64_t line) {
        succeeds("ROLLBACK");
        return warningsFrom(text, line, kWithin);
    };
    EXPECT_THAT(told(4), HasSubstr("begins in line 1 of "));
    EXPECT_THAT(told(6), HasSubstr("begins in line 5 of "));
    EXPECT_EQ(told(8), "");
    EXPECT_THAT(told(10), HasSubstr("begins in line 9 of "));
}

TEST_F(ScriptFileMariaDb, SaysThatThePlaceStandsWithinATransactionThatNothingHasCommitted) {
    connectMariadb();
    succeeds("CREATE TABLE t (a int)");
    EXPECT_NE(warningsFrom("BEGIN;\nINSERT INTO t VALUES (1);\nSELECT 1;\n", 3, kWithin), "");
    EXPECT_EQ(warningsFrom("BEGIN;\nALTER TABLE t ADD b int;\nSELECT 1;\n", 3, kWithin), "");
    EXPECT_NE(warningsFrom("BEGIN;\nCREATE TEMPORARY TABLE u (a int);\nSELECT 1;\n", 3, kWithin), "");
}

TEST_F(ScriptFileMariaDb, SetsAgainHowADumpBegins) {
    connectMariadb();
    succeeds("CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY, b text)");
    EXPECT_EQ(warningsFrom(
                  "/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;\nSET @a = @b;\nSELECT "
                  "1;\nINSERT INTO t VALUES (0, 'zero');\n",
                  4),
              "");
    EXPECT_EQ(valueOf("SELECT a FROM t"), "0");
    EXPECT_THAT(warningsFrom("SELECT 1;\nSET @a = (SELECT 2);\nSELECT 3;\n", 3), HasSubstr("in line 2 of "));
    EXPECT_THAT(warningsFrom("SELECT 1 INTO @a;\nSELECT 3;\n", 2), HasSubstr("was not sent"));
    EXPECT_EQ(warningsFrom("SET INSERT_ID = 77;\nINSERT INTO t (b) VALUES ('next');\n", 2).empty(), false);
    EXPECT_NE(valueOf("SELECT max(a) FROM t"), "77");
}

TEST_F(ScriptFilePostgres, SetsNothingAgainThatTheScriptRollsBack) {
    connectPostgres();
    const std::string usual = valueOf("SHOW work_mem");
    const auto valueFrom = [&](const std::string& text, std::uint64_t line) {
        succeeds("ROLLBACK; RESET ALL");
        RunScriptFile rest = scriptOf(text);
        rest.from = {protocol::ScriptStart::By::Line, line};
        succeedsFile(rest);
        return valueOf("SHOW work_mem");
    };
    EXPECT_EQ(valueFrom("BEGIN;\nSET work_mem = '11MB';\nROLLBACK;\nSELECT 1;\n", 4), usual);
    EXPECT_EQ(valueFrom("BEGIN;\nSET work_mem = '11MB';\nSAVEPOINT a;\nSET work_mem = '12MB';\nROLLBACK TO "
                        "a;\nCOMMIT;\nSELECT 1;\n",
                        7),
              "11MB");
    EXPECT_EQ(valueFrom("BEGIN;\nSAVEPOINT a;\nSET work_mem = '11MB';\nRELEASE a;\nCOMMIT;\nBEGIN;\nSET work_mem = "
                        "'12MB';\nABORT;\nSELECT 1;\n",
                        9),
              "11MB");
    EXPECT_EQ(valueFrom("BEGIN;\nSET work_mem = '11MB';\nCOMMIT AND CHAIN;\nSET work_mem = '12MB';\nROLLBACK AND "
                        "CHAIN;\nSET work_mem = '13MB';\nSELECT 1;\nCOMMIT;\n",
                        7),
              "13MB")
        << "the transaction is open at the place, and so is what it sets";
    EXPECT_EQ(valueFrom("BEGIN;\nSET work_mem = '11MB';\nSELECT 1;\nROLLBACK;\n", 3), "11MB");
}

TEST_F(ScriptFilePostgres, GoesBackToNoPlaceBeforeTheOneToGoOnFrom) {
    connectPostgres();
    RunScriptFile rest = scriptOf("SET work_mem = 'none';\nSELECT 1;\n");
    rest.from = {protocol::ScriptStart::By::Line, 2};
    const ScriptFinished end = finished(send(rest));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 1U);
    EXPECT_FALSE(end.continueFrom);
}

TEST_F(ScriptFilePostgres, SaysWhatOfARollbackIsCommittedAlready) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    RunScriptFile command = scriptOf("BEGIN;\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nROLLBACK;\n");
    command.transactions = ScriptTransactions::Every;
    command.every = 1;
    const auto stopped = [&] { return finished(send(command)).stoppedBy.value_or(ScriptStatementFailed()); };
    EXPECT_THAT(stopped().error.message,
                HasSubstr("is committed already, and stays: the statements from line 2 to line 3 of "));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "2");
    command.every = 10;
    EXPECT_THAT(stopped().error.message, ::testing::Not(HasSubstr("committed already")));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "2");
}

TEST_F(ScriptFileSqlite, SetsOutsideOfAChosenTransactionWhatHasNoEffectWithinOne) {
    connectSqlite(Safety::Off);
    succeeds("CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE c (a REFERENCES p)");
    RunScriptFile command = scriptOf("PRAGMA foreign_keys = ON;\nINSERT INTO c VALUES (5);\n");
    command.transactions = ScriptTransactions::One;
    EXPECT_THAT(finished(send(command)).stoppedBy.value_or(ScriptStatementFailed()).error.message,
                HasSubstr("FOREIGN KEY"));
    command = scriptOf("INSERT INTO p VALUES (1);\nPRAGMA foreign_keys = OFF;\nINSERT INTO c VALUES (5);\n");
    command.transactions = ScriptTransactions::One;
    EXPECT_THAT(finished(send(command)).stoppedBy.value_or(ScriptStatementFailed()).error.message,
                HasSubstr("has no effect within a transaction"));
    EXPECT_EQ(valueOf("SELECT count(*) FROM p"), "0");
}

TEST_F(ScriptFilePostgres, NamesTheStatementsWhoseCommitHasFailed) {
    connectPostgres();
    succeeds("CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE c (a int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    RunScriptFile command = scriptOf("INSERT INTO p VALUES (1);\nINSERT INTO p VALUES (2);\n  INSERT INTO c VALUES "
                                     "(9);\nINSERT INTO p VALUES (4);\nINSERT INTO p VALUES (5);\n");
    const auto stopped = [&](ScriptTransactions how, std::uint64_t every) {
        succeeds("TRUNCATE p, c");
        command.transactions = how;
        command.every = every;
        const ScriptFinished end = finished(send(command));
        EXPECT_TRUE(end.stoppedBy);
        EXPECT_EQ(end.stoppedBy->text, "COMMIT");
        EXPECT_FALSE(end.stoppedBy->at);
        EXPECT_EQ(end.stoppedBy->error.message.find("could not be committed"), std::string::npos);
        EXPECT_EQ(end.failed, 1U);
        EXPECT_EQ(end.continueFrom, std::optional(end.stoppedBy->place));
        return end;
    };
    const ScriptFinished all = stopped(ScriptTransactions::One, 0);
    EXPECT_EQ(all.stoppedBy->place.line, 1U);
    EXPECT_EQ(all.statements, 5U);
    EXPECT_THAT(all.stoppedBy->error.message,
                AllOf(HasSubstr("COMMIT has failed for the statements from line 1 to line 5 of "),
                      HasSubstr("none of them is kept: "), HasSubstr("foreign key")));
    EXPECT_EQ(valueOf("SELECT count(*) FROM p"), "0");
    const ScriptFinished second = stopped(ScriptTransactions::Every, 2);
    EXPECT_EQ(second.stoppedBy->place.line, 3U);
    EXPECT_EQ(second.stoppedBy->place.column, 3U);
    EXPECT_THAT(second.stoppedBy->error.message, HasSubstr("from line 3 to line 4 of "));
    EXPECT_EQ(second.statements, 4U);
    EXPECT_EQ(valueOf("SELECT count(*) FROM p"), "2");
    EXPECT_THAT(stopped(ScriptTransactions::Every, 1).stoppedBy->error.message,
                HasSubstr("COMMIT has failed for the statements in line 3 of "));
}

TEST_F(ScriptFileSqlite, NamesTheStatementsWhoseCommitHasFailed) {
    connectSqlite(Safety::Off);
    succeeds("CREATE TABLE p (a INTEGER PRIMARY KEY); CREATE TABLE c (a REFERENCES p DEFERRABLE INITIALLY DEFERRED)");
    RunScriptFile command = scriptOf("INSERT INTO p VALUES (1);\nINSERT INTO c VALUES (9);\nSELECT 1;\n");
    command.transactions = ScriptTransactions::One;
    succeeds("PRAGMA foreign_keys = ON");
    const ScriptFinished end = finished(send(command));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 1U);
    EXPECT_EQ(end.stoppedBy->text, "COMMIT");
    EXPECT_THAT(end.stoppedBy->error.message,
                AllOf(HasSubstr("from line 1 to line 3 of "), HasSubstr("FOREIGN KEY constraint failed")));
    EXPECT_EQ(end.transaction, TransactionState::None);
    EXPECT_EQ(valueOf("SELECT count(*) FROM p"), "0");
}

} // namespace

} // namespace dbv::testing
