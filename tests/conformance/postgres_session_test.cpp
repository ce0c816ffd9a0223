// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <future>

#include "postgres_fixture.h"

namespace dbv::conformance {

class PostgresSessions : public PostgresTest {
protected:
    static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params) {
        postgres::PostgresConnector connector;
        return openSession(connector, params, {});
    }
};

TEST_F(PostgresSessions, SendNothingInAnotherEncodingThanTheyHave) {
    run("CREATE TABLE t (a text)");
    run("SET client_encoding TO 'LATIN1'");
    const auto refused = runAll(session(), "INSERT INTO t VALUES ('\u00e9')");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
    EXPECT_NE(refused.error().message.find("LATIN1"), std::string::npos) << refused.error().message;
    run("RESET client_encoding");
    run("INSERT INTO t VALUES ('\u00e9')");
    EXPECT_EQ(textOf("SELECT length(a) || encode(convert_to(a, 'UTF8'), 'hex') FROM t"), "1c3a9");
}

TEST_F(PostgresSessions, ShowTheBytesOfADatabaseWithoutAnEncodingAsTheyAre) {
    const std::string name = database() + "_bytes";
    server().run("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'");
    ConnectParams there = params();
    there.database = name;
    const auto bytes = open(there);
    ASSERT_NE(bytes, nullptr);
    ASSERT_TRUE(runAll(*bytes, "CREATE TABLE t (a text)"));
    ASSERT_TRUE(runAll(*bytes, "INSERT INTO t VALUES (E'caf\\xe9'), ('caf\u00e9')"));
    const auto shown = runAll(*bytes, "SELECT a FROM t ORDER BY length(a)");
    ASSERT_TRUE(shown) << shown.error().message;
    ASSERT_EQ(shown->rows.size(), 2U);
    EXPECT_EQ(shown->rows[0][0].text, "caf\xe9");
    EXPECT_EQ(shown->rows[1][0].text, "caf\u00e9");
    // Who asks for UTF-8 hears what the server says of it.
    there.options["client_encoding"] = "UTF8";
    const auto asked = open(there);
    ASSERT_NE(asked, nullptr);
    const auto refused = runAll(*asked, "SELECT a FROM t");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().sqlState, "22021");
}

TEST_F(PostgresSessions, TellTheirTransactionAsTheServerDoes) {
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    run("BEGIN");
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    EXPECT_EQ(failureOf("SELECT 1/0").damage, Damage::Transaction);
    EXPECT_EQ(session().transactionState(), TransactionState::Failed);
    EXPECT_EQ(failureOf("SELECT 1").sqlState, "25P02");
    run("ROLLBACK");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
    run("DO $$ BEGIN PERFORM 1; END $$");
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_F(PostgresSessions, KnowTheirServer) {
    const SessionFacts& facts = session().facts();
    EXPECT_EQ(facts.product, "PostgreSQL");
    EXPECT_TRUE(facts.serverVersion.starts_with("PostgreSQL 1")) << facts.serverVersion;
    EXPECT_EQ(facts.database, database());
    EXPECT_EQ(textOf("SELECT pg_backend_pid()::text"), facts.serverSessionId);
    EXPECT_EQ(textOf("SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"), "DB Visualizer");
    EXPECT_EQ(facts.tls, TlsFacts());
}

TEST_F(PostgresSessions, OfAServerThatIsKnownAskItNothingWhenTheyOpen) {
    postgres::PostgresConnector connector;
    const auto first = openSession(connector, params(), {});
    ASSERT_TRUE(first) << first.error().message;
    const auto second = openSession(connector, params(), {});
    ASSERT_TRUE(second) << second.error().message;
    const SessionFacts& facts = (*second)->facts();
    // Whatever it is asked stands there until the next.
    EXPECT_EQ(textOf("SELECT query FROM pg_stat_activity WHERE pid = " + facts.serverSessionId), "");
    EXPECT_EQ(facts.product, (*first)->facts().product);
    EXPECT_EQ(facts.serverVersion, (*first)->facts().serverVersion);
    EXPECT_EQ(facts.database, database());
    EXPECT_EQ(facts.capabilities, (*first)->facts().capabilities);
    EXPECT_NE(facts.serverSessionId, (*first)->facts().serverSessionId);
    // What was made since is known by name at its first statement.
    run("CREATE TYPE mood AS ENUM ('sad', 'happy')");
    const auto rows = runAll(**second, "SELECT 'sad'::mood, pg_backend_pid()::text");
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->columns.at(0).type, "mood");
    EXPECT_EQ(rows->rows.at(0).at(1), textValue(facts.serverSessionId));
}

