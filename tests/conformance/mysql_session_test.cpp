// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <fstream>
#include <future>

#include "mysql_fixture.h"

namespace dbv::conformance {

class MysqlSessions : public MysqlTest {};

TEST_F(MysqlSessions, KnowTheirServer) {
    const SessionFacts& facts = session().facts();
    EXPECT_EQ(facts.product, isMariaDb() ? "MariaDB" : "MySQL");
    EXPECT_TRUE(facts.serverVersion.starts_with(facts.product + " ")) << facts.serverVersion;
    EXPECT_EQ(facts.database, database());
    EXPECT_EQ(textOf("SELECT CONNECTION_ID()"), facts.serverSessionId);
    // Newer servers make themselves a certificate.
    EXPECT_EQ(facts.tls.version, run("SHOW SESSION STATUS LIKE 'Ssl_version'").rows.at(0).at(1).text);
    EXPECT_EQ(textOf("SELECT @@character_set_client"), "utf8mb4");
}

TEST_F(MysqlSessions, GoThroughASocketAsWell) {
    ConnectParams local = params();
    local.host = server().socket();
    const auto session = open(local);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(runAll(*session, "SELECT 1")->rows[0][0], textValue("1"));
}

TEST_F(MysqlSessions, TellTheirTransactionAsTheServerDoes) {
    run("CREATE TABLE t (a int)");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    run("START TRANSACTION");
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    run("CREATE TABLE u (a int)");
    EXPECT_EQ(session().transactionState(), TransactionState::None) << "DDL commits";
    run("SET autocommit = 0");
    run("INSERT INTO t VALUES (1)");
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    run("ROLLBACK");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    run("SELECT a FROM t");
    EXPECT_EQ(session().transactionState(), TransactionState::Open) << "reading begins one as well";
    run("ROLLBACK");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_F(MysqlSessions, OfAServerThatIsKnownAskItNothingWhenTheyOpen) {
    mysql::MysqlConnector connector;
    const auto first = openSession(connector, params(), {});
    ASSERT_TRUE(first) << first.error().message;
    server().run("SET GLOBAL log_output = 'TABLE'");
    server().run("SET GLOBAL general_log = 1");
    const auto second = openSession(connector, params(), {});
    ASSERT_TRUE(second) << second.error().message;
    const SessionFacts& facts = (*second)->facts();
    const std::string statements = "SELECT count(*) FROM mysql.general_log WHERE command_type IN ('Query', 'Execute') "
                                   "AND thread_id = " +
                                   facts.serverSessionId;
    EXPECT_EQ(server().run(statements), "0");
    EXPECT_EQ(facts.product, (*first)->facts().product);
    EXPECT_EQ(facts.serverVersion, (*first)->facts().serverVersion);
    EXPECT_EQ(facts.database, database());
    EXPECT_EQ(facts.capabilities, (*first)->facts().capabilities);
    EXPECT_NE(facts.serverSessionId, (*first)->facts().serverSessionId);
    // Before the first statement it is made ready.
    const auto rows = runAll(**second, "SELECT CONNECTION_ID(), @@net_write_timeout, DATABASE()");
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->rows.at(0),
              (std::vector<Value>{textValue(facts.serverSessionId), textValue("86400"), textValue(database())}));
    server().run("SET GLOBAL general_log = 0");
}

TEST_F(MysqlSessions, AskInAnotherWayWhenNothingMoreMayBePrepared) {
    const std::string before = server().run("SELECT @@max_prepared_stmt_count");
    server().run("SET GLOBAL max_prepared_stmt_count = 0");
    EXPECT_EQ(textOf("SELECT 6 * 7"), "42");
    EXPECT_EQ(textOf("SELECT 'and again'"), "and again");
    server().run("SET GLOBAL max_prepared_stmt_count = " + before);
    EXPECT_EQ(textOf("SELECT 6.50"), "6.50");
}

TEST_F(MysqlSessions, GiveEveryResultOfAProcedure) {
    run("CREATE PROCEDURE p() BEGIN SELECT 1 AS a; SELECT 'x' AS b, 2 AS c; UPDATE nothing SET a = 1 WHERE 1 = 0; "
        "SELECT 3 AS d; END");
    run("CREATE TABLE nothing (a int)");
    const auto cursor = session().execute({"CALL p()", {}, {}});
    ASSERT_TRUE(cursor) << cursor.error().message;
    std::vector<std::string> names;
    Result<bool> more = true;
    while (more && *more) {
        const auto table = readAll(**cursor);
        ASSERT_TRUE(table);
        names.push_back(table->columns.front().name + std::to_string(table->rows.size()));
        more = (*cursor)->nextResult();
    }
    EXPECT_TRUE(more) << more.error().message;
    EXPECT_EQ(names, (std::vector<std::string>{"a1", "b1", "d1"}));
    EXPECT_EQ(textOf("SELECT 1"), "1");
}

TEST_F(MysqlSessions, EndAProcedureWhoseFurtherResultsNobodyWants) {
    run("CREATE TABLE t (a int)");
    run("CREATE PROCEDURE p() BEGIN SELECT 1; INSERT INTO t VALUES (1); SELECT 2; INSERT INTO t VALUES (2); END");
    {
        const auto cursor = session().execute({"CALL p()", {}, {}});
        ASSERT_TRUE(cursor);
        ASSERT_TRUE((*cursor)->end());
    }
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "2");
}

