// SPDX-License-Identifier: Apache-2.0
// pgbouncer between here and the server: what does not stay is not relied on, and said.
#include <algorithm>
#include <future>

#include "postgres_fixture.h"
#include "support/fault_proxy.h"
#include "support/pgbouncer.h"

namespace dbv::conformance {

class PostgresPoolers : public PostgresTest {
protected:
    [[nodiscard]] ConnectParams through(const support::PgBouncer& pooler) const {
        EXPECT_EQ(pooler.problem(), "");
        ConnectParams params = this->params();
        params.port = pooler.port();
        return params;
    }
    static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params) {
        postgres::PostgresConnector connector;
        return openSession(connector, params, {});
    }
    static bool tells(const Session& session, std::string_view part) {
        return std::ranges::any_of(session.facts().notices,
                                   [&](const Notice& each) { return each.message.find(part) != std::string::npos; });
    }
    static std::string valueOf(Session& session, std::string_view sql) {
        const auto result = runAll(session, sql);
        if (!result) {
            ADD_FAILURE() << sql << ": " << result.error().message;
            return {};
        }
        return result->rows.size() == 1 ? result->rows[0][0].text.value_or("NULL") : "no value";
    }
};

TEST_F(PostgresPoolers, TransactionModeIsFoundOutAndSaid) {
    const support::PgBouncer pooler(server(), {});
    const auto session = open(through(pooler));
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::No);
    EXPECT_EQ(session->facts().capabilities.cancel, Ability::Yes);
    EXPECT_TRUE(tells(*session, "A pooler stands between"));
    EXPECT_EQ(session->facts().serverSessionId, "");
    EXPECT_EQ(valueOf(*session, "SELECT 42"), "42");
}

TEST_F(PostgresPoolers, InThePlaceOfAKnownServerAreFoundOutAsWell) {
    const support::PgBouncer pooler(server(), {});
    support::FaultProxy proxy(server().port());
    ConnectParams params = through(pooler);
    params.host = proxy.host();
    params.port = proxy.port();
    postgres::PostgresConnector connector;
    for (int i = 0; i < 2; ++i) {
        const auto direct = openSession(connector, params, {});
        ASSERT_TRUE(direct) << direct.error().message;
        EXPECT_EQ((*direct)->facts().capabilities.sessionState, Ability::Yes);
    }
    proxy.setServer(pooler.port());
    const auto pooled = openSession(connector, params, {});
    ASSERT_TRUE(pooled) << pooled.error().message;
    EXPECT_EQ((*pooled)->facts().capabilities.sessionState, Ability::No);
    EXPECT_TRUE(tells(**pooled, "A pooler stands between"));
}

TEST_F(PostgresPoolers, SessionModeKeepsWhatIsSet) {
    const support::PgBouncer pooler(server(), {.poolMode = "session"});
    ConnectParams params = through(pooler);
    params.options["search_path"] = "pg_catalog";
    params.safety = Safety::ReadOnly;
    const auto session = open(params);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::Yes);
    EXPECT_EQ(session->facts().capabilities.readOnly, Ability::Yes);
    EXPECT_EQ(session->facts().serverSessionId, valueOf(*session, "SELECT pg_backend_pid()"));
    EXPECT_EQ(valueOf(*session, "SHOW search_path"), "pg_catalog");
    EXPECT_TRUE(session->facts().notices.empty());
}

TEST_F(PostgresPoolers, APoolWithoutRoomForAProbeIsNotGuessedAbout) {
    const support::PgBouncer pooler(server(), {.poolMode = "session", .poolSize = 1});
    const auto session = open(through(pooler));
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::Untried);
    EXPECT_TRUE(tells(*session, "could not be found out"));
    EXPECT_EQ(valueOf(*session, "SELECT 42"), "42");
}

TEST_F(PostgresPoolers, OfOneProcessForAllTransactionModeIsFoundOutAsWell) {
    const support::PgBouncer pooler(server(), {.poolSize = 1});
    const auto session = open(through(pooler));
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.sessionState, Ability::No);
}

TEST_F(PostgresPoolers, WhatWouldNotStayIsRefusedBeforeItIsSent) {
    const support::PgBouncer pooler(server(), {});
    const auto session = open(through(pooler));
    ASSERT_NE(session, nullptr);
    for (const char* sql : {"SET search_path = other", "SET SESSION work_mem = '1MB'", "RESET ALL", "LISTEN news",
                            "PREPARE p AS SELECT 1", "CREATE TEMP TABLE t (a int)", "DISCARD ALL",
                            "/* now */ create temporary table t (a int)", "SELECT pg_advisory_lock(1)"}) {
        const auto refused = runAll(*session, sql);
        ASSERT_FALSE(refused) << sql;
        EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported) << sql;
        EXPECT_EQ(refused.error().damage, Damage::None) << sql;
        EXPECT_NE(refused.error().message.find("was not sent"), std::string::npos) << refused.error().message;
        EXPECT_NE(refused.error().hint.find("connect to the server itself"), std::string::npos);
    }
    EXPECT_EQ(server().log().find("LISTEN news"), std::string::npos);
    for (const char* sql : {"BEGIN", "SET LOCAL search_path = pg_catalog", "SELECT pg_advisory_xact_lock(1)", "COMMIT",
                            "SET TimeZone = 'UTC'", "SELECT 'SET search_path'"}) {
        const auto done = runAll(*session, sql);
        EXPECT_TRUE(done) << sql << ": " << done.error().message;
    }
    // The catalogue is read as anywhere else.
    EXPECT_TRUE(session->catalog().objects("public", ObjectScope::All));
}