TEST_F(PostgresSessions, GoThroughASocketAsWell) {
    ConnectParams local = params();
    local.host = server().socketFolder();
    const auto session = open(local);
    ASSERT_NE(session, nullptr);
    EXPECT_EQ(runAll(*session, "SELECT inet_server_addr()")->rows[0][0], Value());
}

TEST_F(PostgresSessions, StartWithTheirOwnSettingsAndComeBackToThem) {
    ConnectParams params = this->params();
    params.options["search_path"] = "\"a b\", public";
    params.options["statement_timeout"] = "12345";
    params.options["startupSql"] = "CREATE TEMP TABLE mine (a int); SET work_mem = '1MB'";
    const auto session = open(params);
    ASSERT_NE(session, nullptr);
    const auto value = [&](std::string_view sql) { return runAll(*session, sql)->rows[0][0].text; };
    EXPECT_EQ(value("SHOW search_path"), "\"a b\", public");
    EXPECT_EQ(value("SHOW statement_timeout"), "12345ms");
    EXPECT_EQ(value("SHOW work_mem"), "1MB");
    EXPECT_EQ(value("SELECT count(*) FROM mine"), "0");
    ASSERT_TRUE(runAll(*session, "SET search_path TO x"));
    ASSERT_TRUE(runAll(*session, "RESET search_path"));
    EXPECT_EQ(value("SHOW search_path"), "\"a b\", public");
    params.options["startupSql"] = "SELECT nonsense";
    const auto refused = tryOpen(params);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("start-up statements failed"), std::string::npos);
}

TEST_F(PostgresSessions, PassOnWhatTheServerSaysBesides) {
    const auto cursor =
        session().execute({"DO $$ BEGIN RAISE NOTICE 'one'; RAISE WARNING 'two' USING HINT = 'three'; END $$", {}, {}});
    ASSERT_TRUE(cursor);
    const std::vector<Notice> notices = (*cursor)->takeNotices();
    ASSERT_EQ(notices.size(), 2U);
    EXPECT_EQ(notices[0], (Notice{"notice", "one"}));
    EXPECT_EQ(notices[1], (Notice{"warning", "two\nthree"}));
}

TEST_F(PostgresSessions, AreNotFloodedByNotices) {
    const auto cursor =
        session().execute({"DO $$ BEGIN FOR i IN 1..5000 LOOP RAISE NOTICE 'n%', i; END LOOP; END $$", {}, {}});
    ASSERT_TRUE(cursor);
    const std::vector<Notice> notices = (*cursor)->takeNotices();
    ASSERT_EQ(notices.size(), 1001U);
    EXPECT_EQ(notices.back().message, "The server sent 4000 more notices, too many to keep.");
}

TEST_F(PostgresSessions, HearNotifications) {
    run("LISTEN \"my channel\"");
    const auto other = open(params());
    ASSERT_TRUE(runAll(*other, "NOTIFY \"my channel\", 'payload'"));
    run("SELECT 1");
    Result<std::vector<Notice>> heard = session().listen();
    ASSERT_TRUE(heard);
    ASSERT_EQ(heard->size(), 1U);
    EXPECT_EQ((*heard)[0].severity, "notification");
    EXPECT_EQ((*heard)[0].message,
              "Notification on \"my channel\" from process " + other->facts().serverSessionId + ": payload");
}

TEST_F(PostgresSessions, KeepWhatAStatementChangedWhoseRowsAreNotAllRead) {
    run("CREATE TABLE t (a int)");
    {
        const auto cursor = session().execute({"INSERT INTO t SELECT generate_series(1, 200000) RETURNING a", {}, {}});
        ASSERT_TRUE(cursor);
        ASSERT_TRUE((*cursor)->end());
        EXPECT_EQ((*cursor)->outcome(), (StatementOutcome{"INSERT", 200000}));
    }
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "200000");
}

TEST_F(PostgresSessions, StopAReadersRestAtTheServerButSpareATransaction) {
    const auto cursor = session().execute({"SELECT generate_series(1, 2000000000)", {}, {}});
    ASSERT_TRUE(cursor);
    ASSERT_TRUE((*cursor)->end());
    const std::vector<Notice> notices = (*cursor)->takeNotices();
    ASSERT_FALSE(notices.empty());
    EXPECT_NE(notices.back().message.find("stopped at the server"), std::string::npos);
    run("BEGIN");
    const auto inBlock = session().execute({"SELECT generate_series(1, 500000)", {}, {}});
    ASSERT_TRUE(inBlock);
    ASSERT_TRUE((*inBlock)->end());
    EXPECT_EQ(session().transactionState(), TransactionState::Open);
    run("COMMIT");
}

