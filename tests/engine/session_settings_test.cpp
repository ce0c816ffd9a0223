// SPDX-License-Identifier: Apache-2.0
#include "engine/session_settings.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/setting_statement.h"

namespace dbv::engine {
namespace {

using Statements = std::vector<std::string>;
using enum SettingKind;

SettingKind ofPostgres(std::string_view sql) {
    return settingKind(sql, DialectId::PostgreSql);
}
SettingKind ofMariadb(std::string_view sql) {
    return settingKind(sql, DialectId::MariaDb);
}

TEST(SettingKind, OfPostgresIsRepeatableWhereConstantsAreSetForTheSession) {
    for (const char* sql :
         {"SET search_path TO a, \"B\"", "set session work_mem = '8MB'", "/* x */ SET ROLE r", "SET TIME ZONE 'UTC'",
          "SET SESSION AUTHORIZATION x", "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "RESET ALL",
          "DISCARD ALL", "LISTEN news", "UNLISTEN *", "SELECT set_config('a.b', 'c', false)",
          "select pg_catalog.set_config('search_path', '', false);"}) {
        EXPECT_EQ(ofPostgres(sql), Repeatable) << sql;
    }
    for (const char* sql : {"SET LOCAL a = 1", "SET TRANSACTION READ ONLY", "SET CONSTRAINTS ALL DEFERRED",
                            "SELECT set_config('a.b', 'c', true)"}) {
        EXPECT_EQ(ofPostgres(sql), Passing) << sql;
    }
    for (const char* sql :
         {"SELECT set_config('a', now()::text, false)", "SELECT set_config('a', 'b', false), drop_all()",
          "SELECT mine.set_config('a', 'b', false)", "SELECT set_config('a', 'b', false) FROM t", "USE x", "", ";",
          "INSERT INTO t VALUES (1)"}) {
        EXPECT_EQ(ofPostgres(sql), None) << sql;
    }
}

TEST(SettingKind, OfMariadbIsRepeatableWhereValuesAreConstants) {
    for (const char* sql :
         {"USE shop", "USE `a b`", "SET NAMES utf8mb4 COLLATE utf8mb4_bin", "SET @a = 1, @b := 'x', @c = -2.5",
          "SET SESSION sql_mode = \"ANSI\"", "SET @@session.autocommit = 0", "SET LOCAL lock_wait_timeout = 3",
          "SET ROLE NONE", "/*!40101 SET NAMES utf8 */", "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
          "SET sql_mode = DEFAULT", "SET @`odd name` = x'00ff'"}) {
        EXPECT_EQ(ofMariadb(sql), Repeatable) << sql;
    }
    for (const char* sql : {"SET @a = @a + 1",
                            "SET @a = now()",
                            "SET @a = (SELECT max(x) FROM t)",
                            "SET @a = CURRENT_TIMESTAMP",
                            "SET insert_id = 5",
                            "SET @@session.last_insert_id = 7",
                            "SET @old = @@sql_mode",
                            "SET @a = ?",
                            "SET GLOBAL a = 1, b = 2",
                            "SET RESOURCE GROUP g",
                            "SET",
                            "SET @a = NEXT VALUE FOR s",
                            "SET @a = 'x' 'y'",
                            "SET STATEMENT max_statement_time = 10 FOR DELETE FROM t",
                            "set statement a = 1 for truncate table t",
                            "SET STATEMENT a = 1, b = 2 FOR DROP TABLE t",
                            "SET STATEMENT a = 1 FOR CALL p",
                            "SET /*!50000 STATEMENT a = 1 FOR */ DELETE FROM t",
                            "/*!50000 SET STATEMENT a = 1 FOR DELETE FROM t */",
                            "SET something new",
                            "SET TRANSACTION READ ONLY"}) {
        EXPECT_EQ(ofMariadb(sql), Session) << sql;
    }
    for (const char* sql : {"SET GLOBAL max_connections = 5", "SET @@global.wait_timeout = 5", "SET PERSIST a = 1",
                            "SET PASSWORD = 'x'", "SET DEFAULT ROLE ALL TO x"}) {
        EXPECT_EQ(ofMariadb(sql), Server) << sql;
    }
    EXPECT_EQ(settingKind("PRAGMA user_version = 5", DialectId::Sqlite), None);
}

class Settings : public ::testing::Test {
protected:
    void run(std::string_view sql, std::string_view command, TransactionState state = TransactionState::None) {
        m_settings.carriedOut(sql, m_dialect, command, state);
    }
    static constexpr TransactionState kOpen = TransactionState::Open;

