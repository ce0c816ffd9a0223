// SPDX-License-Identifier: Apache-2.0
#include "engine/session_memory.h"

#include <initializer_list>

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

TEST(SessionMemory, MissesSettingsThatAreMadeInAnotherForm) {
    for (const char* sql : {"UPDATE pg_settings SET setting = 'on' WHERE name = 'row_security'",
                            "update only pg_catalog.\"pg_settings\" set setting = '1'",
                            "WITH x AS (UPDATE pg_settings SET setting = '1' RETURNING 1) SELECT * FROM x",
                            "EXPLAIN ANALYZE UPDATE pg_settings SET setting = '1'"}) {
        SessionMemory memory;
        memory.note(sql, DialectId::PostgreSql);
        EXPECT_EQ(enumerated(memory.missed()), "settings") << sql;
    }
    for (const char* sql :
         {"INSERT INTO t VALUES (set_config('a.b', 'c', false))", "UPDATE t SET a = my_function()",
          "INSERT INTO t (a, b) SELECT pg_advisory_lock(1), 2", "EXPLAIN ANALYZE EXECUTE p",
          "DELETE FROM t WHERE my_function(a)", "CREATE TABLE t AS SELECT my_function()", "CREATE TABLE t AS EXECUTE p",
          "COPY (SELECT my_function()) TO STDOUT", "LOAD 'auto_explain'",
          "MERGE INTO t USING u ON my_function() WHEN MATCHED THEN DELETE", "EXECUTE p"}) {
        EXPECT_EQ(after(sql), Level::State) << sql;
    }
    for (const char* sql : {"UPDATE t SET a = (@b := 1)", "INSERT INTO t (a) VALUES (@a := 2)",
                            "EXECUTE IMMEDIATE 'SET @a = 1'", "CALL p()", "DO release_lock('a')"}) {
        EXPECT_EQ(after(sql, DialectId::MariaDb), Level::State) << sql;
    }
}

TEST(SessionMemory, OfOrdinaryChangesIsWhatTheServerRemembersOfThem) {
    for (const char* sql :
         {"INSERT INTO t (a, b) VALUES (1, upper('x')), (nextval('s'), now())", "INSERT INTO s.t(a) SELECT a FROM u",
          "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET a = EXCLUDED.a", "UPDATE t SET (a, b) = (1, 2)",
          "DELETE FROM t WHERE a IN (1, 2)", "CREATE TABLE t (a int, b varchar(10))", "CREATE INDEX i ON t (lower(a))",
          "CREATE TABLE t AS SELECT * FROM u", "CREATE VIEW v AS SELECT my_function()", "COPY t (a, b) FROM STDIN",
          "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$SELECT g()$$", "SELECT * FROM pg_settings",
          "MERGE INTO t USING u ON t.a = u.a WHEN NOT MATCHED THEN INSERT (a) VALUES (u.a)"}) {
        EXPECT_NE(after(sql), Level::State) << sql;
    }
    for (const char* sql :
         {"REPLACE INTO t (a) VALUES (1)", "INSERT t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a)",
          "LOAD DATA INFILE 'f' INTO TABLE t (a, b)", "ANALYZE TABLE t"}) {
        EXPECT_NE(after(sql, DialectId::MariaDb), Level::State) << sql;
    }
}

TEST(SessionMemory, SeesACallAlsoWhereABracketLooksPlain) {
    for (const char* sql : {"INSERT INTO t VALUES (1), (my_function (2))", "INSERT INTO t VALUES (my_function/*,*/(2))",
                            "INSERT INTO t VALUES (my_function -- ,\n (2))", "INSERT INTO t VALUES (my_function\n(2))",
                            "UPDATE t SET a = s.my_values (1)", "DELETE FROM t WHERE my_function((1))",
                            "UPDATE t SET a = \"values\" (1)"}) {
        EXPECT_EQ(after(sql), Level::State) << sql;
    }
    EXPECT_EQ(after("INSERT INTO t VALUES (my_function # ,\n (2))", DialectId::MariaDb), Level::State);
    for (const char* sql : {"INSERT INTO t VALUES (1, 'f(x)'), (2, '--')", "INSERT INTO t values(1),\n(2)",
                            "INSERT INTO t (a) VALUES ((1), ('/*'))"}) {
        EXPECT_EQ(after(sql), Level::Writes) << sql;
    }
}

TEST(SessionMemory, TakesTablesForTemporaryOnesWhereTheSearchPathMakesThemSo) {
    const auto gone = [](std::initializer_list<const char*> statements) {
        SessionMemory memory;
        for (const char* sql : statements) {
            memory.note(sql, DialectId::PostgreSql);
        }
        return enumerated(memory.missed());
    };
    EXPECT_EQ(gone({"SET search_path TO pg_temp, public", "CREATE TABLE t (a int)"}), "temporary tables");
    EXPECT_EQ(gone({"SELECT set_config('search_path', 'PG_TEMP', false)", "CREATE VIEW v AS SELECT 1"}),
              "temporary tables");
    EXPECT_EQ(gone({"CREATE TABLE pg_temp_3.t (a int)"}), "temporary tables");
    EXPECT_EQ(gone({"CREATE TABLE \"pg_temp\".t (a int)"}), "temporary tables");
    EXPECT_EQ(gone({"SET search_path TO public", "CREATE TABLE t (a int)"}), "");
    SessionMemory started;
    started.noteStart("-c search_path=pg_temp,public");
    started.note("CREATE TABLE t (a int)", DialectId::PostgreSql);
    EXPECT_EQ(enumerated(started.missed()), "temporary tables");
    started.clear();
    started.note("CREATE TABLE t (a int)", DialectId::PostgreSql);
    EXPECT_EQ(enumerated(started.missed()), "");
}

TEST(SessionMemory, ForgetsTableLocksThatAreGivenUp) {
    SessionMemory memory;
    memory.note("LOCK TABLES t WRITE", DialectId::MySql);
    EXPECT_TRUE(memory.locksTables());
    memory.note("UNLOCK TABLES", DialectId::MySql);
    EXPECT_FALSE(memory.locksTables());
    // As dumps have it.
    memory.note("/*!40000 LOCK TABLES t WRITE */", DialectId::MySql);
    EXPECT_TRUE(memory.locksTables());
    memory.note("/*!40000 UNLOCK TABLES */", DialectId::MySql);
    EXPECT_EQ(memory.level(), Level::Nothing);
}

} // namespace
} // namespace dbv::engine