TEST_F(PostgresSessions, AreStoppedWhileTheyWaitForALock) {
    run("CREATE TABLE t (a int)");
    run("BEGIN");
    run("LOCK TABLE t");
    const auto other = open(params());
    auto blocked = std::async(std::launch::async, [&] { return runAll(*other, "SELECT * FROM t"); });
    ASSERT_TRUE(other->canceller()->cancel());
    const Result<ResultTable> result = blocked.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Cancelled);
    EXPECT_TRUE(other->recover());
    run("ROLLBACK");
    EXPECT_TRUE(runAll(*other, "SELECT * FROM t"));
}

TEST_F(PostgresSessions, ThatAreKilledSayThatTheStatementsEndIsNotKnown) {
    const auto victim = open(params());
    auto running = std::async(std::launch::async, [&] { return runAll(*victim, "SELECT pg_sleep(3600)"); });
    const std::string kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                             "WHERE query LIKE 'SELECT pg_sleep%' AND pid = " +
                             victim->facts().serverSessionId;
    while (run(kill).rows.empty()) {
    }
    const Result<ResultTable> result = running.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(result.error().damage, Damage::Session);
    EXPECT_TRUE(result.error().inDoubt);
    const Error next = runAll(*victim, "SELECT 1").error();
    EXPECT_EQ(next.kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(next.inDoubt);
    EXPECT_FALSE(victim->recover());
}

TEST_F(PostgresSessions, ThatAreKilledInATransactionSayThatItIsRolledBack) {
    run("CREATE TABLE t (a int)");
    const auto victim = open(params());
    ASSERT_TRUE(runAll(*victim, "BEGIN"));
    auto running = std::async(std::launch::async,
                              [&] { return runAll(*victim, "INSERT INTO t SELECT 4711 FROM pg_sleep(3600)"); });
    const std::string kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                             "WHERE query LIKE 'INSERT INTO t SELECT%' AND pid = " +
                             victim->facts().serverSessionId;
    while (run(kill).rows.empty()) {
    }
    const Result<ResultTable> result = running.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(result.error().inDoubt);
    EXPECT_NE(result.error().hint.find("rolls the open transaction back"), std::string::npos) << result.error().hint;
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresSessions, FindOutThatTheyWereEndedWhileIdle) {
    const auto victim = open(params());
    run("SELECT pg_terminate_backend(" + victim->facts().serverSessionId + ", 10000)");
    Result<std::vector<Notice>> heard = victim->listen();
    for (int i = 0; heard && i < 1000; ++i) {
        run("SELECT pg_sleep(0.01)");
        heard = victim->listen();
    }
    ASSERT_FALSE(heard);
    EXPECT_EQ(heard.error().kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(heard.error().inDoubt);
}

TEST_F(PostgresSessions, ThatReadOnlyDoNotWriteWhateverIsTried) {
    run("CREATE TABLE t (a int)");
    run("CREATE FUNCTION sneaky() RETURNS int LANGUAGE sql AS $$ INSERT INTO t VALUES (1) RETURNING a $$");
    run("CREATE FUNCTION lift() RETURNS text LANGUAGE sql AS "
        "$$ SELECT set_config('default_transaction_read_only', 'off', false) $$");
    ConnectParams params = this->params();
    params.safety = Safety::ReadOnly;
    const auto reader = open(params);
    ASSERT_NE(reader, nullptr);
    for (const std::string_view sql :
         {"INSERT INTO t VALUES (1)", "SELECT sneaky()", "WITH a AS (INSERT INTO t VALUES (1) RETURNING a) TABLE a",
          "BEGIN READ WRITE", "RESET ALL", "SET default_transaction_read_only = off"}) {
        const Result<ResultTable> result = runAll(*reader, sql);
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().kind, ErrorKind::RefusedReadOnly) << sql;
    }
    EXPECT_TRUE(runAll(*reader, "SELECT lift()"));
    EXPECT_FALSE(runAll(*reader, "SELECT sneaky()"));
    EXPECT_TRUE(runAll(*reader, "SELECT * FROM t"));
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresSessions, AskForAPasswordThatIsNotThereAndRefuseAWrongOne) {
    support::PostgresServer strict({.settings = {}, .hba = {"host all secret 127.0.0.1/32 scram-sha-256"}});
    ASSERT_EQ(strict.problem(), "");
    strict.run("CREATE ROLE secret LOGIN PASSWORD 'right'");
    const auto tryWith = [&](const std::string& password) {
        ConnectParams params;
        params.host = strict.host();
        params.port = strict.port();
        params.user = "secret";
        params.database = "postgres";
        params.password = Secret(password);
        return tryOpen(params);
    };
    EXPECT_TRUE(tryWith("right"));
    const auto wrong = tryWith("wrong");
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::AuthenticationFailed);
    EXPECT_EQ(wrong.error().sqlState, "28P01");
    const auto none = tryWith("");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::AuthenticationFailed);
    EXPECT_NE(none.error().message.find("asks for a password"), std::string::npos);
}

