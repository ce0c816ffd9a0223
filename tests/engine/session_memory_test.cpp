// SPDX-License-Identifier: Apache-2.0
#include "engine/session_memory.h"

#include <gtest/gtest.h>

namespace dbv::engine {
namespace {

using Level = SessionMemory::Level;

Level after(std::string_view sql, DialectId dialect = DialectId::PostgreSql) {
    SessionMemory memory;
    memory.note(sql, dialect);
    return memory.level();
}

TEST(SessionMemory, OfReadingIsNothing) {
    for (const char* sql :
         {"SELECT * FROM t WHERE a IN (1, 2)", "/* x */ (SELECT 1)", "VALUES (1)", "TABLE t", "EXPLAIN SELECT 1",
          "SELECT count(*), max(a) FROM t", "WITH x AS (SELECT 1) SELECT * FROM x", "SHOW search_path", "BEGIN",
          "COMMIT", "ROLLBACK TO s", "SET LOCAL a = 1", "SELECT lower(upper('a')), now(), pg_backend_pid()"}) {
        EXPECT_EQ(after(sql), Level::Nothing) << sql;
    }
    EXPECT_EQ(after("PRAGMA table_info(t)", DialectId::Sqlite), Level::Nothing);
    EXPECT_EQ(after("PRAGMA journal_mode", DialectId::Sqlite), Level::Nothing);
    EXPECT_EQ(after("SELECT connection_id(), @@version", DialectId::MariaDb), Level::Nothing);
}

TEST(SessionMemory, OfWritingIsWhatTheServerRemembersOfTheLastChange) {
    for (const char* sql : {"INSERT INTO t (a) VALUES (1)", "UPDATE t SET a = 1", "CREATE TABLE t (a int)",
                            "DROP TABLE t", "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "NOTIFY news"}) {
        EXPECT_NE(after(sql), Level::Nothing) << sql;
    }
    EXPECT_EQ(after("DELETE FROM t"), Level::Writes);
}

TEST(SessionMemory, OfWhatMayBeGoneWithTheSessionIsState) {
    for (const char* sql :
         {"SET a = 1", "SET SESSION a = 1", "CREATE TEMP TABLE t (a int)", "CREATE TEMPORARY VIEW v AS SELECT 1",
          "create table pg_temp.t (a int)", "LISTEN news", "PREPARE p AS SELECT 1",
          "SELECT set_config('a', 'b', false)", "SELECT pg_advisory_lock(1)", "SELECT my_own_function()",
          "SELECT \"My\"()", "SELECT 1 INTO TEMP t", "DECLARE c CURSOR WITH HOLD FOR SELECT 1", "CALL p()",
          "DO $$ BEGIN END $$", "EXPLAIN ANALYZE CREATE TEMP TABLE t AS SELECT 1", "RESET ALL", "something new"}) {
        EXPECT_EQ(after(sql), Level::State) << sql;
    }
    for (const char* sql : {"SET @a = 1", "SELECT @a := 1", "SELECT get_lock('a', 1)", "USE other",
                            "LOCK TABLES t READ", "SELECT 1 INTO @a"}) {
        EXPECT_EQ(after(sql, DialectId::MariaDb), Level::State) << sql;
    }
    for (const char* sql : {"ATTACH 'a' AS a", "PRAGMA foreign_keys = ON", "PRAGMA cache_size(100)"}) {
        EXPECT_EQ(after(sql, DialectId::Sqlite), Level::State) << sql;
    }
}

TEST(SessionMemory, TellsPeopleWhatIsHeld) {
    SessionMemory memory;
    memory.note("CREATE TEMP TABLE t (a int)", DialectId::PostgreSql);
    memory.note("SET a = 1", DialectId::PostgreSql);
    memory.note("PREPARE p AS SELECT 1", DialectId::PostgreSql);
    EXPECT_EQ(enumerated(memory.held()), "temporary tables, settings and prepared statements");
    // The setting is made again.
    EXPECT_EQ(enumerated(memory.gone()), "temporary tables and prepared statements");
    EXPECT_EQ(enumerated(memory.missed()), "temporary tables");
    memory.clear();
    EXPECT_TRUE(memory.held().empty());
}

TEST(SessionMemory, MissesWhatStatementsWouldSilentlyRunWithout) {
    const auto missed = [](std::string_view sql, DialectId dialect) {
        SessionMemory memory;
        memory.note(sql, dialect);
        return enumerated(memory.missed());
    };
    for (const char* sql : {"LOCK TABLES t READ", "FLUSH TABLES WITH READ LOCK", "FLUSH TABLES t FOR EXPORT",
                            "LOCK INSTANCE FOR BACKUP", "BACKUP STAGE START", "SELECT get_lock('a', 1)"}) {
        EXPECT_EQ(missed(sql, DialectId::MariaDb), "locks") << sql;
    }
    EXPECT_EQ(missed("SELECT pg_advisory_lock(1)", DialectId::PostgreSql), "locks");
    EXPECT_EQ(missed("SELECT pg_catalog.pg_try_advisory_lock(1)", DialectId::PostgreSql), "locks");
    EXPECT_EQ(missed("SET @a = now()", DialectId::MariaDb), "settings");
    EXPECT_EQ(missed("PRAGMA foreign_keys = ON", DialectId::Sqlite), "settings");
    EXPECT_EQ(missed("ATTACH 'a' AS a", DialectId::Sqlite), "attached databases");
    for (const char* sql : {"SELECT my_own_function()", "DO $$ BEGIN END $$", "CALL p()", "SELECT 1 INTO TEMP t",
                            "DECLARE c CURSOR WITH HOLD FOR SELECT 1"}) {
        EXPECT_NE(missed(sql, DialectId::PostgreSql), "") << sql;
    }
    EXPECT_NE(missed("SELECT 5 INTO @a", DialectId::MariaDb), "");
    for (const char* sql :
         {"SET search_path TO a", "PREPARE p AS SELECT 1", "SELECT lower('A')", "LOCK TABLE t", "LISTEN news"}) {
        EXPECT_EQ(missed(sql, DialectId::PostgreSql), "") << sql;
    }
    EXPECT_EQ(missed("FLUSH STATUS", DialectId::MariaDb), "");
    EXPECT_EQ(missed("SET GLOBAL max_connections = 5", DialectId::MariaDb), "");
}

TEST(SessionMemory, ForgetsTableLocksThatAreGivenUp) {
    SessionMemory memory;
    memory.note("LOCK TABLES t WRITE", DialectId::MySql);
    EXPECT_TRUE(memory.locksTables());
    memory.note("UNLOCK TABLES", DialectId::MySql);
    EXPECT_FALSE(memory.locksTables());
    EXPECT_EQ(memory.level(), Level::Nothing);
}

} // namespace
} // namespace dbv::engine
