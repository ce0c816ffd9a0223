// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "engine/engine.h"
#include "support/event_log.h"
#include "support/fake_connector.h"

namespace dbv::testing {

using protocol::QueryFinished;
using protocol::RequestFailed;

/// A result of one column with this many rows.
inline FakeStatement rowsOf(std::uint64_t rows) {
    return {.columns = 1, .rows = rows};
}

/// An engine with one connector, whose server does what the test says. One connection is open.
class EngineTest : public ::testing::Test {
protected:
    void SetUp() override {
        start();
        m_connection = open();
    }
    void TearDown() override {
        m_engine.reset();
        EXPECT_EQ(m_server->violations(), std::vector<std::string>());
        EXPECT_EQ(m_server->sessionsOpen(), 0);
    }
    void start(std::chrono::milliseconds parkedLimit = std::chrono::minutes(10)) {
        engine::EngineSettings settings;
        settings.dataDirectory = m_folder.path().toStdString();
        settings.parkedLimit = parkedLimit;
        settings.manners = m_manners;
        settings.connectorFolders = m_connectorFolders;
        settings.maxSessions = m_maxSessions;
        settings.builtIn.push_back({{.id = "fake",
                                     .displayName = "Fake",
                                     .version = "1",
                                     .schemes = {"fake"},
                                     .fileExtensions = {},
                                     .defaultPort = m_defaultPort},
                                    std::make_shared<FakeConnector>(m_server)});
        m_engine = std::make_unique<engine::Engine>(std::move(settings), *m_shelf);
        m_engine->connectSink([log = m_log](protocol::EventEnvelope event) { log->add(std::move(event)); });
    }
    /// Sends a command; the answer is in the log.
    RequestId send(protocol::Command command) {
        const RequestId id{++m_lastRequest};
        m_engine->post({id, std::move(command)});
        return id;
    }
    /// Starts again, with a budget of sessions and other manners towards idle ones.
    void restart(std::size_t maxSessions, engine::SessionManners manners = {}) {
        m_maxSessions = maxSessions;
        m_manners = manners;
        m_engine.reset();
        start();
        m_connection = open();
    }
    [[nodiscard]] ConnectionId open() {
        protocol::OpenConnection command;
        command.target.config.connector = "fake";
        command.target.config.database = "db";
        command.target.config.safety = m_safety;
        const protocol::Event event = m_log->awaitLast(send(std::move(command)));
        const auto* opened = std::get_if<protocol::ConnectionOpened>(&event);
        EXPECT_NE(opened, nullptr);
        return opened != nullptr ? opened->facts.connection : ConnectionId{};
    }
    [[nodiscard]] protocol::RunQuery query(std::string sql, std::uint64_t session = 1) const {
        protocol::RunQuery run;
        run.connection = m_connection;
        run.session = SessionKey{session};
        run.sql = std::move(sql);
        return run;
    }
    RequestId run(std::string sql, std::uint64_t session = 1) { return send(query(std::move(sql), session)); }
    RequestId runWithCredit(std::string sql, std::uint64_t credit, std::uint64_t session = 1, bool yields = true) {
        protocol::RunQuery command = query(std::move(sql), session);
        command.credit = credit;
        command.yields = yields;
        return send(std::move(command));
    }
    /// Exports what a statement returns.
    RequestId exportRows(std::string sql) {
        protocol::ExportRows command;
        command.connection = m_connection;
        command.source.sql = std::move(sql);
        command.path = m_folder.filePath(QStringLiteral("out.csv")).toStdString();
        return send(std::move(command));
    }
    RequestId cancel(RequestId target) { return send(protocol::CancelRequest{target}); }
    /// The reports of a script that was run to its end.
    [[nodiscard]] std::vector<protocol::StatementReport> reports(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* finished = std::get_if<QueryFinished>(&event);
        if (finished == nullptr) {
            ADD_FAILURE() << "the run failed: " << std::get<RequestFailed>(event).error.message;
            return {};
        }
        std::vector<protocol::StatementReport> all;
        for (protocol::StatementFinished& ended : m_log->all<protocol::StatementFinished>(request)) {
            all.push_back(std::move(ended.report));
        }
        EXPECT_EQ(finished->statements, all.size());
        return all;
    }
    /// The report of a script of one statement.
    [[nodiscard]] protocol::StatementReport report(RequestId request) {
        const auto all = reports(request);
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? protocol::StatementReport() : all.front();
    }
    [[nodiscard]] Error failure(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* failed = std::get_if<RequestFailed>(&event);
        EXPECT_NE(failed, nullptr);
        return failed != nullptr ? failed->error : Error();
    }
    [[nodiscard]] bool wasCancelled(RequestId cancelRequest) {
        return std::get<protocol::CancelConfirmed>(m_log->awaitLast(cancelRequest)).cancelled;
    }
    /// The number of rows that the spool of a run's first result holds.
    [[nodiscard]] std::uint64_t keptRows(RequestId request) {
        const auto columns = m_log->await<protocol::ColumnsArrived>(request);
        return m_shelf->find(columns.result)->rowCount();
    }
    void begin(std::shared_ptr<results::SpoolBudget> budget) {
        m_budget = std::move(budget);
        m_shelf = std::make_unique<results::ResultShelf>(m_budget, std::make_shared<results::SpoolWriter>(m_budget));
    }
    EngineTest() {
        begin(std::make_shared<results::SpoolBudget>(std::uint64_t{64} << 20U, std::uint64_t{1} << 30U,
                                                     std::filesystem::path(m_folder.path().toStdString())));
    }

    QTemporaryDir m_folder;
    std::shared_ptr<FakeServer> m_server = std::make_shared<FakeServer>();
    std::shared_ptr<EventLog> m_log = std::make_shared<EventLog>();
    std::shared_ptr<results::SpoolBudget> m_budget;
    std::unique_ptr<results::ResultShelf> m_shelf;
    std::unique_ptr<engine::Engine> m_engine;
    engine::SessionManners m_manners;
    std::vector<std::filesystem::path> m_connectorFolders;
    /// The scripted server's statements are none that a safety knows.
    Safety m_safety = Safety::Off;
    std::size_t m_maxSessions = 0;
    /// Of the connector; with one it is a server's.
    std::uint16_t m_defaultPort = 0;
    ConnectionId m_connection;
    std::uint64_t m_lastRequest = 0;
};

/// A statement that ends only by a cancel.
inline FakeStatement endless() {
    return {.columns = 1, .endless = true};
}

} // namespace dbv::testing
