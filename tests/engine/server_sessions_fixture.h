// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/data/cell_text.h>

#include "engine_fixture.h"
#include "mysql/connector.h"
#include "postgres/connector.h"
#include "sqlite/connector.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace dbv::testing {

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
        settings.undo = m_undoLimits;
        settings.silentLimit = m_silentLimit;
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
        settings.builtIn.push_back({{.id = "sqlite",
                                     .displayName = "SQLite",
                                     .version = "1",
                                     .schemes = {"sqlite"},
                                     .fileExtensions = {},
                                     .defaultPort = 0},
                                    std::make_shared<sqlite::SqliteConnector>()});
        m_engine = std::make_unique<engine::Engine>(std::move(settings), *m_shelf);
        m_engine->connectSink([log = m_log](protocol::EventEnvelope event) { log->add(std::move(event)); });
    }
    using Options = std::map<std::string, std::string, std::less<>>;
    void connect(protocol::ConnectionConfig config, const Options& options) {
        config.options = options;
        config.safety = config.safety == Safety::Confirm ? m_safety : config.safety;
        const protocol::Event event = m_log->awaitLast(send(protocol::OpenConnection{{{}, std::move(config), {}}}));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            FAIL() << failed->error.message;
        }
        m_facts = std::get<protocol::ConnectionOpened>(event).facts;
        m_connection = m_facts.connection;
    }
    /// A database that is there already is `m_database`.
    [[nodiscard]] protocol::ConnectionConfig postgresConfig() {
        m_database = m_database.empty() ? sharedPostgres().makeDatabase() : m_database;
        protocol::ConnectionConfig config;
        config.connector = "postgres";
        config.host = sharedPostgres().host();
        config.port = sharedPostgres().port();
        config.user = "postgres";
        config.database = m_database;
        return config;
    }
    [[nodiscard]] protocol::ConnectionConfig mariadbConfig() {
        m_database = m_database.empty() ? sharedMariadb().makeDatabase() : m_database;
        protocol::ConnectionConfig config;
        config.connector = "mysql";
        config.host = sharedMariadb().host();
        config.port = sharedMariadb().port();
        config.user = "root";
        config.database = m_database;
        return config;
    }
    void connectPostgres(const Options& options = {}, std::uint16_t port = 0, const std::string& user = "postgres") {
        ASSERT_EQ(sharedPostgres().problem(), "");
        m_database.clear();
        protocol::ConnectionConfig config = postgresConfig();
        config.port = port != 0 ? port : config.port;
        config.user = user;
        connect(config, options);
    }
    void connectMariadb(const Options& options = {}, const std::string& user = "root") {
        ASSERT_EQ(sharedMariadb().problem(), "");
        m_database.clear();
        protocol::ConnectionConfig config = mariadbConfig();
        config.user = user;
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
    /// What is in a session, as its list tells.
    [[nodiscard]] std::string held(std::uint64_t session) {
        const auto listed =
            std::get<protocol::SessionsListed>(m_log->awaitLast(send(protocol::ListSessions{m_connection})));
        std::string all;
        for (const protocol::SessionInfo& info : listed.list.sessions) {
            for (const std::string& each : info.holds) {
                all += info.session == SessionKey{session} ? each + "; " : "";
            }
        }
        return all;
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
    engine::UndoLimits m_undoLimits;
    std::chrono::milliseconds m_silentLimit = std::chrono::hours(6);
};

} // namespace dbv::testing
