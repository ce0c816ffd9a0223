// SPDX-License-Identifier: Apache-2.0
// Real servers that are killed and started again under open connections: what the tab is told, how long it takes until it
// works again, and from the server's own log that nothing ran twice.
#include <filesystem>
#include <iostream>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include <QTemporaryDir>

#include <dbv/data/cell_text.h>

#include "engine/engine.h"
#include "mortal_server.h"
#include "support/event_log.h"
#include "support/fault_proxy.h"

namespace dbv::testing {

namespace {

/// How often a server's log tells of a statement that was run. A prepared one is there twice: that it was read, and that it ran.
std::size_t timesIn(const std::string& log, const std::string& sql) {
    std::istringstream lines(log);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        const bool ran = line.find(sql) != std::string::npos && line.find(" Prepare\t") == std::string::npos;
        count += ran ? 1 : 0;
    }
    return count;
}

} // namespace

class Restart : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        if (GetParam() == "Postgres") {
            m_server = std::make_unique<MortalPostgres>();
        } else {
            m_server = std::make_unique<MortalMariadb>();
        }
        ASSERT_EQ(m_server->problem(), "");
        engine::EngineSettings settings;
        settings.dataDirectory = m_folder.path().toStdString();
        settings.builtIn.push_back(
            {{.id = "it", .displayName = "It", .version = "1", .schemes = {"it"}, .defaultPort = 1},
             m_server->connector()});
        m_engine = std::make_unique<engine::Engine>(std::move(settings), *m_shelf);
        m_engine->connectSink([log = m_log](protocol::EventEnvelope event) { log->add(std::move(event)); });
        m_connection = open(m_server->port());
    }
    void TearDown() override {
        std::cout << "restart | " << GetParam() << " | "
                  << ::testing::UnitTest::GetInstance()->current_test_info()->name() << " | " << m_said << "\n";
        m_engine.reset();
    }
    RequestId send(protocol::Command command) {
        const RequestId id{++m_lastRequest};
        m_engine->post({id, std::move(command)});
        return id;
    }
    [[nodiscard]] ConnectionId open(std::uint16_t port) {
        protocol::OpenConnection command;
        protocol::ConnectionConfig& config = command.target.config;
        config.connector = "it";
        config.host = "127.0.0.1";
        config.port = port;
        config.user = m_server->user();
        config.database = "home";
        config.options["startupSql"] = m_server->startupSql();
        const protocol::Event event = m_log->awaitLast(send(std::move(command)));
        if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<protocol::ConnectionOpened>(event).facts.connection;
    }
    RequestId start(std::string sql) {
        protocol::RunQuery query;
        query.connection = m_connection;
        query.session = SessionKey{1};
        query.sql = std::move(sql);
        return send(std::move(query));
    }
    /// What came of a statement: its error, or that of the whole request.
    [[nodiscard]] std::optional<Error> errorOf(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            return failed->error;
        }
        const auto& last = std::get<protocol::QueryFinished>(event).last;
        return last ? last->error : std::nullopt;
    }
    void mustRun(const std::string& sql) {
        const std::optional<Error> error = errorOf(start(sql));
        EXPECT_FALSE(error) << sql << ": " << error->message;
    }
    [[nodiscard]] std::string warningOf(RequestId request) {
        for (const auto& raised : m_log->all<protocol::NoticeRaised>(request)) {
            if (raised.notice.severity == "warning") {
                return raised.notice.message;
            }
        }
        return {};
    }
    /// The first value of a statement's result.
    [[nodiscard]] std::string valueOf(RequestId request) {
        EXPECT_FALSE(errorOf(request));
        const auto columns = m_log->all<protocol::ColumnsArrived>(request);
        if (columns.empty()) {
            return "no result";
        }
        std::string text;
        if (const auto row = m_shelf->find(columns.front().result)->tryRow(0)) {
            appendCellText(text, row->batch->cell(row->row, 0));
        }
        return text;
    }
    /// Runs a statement until it works, and tells how long that took since the server was back. Each try has another text, so
    /// that the log shows each.
    RequestId recover(const std::string& sql) {
        const auto back = std::chrono::steady_clock::now();
        const RequestId request = start(sql);
        static_cast<void>(m_log->awaitLast(request));
        const double took = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - back).count();
        RecordProperty("recoveryMs", std::to_string(took));
        m_said += "recovered in " + std::to_string(took) + " ms; ";
        return request;
    }
    [[nodiscard]] std::size_t timesSent(const std::string& sql) const { return timesIn(m_server->log(), sql); }
    /// A change that does not end by itself.
    [[nodiscard]] static std::string slowChange() {
        return GetParam() == "Postgres" ? "INSERT INTO kept SELECT 1 FROM pg_sleep(600)"
                                        : "INSERT INTO kept SELECT SLEEP(600)";
    }
    /// Until the server has it.
    [[nodiscard]] RequestId startAndAwait(const std::string& sql) {
        const RequestId running = start(sql);
        while (timesSent(sql) == 0) {
            std::this_thread::yield();
        }
        return running;
    }
    void expectInDoubt(RequestId running) {
        const std::optional<Error> lost = errorOf(running);
        ASSERT_TRUE(lost);
        m_said += lost->message + (lost->inDoubt ? " (in doubt) " : " ");
        EXPECT_EQ(lost->kind, ErrorKind::ConnectionLost);
        EXPECT_TRUE(lost->inDoubt);
        EXPECT_EQ(lost->damage, Damage::Session);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<MortalServer> m_server;
    std::shared_ptr<EventLog> m_log = std::make_shared<EventLog>();
    std::shared_ptr<results::SpoolBudget> m_budget = std::make_shared<results::SpoolBudget>(
        std::uint64_t{64} << 20U, std::uint64_t{1} << 30U, std::filesystem::path(m_folder.path().toStdString()));
    std::unique_ptr<results::ResultShelf> m_shelf =
        std::make_unique<results::ResultShelf>(m_budget, std::make_shared<results::SpoolWriter>(m_budget));
    std::unique_ptr<engine::Engine> m_engine;
    ConnectionId m_connection;
    std::uint64_t m_lastRequest = 0;
    /// What the user has read, for the report.
    std::string m_said;
};

