// SPDX-License-Identifier: Apache-2.0
// What a session lacks that stands in for a lost one, and what is told of the end of transactions, at real servers.
#include <string>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

TEST_F(ServerSessions, OfMariadbDoNotAnswerForTheNumbersOfALostOne) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("CREATE TABLE t (a int auto_increment primary key, b bigint); INSERT INTO t (b) VALUES (1)");
    static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
    static_cast<void>(m_log->await<SessionLost>(watched));
    const auto refused = report(run("INSERT INTO t (b) VALUES (last_insert_id() + 1000)"));
    ASSERT_TRUE(refused.error);
    EXPECT_EQ(refused.error->kind, ErrorKind::ConnectionLost);
    EXPECT_NE(refused.error->message.find("last_insert_id()"), std::string::npos) << refused.error->message;
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "1");
    EXPECT_EQ(valueOf("SELECT last_insert_id()"), "0");
    succeeds("INSERT INTO t (b) VALUES (2)");
    EXPECT_EQ(valueOf("SELECT last_insert_id()"), "2");
}

TEST_F(ServerSessions, OfMariadbSayThatAPreparedTransactionStays) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("CREATE TABLE t (a int); XA START 'two'; INSERT INTO t VALUES (1); XA END 'two'; XA PREPARE 'two'");
    static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
    const auto lost = m_log->await<SessionLost>(watched);
    EXPECT_EQ(lost.lost, std::vector<std::string>());
    if (sharedMariadb().isMariaDb()) {
        EXPECT_NE(lost.message.find("XA RECOVER lists it"), std::string::npos) << lost.message;
    }
    // It waits for anybody to end it.
    std::string failed = "untried";
    for (int i = 0; i < 1000 && !failed.empty(); ++i) {
        const auto ended = report(run("XA COMMIT 'two'"));
        failed = ended.error ? ended.error->message : "";
    }
    EXPECT_EQ(failed, "");
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "1");
}

TEST_F(ServerSessions, OfMariadbTellWhatCouldNotBeRolledBack) {
    connectMariadb();
    if (!sharedMariadb().isMariaDb()) {
        GTEST_SKIP() << "MySQL refuses the mixture by itself.";
    }
    choose(TransactionMode::Manual);
    succeeds("CREATE TABLE stays (a int) ENGINE = MyISAM; CREATE TABLE goes (a int)");
    succeeds("INSERT INTO goes VALUES (1); INSERT INTO stays VALUES (1)");
    const auto ended = end(TransactionEnd::RollBack);
    ASSERT_EQ(ended.notices.size(), 1U);
    EXPECT_EQ(ended.notices[0].severity, "warning");
    EXPECT_NE(ended.notices[0].message.find("1196"), std::string::npos) << ended.notices[0].message;
    EXPECT_EQ(valueOf("SELECT (SELECT count(*) FROM stays) - (SELECT count(*) FROM goes)"), "1");
    EXPECT_TRUE(end(TransactionEnd::Commit).notices.empty());
}

TEST_F(ServerSessions, OfMariadbLockNoTablesWhereTransactionsAreEndedByHand) {
    connectMariadb();
    succeeds("CREATE TABLE t (a int)");
    choose(TransactionMode::Manual);
    succeeds("INSERT INTO t VALUES (1)");
    for (const char* sql : {"LOCK TABLES t WRITE", "/*!40000 LOCK TABLES t WRITE */"}) {
        const auto refused = report(run(sql));
        ASSERT_TRUE(refused.error) << sql;
        EXPECT_NE(refused.error->message.find("Nothing was sent."), std::string::npos) << refused.error->message;
    }
    static_cast<void>(end(TransactionEnd::RollBack));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "0");
    // Locks that were taken before stay, and nothing is committed behind anybody's back.
    static_cast<void>(report(run("SELECT 1")));
    static_cast<void>(end(TransactionEnd::Commit));
    choose(TransactionMode::Automatic);
    succeeds("LOCK TABLES t WRITE");
    choose(TransactionMode::Manual);
    const auto refused = report(run("INSERT INTO t VALUES (2)"));
    ASSERT_TRUE(refused.error);
    EXPECT_NE(refused.error->message.find("Tables are locked"), std::string::npos) << refused.error->message;
    succeeds("UNLOCK TABLES; INSERT INTO t VALUES (3)");
    static_cast<void>(end(TransactionEnd::RollBack));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "0");
}

