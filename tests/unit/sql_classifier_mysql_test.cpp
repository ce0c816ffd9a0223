// SPDX-License-Identifier: Apache-2.0
#include "classified_statement.h"

namespace {

using dbv::DialectId;
using dbv::Grammar;
using dbv::StatementClass;
using dbv::sql::classify;
using dbv::test::Classified;
using dbv::test::ClassifiedTable;

class MySqlStatements : public ClassifiedTable {};

TEST_P(MySqlStatements, AreToldByWhatTheyDo) {
    expectClass(DialectId::MySql);
    expectClass(DialectId::MariaDb);
}

INSTANTIATE_TEST_SUITE_P(
    Reads, MySqlStatements,
    testing::Values(Classified{"SELECT 1", "read"}, Classified{"(SELECT 1) UNION (SELECT 2)", "read"},
                    Classified{"TABLE a", "read"}, Classified{"SELECT `delete` FROM `drop`", "read"},
                    Classified{"SELECT 'drop table t', \"delete from t\"", "read"},
                    Classified{"SELECT 1 # DROP TABLE t", "read"},
                    Classified{"SELECT REPLACE(a, 'b', 'c'), INSERT(a, 1, 1, 'b') FROM t", "read"},
                    Classified{"WITH `update` AS (SELECT 1) SELECT * FROM `update`", "read"},
                    Classified{"SELECT COUNT(*), ST_AsText(g), IF(a, 1, 2) FROM b WHERE c IN (1)", "read"},
                    Classified{"SELECT 1 INTO @a", "read"}, Classified{"SHOW CREATE TABLE t", "read"},
                    Classified{"EXPLAIN DELETE FROM t", "read"}, Classified{"DESC t", "read"},
                    Classified{"USE d", "read"}, Classified{"SET @a = 1, @b = NOW()", "read"},
                    Classified{"SET NAMES utf8mb4", "read"}, Classified{"SET sql_mode = 'ANSI_QUOTES'", "read"},
                    Classified{"SET @@session.sql_mode = ''", "read"}, Classified{"HELP 'a'", "read"},
                    Classified{"DO SLEEP(1)", "read"}, Classified{"SET transaction_read_only = 1", "read"},
                    Classified{"/*!40101 SET NAMES utf8 */", "read"}, Classified{"PREPARE p FROM 'SELECT 1'", "read"}));

INSTANTIATE_TEST_SUITE_P(Transactions, MySqlStatements,
                         testing::Values(Classified{"BEGIN", "transaction"},
                                         Classified{"START TRANSACTION WITH CONSISTENT SNAPSHOT", "transaction"},
                                         Classified{"COMMIT AND CHAIN", "transaction"},
                                         Classified{"SAVEPOINT a", "transaction"},
                                         Classified{"SET autocommit = 0", "transaction"},
                                         Classified{"SET TRANSACTION READ ONLY", "transaction"}));

INSTANTIATE_TEST_SUITE_P(
    Writes, MySqlStatements,
    testing::Values(Classified{"INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a)", "write", "t"},
                    Classified{"INSERT IGNORE d.t SET a = 1", "write", "d.t"},
                    Classified{"REPLACE INTO t VALUES (1)", "write", "t"},
                    Classified{"UPDATE LOW_PRIORITY t SET a = 1 WHERE b = 2 LIMIT 1", "write", "t"},
                    Classified{"DELETE t FROM t JOIN u ON t.a = u.a WHERE u.b = 1", "write", "t"},
                    Classified{"WITH a AS (SELECT 1) DELETE FROM t WHERE b IN (SELECT * FROM a)", "write", "t"},
                    Classified{"LOAD DATA LOCAL INFILE 'a' INTO TABLE t", "write", "t"},
                    Classified{"SELECT * FROM t FOR UPDATE", "write"},
                    Classified{"SELECT * FROM t LOCK IN SHARE MODE", "write"},
                    Classified{"EXPLAIN ANALYZE UPDATE t SET a = 1 WHERE b", "write", "t"},
                    Classified{"ANALYZE FORMAT=JSON UPDATE t SET a = 1 WHERE b = 1", "write", "t"},
                    Classified{"SET STATEMENT max_statement_time = 1 FOR INSERT INTO t VALUES (1)", "write", "t"},
                    Classified{"SELECT NEXTVAL(s)", "write"}, Classified{"SELECT NEXT VALUE FOR s", "write"}));

INSTANTIATE_TEST_SUITE_P(
    Structure, MySqlStatements,
    testing::Values(Classified{"CREATE TABLE t (a INT) ENGINE=InnoDB", "ddl", "t"},
                    Classified{"CREATE TABLE t (a INT) /*!50100 PARTITION BY HASH (a) */", "ddl", "t"},
                    Classified{"/*!50001 CREATE ALGORITHM=UNDEFINED */ /*!50013 DEFINER=`r`@`%` SQL SECURITY DEFINER "
                               "*/ /*!50001 VIEW `v` AS select 1 */",
                               "ddl", "`v`"},
                    Classified{"CREATE OR REPLACE VIEW v AS SELECT 1", "destructive", "v"},
                    Classified{"ALTER TABLE t ADD COLUMN a INT", "ddl", "t"},
                    Classified{"RENAME TABLE t TO u", "ddl", "t"},
                    Classified{"CREATE PROCEDURE p() BEGIN DELETE FROM t; DROP TABLE t; END", "ddl", "p"},
                    Classified{"CREATE DEFINER=`r`@`%` TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1", "ddl",
                               "g"}));

INSTANTIATE_TEST_SUITE_P(
    Destruction, MySqlStatements,
    testing::Values(
        Classified{"DROP TABLE IF EXISTS `a b`", "destructive", "`a b`"},
        Classified{"DROP DATABASE d", "destructive", "d"}, Classified{"TRUNCATE t", "destructive", "t"},
        Classified{"DELETE FROM t", "destructive", "t"}, Classified{"DELETE FROM t LIMIT 10", "destructive", "t"},
        Classified{"UPDATE t SET a = 1", "destructive", "t"}, Classified{"DELETE FROM t WHERE 1", "destructive", "t"},
        Classified{"/*!50000 DROP */ TABLE t", "destructive", "t"},
        Classified{"DROP /*!99999 x */ TABLE t", "destructive"},
        Classified{"ALTER TABLE t DROP COLUMN a", "destructive", "t"},
        Classified{"ALTER TABLE t DROP INDEX i", "destructive", "t"},
        Classified{"ALTER TABLE t MODIFY a INT", "destructive", "t"},
        Classified{"ALTER TABLE t ADD b INT, CHANGE COLUMN a c INT", "destructive", "t"},
        Classified{"ALTER TABLE t CONVERT TO CHARACTER SET latin1", "destructive", "t"},
        Classified{"ALTER TABLE t ENGINE=BLACKHOLE", "destructive", "t"},
        Classified{"DELETE FROM t WHERE a = 1 || 1", "destructive", "t"},
        Classified{"DELETE FROM t WHERE a <=> a", "destructive", "t"},
        Classified{"ALTER TABLE t TRUNCATE PARTITION p", "destructive", "t"},
        Classified{"CREATE OR REPLACE TABLE t (a INT)", "destructive", "t"},
        Classified{"PREPARE p FROM 'DROP TABLE t'", "destructive", "t"}, Classified{"DROP USER u", "destructive", "u"},
        Classified{"EXPLAIN ANALYZE DELETE FROM t", "destructive", "t"},
        Classified{"ANALYZE DELETE FROM t", "destructive", "t"}));

INSTANTIATE_TEST_SUITE_P(
    Server, MySqlStatements,
    testing::Values(Classified{"GRANT ALL ON *.* TO u", "admin"}, Classified{"SET GLOBAL read_only = 0", "admin"},
                    Classified{"SET @@global.read_only = 0", "admin"}, Classified{"SET PERSIST a = 1", "admin"},
                    Classified{"KILL 1", "admin"}, Classified{"SHUTDOWN", "admin"},
                    Classified{"FLUSH TABLES WITH READ LOCK", "admin"}, Classified{"OPTIMIZE TABLE t", "admin"},
                    Classified{"ANALYZE TABLE t", "admin"}, Classified{"LOCK TABLES t WRITE", "admin"},
                    Classified{"SELECT GET_LOCK('a', 1)", "admin"}, Classified{"CREATE USER u", "admin", "u"},
                    Classified{"SET PASSWORD = 'a'", "admin"}, Classified{"PURGE BINARY LOGS TO 'a'", "admin"},
                    Classified{"START SLAVE", "admin"},
                    Classified{"SELECT 1 INTO @a FROM t WHERE get_lock('a', 1)", "admin"}));

INSTANTIATE_TEST_SUITE_P(
    Escapes, MySqlStatements,
    testing::Values(
        Classified{"SELECT 1 INTO OUTFILE '/tmp/a'", "escape"}, Classified{"SELECT 1 INTO DUMPFILE '/tmp/a'", "escape"},
        Classified{"SELECT 1 /*!99999 INTO OUTFILE '/tmp/a' */", "escape"},
        Classified{"SELECT LOAD_FILE('/etc/passwd')", "escape"},
        Classified{"LOAD DATA INFILE '/a' INTO TABLE t", "escape", "t"}, Classified{"SET tx_read_only = 0", "escape"},
        Classified{"SET @@session.transaction_read_only = OFF", "escape"},
        Classified{"SET SESSION TRANSACTION READ WRITE", "escape"},
        Classified{"SET @@local . tx_read_only = 0", "escape"}, Classified{"SET @@`tx_read_only` = 0", "escape"},
        Classified{"START TRANSACTION READ WRITE", "escape"}, Classified{"SET sql_log_bin = 0", "escape"},
        Classified{"INSTALL PLUGIN a SONAME 'b'", "escape"},
        Classified{"CREATE FUNCTION f RETURNS INTEGER SONAME 'a'", "escape"},
        Classified{"CREATE TABLE t (a INT) ENGINE=FEDERATED CONNECTION='mysql://a'", "escape", "t"},
        Classified{"CREATE TABLE t (a INT) DATA DIRECTORY='/tmp'", "escape"},
        Classified{"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'a')", "escape"},
        Classified{"SET @a = 1, SESSION transaction_read_only = 0", "escape"},
        Classified{"SET @a = LOAD_FILE('a')", "escape"}));

INSTANTIATE_TEST_SUITE_P(Unknowns, MySqlStatements,
                         testing::Values(Classified{"SELEC 1", "unknown"}, Classified{"CALL p()", "unknown"},
                                         Classified{"EXECUTE p", "unknown"}, Classified{"SELECT f(1)", "unknown"},
                                         Classified{"SELECT d.f(1)", "unknown"},
                                         Classified{"HANDLER t READ FIRST WHERE f()", "unknown"},
                                         Classified{"ALTER VIEW v AS SELECT f()", "unknown", "v"},
                                         Classified{"SHOW VARIABLES WHERE f() > 0", "unknown"},
                                         Classified{"CREATE VIEW v AS SELECT f() AS a", "unknown", "v"},
                                         Classified{"PREPARE p FROM @a", "unknown"},
                                         Classified{"PREPARE p FROM 'a\\'b'", "unknown"},
                                         Classified{"EXECUTE IMMEDIATE CONCAT('DROP', ' TABLE t')", "unknown"},
                                         Classified{"BEGIN NOT ATOMIC DELETE FROM t; END", "unknown"},
                                         Classified{"SELECT 1; DROP TABLE t", "unknown"},
                                         Classified{"SELECT SQL_NO_CACHE f(1)", "unknown"}));

TEST(MySqlClassifier, ReadsCodeInCommentsInEveryWayAServerMay) {
    // Where the code is not read, its quote is not either.
    EXPECT_NE(classify("SELECT 1 /*!99999 ' */ ; DROP TABLE t -- ' */", DialectId::MySql).kind, StatementClass::Read);
    EXPECT_EQ(classify("SELECT 1 /*M!100100 INTO OUTFILE 'a' */", DialectId::MySql).kind, StatementClass::Read);
    EXPECT_EQ(classify("SELECT 1 /*M!100100 INTO OUTFILE 'a' */", DialectId::MariaDb).kind, StatementClass::Escape);
    std::string many = "SELECT 1";
    for (int i = 0; i < 100; ++i) {
        many += " /*!99999 + 1 */";
    }
    EXPECT_EQ(classify(many, DialectId::MySql).kind, StatementClass::Unknown);
}

TEST(MySqlClassifier, TakesTheWorseOfTwoWaysOfReadingABackslash) {
    const std::string_view sql = R"(SELECT '\' INTO OUTFILE '/tmp/a' -- ')";
    Grammar untold(DialectId::MySql);
    untold.told = false;
    EXPECT_EQ(classify(sql, untold).kind, StatementClass::Escape);
    Grammar plain(DialectId::MySql);
    plain.backslashEscapes = false;
    EXPECT_EQ(classify(sql, plain).kind, StatementClass::Escape);
    EXPECT_EQ(classify(R"(SELECT '\' INTO OUTFILE \'/tmp/a')", DialectId::MySql).kind, StatementClass::Read);
}

TEST(MySqlClassifier, ReadsALongListOfRowsToItsEnd) {
    std::string rows = "INSERT INTO t VALUES (1, 'a')";
    for (int i = 0; i < 300'000; ++i) {
        rows += ",(1, -2, NULL, 'it''s')";
    }
    EXPECT_EQ(classify(rows, DialectId::MySql).kind, StatementClass::Write);
    EXPECT_EQ(classify(rows + ",(LOAD_FILE('/etc/passwd'))", DialectId::MySql).kind, StatementClass::Escape);
    EXPECT_EQ(classify(rows + ",((SELECT f()))", DialectId::MySql).kind, StatementClass::Unknown);
}

TEST(MySqlClassifier, KnowsThatStructureIsCommitted) {
    for (const std::string_view sql : {"DROP TABLE t", "TRUNCATE t", "CREATE TABLE t (a INT)",
                                       "ALTER TABLE t ADD b INT", "SET autocommit = 1", "CALL p()"}) {
        EXPECT_FALSE(classify(sql, DialectId::MySql).undoable) << sql;
    }
    for (const std::string_view sql :
         {"SELECT GET_LOCK('a', 1)", "SET PASSWORD = 'a'", "SET ROLE r", "START REPLICA",
          "SET GLOBAL TRANSACTION READ ONLY", "FLUSH TABLES", "ANALYZE TABLE t", "LOCK TABLES t READ", "UNLOCK TABLES",
          "XA START 'a'", "CREATE TEMPORARY TABLE t (a INT)"}) {
        EXPECT_FALSE(classify(sql, DialectId::MySql).undoable) << sql;
    }
    EXPECT_TRUE(classify("DELETE FROM t", DialectId::MySql).undoable);
}

} // namespace
