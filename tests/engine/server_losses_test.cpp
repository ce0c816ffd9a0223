// SPDX-License-Identifier: Apache-2.0
// What is gone with a session that real servers have ended, and what is made again.
#include <string>

#include "server_sessions_fixture.h"
#include "support/fault_proxy.h"

namespace dbv::testing {

namespace {

TEST_F(ServerSessions, OfPostgresThatDieWhileIdleAreToldAndOpenedAgainWithTheirSettings) {
    connectPostgres({{"search_path", "pg_catalog"}, {"startupSql", "SET statement_timeout = '77s'"}});
    const RequestId watched = watch();
    succeeds("BEGIN; CREATE TEMP TABLE t (a int)");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    const auto lost = m_log->await<SessionLost>(watched);
    EXPECT_EQ(lost.lost, (std::vector<std::string>{"the open transaction", "temporary tables"}));
    // What was meant for the transaction is not run without it.
    EXPECT_EQ(failure(run("SHOW search_path")).kind, ErrorKind::ConnectionLost);
    const RequestId next = run("SHOW search_path");
    EXPECT_FALSE(report(next).error);
    ASSERT_EQ(m_log->all<protocol::NoticeRaised>(next).size(), 1U);
    EXPECT_NE(m_log->all<protocol::NoticeRaised>(next)[0].notice.message.find("temporary tables"), std::string::npos);
    EXPECT_EQ(valueOf("SHOW search_path"), "pg_catalog");
    EXPECT_EQ(valueOf("SHOW statement_timeout"), "77s");
}

TEST_F(ServerSessions, OfPostgresSendNothingThatStoodBehindALostTransaction) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int); BEGIN; INSERT INTO t VALUES (1)");
    const std::string session = sessionId(1);
    const RequestId running = run("SELECT pg_sleep(1000)");
    const std::vector<RequestId> line{run("INSERT INTO t VALUES (2)"), run("INSERT INTO t VALUES (3)"), run("COMMIT")};
    sharedPostgres().run("SELECT pg_terminate_backend(" + session + ")");
    EXPECT_TRUE(report(running).error);
    for (const RequestId each : line) {
        const Error refused = failure(each);
        EXPECT_EQ(refused.kind, ErrorKind::ConnectionLost);
        EXPECT_NE(refused.message.find("Nothing was sent."), std::string::npos) << refused.message;
    }
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
}

TEST_F(ServerSessions, OfPostgresWhoseNetworkIsCutAreToldWhileIdle) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    support::FaultProxy proxy(sharedPostgres().port());
    connectPostgres({}, proxy.port());
    const RequestId watched = watch();
    succeeds("SET work_mem = '8MB'");
    proxy.reset();
    const auto lost = m_log->await<SessionLost>(watched);
    EXPECT_EQ(lost.lost, std::vector<std::string>());
    EXPECT_NE(lost.message.find("settings are made again"), std::string::npos) << lost.message;
    EXPECT_EQ(valueOf("SHOW work_mem"), "8MB");
}

TEST_F(ServerSessions, OfPostgresHaveSearchPathRoleAndChannelsAgainAfterALoss) {
    connectPostgres();
    const RequestId watched = watch();
    succeeds("CREATE SCHEMA sales; CREATE TABLE sales.orders (a int); CREATE TABLE public.orders (a int);"
             "CREATE SCHEMA other; LISTEN news; SELECT pg_catalog.set_config('app.tenant', 'north', false);"
             "SET search_path TO sales, public; SET ROLE pg_read_all_data; RESET ROLE; SET TIME ZONE 'Asia/Tokyo'");
    succeeds("BEGIN; SET search_path TO other; SET DateStyle = 'German'; ROLLBACK");
    succeeds("BEGIN; SET work_mem = '9MB'; SET LOCAL statement_timeout = '1h'; COMMIT");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, std::vector<std::string>());
    const RequestId next = run("INSERT INTO orders VALUES (1)");
    EXPECT_FALSE(report(next).error);
    ASSERT_EQ(m_log->all<protocol::NoticeRaised>(next).size(), 1U);
    const std::string told = m_log->all<protocol::NoticeRaised>(next)[0].notice.message;
    EXPECT_NE(
        told.find("made again first: LISTEN news, SELECT pg_catalog.set_config, SET search_path TO sales, public, "),
        std::string::npos)
        << told;
    EXPECT_EQ(told.find("north"), std::string::npos) << told;
    EXPECT_EQ(valueOf("SELECT count(*) FROM sales.orders"), "1");
    EXPECT_EQ(valueOf("SELECT count(*) FROM public.orders"), "0");
    EXPECT_EQ(valueOf("SELECT current_setting('app.tenant')"), "north");
    EXPECT_EQ(valueOf("SHOW DateStyle"), "ISO, MDY");
    EXPECT_EQ(valueOf("SHOW TimeZone"), "Asia/Tokyo");
    EXPECT_EQ(valueOf("SHOW work_mem"), "9MB");
    EXPECT_EQ(valueOf("SHOW statement_timeout"), "0");
    sharedPostgres().run("NOTIFY news, 'heard again'", m_database);
    // The server may have had a last word in the lost session.
    std::string heard = m_log->await<SessionNoticed>(watched).notice.message;
    if (heard.find("heard again") == std::string::npos) {
        heard = m_log->await<SessionNoticed>(watched, 2).notice.message;
    }
    EXPECT_NE(heard.find("heard again"), std::string::npos) << heard;
}