TEST_F(ServerSessions, OfPostgresRunNothingUnderAnotherRoleUntold) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    sharedPostgres().run("DROP ROLE IF EXISTS passing; CREATE ROLE passing");
    connectPostgres();
    const RequestId watched = watch();
    succeeds("CREATE TABLE t (a int); GRANT ALL ON t TO PUBLIC; SET ROLE passing");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    static_cast<void>(m_log->await<SessionLost>(watched));
    sharedPostgres().run("DROP OWNED BY passing; DROP ROLE passing", m_database);
    // All of these were sent by somebody who can not know.
    const std::vector<RequestId> line{run("INSERT INTO t VALUES (1)"), run("INSERT INTO t VALUES (2)"),
                                      run("INSERT INTO t VALUES (3)")};
    EXPECT_NE(report(line[0]).error->message.find("SET ROLE passing"), std::string::npos);
    for (std::size_t i = 1; i < line.size(); ++i) {
        const Error refused = failure(line[i]);
        EXPECT_NE(refused.message.find("SET ROLE passing"), std::string::npos) << refused.message;
    }
    // Each that goes on is told so in its own answer, until another role is set.
    for (int i = 0; i < 2; ++i) {
        const RequestId request = run("INSERT INTO t VALUES (4)");
        EXPECT_FALSE(report(request).error);
        const auto told = m_log->all<protocol::NoticeRaised>(request);
        ASSERT_EQ(told.size(), 1U);
        EXPECT_NE(told[0].notice.message.find("without SET ROLE passing"), std::string::npos) << told[0].notice.message;
    }
    succeeds("RESET ROLE");
    const RequestId request = run("INSERT INTO t VALUES (4)");
    EXPECT_FALSE(report(request).error);
    EXPECT_TRUE(m_log->all<protocol::NoticeRaised>(request).empty());
    EXPECT_EQ(valueOf("SELECT count(*) FROM t WHERE a < 4"), "0");
}

TEST_F(ServerSessions, MissWhatATriggerOrAViewHasSetInThem) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("CREATE TABLE t (a int); INSERT INTO t VALUES (1); SELECT a FROM t; SELECT count(*) FROM t");
    EXPECT_EQ(held(1), "");
    succeeds("CREATE TRIGGER sets BEFORE INSERT ON t FOR EACH ROW SET @a = 1; INSERT INTO t VALUES (2)");
    EXPECT_NE(held(1), "");
    static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
    static_cast<void>(m_log->await<SessionLost>(watched));
    EXPECT_NE(failure(run("SELECT @a")).message.find("Nothing was sent."), std::string::npos);

    connectPostgres();
    const RequestId seen = watch();
    succeeds(
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1); SELECT a FROM t; BEGIN; SET LOCAL DateStyle = 'German'; "
        "COMMIT; CREATE FUNCTION sets() RETURNS text LANGUAGE sql AS $$SELECT set_config('DateStyle', 'German', "
        "false)$$; CREATE VIEW v AS SELECT sets() AS a");
    EXPECT_EQ(held(1), "");
    succeeds("SELECT * FROM v");
    EXPECT_NE(held(1), "");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    static_cast<void>(m_log->await<SessionLost>(seen));
    EXPECT_NE(failure(run("SELECT '2024-02-03'::date")).message.find("Nothing was sent."), std::string::npos);
}

} // namespace

} // namespace dbv::testing