TEST_F(PostgresSessions, TakeTheFirstServerOfAListThatFits) {
    ConnectParams list = params();
    list.host = "127.0.0.1,127.0.0.1";
    list.port = 0;
    list.options["port"] = "1," + std::to_string(server().port());
    list.options["target_session_attrs"] = "read-write";
    EXPECT_TRUE(tryOpen(list));
    list.options["target_session_attrs"] = "standby";
    const auto none = tryOpen(list);
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::ConnectionFailed);
    list.options["target_session_attrs"] = "prefer-standby";
    EXPECT_TRUE(tryOpen(list));
}

TEST_F(PostgresSessions, TellWhatTheirUserMayDo) {
    const auto told = [](Session& of) {
        const Result<std::string> privileges = of.privileges(std::chrono::seconds(60), {});
        return privileges ? *privileges : privileges.error().message;
    };
    EXPECT_EQ(told(session()), "\"postgres\" is a superuser.");
    run("CREATE ROLE \"or'd\" LOGIN");
    ConnectParams params = this->params();
    params.user = "or'd";
    const auto nobody = open(params);
    ASSERT_NE(nobody, nullptr);
    EXPECT_EQ(told(*nobody), "\"or'd\" is no superuser and may create nothing here.");
    run("CREATE SCHEMA AUTHORIZATION \"or'd\"");
    run("ALTER ROLE \"or'd\" CREATEDB");
    run("ALTER ROLE \"or'd\" SET default_transaction_read_only = on");
    run("ALTER DATABASE " + database() + " OWNER TO \"or'd\"");
    const auto owner = open(params);
    ASSERT_NE(owner, nullptr);
    EXPECT_EQ(told(*owner), "\"or'd\" owns the database, may create schemas in the database, may create objects in the "
                            "schema \"or'd\", may create databases. Transactions are read-only unless they say "
                            "otherwise (default_transaction_read_only).");
    run("ALTER DATABASE " + database() + " OWNER TO postgres");
    run("DROP SCHEMA \"or'd\"");
    run("DROP ROLE \"or'd\"");
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = owner->privileges(std::chrono::seconds(60), stop.get_token());
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
}

TEST_F(PostgresSessions, CountTheRowsOfAResultWithoutColumns) {
    for (const std::int64_t rows : {0, 1, 70000}) {
        const std::string sql = "SELECT FROM generate_series(1, " + std::to_string(rows) + ")";
        const auto cursor = session().execute({sql, {}, {}});
        ASSERT_TRUE(cursor) << cursor.error().message;
        EXPECT_TRUE((*cursor)->columns().empty());
        ASSERT_TRUE((*cursor)->nextResult());
        ASSERT_TRUE((*cursor)->end());
        EXPECT_EQ((*cursor)->outcome().command, "SELECT");
        EXPECT_EQ((*cursor)->outcome().rowsWithoutColumns, rows);
    }
}

TEST_F(PostgresSessions, SayThatAFailedCommitHasEndedItsTransaction) {
    run("CREATE TABLE parent (id int PRIMARY KEY)");
    run("CREATE TABLE child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
    run("BEGIN");
    run("INSERT INTO child VALUES (1)");
    const Error error = failureOf("COMMIT");
    EXPECT_EQ(error.sqlState, "23503");
    EXPECT_EQ(error.damage, Damage::Transaction);
    EXPECT_NE(error.hint.find("unless it has ended"), std::string::npos) << error.hint;
    EXPECT_EQ(session().transactionState(), TransactionState::None);
}

TEST_F(PostgresSessions, KeepWhatWasSaidWhileAStatementFailedApartFromTheNext) {
    const Error error = failureOf("DO $$ BEGIN RAISE NOTICE 'nearly'; RAISE EXCEPTION 'no'; END $$");
    EXPECT_EQ(error.message, "no");
    const auto said = session().listen();
    ASSERT_TRUE(said) << said.error().message;
    EXPECT_EQ(*said, (std::vector<Notice>{{"notice", "nearly"}}));
    const auto next = session().execute({"SELECT 1", {}, {}});
    ASSERT_TRUE(next);
    EXPECT_TRUE((*next)->takeNotices().empty());
}

} // namespace dbv::conformance
