// SPDX-License-Identifier: Apache-2.0
#include "classified_statement.h"

namespace {

using dbv::Classification;
using dbv::DialectId;
using dbv::EffectReason;
using dbv::sql::classify;
using dbv::test::Classified;
using dbv::test::ClassifiedTable;

class PostgresStatements : public ClassifiedTable {};

TEST_P(PostgresStatements, AreToldByWhatTheyDo) {
    expectClass(DialectId::PostgreSql);
}

INSTANTIATE_TEST_SUITE_P(
    Reads, PostgresStatements,
    testing::Values(
        Classified{"SELECT 1", "read"}, Classified{"(SELECT 1) UNION (SELECT 2)", "read"},
        Classified{"TABLE a", "read"}, Classified{"VALUES (1)", "read"},
        Classified{"SELECT count(*), max(lower(a)) FROM b", "read"},
        // Words that look like what they are not.
        Classified{"SELECT delete FROM t", "read"}, Classified{"SELECT \"drop\" FROM \"truncate\"", "read"},
        Classified{"SELECT 'drop table t'", "read"}, Classified{"SELECT $a$delete from t$a$", "read"},
        Classified{"WITH update AS (SELECT 1) SELECT * FROM update", "read"},
        Classified{"SELECT 1 -- ; DROP TABLE t", "read"}, Classified{"SELECT /* DELETE FROM t */ 1", "read"},
        Classified{"WITH a(b, c) AS (SELECT 1, 2) SELECT * FROM a AS d(e, f)", "read"},
        Classified{"WITH a AS MATERIALIZED (SELECT 1), b AS (SELECT 2) SELECT * FROM a, b", "read"},
        Classified{"SELECT * FROM unnest(ARRAY[1]) u(a)", "read"},
        Classified{"SELECT CAST(a AS numeric(3, 2)) FROM b", "read"},
        Classified{"SELECT a::varchar(3) FROM b WHERE c IN (1) AND d = ANY (ARRAY[1])", "read"},
        Classified{"SELECT pg_catalog.lower('A')", "read"},
        Classified{"SELECT sum(a) OVER (PARTITION BY b) FROM c", "read"}, Classified{"EXPLAIN DELETE FROM t", "read"},
        Classified{"EXPLAIN (COSTS OFF) UPDATE t SET a = 1", "read"},
        Classified{"EXPLAIN (ANALYZE FALSE) DELETE FROM t", "read"}, Classified{"SHOW search_path", "read"},
        Classified{"FETCH 10 FROM c", "read"}, Classified{"DECLARE c CURSOR FOR SELECT 1", "read"},
        Classified{"COPY t TO STDOUT", "read"}, Classified{"COPY (SELECT 1) TO STDOUT", "read"},
        Classified{"SELECT a FROM b ORDER BY a USING OPERATOR(c.<)", "read"},
        Classified{"SELECT a FROM b FETCH FIRST (1) ROWS ONLY", "read"}, Classified{"SET search_path = a", "read"},
        Classified{"RESET search_path", "read"}, Classified{"SET transaction_read_only = on", "read"},
        Classified{"PREPARE p AS SELECT $1", "read"}));

INSTANTIATE_TEST_SUITE_P(
    OtherNamesOfTables, PostgresStatements,
    testing::Values(
        Classified{"SELECT * FROM generate_series(1, 2) g(a)", "read"},
        Classified{"SELECT * FROM unnest(ARRAY[1]) WITH ORDINALITY g(a, b)", "read"},
        Classified{"SELECT * FROM unnest(ARRAY[1]) WITH ORDINALITY AS g(a, b)", "read"},
        Classified{"SELECT * FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY[1])) g(a, b)", "read"},
        Classified{"SELECT * FROM b c(d, e) WHERE d = 1", "read"}, Classified{"SELECT * FROM s.b c(d, e)", "read"},
        Classified{"SELECT * FROM ONLY b c(d) JOIN \"B\" * e(f) ON true", "read"},
        Classified{"SELECT 1 FROM a, b c(d), e JOIN f ON e.g = f.g, h i(j)", "read"},
        Classified{"SELECT * FROM (b c(d) JOIN e f(g) ON d = g) h(i)", "read"},
        Classified{"SELECT * FROM jsonb_to_recordset('[]') AS a(b int, c geometry(3, 2))", "read"},
        Classified{"SELECT * FROM jsonb_to_record('{}') AS (b int, c public.geometry(3))", "read"},
        Classified{"SELECT * FROM mine(1) g(a)", "unknown"}, Classified{"SELECT * FROM b, mine(1)", "unknown"},
        Classified{"SELECT * FROM b c(d), LATERAL mine(d)", "unknown"},
        Classified{"SELECT xmlroot('<a/>', VERSION mine(1))", "unknown"},
        Classified{"SELECT xmlparse(DOCUMENT mine(1)) FROM b", "unknown"},
        Classified{"SELECT sum(a) OVER (w GROUPS mine() PRECEDING) FROM b", "unknown"},
        Classified{"SELECT a FROM b WHERE c IN (1, mine(2))", "unknown"},
        Classified{"SELECT DISTINCT ON (a) mine(b) FROM c", "unknown"},
        Classified{"SELECT extract(year FROM mine(1)), a FROM b", "unknown"},
        Classified{"SELECT a FROM b ORDER BY a, mine(b)", "unknown"}));

INSTANTIATE_TEST_SUITE_P(Joined, PostgresStatements,
                         testing::Values(Classified{"SELECT 1\\; SELECT '\\;'", "read"},
                                         Classified{"SELECT 1 \\;", "read"},
                                         Classified{"SELECT 1\\; INSERT INTO t VALUES (1)", "write"},
                                         Classified{"BEGIN\\; SELECT 1", "transaction"},
                                         Classified{"SELECT 1\\; /* a */ DROP TABLE t\\; SELECT 2", "destructive"},
                                         Classified{"SELECT 1; SELECT 2", "unknown"}));

INSTANTIATE_TEST_SUITE_P(Transactions, PostgresStatements,
                         testing::Values(Classified{"BEGIN", "transaction"},
                                         Classified{"START TRANSACTION READ ONLY", "transaction"},
                                         Classified{"COMMIT", "transaction"},
                                         Classified{"ROLLBACK TO a", "transaction"},
                                         Classified{"SAVEPOINT a", "transaction"},
                                         Classified{"SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "transaction"}));

INSTANTIATE_TEST_SUITE_P(
    Writes, PostgresStatements,
    testing::Values(
        Classified{"INSERT INTO t (a, b) VALUES (1, now())", "write", "t"},
        Classified{"INSERT INTO s.t AS u (a) SELECT b FROM c ON CONFLICT (a) DO UPDATE SET a = 1 WHERE u.a > 1",
                   "write", "s.t"},
        Classified{"UPDATE t SET a = 1 WHERE b = 2", "write", "t"},
        Classified{"DELETE FROM ONLY \"T t\" WHERE b", "write", "\"T t\""},
        Classified{"WITH d AS (DELETE FROM t WHERE a = 1 RETURNING *) SELECT * FROM d", "write", "t"},
        Classified{"WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a", "write", "t"},
        Classified{"WITH RECURSIVE a(b) AS (SELECT 1) UPDATE t SET c = 1 WHERE d IN (SELECT b FROM a)", "write", "t"},
        Classified{"MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = 1", "write", "t"},
        Classified{"SELECT * FROM t FOR UPDATE", "write"},
        Classified{"SELECT * FROM t FOR NO KEY UPDATE SKIP LOCKED", "write"},
        Classified{"SELECT nextval('s')", "write"}, Classified{"SELECT \"setval\"('s', 1)", "write"},
        Classified{"COPY t (a) FROM STDIN", "write", "t"},
        Classified{"EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "write", "t"},
        Classified{"REFRESH MATERIALIZED VIEW CONCURRENTLY m", "write", "m"}, Classified{"NOTIFY a", "write"},
        Classified{"SELECT lo_create(0)", "write"}, Classified{"DELETE FROM t WHERE CURRENT OF c", "write", "t"}));

INSTANTIATE_TEST_SUITE_P(
    Structure, PostgresStatements,
    testing::Values(Classified{"CREATE TABLE t (a int)", "ddl", "t"},
                    Classified{"CREATE TABLE IF NOT EXISTS s.t AS SELECT 1", "ddl", "s.t"},
                    Classified{"SELECT 1 INTO TEMP t", "ddl", "t"},
                    Classified{"WITH a AS (SELECT 1) SELECT * INTO t FROM a", "ddl", "t"},
                    Classified{"CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", "ddl", "i"},
                    Classified{"ALTER TABLE t ADD COLUMN a int", "ddl", "t"},
                    Classified{"ALTER TABLE t ALTER a DROP NOT NULL", "ddl", "t"},
                    Classified{"ALTER TABLE t ALTER COLUMN type SET NOT NULL", "ddl", "t"},
                    Classified{"ALTER TABLE t RENAME COLUMN kind TO type", "ddl", "t"},
                    Classified{"COMMENT ON TABLE t IS 'drop'", "ddl"},
                    Classified{"CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'DROP TABLE t'", "ddl", "f"},
                    Classified{"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM t; SELECT 1; END", "ddl",
                               "f"}));

INSTANTIATE_TEST_SUITE_P(
    Destruction, PostgresStatements,
    testing::Values(
        Classified{"DROP TABLE IF EXISTS s.t CASCADE", "destructive", "s.t"},
        Classified{"drop database d", "destructive", "d"}, Classified{"TRUNCATE t, u", "destructive", "t"},
        Classified{"DELETE FROM t", "destructive", "t"}, Classified{"UPDATE t SET a = 1", "destructive", "t"},
        Classified{"DELETE FROM t WHERE true", "destructive", "t"},
        Classified{"DELETE FROM t WHERE 1 = 1", "destructive", "t"},
        Classified{"DELETE FROM t WHERE a = 1 OR TRUE", "destructive", "t"},
        Classified{"UPDATE t SET a = (SELECT 1 FROM u WHERE b = 1)", "destructive", "t"},
        Classified{"WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d", "destructive", "t"},
        Classified{"EXPLAIN ANALYZE DELETE FROM t", "destructive", "t"},
        Classified{"EXPLAIN (ANALYZE) DELETE FROM t", "destructive", "t"},
        Classified{"EXPLAIN (analyze on, verbose) DELETE FROM t", "destructive", "t"},
        Classified{"PREPARE p AS DELETE FROM t", "destructive", "t"},
        Classified{"COPY (DELETE FROM t RETURNING *) TO STDOUT", "destructive"},
        Classified{"ALTER TABLE t DROP COLUMN a", "destructive", "t"},
        Classified{"ALTER TABLE t DROP CONSTRAINT c", "destructive", "t"},
        Classified{"ALTER TABLE t ALTER a TYPE int", "destructive", "t"},
        Classified{"ALTER TABLE t ALTER COLUMN a SET DATA TYPE int", "destructive", "t"},
        Classified{"ALTER TYPE t ALTER ATTRIBUTE a TYPE int", "destructive", "t"},
        Classified{"SELECT lo_unlink(1)", "destructive"},
        Classified{"MERGE INTO t USING u ON true WHEN NOT MATCHED BY SOURCE THEN DELETE", "destructive", "t"},
        Classified{"MERGE INTO t USING (SELECT 1) x ON true WHEN MATCHED THEN DELETE", "destructive", "t"},
        Classified{"DELETE FROM pg_class WHERE relname = 'u'", "admin", "pg_class"},
        Classified{"UPDATE pg_catalog.pg_proc SET prosrc = '' WHERE oid = 1", "admin", "pg_catalog.pg_proc"},
        Classified{"REFRESH MATERIALIZED VIEW m WITH NO DATA", "destructive", "m"},
        Classified{"DISCARD TEMP", "destructive"}, Classified{"DROP OWNED BY r", "destructive"},
        Classified{"/* a */ DROP /* b */ VIEW v", "destructive", "v"}));

INSTANTIATE_TEST_SUITE_P(
    Server, PostgresStatements,
    testing::Values(Classified{"GRANT SELECT ON t TO r", "admin"}, Classified{"CREATE ROLE r", "admin"},
                    Classified{"SET ROLE r", "admin"}, Classified{"ALTER SYSTEM SET a = 1", "admin"},
                    Classified{"VACUUM FULL t", "admin"}, Classified{"LOCK TABLE t", "admin", "t"},
                    Classified{"SELECT pg_terminate_backend(1)", "admin"},
                    Classified{"SELECT brin_desummarize_range('i', 0)", "admin"},
                    Classified{"SELECT pg_advisory_lock(1)", "admin"}, Classified{"CREATE DATABASE d", "admin"},
                    Classified{"ALTER TABLE t OWNER TO r", "admin", "t"},
                    Classified{"PREPARE TRANSACTION 'a'", "admin"}, Classified{"COMMIT PREPARED 'a'", "admin"}));

INSTANTIATE_TEST_SUITE_P(
    Escapes, PostgresStatements,
    testing::Values(Classified{"SET transaction_read_only = off", "escape"},
                    Classified{"SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "escape"},
                    Classified{"SET \"default_transaction_read_only\" TO off", "escape"},
                    Classified{"BEGIN READ WRITE", "escape"}, Classified{"RESET ALL", "escape"},
                    Classified{"RESET transaction_read_only", "escape"}, Classified{"DISCARD ALL", "escape"},
                    Classified{"SELECT set_config('transaction_read_only', 'off', false)", "escape"},
                    Classified{"COPY t TO PROGRAM 'sh'", "escape"}, Classified{"COPY (SELECT 1) TO '/tmp/a'", "escape"},
                    Classified{"COPY t FROM '/etc/passwd'", "escape"},
                    Classified{"SELECT lo_export(1, '/tmp/a')", "escape"},
                    Classified{"SELECT * FROM dblink('a', 'b') AS t(c int)", "escape"},
                    Classified{"SELECT pg_read_file('a')", "escape"}, Classified{"CREATE EXTENSION dblink", "escape"},
                    Classified{"LOAD 'a'", "escape"},
                    Classified{"CREATE FUNCTION f() RETURNS int LANGUAGE c AS 'a'", "escape"},
                    Classified{"CREATE FUNCTION f() RETURNS int LANGUAGE plpython3u AS 'a'", "escape"},
                    Classified{"SELECT \"pg_read_file\"('a')", "escape"},
                    Classified{"INSERT INTO t SELECT pg_read_file('a')", "escape"}));

INSTANTIATE_TEST_SUITE_P(
    Unknowns, PostgresStatements,
    testing::Values(Classified{"SELEC 1", "unknown"}, Classified{"DO $$ BEGIN END $$", "unknown"},
                    // A function behind what looks like the end of one.
                    Classified{"SELECT 1 OPERATOR(pg_catalog.=) f()", "unknown"},
                    Classified{"SELECT U&\"f!005fa\" UESCAPE '!' ()", "unknown"},
                    // With each row, or with those that are there.
                    Classified{"COPY t FROM STDIN WHERE f() > 0", "unknown", "t"},
                    Classified{"ALTER TABLE t ADD COLUMN b int DEFAULT f()", "unknown", "t"},
                    Classified{"ALTER TABLE t ALTER a TYPE int USING f()", "unknown", "t"},
                    Classified{"ALTER TABLE t ADD CHECK (f() > 0)", "unknown", "t"},
                    Classified{"CREATE DOMAIN d AS int CHECK (f() > 0)", "unknown", "d"},
                    Classified{"CREATE TABLE t (a int DEFAULT 1 + f() NOT NULL)", "unknown", "t"},
                    Classified{"CREATE TABLE t (a int GENERATED ALWAYS AS (f()) STORED)", "unknown", "t"},
                    Classified{"CREATE INDEX i ON t USING gin (f(a))", "unknown", "i"},
                    Classified{"CREATE FUNCTION lower(t) RETURNS int LANGUAGE sql AS 'SELECT 1'", "unknown", "lower"},
                    Classified{"CREATE POLICY p ON t USING (f())", "unknown", "p"},
                    Classified{"CREATE VIEW v AS SELECT f()", "unknown", "v"}, Classified{"CALL p()", "unknown"},
                    Classified{"EXECUTE p", "unknown"}, Classified{"SELECT f()", "unknown"},
                    Classified{"SELECT s.lower('A')", "unknown"},
                    Classified{"SELECT DISTINCT ON (a) f(b) FROM t", "unknown"},
                    Classified{"SELECT delete()", "unknown"},
                    Classified{"SELECT query_to_xml('delete from t', true, true, '')", "unknown"},
                    Classified{"CREATE TABLE t AS EXECUTE p", "unknown"},
                    Classified{"SELECT 1; DROP TABLE t", "unknown"},
                    Classified{"EXPLAIN ANALYZE EXECUTE p", "unknown"}));

TEST(PostgresClassifier, TakesNoFunctionOfAnothersForOneOfTheServers) {
    // Words that are not reserved may name functions, as may what begins as the server's own do.
    for (const std::string_view sql :
         {"SELECT query()", "SELECT add(1, 2)", "SELECT set(1)", "SELECT 1 + over()", "SELECT key()",
          "SELECT xor(a, b)", "SELECT pg_stat_get_mine()", "SELECT s.nextval('a')", "SELECT lo_mine()",
          "SELECT pg_advisory_mine()", "SELECT set_config_mine()", "SELECT \"in\"(1)"}) {
        EXPECT_EQ(classify(sql, DialectId::PostgreSql).kind, dbv::StatementClass::Unknown) << sql;
    }
    for (const std::string_view sql :
         {"SELECT a OPERATOR(pg_catalog.+) (1) FROM b GROUP BY (a), c ORDER BY (a)",
          "SELECT sum(a) FILTER (WHERE b) OVER (c) FROM d", "SELECT 1 FROM a GROUP BY CUBE (b)",
          "SELECT 1 FROM a GROUP BY GROUPING SETS ((b), ())",
          "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM b TABLESAMPLE system (10) REPEATABLE (1)",
          "SELECT 1 WHERE a LIKE ('b') ESCAPE ('c')"}) {
        EXPECT_EQ(classify(sql, DialectId::PostgreSql).kind, dbv::StatementClass::Read) << sql;
    }
    EXPECT_EQ(classify("UPDATE t SET (a, b) = (1, 2) WHERE c", DialectId::PostgreSql).kind, dbv::StatementClass::Write);
}

TEST(PostgresClassifier, KnowsWhatNoRollbackTakesBack) {
    for (const std::string_view sql :
         {"DROP DATABASE d", "VACUUM", "CREATE INDEX CONCURRENTLY i ON t (a)", "SELECT nextval('s')",
          "ALTER SYSTEM SET a = 1", "CREATE DATABASE d", "COPY t TO '/tmp/a'", "CALL p()"}) {
        EXPECT_FALSE(classify(sql, DialectId::PostgreSql).undoable) << sql;
    }
    for (const std::string_view sql :
         {"DROP TABLE t", "TRUNCATE t", "DELETE FROM t", "CREATE INDEX i ON t (a)", "DO 'a'"}) {
        EXPECT_TRUE(classify(sql, DialectId::PostgreSql).undoable) << sql;
    }
}

TEST(PostgresClassifier, SaysWhyInTheOrderOfTheText) {
    const Classification found = classify(
        "WITH a AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT f(nextval('s')) FROM a", DialectId::PostgreSql);
    EXPECT_TRUE(dbv::test::hasReason(found, EffectReason::EveryRow));
    EXPECT_TRUE(dbv::test::hasReason(found, EffectReason::AddsRows));
    EXPECT_TRUE(dbv::test::hasReason(found, EffectReason::UnknownFunction));
    EXPECT_TRUE(dbv::test::hasReason(found, EffectReason::MovesSequence));
    EXPECT_FALSE(dbv::test::hasReason(found, EffectReason::Outside));
}

TEST(PostgresClassifier, TakesNoTextThatIsTooDeepOrTooLongForHarmless) {
    std::string deep = "SELECT ";
    deep.append(200'000, '(').append("1").append(200'000, ')');
    EXPECT_EQ(classify(deep, DialectId::PostgreSql).kind, dbv::StatementClass::Read);
    std::string explained;
    for (int i = 0; i < 100'000; ++i) {
        explained += "EXPLAIN ANALYZE ";
    }
    EXPECT_EQ(classify(explained + "SELECT 1", DialectId::PostgreSql).kind, dbv::StatementClass::Unknown);
}

} // namespace