TEST_P(Restart, WhileIdleIsMendedByTheNextUse) {
    mustRun("CREATE TABLE kept (a int)");
    mustRun("CREATE TEMPORARY TABLE fleeting (a int)");
    m_server->crash();
    m_server->start();
    // What may have been meant for the temporary table does not run without it.
    const std::optional<Error> missed = errorOf(start("INSERT INTO kept VALUES (4710)"));
    ASSERT_TRUE(missed);
    m_said += missed->message + " ";
    EXPECT_FALSE(missed->inDoubt);
    EXPECT_NE(missed->message.find("temporary tables"), std::string::npos) << missed->message;
    EXPECT_EQ(timesSent("VALUES (4710)"), 0U);
    const RequestId next = recover("INSERT INTO kept VALUES (4711)");
    EXPECT_FALSE(errorOf(next));
    const std::string told = warningOf(next);
    m_said += told;
    EXPECT_NE(told.find("opened again"), std::string::npos) << told;
    EXPECT_NE(told.find("temporary tables"), std::string::npos) << told;
    EXPECT_TRUE(valueOf(start(m_server->showsState())).starts_with("started up, home, own"));
    EXPECT_TRUE(errorOf(start("SELECT * FROM fleeting")));
    EXPECT_EQ(valueOf(start("SELECT count(*) FROM kept")), "1");
    EXPECT_EQ(timesSent("INSERT INTO kept VALUES (4711)"), 1U);
}