TEST_F(MysqlSessions, TakeStoredProgramsWhole) {
    run("CREATE TABLE t (a int)");
    run("CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = NEW.a + 1; SET NEW.a = NEW.a * 2; END");
    run("INSERT INTO t VALUES (4)");
    EXPECT_EQ(textOf("SELECT a FROM t"), "10");
    if (isMariaDb()) {
        run("BEGIN NOT ATOMIC DECLARE i INT DEFAULT 5; INSERT INTO t VALUES (i); END");
    } else {
        run("INSERT INTO t VALUES (5)");
    }
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "2");
    EXPECT_EQ(failureOf("INSERT INTO t VALUES (1); DELETE FROM t").kind, ErrorKind::InvalidInput);
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "2");
}

TEST_F(MysqlSessions, LeaveVersionedCommentsToTheServer) {
    run("CREATE TABLE d (a int)");
    run("INSERT INTO d VALUES (1), (2)");
    // For a version that no server has: whatever it says of that, it runs nothing.
    static_cast<void>(runAll(session(), "/*!999999 DELETE FROM d # */"));
    EXPECT_EQ(run("SELECT count(*) FROM d").rows.at(0).at(0).text, "2");
    run("/*!40101 SET NAMES latin1 */");
    EXPECT_NE(failureOf("SELECT 1").message.find("latin1"), std::string::npos);
    run("/*!40101 SET NAMES utf8mb4 */");
    run("/*!40000 ALTER TABLE d DISABLE KEYS */");
    run("/* x */ /*!50003 CREATE*/ /*!50017 DEFINER=CURRENT_USER*/ /*!50003 TRIGGER tr BEFORE INSERT ON d FOR EACH ROW "
        "SET NEW.a = 7 */");
    run("/*!50000 INSERT */ INTO d VALUES (1)");
    EXPECT_EQ(run("/*!50000 SELECT */ max(a) FROM d").rows.at(0).at(0).text, "7");
}

TEST_F(MysqlSessions, TellWarnings) {
    run("SET sql_mode = ''");
    run("CREATE TABLE t (a tinyint)");
    const auto cursor = session().execute({"INSERT INTO t VALUES (999)", {}, {}});
    ASSERT_TRUE(cursor);
    const std::vector<Notice> notices = (*cursor)->takeNotices();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].severity, "warning");
    EXPECT_NE(notices[0].message.find("Out of range"), std::string::npos);
    std::string many = "INSERT INTO t VALUES (999)";
    for (int i = 0; i < 99; ++i) {
        many += ",(999)";
    }
    const auto flood = session().execute({many, {}, {}});
    ASSERT_TRUE(flood);
    const std::vector<Notice> some = (*flood)->takeNotices();
    ASSERT_LE(some.size(), 65U);
    EXPECT_EQ(some.back().message, "The server has 36 more warnings.");
}

