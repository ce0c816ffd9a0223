// SPDX-License-Identifier: Apache-2.0
// What the engine promises of sessions and transactions, at real servers.
#include <string>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

TEST_F(ServerSessions, ThatChangedSomethingBeforeTheCancelCameSaySo) {
    for (const bool maria : {false, true}) {
        maria ? connectMariadb() : connectPostgres();
        succeeds("CREATE TABLE t (a int)");
        const std::string rows = maria ? "seq FROM seq_1_to_200" : "generate_series(1, 200)";
        const RequestId request = runWithCredit("INSERT INTO t SELECT " + rows + " RETURNING a", 10);
        static_cast<void>(m_log->await<protocol::RowsArrived>(request));
        // The server is through with it when others see what it did.
        std::string seen;
        for (int i = 0; i < 1000 && seen != "200"; ++i) {
            seen = valueOf("SELECT count(*) FROM t", 2);
        }
        ASSERT_EQ(seen, "200");
        const auto confirmed =
            std::get<protocol::CancelConfirmed>(m_log->awaitLast(send(protocol::CancelRequest{request})));
        EXPECT_FALSE(confirmed.cancelled);
        const protocol::StatementReport ended = report(request);
        EXPECT_FALSE(ended.error) << ended.error->message;
        EXPECT_TRUE(ended.truncated);
        EXPECT_EQ(ended.affectedRows.value_or(200), 200);
        EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "200");
    }
}

TEST_F(ServerSessions, OfPostgresHearNotificationsWhileIdle) {
    connectPostgres();
    const RequestId watched = watch();
    succeeds("LISTEN news");
    sharedPostgres().run("NOTIFY news, 'the tide is in'", m_database);
    const Notice heard = m_log->await<SessionNoticed>(watched).notice;
    EXPECT_NE(heard.message.find("news"), std::string::npos) << heard.message;
    EXPECT_NE(heard.message.find("the tide is in"), std::string::npos) << heard.message;
}

TEST_F(ServerSessions, OfPostgresStayWithinTheirBudget) {
    connectPostgres({{"maxSessions", "2"}});
    std::vector<RequestId> all;
    for (std::uint64_t tab = 1; tab <= 6; ++tab) {
        all.push_back(run("SELECT pg_sleep(0.02)", tab));
        all.push_back(send(protocol::ListSchemas{m_connection}));
    }
    const std::string open =
        sharedPostgres().run("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + m_database + "'");
    EXPECT_LE(std::stoi(open), 2);
    for (const RequestId request : all) {
        EXPECT_FALSE(std::holds_alternative<RequestFailed>(m_log->awaitLast(request)));
    }
    EXPECT_LE(
        std::stoi(sharedPostgres().run("SELECT count(*) FROM pg_stat_activity WHERE datname = '" + m_database + "'")),
        2);
}

TEST_F(ServerSessions, OfPostgresAreOneForAllTabsWhenTheBudgetIsOne) {
    connectPostgres({{"maxSessions", "1"}});
    const std::string id = valueOf("SELECT pg_backend_pid()", 1);
    EXPECT_EQ(valueOf("SELECT pg_backend_pid()", 2), id);
    EXPECT_EQ(valueOf("SELECT pg_backend_pid()", 3), id);
    EXPECT_TRUE(
        std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(send(protocol::ListSchemas{m_connection}))));
}

TEST_F(ServerSessions, OfPostgresRunNothingInTheTransactionOfAnotherTabWhenTheBudgetIsOne) {
    connectPostgres({{"maxSessions", "1"}});
    succeeds("CREATE TABLE t (a int)", 1);
    succeeds("BEGIN", 1);
    succeeds("INSERT INTO t VALUES (1)", 1);
    const RequestId other = run("INSERT INTO t VALUES (2)", 2);
    EXPECT_NE(m_log->await<protocol::SessionAwaited>(other).message.find("query 1 (transaction open)"),
              std::string::npos);
    succeeds("ROLLBACK", 1);
    EXPECT_FALSE(std::holds_alternative<RequestFailed>(m_log->awaitLast(other)));
    EXPECT_EQ(valueOf("SELECT string_agg(a::text, ',') FROM t", 3), "2");
}

TEST_F(ServerSessions, OfPostgresThatAreTooManyForTheServerAreExplainedByTheirList) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    static_cast<void>(sharedPostgres().run("DROP ROLE IF EXISTS few; CREATE ROLE few LOGIN CONNECTION LIMIT 2"));
    connectPostgres({}, 0, "few");
    succeeds("BEGIN", 1);
    const Error error = failure(run("SELECT 1", 2));
    EXPECT_EQ(error.kind, ErrorKind::Busy) << error.message;
    EXPECT_NE(error.detail.find("query 1 (transaction open)"), std::string::npos) << error.detail;
}

TEST_F(ServerSessions, OfPostgresBeginTransactionsByHandAtTheChosenLevel) {
    connectPostgres();
    EXPECT_EQ(m_facts.isolationLevels, (std::vector<std::string>{"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"}));
    succeeds("CREATE TABLE t (a int)");
    choose(TransactionMode::Manual, "SERIALIZABLE");
    succeeds("INSERT INTO t VALUES (1)");
    EXPECT_EQ(valueOf("SHOW transaction_isolation"), "serializable");
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "0");
    EXPECT_EQ(end(TransactionEnd::Commit).end, TransactionEnd::Commit);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "1");
    succeeds("DELETE FROM t");
    EXPECT_EQ(end(TransactionEnd::RollBack).end, TransactionEnd::RollBack);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "1");
    // What no transaction may hold is run without one.
    succeeds("VACUUM t");
    choose(TransactionMode::Automatic);
    EXPECT_EQ(valueOf("SHOW transaction_isolation"), "read committed");
}