TEST_P(Restart, InATransactionIsToldAndTheNextStatementNotRunWithoutIt) {
    mustRun("CREATE TABLE kept (a int)");
    mustRun("BEGIN");
    mustRun("INSERT INTO kept VALUES (4711)");
    m_server->crash();
    m_server->start();
    const std::optional<Error> lost = errorOf(start("INSERT INTO kept VALUES (4712)"));
    ASSERT_TRUE(lost);
    m_said += lost->message + " ";
    EXPECT_EQ(lost->kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(lost->inDoubt);
    EXPECT_NE(lost->message.find("open transaction"), std::string::npos) << lost->message;
    EXPECT_EQ(timesSent("VALUES (4712)"), 0U);
    const RequestId next = recover("SELECT count(*) FROM kept");
    EXPECT_EQ(valueOf(next), "0");
    m_said += warningOf(next);
    EXPECT_EQ(timesSent("INSERT INTO kept VALUES (4711)"), 1U);
}

TEST_P(Restart, ThatTakesItsTimeIsAnErrorUntilTheServerIsBack) {
    mustRun("CREATE TABLE kept (a int)");
    m_server->crash();
    const std::optional<Error> down = errorOf(start("INSERT INTO kept VALUES (1)"));
    ASSERT_TRUE(down);
    m_said += down->message + " ";
    EXPECT_EQ(down->kind, ErrorKind::ConnectionFailed);
    EXPECT_FALSE(down->inDoubt);
    EXPECT_FALSE(down->hint.empty());
    m_server->start();
    const RequestId next = recover("INSERT INTO kept VALUES (2)");
    EXPECT_FALSE(errorOf(next));
    m_said += warningOf(next);
    EXPECT_NE(warningOf(next).find("opened again"), std::string::npos);
    EXPECT_EQ(timesSent("VALUES (1)"), 0U);
    EXPECT_EQ(timesSent("VALUES (2)"), 1U);
}

TEST_P(Restart, WhileAStatementRunsLeavesItInDoubtAndSendsItOnce) {
    mustRun("CREATE TABLE kept (a int)");
    const std::string slow = slowChange();
    const RequestId running = startAndAwait(slow);
    m_server->crash();
    expectInDoubt(running);
    m_server->start();
    const RequestId next = recover("SELECT count(*) FROM kept");
    EXPECT_EQ(valueOf(next), "0");
    m_said += warningOf(next);
    EXPECT_EQ(timesSent(slow), 1U);
}

TEST_P(Restart, BetweenCommitAndItsAnswerLeavesTheOutcomeUnknown) {
    support::FaultProxy proxy(m_server->port());
    m_connection = open(proxy.port());
    mustRun("CREATE TABLE kept (a int)");
    mustRun("BEGIN");
    mustRun("INSERT INTO kept VALUES (4711)");
    proxy.setFaults(support::ProxyDirection::ToClient, {.swallow = true});
    const RequestId committing = start("COMMIT /* the one */");
    while (m_server->run("SELECT count(*) FROM kept") != "1") {
    }
    proxy.reset();
    const std::optional<Error> lost = errorOf(committing);
    ASSERT_TRUE(lost);
    m_said += lost->message + (lost->inDoubt ? " (in doubt) " : " ");
    EXPECT_EQ(lost->kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(lost->inDoubt);
    proxy.setFaults(support::ProxyDirection::ToClient, {});
    const RequestId next = recover("SELECT count(*) FROM kept");
    EXPECT_EQ(valueOf(next), "1");
    m_said += warningOf(next);
    EXPECT_EQ(timesSent("COMMIT /* the one */"), 1U);
    EXPECT_EQ(timesSent("INSERT INTO kept VALUES (4711)"), 1U);
}

TEST_P(Restart, WhileRowsStreamKeepsThoseThatCame) {
    const bool isPostgres = GetParam() == "Postgres";
    const std::string many = isPostgres ? "SELECT i, repeat('x', 1000) FROM generate_series(1, 100000000) i"
                                        : "SELECT seq, repeat('x', 1000) FROM " + support::MariadbServer::numbers(8);
    protocol::RunQuery query;
    query.connection = m_connection;
    query.session = SessionKey{1};
    query.sql = many;
    query.credit = 5000;
    query.yields = false;
    const RequestId streaming = send(std::move(query));
    static_cast<void>(m_log->await<protocol::RunParked>(streaming));
    m_server->crash();
    static_cast<void>(send(protocol::GrantRows{streaming, 100'000'000}));
    const std::optional<Error> lost = errorOf(streaming);
    ASSERT_TRUE(lost);
    m_said += lost->message + (lost->inDoubt ? " (in doubt) " : " ");
    EXPECT_EQ(lost->kind, ErrorKind::ConnectionLost);
    const auto columns = m_log->await<protocol::ColumnsArrived>(streaming);
    EXPECT_GE(m_shelf->find(columns.result)->rowCount(), 5000U);
    m_server->start();
    const RequestId next = recover("SELECT 1");
    EXPECT_FALSE(errorOf(next));
    m_said += warningOf(next);
    EXPECT_EQ(timesSent(many), 1U);
}

TEST_P(Restart, OfTheLineAloneWhileIdleIsMendedByTheNextUse) {
    support::FaultProxy proxy(m_server->port());
    m_connection = open(proxy.port());
    mustRun("CREATE TABLE kept (a int)");
    proxy.cut();
    const RequestId next = recover("INSERT INTO kept VALUES (4711)");
    EXPECT_FALSE(errorOf(next));
    m_said += warningOf(next);
    EXPECT_NE(warningOf(next).find("opened again"), std::string::npos) << warningOf(next);
    EXPECT_EQ(valueOf(start("SELECT count(*) FROM kept")), "1");
    EXPECT_EQ(timesSent("INSERT INTO kept VALUES (4711)"), 1U);
}

TEST_P(Restart, OfTheLineAloneUnderAChangeLeavesItInDoubtAndSendsItOnce) {
    support::FaultProxy proxy(m_server->port());
    m_connection = open(proxy.port());
    mustRun("CREATE TABLE kept (a int)");
    const std::string slow = slowChange();
    const RequestId running = startAndAwait(slow);
    proxy.reset();
    expectInDoubt(running);
    const RequestId next = recover("SELECT 'still there'");
    EXPECT_EQ(valueOf(next), "still there");
    m_said += warningOf(next);
    EXPECT_EQ(timesSent(slow), 1U);
}

TEST_P(Restart, OfNothingWhereTheLineFellSilentComesWithTheStop) {
    support::FaultProxy proxy(m_server->port());
    m_connection = open(proxy.port());
    mustRun("CREATE TABLE kept (a int)");
    // Half open: nothing comes back any more, not even the end; the server has it and does it.
    proxy.setFaults(support::ProxyDirection::ToClient, {.stallAfter = 0});
    const RequestId running = start("INSERT INTO kept VALUES (4711)");
    while (m_server->run("SELECT count(*) FROM kept") != "1") {
    }
    static_cast<void>(send(protocol::CancelRequest{running}));
    const std::optional<Error> lost = errorOf(running);
    ASSERT_TRUE(lost);
    m_said += lost->message + (lost->inDoubt ? " (in doubt) " : " ");
    EXPECT_EQ(lost->kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(lost->inDoubt);
    proxy.setFaults(support::ProxyDirection::ToClient, {});
    const RequestId next = recover("SELECT count(*) FROM kept");
    EXPECT_EQ(valueOf(next), "1");
    m_said += warningOf(next);
    EXPECT_EQ(timesSent("INSERT INTO kept VALUES (4711)"), 1U);
}

INSTANTIATE_TEST_SUITE_P(Each, Restart, ::testing::Values("Postgres", "MariaDb"),
                         [](const auto& each) { return each.param; });

} // namespace dbv::testing