TEST_F(MysqlSessions, AreReadOnlyWhenTheyShouldBe) {
    run("CREATE TABLE t (a int)");
    run("INSERT INTO t VALUES (1)");
    run("CREATE FUNCTION f() RETURNS int BEGIN INSERT INTO t VALUES (2); RETURN 1; END");
    ConnectParams careful = params();
    careful.safety = Safety::ReadOnly;
    const auto reader = open(careful);
    ASSERT_NE(reader, nullptr);
    for (const std::string_view sql :
         {"SELECT a FROM t", "SHOW TABLES", "EXPLAIN SELECT a FROM t", "DESC t", "START TRANSACTION", "COMMIT",
          "WITH x AS (SELECT 1) SELECT * FROM x", "(SELECT 1)", "SELECT REPLACE('a', 'a', 'b')",
          "SELECT 'INTO' AS `into`", "SET NAMES utf8mb4", "SET time_zone = '+00:00'", "USE mysql"}) {
        const auto done = runAll(*reader, sql);
        EXPECT_TRUE(done) << sql << ": " << (done ? "" : done.error().message);
    }
    ASSERT_TRUE(runAll(*reader, "USE " + database()));
    for (const std::string_view sql : {"INSERT INTO t VALUES (2)",
                                       "DELETE FROM t",
                                       "DROP TABLE t",
                                       "CREATE TABLE x (a int)",
                                       "TRUNCATE t",
                                       "SELECT 1 INTO OUTFILE '/tmp/never'",
                                       "SELECT a FROM t FOR UPDATE",
                                       "KILL 1",
                                       "SET GLOBAL max_connections = 5",
                                       "SET SESSION TRANSACTION READ WRITE",
                                       "START TRANSACTION READ WRITE",
                                       "/*!50000 DELETE FROM t */",
                                       "SELECT 1 /*! INTO OUTFILE '/tmp/never' */",
                                       "CALL nothing()",
                                       "ANALYZE TABLE t",
                                       "ANALYZE DELETE FROM t",
                                       "WITH x AS (SELECT 1) DELETE FROM t",
                                       "SELECT GET_LOCK('a', 1)",
                                       "SELECT \"a\\\" INTO OUTFILE '/tmp/never",
                                       "BEGIN NOT ATOMIC DELETE FROM t; END",
                                       "SET @@session.tx_read_only = 0",
                                       "SET STATEMENT x=1 FOR DELETE FROM t",
                                       "LOAD DATA INFILE 'x' INTO TABLE t",
                                       "PREPARE s FROM 'DELETE FROM t'",
                                       "FLUSH TABLES",
                                       "SELECT f()",
                                       "SET time_zone = (SELECT f())",
                                       "DO f()"}) {
        const auto done = runAll(*reader, sql);
        ASSERT_FALSE(done) << sql;
        EXPECT_EQ(done.error().kind, ErrorKind::RefusedReadOnly) << sql << ": " << done.error().message;
    }
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "1");
}

TEST_F(MysqlSessions, ReadLocalFilesOnlyWhenTheyAreNamed) {
    const std::filesystem::path data = server().folder() / "data.txt";
    const std::filesystem::path other = server().folder() / "other.txt";
    std::ofstream(data) << "1\n2\n";
    std::ofstream(other) << "3\n";
    run("CREATE TABLE t (a int)");
    const std::string load = "LOAD DATA LOCAL INFILE '" + data.string() + "' INTO TABLE t";
    EXPECT_EQ(failureOf(load).kind, ErrorKind::Unsupported);
    ConnectParams trusting = params();
    trusting.options["localInfile"] = data.string();
    const auto loader = open(trusting);
    ASSERT_NE(loader, nullptr);
    const auto loaded = runAll(*loader, load);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->outcome.affectedRows, 2);
    const auto refused = runAll(*loader, "LOAD DATA LOCAL INFILE '" + other.string() + "' INTO TABLE t");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("does not name"), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_TRUE(runAll(*loader, "SELECT 1"));
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "2");
}

TEST_F(MysqlSessions, WaitNoLongerThanTheServerForALock) {
    run("CREATE TABLE t (a int PRIMARY KEY)");
    run("INSERT INTO t VALUES (1), (2)");
    const auto other = open(params());
    ASSERT_TRUE(runAll(*other, "START TRANSACTION"));
    ASSERT_TRUE(runAll(*other, "UPDATE t SET a = 10 WHERE a = 1"));
    run("SET innodb_lock_wait_timeout = 1");
    run("START TRANSACTION");
    const Error late = failureOf("UPDATE t SET a = 11 WHERE a = 1");
    EXPECT_EQ(late.kind, ErrorKind::Busy);
    EXPECT_EQ(late.damage, Damage::Statement);
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
}

TEST_F(MysqlSessions, AreStoppedWhileTheyWaitForALock) {
    run("CREATE TABLE t (a int PRIMARY KEY)");
    run("INSERT INTO t VALUES (1)");
    const auto other = open(params());
    ASSERT_TRUE(runAll(*other, "START TRANSACTION"));
    ASSERT_TRUE(runAll(*other, "UPDATE t SET a = 10 WHERE a = 1"));
    const auto canceller = session().canceller();
    auto waiting = std::async(std::launch::async, [&] { return runAll(session(), "UPDATE t SET a = 11 WHERE a = 1"); });
    ASSERT_TRUE(canceller->cancel());
    const auto result = waiting.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Cancelled);
    ASSERT_TRUE(session().recover());
}