TEST_F(ServerSessions, OfPostgresThatCanNotHaveTheirRoleAgainSendNothingWithoutIt) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    sharedPostgres().run("DROP ROLE IF EXISTS passing; CREATE ROLE passing");
    connectPostgres();
    const RequestId watched = watch();
    succeeds("CREATE TABLE t (a int); SET ROLE passing");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    static_cast<void>(m_log->await<SessionLost>(watched));
    sharedPostgres().run("DROP ROLE passing");
    // Nor does a script go on that would after any other failure.
    protocol::RunQuery script = query("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)", 1);
    script.stopOnError = false;
    const auto ended = reports(send(std::move(script)));
    ASSERT_EQ(ended.size(), 1U);
    const protocol::StatementReport& refused = ended[0];
    ASSERT_TRUE(refused.error);
    EXPECT_NE(refused.error->message.find("SET ROLE passing"), std::string::npos) << refused.error->message;
    EXPECT_NE(refused.error->message.find("Nothing else was sent"), std::string::npos) << refused.error->message;
    EXPECT_FALSE(refused.error->where);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
}

TEST_F(ServerSessions, OfPostgresMissWhateverAStatementMayHaveLeftInThem) {
    connectPostgres();
    const RequestId watched = watch();
    succeeds(
        "CREATE TABLE t (a int); CREATE PROCEDURE sets() LANGUAGE sql AS $$SELECT set_config('a.b', 'c', false)$$");
    std::size_t losses = 0;
    for (const char* sql : {"UPDATE pg_settings SET setting = '7MB' WHERE name = 'work_mem'",
                            "SET search_path TO pg_temp, public; CREATE TABLE t (a int)",
                            "DO $$ BEGIN PERFORM set_config('a.b', 'c', false); END $$", "CALL sets()",
                            "SELECT 1 AS a INTO TEMP t", "INSERT INTO t SELECT length(set_config('a.b', 'c', false))",
                            "EXPLAIN ANALYZE CREATE TEMP TABLE t AS SELECT 1 AS a",
                            "PREPARE p AS SELECT set_config('a.b', 'c', false); EXPLAIN ANALYZE EXECUTE p"}) {
        succeeds(sql);
        sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
        static_cast<void>(m_log->await<SessionLost>(watched, ++losses));
        const Error missed = failure(run("INSERT INTO t VALUES (4711)"));
        EXPECT_EQ(missed.kind, ErrorKind::ConnectionLost) << sql;
        EXPECT_NE(missed.message.find("Nothing was sent."), std::string::npos) << sql << ": " << missed.message;
        EXPECT_EQ(valueOf("SELECT count(*) FROM public.t WHERE a = 4711"), "0") << sql;
        succeeds("RESET search_path");
    }
}

TEST_F(ServerSessions, OfMariadbMissWhateverAStatementMayHaveLeftInThem) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("CREATE TABLE t (a int); CREATE PROCEDURE sets() SET @a = 1");
    std::size_t losses = 0;
    for (const char* sql : {"SELECT @a := 1", "INSERT INTO t VALUES (@a := 2)", "CALL sets()", "SELECT 5 INTO @a",
                            "PREPARE p FROM 'SET @a = 3'; EXECUTE p"}) {
        succeeds(sql);
        static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
        static_cast<void>(m_log->await<SessionLost>(watched, ++losses));
        const Error missed = failure(run("INSERT INTO t VALUES (4711)"));
        EXPECT_EQ(missed.kind, ErrorKind::ConnectionLost) << sql;
        EXPECT_NE(missed.message.find("Nothing was sent."), std::string::npos) << sql << ": " << missed.message;
        EXPECT_EQ(valueOf("SELECT count(*) FROM t WHERE a = 4711"), "0") << sql;
    }
}

TEST_F(ServerSessions, OfPostgresThatEndTellWhatTheServerSaidBefore) {
    connectPostgres();
    const RequestId request = run("DO $$ BEGIN RAISE NOTICE 'before the end'; RAISE WARNING 'and this'; PERFORM "
                                  "pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); END $$");
    EXPECT_EQ(report(request).error->kind, ErrorKind::ConnectionLost);
    const auto told = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].notice, (Notice{"notice", "before the end"}));
    EXPECT_EQ(told[1].notice, (Notice{"warning", "and this"}));
}

TEST_F(ServerSessions, OfMariadbThatDieWhileIdleAreTold) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("CREATE TEMPORARY TABLE t (a int); SET @a = 1 + 1");
    static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, (std::vector<std::string>{"temporary tables", "settings"}));
    // A statement that means the temporary table must not find another of its name.
    const Error missed = failure(run("DELETE FROM t"));
    EXPECT_EQ(missed.kind, ErrorKind::ConnectionLost);
    EXPECT_NE(missed.message.find("with it temporary tables and settings"), std::string::npos) << missed.message;
    EXPECT_EQ(valueOf("SELECT 'again'"), "again");
}

TEST_F(ServerSessions, OfMariadbHaveDatabaseAndVariablesAgainAfterALoss) {
    connectMariadb();
    const RequestId watched = watch();
    const std::string other = m_database + "_other";
    succeeds("CREATE DATABASE " + other + "; CREATE TABLE t (a int); CREATE TABLE " + other + ".t (a int)");
    succeeds("USE " + other + "; SET NAMES utf8mb3; SET SESSION sql_mode = 'ANSI_QUOTES', @tenant = 'north'");
    static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, std::vector<std::string>());
    succeeds("INSERT INTO t VALUES (1)");
    EXPECT_EQ(valueOf("SELECT count(*) FROM " + other + ".t"), "1");
    EXPECT_EQ(valueOf("SELECT DATABASE()"), other);
    EXPECT_EQ(valueOf("SELECT @@sql_mode"), "ANSI_QUOTES");
    EXPECT_EQ(valueOf("SELECT @tenant"), "north");
    EXPECT_EQ(valueOf("SELECT @@character_set_client"), "utf8mb3");
    succeeds("DROP DATABASE " + other);
}

} // namespace

} // namespace dbv::testing