TEST_F(PostgresPoolers, ReadingOnlyHoldsOnEveryProcessAndStaysOnNone) {
    run("CREATE TABLE t (a int)");
    run("CREATE FUNCTION sly() RETURNS int LANGUAGE sql AS 'INSERT INTO t VALUES (1) RETURNING a'");
    const std::size_t before = server().log().size();
    const support::PgBouncer pooler(server(), {.poolSize = 2});
    ConnectParams reading = through(pooler);
    reading.safety = Safety::ReadOnly;
    const auto reader = open(reading);
    ASSERT_NE(reader, nullptr);
    EXPECT_EQ(reader->facts().capabilities.readOnly, Ability::Yes);
    const auto writer = open(through(pooler));
    ASSERT_NE(writer, nullptr);
    for (int i = 0; i < 3; ++i) {
        const auto refused = runAll(*reader, "SELECT sly()");
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::RefusedReadOnly) << refused.error().message;
        EXPECT_EQ(refused.error().damage, Damage::Statement);
        EXPECT_EQ(reader->transactionState(), TransactionState::None);
        // Whoever gets the same process next may write.
        EXPECT_EQ(valueOf(*writer, "SELECT sly()"), "1");
        EXPECT_EQ(valueOf(*reader, "SELECT count(*) FROM t"), std::to_string(i + 1));
    }
    ASSERT_TRUE(runAll(*reader, "BEGIN"));
    EXPECT_EQ(reader->transactionState(), TransactionState::Open);
    EXPECT_EQ(runAll(*reader, "SELECT sly()").error().kind, ErrorKind::RefusedReadOnly);
    EXPECT_EQ(reader->transactionState(), TransactionState::Failed);
    ASSERT_TRUE(runAll(*reader, "ROLLBACK"));
    EXPECT_EQ(reader->transactionState(), TransactionState::None);
    EXPECT_EQ(server().log().find("SET SESSION default_transaction_read_only", before), std::string::npos)
        << "a process that serves others was changed";
}

TEST_F(PostgresPoolers, AResultThatIsLeftEarlyLeavesNoTransaction) {
    const support::PgBouncer pooler(server(), {});
    ConnectParams reading = through(pooler);
    reading.safety = Safety::ReadOnly;
    const auto session = open(reading);
    ASSERT_NE(session, nullptr);
    {
        const auto cursor =
            session->execute({"SELECT i, repeat('x', 1000) FROM generate_series(1, 3000000) i", {}, {}});
        ASSERT_TRUE(cursor);
        StringStore store;
        RowBatchBuilder rows(2, {.rows = 10, .bytes = std::size_t{1} << 20U}, store);
        ASSERT_TRUE((*cursor)->fetch(rows));
        EXPECT_EQ(session->transactionState(), TransactionState::None);
        ASSERT_TRUE((*cursor)->end());
    }
    EXPECT_EQ(
        server().run("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND datname = '" +
                     database() + "'"),
        "0");
    EXPECT_EQ(valueOf(*session, "SELECT 42"), "42");
}

TEST_F(PostgresPoolers, AStopReachesTheProcessThatRunsTheStatement) {
    const support::PgBouncer pooler(server(), {});
    for (const Safety safety : {Safety::Off, Safety::ReadOnly}) {
        ConnectParams params = through(pooler);
        params.safety = safety;
        const auto session = open(params);
        ASSERT_NE(session, nullptr);
        auto running = std::async(std::launch::async, [&] { return runAll(*session, "SELECT pg_sleep(3600)"); });
        while (running.wait_for(std::chrono::milliseconds(5)) != std::future_status::ready) {
            static_cast<void>(session->canceller()->cancel().has_value());
        }
        EXPECT_EQ(running.get().error().kind, ErrorKind::Cancelled);
        const Result<void> recovered = session->recover();
        ASSERT_TRUE(recovered) << recovered.error().message;
        EXPECT_EQ(session->transactionState(), TransactionState::None);
        EXPECT_EQ(valueOf(*session, "SELECT 42"), "42");
    }
}

TEST_F(PostgresPoolers, AStatementIsJudgedAndRunOnOneProcess) {
    const support::PgBouncer pooler(server(), {.poolSize = 2});
    const auto session = open(through(pooler));
    ASSERT_NE(session, nullptr);
    const auto rows = runAll(*session, StatementText{.sql = "SELECT 1 AS a", .mustReturnRows = true});
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->columns.at(0).name, "a");
    EXPECT_EQ(session->transactionState(), TransactionState::None);
    const auto none = runAll(*session, StatementText{.sql = "CREATE TABLE t (a int)", .mustReturnRows = true});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(session->transactionState(), TransactionState::None);
}

TEST_F(PostgresPoolers, SettingsThatCanNotBeKeptAreToldOrStopTheOpening) {
    const support::PgBouncer pooler(server(), {});
    ConnectParams params = through(pooler);
    params.options["statement_timeout"] = "5000";
    const auto session = open(params);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(session->facts().capabilities.statementTimeout, Ability::No);
    EXPECT_TRUE(tells(*session, "statement timeout does not hold"));
    params.options["search_path"] = "pg_catalog";
    const auto refused = tryOpen(params);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(refused.error().message.find("unsupported startup parameter"), std::string::npos)
        << refused.error().message;
    ConnectParams starting = through(pooler);
    starting.options["startupSql"] = "SET work_mem = '1MB'";
    EXPECT_EQ(tryOpen(starting).error().kind, ErrorKind::Unsupported);
}

} // namespace dbv::conformance
