// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "postgres/connect_failure.h"
#include "postgres/errors.h"
#include "postgres/plain_login.h"
#include "postgres/read_only_guard.h"
#include "postgres/server_facts.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

struct ErrorRow {
    std::string_view state;
    ErrorKind kind;
    Damage damage;
    Damage inBlock;
};

constexpr ErrorRow kErrorRows[] = {
    {"42601", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
    {"42P01", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
    {"25006", ErrorKind::RefusedReadOnly, Damage::Statement, Damage::Transaction},
    {"25P02", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
    {"28P01", ErrorKind::AuthenticationFailed, Damage::Statement, Damage::Transaction},
    {"3D000", ErrorKind::NotFound, Damage::Statement, Damage::Transaction},
    {"40001", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
    {"40P01", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
    {"53100", ErrorKind::IoError, Damage::Statement, Damage::Transaction},
    {"53300", ErrorKind::Busy, Damage::Statement, Damage::Transaction},
    {"55P03", ErrorKind::Busy, Damage::Statement, Damage::Transaction},
    {"57014", ErrorKind::Cancelled, Damage::Statement, Damage::Transaction},
    {"57P01", ErrorKind::ConnectionLost, Damage::Session, Damage::Session},
    {"57P04", ErrorKind::ConnectionLost, Damage::Session, Damage::Session},
    {"08006", ErrorKind::ConnectionLost, Damage::Session, Damage::Session},
    {"58030", ErrorKind::IoError, Damage::Statement, Damage::Transaction},
    {"XX001", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
    {"", ErrorKind::SqlError, Damage::Statement, Damage::Transaction},
};

TEST(PostgresErrors, HaveOneMeaningForEachState) {
    for (const ErrorRow& row : kErrorRows) {
        SCOPED_TRACE(row.state);
        Failure failure;
        failure.sqlState = row.state;
        failure.message = "server's words";
        const Error error = errorFor(failure);
        EXPECT_EQ(error.kind, row.kind);
        EXPECT_EQ(error.damage, row.damage);
        EXPECT_EQ(error.message, "server's words");
        EXPECT_EQ(error.sqlState, row.state);
        EXPECT_EQ(error.detail.empty(), row.state.empty());
        failure.inBlock = true;
        EXPECT_EQ(errorFor(failure).damage, row.inBlock);
        EXPECT_FALSE(errorFor(failure).hint.empty() && row.inBlock == Damage::Transaction);
    }
}

TEST(PostgresErrors, TellATimeoutOfTheServerFromAStopByTheUser) {
    Failure failure;
    failure.sqlState = "57014";
    failure.message = "canceling statement due to statement timeout";
    EXPECT_EQ(errorFor(failure).kind, ErrorKind::TimedOut);
    failure.cancelAsked = true;
    EXPECT_EQ(errorFor(failure).kind, ErrorKind::Cancelled);
}

TEST(PostgresErrors, KeepTheServersDetailHintAndContext) {
    Failure failure{"23505", "duplicate key", "Key (a)=(1) already exists.", "Try another.", "COPY t, line 2", false,
                    false};
    const Error error = errorFor(failure);
    EXPECT_EQ(error.detail, "Key (a)=(1) already exists.\nCOPY t, line 2");
    EXPECT_EQ(error.hint, "Try another.");
}

Error explained(std::string_view message, std::string_view step, bool needsPassword = false) {
    return explainConnectMessage({"\"db\", port 5432", step, TlsMode::VerifyFull}, message, needsPassword);
}

TEST(PostgresConnectFailures, AreExplainedByTheServersStateInEveryLanguage) {
    const Error english =
        explained("connection to server at \"db\" (10.0.0.1), port 5432 failed: FATAL:  28P01: password "
                  "authentication failed for user \"x\"\nLOCATION:  auth_failed, auth.c:326\n",
                  "authenticate");
    EXPECT_EQ(english.kind, ErrorKind::AuthenticationFailed);
    EXPECT_EQ(english.message, "The server at \"db\", port 5432: password authentication failed for user \"x\".");
    EXPECT_EQ(english.sqlState, "28P01");
    const Error german = explained("Verbindung zum Server auf »db« fehlgeschlagen: VERSCHWUNDEN:  3D000: Datenbank »x« "
                                   "existiert nicht\nORT:  InitPostgres\n",
                                   "database");
    EXPECT_EQ(german.kind, ErrorKind::NotFound);
}

TEST(PostgresConnectFailures, NameTheNextStep) {
    struct Row {
        std::string_view message;
        std::string_view step;
        ErrorKind kind;
        std::string_view hint;
    };
    for (const Row& row : {
             Row{"connection to server failed: Connection refused\n\tIs the server running?", "tcp",
                 ErrorKind::ConnectionFailed, "port"},
             Row{"server does not support SSL, but SSL was required", "tls", ErrorKind::TlsFailed, "ssl = on"},
             Row{"SSL error: certificate verify failed", "tls", ErrorKind::TlsFailed, "authority"},
             Row{"server certificate for \"a\" does not match host name \"b\"", "tls", ErrorKind::TlsFailed, "name"},
             Row{"SSL error: certificate has expired", "tls", ErrorKind::TlsFailed, "new certificate"},
             Row{"received invalid response to SSL negotiation: X", "tls", ErrorKind::TlsFailed, "TLS"},
             Row{"fe_sendauth: no password supplied", "authenticate", ErrorKind::AuthenticationFailed, "user"},
             Row{"server closed the connection unexpectedly", "database", ErrorKind::ConnectionFailed, "log"},
             Row{"server closed the connection unexpectedly", "authenticate", ErrorKind::ConnectionFailed, "log"},
             Row{"FATAL:  42501: permission denied for database\nDETAIL:  No right.", "database",
                 ErrorKind::ConnectionFailed, "GRANT CONNECT"},
         }) {
        SCOPED_TRACE(row.message);
        const Error error = explained(row.message, row.step);
        EXPECT_EQ(error.kind, row.kind);
        EXPECT_NE(error.hint.find(row.hint), std::string::npos) << error.hint;
        EXPECT_EQ(error.message.find('\n'), std::string::npos);
    }
    EXPECT_NE(explained("fe_sendauth: no password supplied", "authenticate", true).message.find("asks for a password"),
              std::string::npos);
}

TEST(PostgresConnectFailures, SayThatSomethingElseListensThere) {
    for (const std::string_view said :
         {"connection to server at \"db\" (10.0.0.1), port 5432 failed: \x7F\xFF\xFF\xFFR\n",
          "connection to server at \"db\" (10.0.0.1), port 5432 failed: H\x01TTP\nHost: a\n"}) {
        const Error error = explained(said, "authenticate");
        EXPECT_EQ(error.kind, ErrorKind::ConnectionFailed);
        EXPECT_EQ(error.message,
                  "What listens at \"db\", port 5432 does not speak like a PostgreSQL server: its answer "
                  "can not be read.");
        EXPECT_NE(error.hint.find("host and port"), std::string::npos) << error.hint;
    }
    // As a server says that it could not even begin.
    EXPECT_EQ(
        explained("connection to server failed: could not fork new process for connection\n", "authenticate").message,
        "The server at \"db\", port 5432: could not fork new process for connection.");
}

TEST(PostgresConnectFailures, SayThatAnAnswerCouldNotBeRead) {
    for (const std::string_view nothing :
         {"", "\n", "connection to server at \"db\" (10.0.0.1), port 5432 failed: \n",
          "connection to server at \"db\" (10.0.0.1), port 5432 failed: received invalid error message\n"}) {
        const Error error = explained(nothing, "authenticate");
        EXPECT_EQ(error.kind, ErrorKind::ConnectionFailed);
        EXPECT_NE(error.message.find("can not be read"), std::string::npos) << error.message;
        EXPECT_NE(error.hint.find("log"), std::string::npos);
    }
    EXPECT_NE(explained("fe_sendauth: \n", "authenticate", true).message.find("asks for a password"),
              std::string::npos);
}

TEST(PostgresText, KnowsWhereATokenEnds) {
    const auto token = [](std::string_view text) { return std::string(text.substr(0, endOfToken(text, 0))); };
    EXPECT_EQ(token("'it''s' x"), "'it''s'");
    EXPECT_EQ(token("E'a\\'b' x"), "E'a\\'b'");
    EXPECT_EQ(token("$a$ ; $$ $a$ x"), "$a$ ; $$ $a$");
    EXPECT_EQ(token("$1 x"), "$");
    EXPECT_EQ(token("/* a /* b */ c */ x"), "/* a /* b */ c */");
    EXPECT_EQ(token("-- a\nx"), "-- a");
    EXPECT_EQ(token("\"a\"\"b\" x"), "\"a\"\"b\"");
    EXPECT_EQ(token("größe+"), "größe");
    EXPECT_EQ(token("'open"), "'open");
}

TEST(PostgresText, FindsASecondStatement) {
    EXPECT_EQ(secondStatement("select 1; select 2 ;"), (TextSpan{10, 18}));
    EXPECT_EQ(secondStatement("select ';' ; -- ; x\n /* ; */ ;"), std::nullopt);
    EXPECT_EQ(secondStatement("do $$ begin; end $$; x"), (TextSpan{21, 22}));
}

TEST(PostgresText, QuotesOnlyWhatNeedsIt) {
    EXPECT_EQ(quotedName("plain_1"), "plain_1");
    EXPECT_EQ(quotedName("Upper"), "\"Upper\"");
    EXPECT_EQ(quotedName("select"), "\"select\"");
    EXPECT_EQ(quotedName("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(quotedName(""), "\"\"");
    EXPECT_EQ(quotedText("it's"), "'it''s'");
    EXPECT_EQ(quotedText("a\\b"), " E'a\\\\b'");
}

TEST(PostgresText, CountsCharactersNotBytes) {
    EXPECT_EQ(byteOfCharacter("aü€b", 1), 0U);
    EXPECT_EQ(byteOfCharacter("aü€b", 3), 3U);
    EXPECT_EQ(byteOfCharacter("aü€b", 4), 6U);
    EXPECT_EQ(byteOfCharacter("aü€b", 99), 7U);
}

TEST(PostgresReadOnlyGuard, LetsReadersThrough) {
    for (const std::string_view sql : {"select 1",
                                       " /* c */ (select 1)",
                                       "table t",
                                       "values (1)",
                                       "with a as (select 1) select * from a",
                                       "show all",
                                       "explain select 1",
                                       "begin",
                                       "begin read only",
                                       "commit",
                                       "rollback",
                                       "fetch 3 from c",
                                       "declare c cursor for select 1",
                                       "explain analyze select 1",
                                       "explain delete from t",
                                       "explain (costs off) update t set a = 1",
                                       "explain (analyze false) delete from t",
                                       "explain execute p",
                                       "with update as (select 1) select * from update",
                                       "with a as (select 1), delete (b) as (select 2) table delete",
                                       "copy t to stdout",
                                       "copy (select 1) to stdout csv",
                                       "copy t (a, \"to\") to stdout",
                                       "set work_mem = '8MB'",
                                       "set local statement_timeout to 5",
                                       "set session \"work_mem\" = '8MB'",
                                       "set time zone 'utc'",
                                       "set names 'utf8'",
                                       "reset work_mem",
                                       "set enable_seqscan = off",
                                       "set search_path to a",
                                       "select \"update\" from t",
                                       "select 'delete'",
                                       "",
                                       ";"}) {
        EXPECT_TRUE(judgeReadOnly(sql)) << sql;
    }
}

TEST(PostgresReadOnlyGuard, RefusesWritersAndWhatLiftsTheMode) {
    for (const std::string_view sql : {"insert into t values (1)",
                                       "update t set a = 1",
                                       "delete from t",
                                       "with a as (delete from t returning 1) select 1",
                                       "explain (analyze) delete from t",
                                       "explain analyze verbose delete from t",
                                       "explain (verbose, analyze on) create table x as select 1",
                                       "explain analyze execute p",
                                       "with recursive a as (select 1) search depth first by b set c delete from t",
                                       "with a as (select 1) delete from t",
                                       "select * from t for update",
                                       "copy t from stdin",
                                       "copy (delete from t returning 1) to stdout",
                                       "copy t from '/tmp/x'",
                                       "set work_mem",
                                       "set session_replication_role = replica",
                                       "set default_transaction_read_only = off",
                                       "set session authorization x",
                                       "set local_preload_libraries = 'x'",
                                       "reset default_transaction_read_only",
                                       "select 1 into x",
                                       "copy t to program 'x'",
                                       "copy t to '/tmp/x'",
                                       "set transaction_read_only = off",
                                       "reset all",
                                       "discard all",
                                       "set session characteristics as transaction read write",
                                       "begin read write",
                                       "start transaction read write",
                                       "select set_config('transaction_read_only', 'off', false)",
                                       "select lo_import('/etc/passwd')",
                                       "select \"lo_export\"(1, 'x')",
                                       "select dblink_exec('x', 'y')",
                                       "select pg_terminate_backend(1)",
                                       "select nextval('s')",
                                       "do $$ begin end $$",
                                       "call p()",
                                       "vacuum",
                                       "alter system set x = 1",
                                       "lock t",
                                       "select pg_advisory_lock(1)",
                                       "create table t (a int)",
                                       "prepare p as select 1",
                                       "execute p",
                                       "load 'x'",
                                       "notify c",
                                       "grant all on t to x",
                                       "select U&\"lo_\\0065xport\"(1, 'x')"}) {
        const Result<void> judged = judgeReadOnly(sql);
        ASSERT_FALSE(judged) << sql;
        EXPECT_EQ(judged.error().kind, ErrorKind::RefusedReadOnly) << sql;
        EXPECT_TRUE(judged.error().where) << sql;
    }
}

TEST(PostgresReadOnlyGuard, ReadsBackslashesAsTheServer) {
    constexpr std::string_view kHidden = "SELECT '\\'' || pg_terminate_backend(1) || '\\''";
    EXPECT_TRUE(judgeReadOnly(kHidden)) << "a text for the server, too";
    Grammar grammar = DialectId::PostgreSql;
    grammar.backslashEscapes = true;
    EXPECT_FALSE(judgeReadOnly(kHidden, grammar));
    Grammar unknown = DialectId::PostgreSql;
    unknown.told = false;
    EXPECT_FALSE(judgeReadOnly(kHidden, unknown));
}

TEST(PostgresProducts, AreRecognisedByWhatTheySay) {
    EXPECT_EQ(productOf("PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu"),
              (ProductVersion{"PostgreSQL", "15.20"}));
    EXPECT_EQ(productOf("CockroachDB CCL v23.1.14 (x86_64-pc-linux-gnu, built 2024)"),
              (ProductVersion{"CockroachDB", "v23.1.14"}));
    EXPECT_EQ(productOf("PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu").product, "YugabyteDB");
    EXPECT_EQ(productOf("PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.56242"),
              (ProductVersion{"Amazon Redshift", "1.0.56242"}));
    EXPECT_EQ(productOf("nonsense").product, "PostgreSQL");
}

} // namespace

TEST(PostgresPlainLogin, IsReadOnlyWhenItDoesNotAskForAPasswordInClear) {
    const auto asks = [](char code, const std::string& rest = {}) {
        return std::string("R") + std::string(3, '\0') + static_cast<char>(8 + rest.size()) + std::string(3, '\0') +
               code + rest;
    };
    const std::string letIn = asks(0);
    const std::string clear = asks(3);
    const std::string salted = asks(5, "salt");
    const std::string scram = asks(10, std::string("SCRAM-SHA-256\0\0", 15));
    const std::string finished = asks(12, "v=proof");
    const std::string notice = std::string("N\0\0\0\6x\0", 7);
    for (const std::string& harmless : {std::string(), letIn, letIn + "S...", salted, scram, finished, finished + letIn,
                                        notice + scram, std::string("E\0\0\0"), std::string("H")}) {
        EXPECT_EQ(lookAtLogin(harmless), PlainLogin::Harmless) << testing::PrintToString(harmless);
    }
    for (const std::string& secret : {clear, notice + clear, finished + clear}) {
        EXPECT_EQ(lookAtLogin(secret), PlainLogin::WantsPassword) << testing::PrintToString(secret);
        for (std::size_t size = 1; size < secret.size(); ++size) {
            const PlainLogin part = lookAtLogin(secret.substr(0, size));
            EXPECT_TRUE(part == PlainLogin::Incomplete || size == secret.size() - clear.size()) << size;
        }
    }
    // Behind a question nothing may be said before the answer.
    for (const std::string& early : {scram + clear, salted + "E", scram + letIn}) {
        EXPECT_EQ(lookAtLogin(early), PlainLogin::OutOfTurn) << testing::PrintToString(early);
    }
    for (const std::string& wrong : {std::string("R\0\0\0\7...", 8), std::string("R\xFF\xFF\xFF\xFF", 5),
                                     std::string("N\0\0\0\0", 5), std::string("R\0\0\x20\0....", 9)}) {
        EXPECT_EQ(lookAtLogin(wrong), PlainLogin::OutOfTurn) << testing::PrintToString(wrong);
    }
    EXPECT_EQ(lookAtTlsAnswer("N"), PlainLogin::Harmless);
    EXPECT_EQ(lookAtTlsAnswer("N" + clear), PlainLogin::OutOfTurn);
    EXPECT_EQ(lookAtTlsAnswer("S"), PlainLogin::Harmless);
}

} // namespace dbv::postgres
