// SPDX-License-Identifier: Apache-2.0
// What the engine promises of sessions and transactions, at real servers.
#include <string>

#include <dbv/data/cell_text.h>

#include "engine_fixture.h"
#include "mysql/connector.h"
#include "postgres/connector.h"
#include "support/fault_proxy.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace dbv::testing {

namespace {

using protocol::SessionLost;
using protocol::SessionNoticed;
using protocol::TransactionEnd;
using protocol::TransactionMode;
using support::sharedMariadb;
using support::sharedPostgres;

/// An engine with the connectors of real servers.
class ServerSessions : public EngineTest {
protected:
    void SetUp() override { startServers({}); }
    void startServers(engine::SessionManners manners) {
        m_engine.reset();
        engine::EngineSettings settings;
        settings.dataDirectory = m_folder.path().toStdString();
        settings.manners = manners;
        settings.builtIn.push_back({{.id = "postgres",
                                     .displayName = "PostgreSQL",
                                     .version = "1",
                                     .schemes = {"postgresql"},
                                     .fileExtensions = {},
                                     .defaultPort = 5432},
                                    std::make_shared<postgres::PostgresConnector>()});
        settings.builtIn.push_back({{.id = "mysql",
                                     .displayName = "MySQL",
                                     .version = "1",
                                     .schemes = {"mysql"},
                                     .fileExtensions = {},
                                     .defaultPort = 3306},
                                    std::make_shared<mysql::MysqlConnector>()});
        m_engine = std::make_unique<engine::Engine>(std::move(settings), *m_shelf);
        m_engine->connectSink([log = m_log](protocol::EventEnvelope event) { log->add(std::move(event)); });
    }
    using Options = std::map<std::string, std::string, std::less<>>;
    void connect(protocol::ConnectionConfig config, const Options& options) {
        config.options = options;
        const protocol::Event event = m_log->awaitLast(send(protocol::OpenConnection{{{}, std::move(config), {}}}));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            FAIL() << failed->error.message;
        }
        m_facts = std::get<protocol::ConnectionOpened>(event).facts;
        m_connection = m_facts.connection;
    }
    void connectPostgres(const Options& options = {}, std::uint16_t port = 0, const std::string& user = "postgres") {
        ASSERT_EQ(sharedPostgres().problem(), "");
        m_database = sharedPostgres().makeDatabase();
        protocol::ConnectionConfig config;
        config.connector = "postgres";
        config.host = sharedPostgres().host();
        config.port = port != 0 ? port : sharedPostgres().port();
        config.user = user;
        config.database = m_database;
        connect(config, options);
    }
    void connectMariadb(const Options& options = {}, const std::string& user = "root") {
        ASSERT_EQ(sharedMariadb().problem(), "");
        m_database = sharedMariadb().makeDatabase();
        protocol::ConnectionConfig config;
        config.connector = "mysql";
        config.host = sharedMariadb().host();
        config.port = sharedMariadb().port();
        config.user = user;
        config.database = m_database;
        connect(config, options);
    }
    void succeeds(const std::string& sql, std::uint64_t session = 1) {
        for (const protocol::StatementReport& each : reports(run(sql, session))) {
            EXPECT_FALSE(each.error) << sql << ": " << each.error->message;
        }
    }
    /// The first cell of a statement's result.
    [[nodiscard]] std::string valueOf(const std::string& sql, std::uint64_t session = 1) {
        const RequestId request = run(sql, session);
        const protocol::StatementReport ended = report(request);
        if (ended.error) {
            return "failed: " + ended.error->message;
        }
        const auto columns = m_log->await<protocol::ColumnsArrived>(request);
        const auto row = m_shelf->find(columns.result)->row(0);
        if (!row) {
            return "no row";
        }
        std::string text;
        appendCellText(text, row->batch->cell(row->row, 0));
        return text;
    }
    RequestId watch(std::uint64_t session = 1) {
        return send(protocol::WatchSessions{m_connection, SessionKey{session}});
    }
    void choose(TransactionMode mode, const std::string& isolation = {}) {
        const protocol::Event event =
            m_log->awaitLast(send(protocol::SetTransactionMode{m_connection, SessionKey{1}, mode, isolation}));
        EXPECT_TRUE(std::holds_alternative<protocol::TransactionModeSet>(event));
    }
    [[nodiscard]] protocol::TransactionEnded end(TransactionEnd how) {
        const protocol::Event event =
            m_log->awaitLast(send(protocol::EndTransaction{m_connection, SessionKey{1}, how}));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<protocol::TransactionEnded>(event);
    }
    [[nodiscard]] std::string sessionId(std::uint64_t session) {
        const auto listed =
            std::get<protocol::SessionsListed>(m_log->awaitLast(send(protocol::ListSessions{m_connection})));
        for (const protocol::SessionInfo& info : listed.list.sessions) {
            if (info.session == SessionKey{session}) {
                return info.serverSessionId;
            }
        }
        return "none";
    }

    protocol::ConnectionFacts m_facts;
    std::string m_database;
};

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

TEST_F(ServerSessions, OfPostgresWhoseNetworkIsCutAreToldWhileIdle) {
    ASSERT_EQ(sharedPostgres().problem(), "");
    support::FaultProxy proxy(sharedPostgres().port());
    connectPostgres({}, proxy.port());
    const RequestId watched = watch();
    succeeds("SET work_mem = '8MB'");
    proxy.reset();
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, std::vector<std::string>{"settings"});
    EXPECT_EQ(valueOf("SELECT 'again'"), "again");
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
    EXPECT_TRUE(m_facts.oneSession);
    const std::string id = valueOf("SELECT pg_backend_pid()", 1);
    EXPECT_EQ(valueOf("SELECT pg_backend_pid()", 2), id);
    EXPECT_EQ(valueOf("SELECT pg_backend_pid()", 3), id);
    EXPECT_TRUE(
        std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(send(protocol::ListSchemas{m_connection}))));
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

TEST_F(ServerSessions, OfMariadbThatDieWhileIdleAreTold) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("CREATE TEMPORARY TABLE t (a int); SET @a = 1");
    static_cast<void>(sharedMariadb().run("KILL " + sessionId(1)));
    EXPECT_EQ(m_log->await<SessionLost>(watched).lost, (std::vector<std::string>{"temporary tables", "settings"}));
    EXPECT_EQ(valueOf("SELECT 'again'"), "again");
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