TEST_F(ServerSessions, OfPostgresTellThatAFailedTransactionWasRolledBackInsteadOfCommitted) {
    connectPostgres();
    choose(TransactionMode::Manual);
    const RequestId watched = watch();
    EXPECT_TRUE(report(run("SELECT * FROM nothing_of_that_name")).error);
    EXPECT_EQ(m_log->await<protocol::TransactionChanged>(watched, 2).transaction, TransactionState::Failed);
    const auto ended = end(TransactionEnd::Commit);
    EXPECT_EQ(ended.end, TransactionEnd::RollBack);
    EXPECT_EQ(ended.transaction, TransactionState::None);
}

TEST_F(ServerSessions, OfPostgresAnswerSignsOfLifeAndGoOn) {
    startServers({.idleLimit = {}, .keepAlive = std::chrono::milliseconds(1), .reminder = {}});
    connectPostgres();
    const std::string id = valueOf("SELECT pg_backend_pid()");
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(valueOf("SELECT pg_backend_pid()"), id);
    }
}

TEST_F(ServerSessions, OfPostgresThatOnlyReadMayChooseALevel) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    protocol::ConnectionConfig config;
    config.connector = "postgres";
    config.host = sharedPostgres().host();
    config.port = sharedPostgres().port();
    config.user = "postgres";
    config.database = sharedPostgres().makeDatabase();
    config.safety = Safety::ReadOnly;
    connect(config, {});
    choose(TransactionMode::Manual, "REPEATABLE READ");
    EXPECT_EQ(valueOf("SHOW transaction_isolation"), "repeatable read");
    EXPECT_EQ(end(TransactionEnd::Commit).end, TransactionEnd::Commit);
}

TEST_F(ServerSessions, OfMariadbStayWithinTheirBudget) {
    connectMariadb({{"maxSessions", "2"}});
    std::vector<RequestId> all;
    for (std::uint64_t tab = 1; tab <= 6; ++tab) {
        all.push_back(run("SELECT sleep(0.02)", tab));
        all.push_back(send(protocol::ListSchemas{m_connection}));
    }
    for (const RequestId request : all) {
        EXPECT_FALSE(std::holds_alternative<RequestFailed>(m_log->awaitLast(request)));
    }
    EXPECT_LE(std::stoi(sharedMariadb().run("SELECT count(*) FROM information_schema.processlist WHERE db = '" +
                                            m_database + "'")),
              2);
}

TEST_F(ServerSessions, OfMariadbThatAreTooManyForTheServerAreExplainedByTheirList) {
    ASSERT_EQ(sharedMariadb().problem(), "");
    static_cast<void>(sharedMariadb().run("DROP USER IF EXISTS few@'%'"));
    static_cast<void>(sharedMariadb().run("CREATE USER few@'%' WITH MAX_USER_CONNECTIONS 2"));
    static_cast<void>(sharedMariadb().run("GRANT ALL ON *.* TO few@'%'"));
    connectMariadb({}, "few");
    succeeds("START TRANSACTION; SELECT 1", 1);
    const Error error = failure(run("SELECT 1", 2));
    EXPECT_EQ(error.kind, ErrorKind::Busy) << error.message;
    EXPECT_NE(error.detail.find("query 1 (transaction open)"), std::string::npos) << error.detail;
}

TEST_F(ServerSessions, OfMariadbBeginTransactionsByHandAtTheChosenLevel) {
    connectMariadb();
    // MySQL 8 has only the one name, MariaDB before 11.1 only the other.
    const std::string level = sharedMariadb().isMariaDb() ? "SELECT @@tx_isolation" : "SELECT @@transaction_isolation";
    succeeds("CREATE TABLE t (a int)");
    choose(TransactionMode::Manual, "SERIALIZABLE");
    succeeds("INSERT INTO t VALUES (1)");
    EXPECT_EQ(valueOf(level), "SERIALIZABLE");
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "0");
    EXPECT_EQ(end(TransactionEnd::Commit).end, TransactionEnd::Commit);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "1");
    succeeds("DELETE FROM t");
    EXPECT_EQ(end(TransactionEnd::RollBack).end, TransactionEnd::RollBack);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t", 2), "1");
    choose(TransactionMode::Automatic);
    EXPECT_EQ(valueOf(level), "REPEATABLE-READ");
    EXPECT_EQ(valueOf(level, 2), "REPEATABLE-READ");
}

TEST_F(ServerSessions, OfMariadbAnswerSignsOfLifeAndGoOn) {
    startServers({.idleLimit = {}, .keepAlive = std::chrono::milliseconds(1), .reminder = {}});
    connectMariadb();
    succeeds("CREATE TABLE t (a int AUTO_INCREMENT PRIMARY KEY)");
    succeeds("INSERT INTO t VALUES (NULL)");
    const std::string id = valueOf("SELECT connection_id()");
    for (int i = 0; i < 50; ++i) {
        EXPECT_EQ(valueOf("SELECT connection_id()"), id);
    }
    EXPECT_EQ(valueOf("SELECT last_insert_id()"), "1");
}

} // namespace

} // namespace dbv::testing