TEST_F(MysqlSessions, KeepWhatAStatementWithRowsHasChangedWhenItIsEnded) {
    run("CREATE TABLE t (a int)");
    if (isMariaDb()) {
        const auto cursor = session().execute({"INSERT INTO t SELECT seq FROM seq_1_to_5000 RETURNING a", {}, {}});
        ASSERT_TRUE(cursor) << cursor.error().message;
        ASSERT_TRUE((*cursor)->end());
        EXPECT_EQ((*cursor)->outcome().affectedRows, 5000);
        EXPECT_EQ(textOf("SELECT count(*) FROM t"), "5000");
    }
    const auto endless = session().execute({"SELECT seq FROM " + numbers(12), {}, {}});
    ASSERT_TRUE(endless);
    EXPECT_TRUE((*endless)->end());
    EXPECT_EQ(textOf("SELECT 1"), "1");
}

TEST_F(MysqlSessions, RefuseWhatReturnsNoRowsBeforeItRuns) {
    run("CREATE TABLE t (a int)");
    StatementText insert{"INSERT INTO t VALUES (1)", {}, {}};
    insert.mustReturnRows = true;
    EXPECT_EQ(failureOf(insert).kind, ErrorKind::InvalidInput);
    if (isMariaDb()) {
        insert.sql = "INSERT INTO t VALUES (1) RETURNING a";
        EXPECT_EQ(run(insert).rows.size(), 1U);
        EXPECT_EQ(run({"INSERT INTO t VALUES (?) RETURNING a", {std::int64_t{5}}, {}}).rows.size(), 1U);
    }
    insert.sql = "DROP TABLE t";
    EXPECT_EQ(failureOf(insert).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), isMariaDb() ? "2" : "0");
}

TEST_F(MysqlSessions, StartWithTheirOwnStatements) {
    ConnectParams own = params();
    own.options["init_command"] = "SET @a = 1; SET @b = 'x;y'";
    const auto session = open(own);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(runAll(*session, "SELECT CONCAT(@a, @b)")->rows[0][0], textValue("1x;y"));
    own.options["init_command"] = "SELEC 1";
    const auto failed = tryOpen(own);
    ASSERT_FALSE(failed);
    EXPECT_NE(failed.error().message.find("start-up"), std::string::npos);
}

TEST_F(MysqlSessions, PointAtWhatIsWrong) {
    const auto where = [this](const std::string& sql) {
        const Error error = failureOf(sql);
        return error.where ? sql.substr(error.where->begin, error.where->size()) : "nowhere";
    };
    EXPECT_EQ(where("SELECT 1 FORM t"), "t");
    EXPECT_EQ(where("-- ü\nSELECT 'ä',\n  2 FRO t WHERE"), "t");
    EXPECT_EQ(where("SELECT * FROM nosuch"), "nosuch");
    EXPECT_EQ(where("SELECT `odd name` FROM (SELECT 1) AS x"), "`odd name`");
    EXPECT_EQ(where("SELECT a, a FROM (SELECT 1) AS x"), "nowhere") << "it stands there twice";
    EXPECT_EQ(where("SELECT x.nix FROM (SELECT 1) AS x"), "nix");
    EXPECT_EQ(where(std::string(200, ' ') + "SELECT 1 FROM t WHERE a === 2 AND " + std::string(300, '1')), "=");
}

TEST_F(MysqlSessions, TellWhatTheirUserMayDo) {
    const auto told = [](Session& of) {
        const Result<std::string> privileges = of.privileges(std::chrono::seconds(60), {});
        return privileges ? *privileges : privileges.error().message;
    };
    const std::string root = told(session());
    EXPECT_TRUE(root.starts_with(isMariaDb() ? "Granted: ALL PRIVILEGES on *.* (and may pass it on)"
                                             : "Granted: SELECT, INSERT, "))
        << root;
    run("DROP USER IF EXISTS reader@'%'");
    run("CREATE USER reader@'%' IDENTIFIED BY 'echoed'");
    run("GRANT SELECT ON `" + database() + "`.* TO reader@'%'");
    run("SET GLOBAL read_only = 1");
    ConnectParams params = this->params();
    params.user = "reader";
    params.password = Secret("echoed");
    const auto reader = open(params);
    ASSERT_NE(reader, nullptr);
    const std::string little = told(*reader);
    run("SET GLOBAL read_only = 0");
    EXPECT_EQ(little, "Granted: USAGE on *.*; SELECT on `" + database() + "`.*. The server is read-only (read_only).");
    EXPECT_EQ(little.find('\''), std::string::npos) << "no digest of a password";
    run("DROP USER reader@'%'");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_FALSE(reader->privileges(std::chrono::seconds(60), stop.get_token()));
}

} // namespace dbv::conformance