    SessionSettings m_settings;
    DialectId m_dialect = DialectId::PostgreSql;
};

TEST_F(Settings, AreMadeAgainInOrderAndTheLastWordCounts) {
    run("SET a = 1", "SET");
    run("SET a = 2", "SET");
    run("SET b = 1", "SET");
    run("", "SELECT");
    run("SET SESSION a TO 1", "SET");
    EXPECT_EQ(m_settings.statements(), (Statements{"SET b = 1", "SET SESSION a TO 1"}));
    m_settings.forget("SET b = 1");
    EXPECT_EQ(m_settings.statements(), Statements{"SET SESSION a TO 1"});
}

TEST_F(Settings, ThatWereTakenBackAreNotMadeAgain) {
    run("SET ROLE r", "SET");
    run("RESET ROLE", "RESET");
    EXPECT_EQ(m_settings.statements(), Statements{"RESET ROLE"});
}

TEST(SettingTarget, IsTheOneThingThatIsSet) {
    const auto of = [](std::string_view sql) { return settingTarget(sql, DialectId::PostgreSql); };
    EXPECT_EQ(of("set local_preload = 1"), "LOCAL_PRELOAD");
    EXPECT_EQ(of("SET SESSION search_path TO a"), of("reset search_path"));
    EXPECT_EQ(of("SET TIME ZONE 'UTC'"), of("SET timezone = 'UTC'"));
    EXPECT_EQ(of("SET app.tenant = 'a'"), "APP.TENANT");
    EXPECT_EQ(of("SET app.\"tenant\" = 'a'"), "APP.\"TENANT\"");
    for (const char* sql :
         {"RESET ALL", "DISCARD ALL", "SET SESSION AUTHORIZATION x", "LISTEN a", "SET \"a\".b = 1", "",
          "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SELECT set_config('a', 'b', false)"}) {
        EXPECT_EQ(of(sql), "") << sql;
    }
    EXPECT_EQ(settingTarget("USE a", DialectId::MariaDb), settingTarget("use `b`", DialectId::MariaDb));
    EXPECT_EQ(settingTarget("SET @a = 1, @b = 2", DialectId::MariaDb), "");
}

TEST_F(Settings, OfATransactionCountWhenItIsCommitted) {
    run("", "BEGIN", kOpen);
    run("SET a = 1", "SET", kOpen);
    EXPECT_EQ(m_settings.statements(), Statements());
    run("", "COMMIT");
    EXPECT_EQ(m_settings.statements(), Statements{"SET a = 1"});
    run("SET a = 2", "SET", kOpen);
    run("", "ROLLBACK");
    run("SET a = 3", "SET", kOpen);
    run("", "COMMIT", kOpen);
    run("SET a = 4", "SET", kOpen);
    // The session is lost, and the transaction with it.
    m_settings.sessionOpened();
    EXPECT_EQ(m_settings.statements(), Statements{"SET a = 3"});
    EXPECT_TRUE(m_settings.isWhole());
}

TEST_F(Settings, AreUnknownWhereAPartOfTheirTransactionWasTakenBack) {
    run("SET a = 1", "SET", kOpen);
    run("", "ROLLBACK", kOpen);
    EXPECT_FALSE(m_settings.isWhole());
    run("SET a = 2", "SET");
    EXPECT_EQ(m_settings.statements(), Statements());
    m_settings.sessionOpened();
    EXPECT_TRUE(m_settings.isWhole());
    run("SET a = 3", "SET");
    EXPECT_EQ(m_settings.statements(), Statements{"SET a = 3"});
}

TEST_F(Settings, OfMariadbHoldWhateverBecomesOfTheTransaction) {
    m_dialect = DialectId::MariaDb;
    run("SET @a = 1", "SET", kOpen);
    run("", "ROLLBACK");
    EXPECT_EQ(m_settings.statements(), Statements{"SET @a = 1"});
}

TEST_F(Settings, AreUnknownWhenTheyAreTooMany) {
    for (int i = 0; i < 300; ++i) {
        run("SET a" + std::to_string(i) + " = 1", "SET");
    }
    EXPECT_FALSE(m_settings.isWhole());
    EXPECT_EQ(m_settings.statements(), Statements());
}

TEST(LocalSetting, IsNamedAsTheServerTellsIt) {
    const auto named = [](const char* sql) { return localSetting(sql, DialectId::PostgreSql); };
    EXPECT_EQ(named("SET LOCAL work_mem = '1MB'"), "WORK_MEM");
    EXPECT_EQ(named("set local \"my\".\"own\" to 'a'"), "MY.OWN");
    EXPECT_EQ(named("SET LOCAL TIME ZONE 'UTC'"), "TIMEZONE");
    EXPECT_EQ(named("SET LOCAL SESSION AUTHORIZATION ann"), "SESSION_AUTHORIZATION");
    EXPECT_EQ(named("SET LOCAL ROLE ann"), "ROLE");
    EXPECT_EQ(named("SELECT pg_catalog.set_config('search_path', '', true)"), "SEARCH_PATH");
    for (const char* other : {"SET work_mem = '1MB'", "SELECT set_config('a.b', 'c', false)",
                              "SET TRANSACTION READ ONLY", "SET CONSTRAINTS ALL DEFERRED", "SELECT 1", ""}) {
        EXPECT_EQ(named(other), "") << other;
    }
}

TEST(LaterTransactions, AreSetByTheSession) {
    for (const char* sql :
         {"SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET default_transaction_isolation TO x",
          "SET SESSION default_transaction_read_only = on"}) {
        EXPECT_TRUE(setsLaterTransactions(sql, DialectId::PostgreSql)) << sql;
    }
    EXPECT_FALSE(setsLaterTransactions("SET transaction_isolation = 'serializable'", DialectId::PostgreSql));
    for (const char* sql : {"SET SESSION TRANSACTION READ ONLY", "SET tx_isolation = 'SERIALIZABLE'",
                            "SET @@session.transaction_read_only = 1"}) {
        EXPECT_TRUE(setsLaterTransactions(sql, DialectId::MariaDb)) << sql;
    }
    for (const char* sql : {"SET TRANSACTION READ ONLY", "SET a = 1", "SELECT 1", "INSERT INTO t VALUES (1)"}) {
        EXPECT_FALSE(setsLaterTransactions(sql, DialectId::MariaDb)) << sql;
    }
}

} // namespace
} // namespace dbv::engine
