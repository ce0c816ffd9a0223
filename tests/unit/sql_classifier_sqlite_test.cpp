// SPDX-License-Identifier: Apache-2.0
#include "classified_statement.h"

namespace {

using dbv::DialectId;
using dbv::sql::classify;
using dbv::test::Classified;
using dbv::test::ClassifiedTable;

class SqliteStatements : public ClassifiedTable {};

TEST_P(SqliteStatements, AreToldByWhatTheyDo) {
    expectClass(DialectId::Sqlite);
}

INSTANTIATE_TEST_SUITE_P(
    Reads, SqliteStatements,
    testing::Values(Classified{"SELECT 1", "read"}, Classified{"VALUES (1), (2)", "read"},
                    Classified{"SELECT [delete], `drop` FROM \"truncate\"", "read"},
                    Classified{"SELECT 'drop table t' -- delete from t", "read"},
                    Classified{"SELECT replace(a, 'b', 'c') FROM t", "read"},
                    Classified{"WITH RECURSIVE a(b) AS (VALUES (1) UNION ALL SELECT b + 1 FROM a) SELECT * FROM a",
                               "read"},
                    Classified{"EXPLAIN DELETE FROM t", "read"}, Classified{"EXPLAIN QUERY PLAN DROP TABLE t", "read"},
                    Classified{"PRAGMA table_info(t)", "read"}, Classified{"PRAGMA journal_mode", "read"},
                    Classified{"SELECT * FROM pragma_table_info('t')", "read"},
                    Classified{"SELECT * FROM json_each('[1]') j, t", "read"},
                    Classified{"PRAGMA main.user_version", "read"}));

INSTANTIATE_TEST_SUITE_P(Transactions, SqliteStatements,
                         testing::Values(Classified{"BEGIN IMMEDIATE", "transaction"}, Classified{"END", "transaction"},
                                         Classified{"ROLLBACK TO a", "transaction"},
                                         Classified{"RELEASE a", "transaction"}));

INSTANTIATE_TEST_SUITE_P(
    Writes, SqliteStatements,
    testing::Values(Classified{"INSERT OR REPLACE INTO t (a) VALUES (1)", "write", "t"},
                    Classified{"REPLACE INTO main.t VALUES (1)", "write", "main.t"},
                    Classified{"INSERT INTO t SELECT 1 ON CONFLICT (a) DO UPDATE SET a = 2", "write", "t"},
                    Classified{"UPDATE OR IGNORE t SET a = 1 WHERE b = 2", "write", "t"},
                    Classified{"DELETE FROM [a b] WHERE c", "write", "[a b]"},
                    Classified{"WITH a AS (SELECT 1) DELETE FROM t WHERE b IN (SELECT * FROM a)", "write", "t"}));

INSTANTIATE_TEST_SUITE_P(
    Structure, SqliteStatements,
    testing::Values(Classified{"CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY, b NUMERIC(3))", "ddl", "t"},
                    Classified{"CREATE TEMP VIEW v AS SELECT 1", "ddl", "v"},
                    Classified{"CREATE UNIQUE INDEX i ON t (a)", "ddl", "i"},
                    Classified{"ALTER TABLE t RENAME TO u", "ddl", "t"},
                    Classified{"CREATE TRIGGER g AFTER DELETE ON t BEGIN DELETE FROM u; SELECT 1; END", "ddl", "g"},
                    Classified{"CREATE VIRTUAL TABLE t USING fts5(a)", "ddl", "t"}));

INSTANTIATE_TEST_SUITE_P(Destruction, SqliteStatements,
                         testing::Values(Classified{"DROP TABLE IF EXISTS main.t", "destructive", "main.t"},
                                         Classified{"DROP TRIGGER g", "destructive", "g"},
                                         Classified{"DELETE FROM t", "destructive", "t"},
                                         Classified{"UPDATE t SET a = 1", "destructive", "t"},
                                         Classified{"DELETE FROM t WHERE 1 OR a", "destructive", "t"},
                                         Classified{"INSERT INTO f(f) VALUES ('delete-all')", "destructive", "f"},
                                         Classified{"ALTER TABLE t DROP COLUMN a", "destructive", "t"}));

TEST(SqliteClassifier, KnowsTheCommandsOfAFullTextIndex) {
    EXPECT_EQ(classify("INSERT INTO f(f) VALUES ('rebuild')", DialectId::Sqlite).kind, dbv::StatementClass::Admin);
    EXPECT_EQ(classify("INSERT INTO \"f\"(F, rank) VALUES ('merge', -16)", DialectId::Sqlite).kind,
              dbv::StatementClass::Admin);
    EXPECT_EQ(classify("INSERT INTO f(f) VALUES (?)", DialectId::Sqlite).kind, dbv::StatementClass::Unknown);
    EXPECT_EQ(classify("INSERT INTO f(f) SELECT 'delete' || '-all'", DialectId::Sqlite).kind,
              dbv::StatementClass::Unknown);
    EXPECT_EQ(classify("INSERT INTO name(name) VALUES ('Ada'), ('Bob')", DialectId::Sqlite).kind,
              dbv::StatementClass::Write);
    EXPECT_EQ(classify("INSERT INTO f(a) VALUES ('delete-all')", DialectId::Sqlite).kind, dbv::StatementClass::Write);
}

INSTANTIATE_TEST_SUITE_P(Files, SqliteStatements,
                         testing::Values(Classified{"VACUUM", "admin"}, Classified{"REINDEX", "admin"},
                                         Classified{"PRAGMA user_version = 3", "admin"},
                                         Classified{"PRAGMA wal_checkpoint", "admin"},
                                         Classified{"PRAGMA foreign_keys(0)", "admin"},
                                         Classified{"ATTACH 'a' AS b", "escape"}, Classified{"DETACH b", "escape"},
                                         Classified{"VACUUM INTO 'a'", "escape"},
                                         Classified{"SELECT load_extension('a')", "escape"},
                                         Classified{"PRAGMA writable_schema = 1", "escape"},
                                         Classified{"PRAGMA main.query_only(0)", "escape"},
                                         Classified{"INSERT INTO sqlite_schema VALUES (1)", "escape"},
                                         Classified{"UPDATE sqlite_master SET sql = '' WHERE name = 'a'", "escape"},
                                         Classified{"DELETE FROM main.sqlite_schema WHERE a", "escape"},
                                         Classified{"CREATE VIRTUAL TABLE t USING csv(filename='a')", "escape"},
                                         Classified{"SELECT writefile('a', 'b')", "escape"},
                                         Classified{"INSERT INTO t SELECT \"load_extension\"('a')", "escape"}));

INSTANTIATE_TEST_SUITE_P(Unknowns, SqliteStatements,
                         testing::Values(Classified{"SELEC 1", "unknown"}, Classified{"SELECT f(1)", "unknown"},
                                         Classified{"SELECT 1; DROP TABLE t", "unknown"},
                                         Classified{"WITH a AS (SELECT 1)", "unknown"}));

TEST(SqliteClassifier, FindsNothingInNothing) {
    EXPECT_EQ(classify("", DialectId::Sqlite).kind, dbv::StatementClass::Read);
    EXPECT_EQ(classify(" -- a\n", DialectId::Sqlite).kind, dbv::StatementClass::Read);
    EXPECT_EQ(classify("(((", DialectId::Sqlite).kind, dbv::StatementClass::Read);
}

TEST(SqliteClassifier, KnowsWhatARollbackTakesBack) {
    for (const std::string_view sql : {"DROP TABLE t", "DELETE FROM t", "CREATE TABLE t (a)", "REINDEX", "ANALYZE",
                                       "PRAGMA user_version = 5", "PRAGMA defer_foreign_keys = on"}) {
        EXPECT_TRUE(classify(sql, DialectId::Sqlite).undoable) << sql;
    }
    for (const std::string_view sql : {"VACUUM", "ATTACH 'a' AS b", "DETACH b", "PRAGMA journal_mode = off",
                                       "PRAGMA foreign_keys = off", "PRAGMA wal_checkpoint"}) {
        EXPECT_FALSE(classify(sql, DialectId::Sqlite).undoable) << sql;
    }
}

} // namespace
