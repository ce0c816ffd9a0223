// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

/// Start-up statements are held to the connection's safety before anything is opened.
class StartupStatements : public ServerSessions {
protected:
    [[nodiscard]] Error refusalOf(protocol::ConnectionConfig config, Safety safety, const std::string& sql,
                                  const std::string& option = "startupSql") {
        config.safety = safety;
        config.options = {{option, sql}};
        const protocol::Event event = m_log->awaitLast(send(protocol::OpenConnection{{{}, std::move(config), {}}}));
        const auto* failed = std::get_if<RequestFailed>(&event);
        EXPECT_NE(failed, nullptr) << "opened with: " << sql;
        return failed != nullptr ? failed->error : Error();
    }
    void fillTable() {
        succeeds("CREATE TABLE t (a int)");
        succeeds("INSERT INTO t VALUES (1)");
    }
};

TEST_F(StartupStatements, PostgresRefusesThemWhereTheStatementItselfWouldBeRefused) {
    m_safety = Safety::Off;
    connectPostgres();
    fillTable();
    const std::string emptying = "begin read write;delete from t;commit";
    const Error readOnly = refusalOf(postgresConfig(), Safety::ReadOnly, emptying);
    EXPECT_EQ(readOnly.kind, ErrorKind::RefusedReadOnly);
    EXPECT_THAT(readOnly.message, HasSubstr("the option startupSql holds \"begin read write"));
    for (const std::string sql : {"select 1;delete from t", "set default_transaction_read_only = off",
                                  "copy (select 1) to program 'true'", "\\\ndelete from t"}) {
        EXPECT_EQ(refusalOf(postgresConfig(), Safety::ReadOnly, sql).kind, ErrorKind::RefusedReadOnly) << sql;
    }
    // In the reading of a server whose backslashes escape, another statement stands there.
    EXPECT_EQ(refusalOf(postgresConfig(), Safety::ReadOnly, R"(select '\'; delete from t; --')").kind,
              ErrorKind::RefusedReadOnly);
    EXPECT_EQ(refusalOf(postgresConfig(), Safety::ReadOnly, R"(select '\' '; delete from t; --')").kind,
              ErrorKind::RefusedReadOnly);
    EXPECT_EQ(refusalOf(postgresConfig(), Safety::Sandbox, "drop table t").kind, ErrorKind::RefusedBySandbox);
    const Error asks = refusalOf(postgresConfig(), Safety::Confirm, emptying);
    EXPECT_EQ(asks.kind, ErrorKind::ConfirmationRequired);
    EXPECT_THAT(asks.message, HasSubstr("holds \"delete from t\""));
    EXPECT_THAT(asks.hint, HasSubstr("run it by hand, or choose the safety off"));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "1");
}

TEST_F(StartupStatements, MariadbRefusesThemWhereTheStatementItselfWouldBeRefused) {
    m_safety = Safety::Off;
    connectMariadb();
    fillTable();
    for (const std::string sql :
         {"set session transaction read write; delete from t", "set statement tx_read_only=0 for delete from t",
          "set global max_connections=99", "select 1 into outfile '/tmp/none'", "select 1 --2; delete from t",
          "start transaction read write", "begin not atomic delete from t; end", "/*M!100000 delete from t */"}) {
        EXPECT_EQ(refusalOf(mariadbConfig(), Safety::ReadOnly, sql).kind, ErrorKind::RefusedReadOnly) << sql;
    }
    const Error byOther = refusalOf(mariadbConfig(), Safety::ReadOnly, "delete from t", "init-command");
    EXPECT_EQ(byOther.kind, ErrorKind::RefusedReadOnly);
    EXPECT_THAT(byOther.message, HasSubstr("the option init-command holds \"delete from t\""));
    EXPECT_EQ(refusalOf(mariadbConfig(), Safety::Sandbox, "truncate t").kind, ErrorKind::RefusedBySandbox);
    EXPECT_EQ(refusalOf(mariadbConfig(), Safety::Confirm, "set global max_connections=99").kind,
              ErrorKind::ConfirmationRequired);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "1");
}

TEST_F(StartupStatements, ASecretInThemIsNotRepeated) {
    const Error refused = refusalOf(postgresConfig(), Safety::ReadOnly, "create role x login comment 'SEKRET'");
    EXPECT_THAT(refused.message, HasSubstr("holds \"create role x login comment …\""));
}

TEST_F(StartupStatements, WhatOnlySetsTheSessionRunsAndTheReadOnlyModeHoldsBehindIt) {
    m_safety = Safety::ReadOnly;
    connectPostgres({{"startupSql", "begin; set local statement_timeout = '77s'"}});
    EXPECT_EQ(valueOf("SHOW statement_timeout"), "77s");
    EXPECT_EQ(valueOf("SHOW transaction_read_only"), "on");
    connectMariadb({{"startupSql", "set names utf8mb4; set @a = 'x;y'"}});
    EXPECT_EQ(valueOf("SELECT @a"), "x;y");
    EXPECT_EQ(valueOf("SELECT @@tx_read_only"), "1");
}

} // namespace

} // namespace dbv::testing
