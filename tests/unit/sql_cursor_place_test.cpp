// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "scope_text.h"
#include "sql/place_keywords.h"

namespace {

using dbv::DialectId;
using dbv::sql::CursorClause;
using dbv::test::placeOf;
using dbv::test::scopeIn;

using Names = std::vector<std::string>;

constexpr std::array kDialects = {DialectId::Sqlite, DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb};

bool offers(const std::string& script, std::string_view keyword, DialectId dialect = DialectId::PostgreSql) {
    const auto words = dbv::sql::keywordsAt(scopeIn(script, dialect), dialect);
    return std::ranges::find(words, keyword) != words.end();
}

TEST(SqlCursorPlace, IsATableWhereOneIsRead) {
    for (const DialectId dialect : kDialects) {
        for (const char* script :
             {"SELECT * FROM |", "SELECT * FROM a, |", "SELECT * FROM a JOIN |", "SELECT * FROM a LEFT JOIN |",
              "SELECT * FROM a JOIN b ON a.i = b.i JOIN |", "INSERT INTO |", "UPDATE |", "DELETE FROM |",
              "SELECT 1 FROM x WHERE y IN (SELECT z FROM |)", "DROP TABLE |", "DROP TABLE IF EXISTS |", "ALTER TABLE |",
              "CREATE INDEX i ON |", "CREATE TABLE a (b INT REFERENCES |", "SELECT * FROM a JOIN b ON a.i = b.i, |",
              "SELECT * FROM ta|", "DROP VIEW |", "CREATE VIEW v AS SELECT * FROM |", "EXPLAIN SELECT * FROM |"}) {
            EXPECT_EQ(placeOf(script, dialect), "table") << script;
        }
    }
    EXPECT_EQ(placeOf("TRUNCATE |"), "table");
    EXPECT_EQ(placeOf("REPLACE INTO |", DialectId::MySql), "table");
    EXPECT_EQ(placeOf("DESCRIBE |", DialectId::MySql), "table");
    EXPECT_EQ(placeOf("SHOW CREATE TABLE |", DialectId::MySql), "table");
    EXPECT_EQ(placeOf("MERGE INTO a USING |"), "table");
    EXPECT_EQ(placeOf("CREATE TRIGGER x AFTER INSERT ON |", DialectId::Sqlite), "table");
    EXPECT_EQ(placeOf("GRANT SELECT ON |"), "table");
}

TEST(SqlCursorPlace, IsAnExpressionWhereAnOperandIsMissing) {
    for (const DialectId dialect : kDialects) {
        for (const char* script : {"SELECT |",
                                   "SELECT a, | FROM t",
                                   "SELECT * FROM t WHERE |",
                                   "SELECT * FROM t WHERE a = |",
                                   "SELECT * FROM t WHERE a = 1 AND |",
                                   "SELECT * FROM t WHERE NOT |",
                                   "SELECT count(| FROM t",
                                   "SELECT a FROM t GROUP BY |",
                                   "SELECT a FROM t GROUP BY a HAVING |",
                                   "SELECT a FROM t ORDER BY |",
                                   "SELECT CASE WHEN | FROM t",
                                   "SELECT CASE WHEN a THEN | END FROM t",
                                   "SELECT * FROM t WHERE a IN (|)",
                                   "SELECT * FROM t WHERE a BETWEEN 1 AND |",
                                   "INSERT INTO t VALUES (|)",
                                   "INSERT INTO t VALUES (1, |)",
                                   "UPDATE t SET a = |",
                                   "UPDATE t SET a = 1, b = f(|)",
                                   "SELECT * FROM a JOIN b ON a.x = |",
                                   "DELETE FROM t WHERE |",
                                   "SELECT sum(a) OVER (PARTITION BY |)",
                                   "SELECT 2 * | FROM t"}) {
            EXPECT_EQ(placeOf(script, dialect), "expression") << script;
        }
    }
    EXPECT_EQ(placeOf("INSERT INTO t VALUES (1) RETURNING |"), "expression");
    EXPECT_EQ(placeOf("INSERT INTO t SELECT 1 FROM u ON CONFLICT DO NOTHING RETURNING |"), "expression");
}

TEST(SqlCursorPlace, IsBehindAnOperandWhereOneIsWhole) {
    for (const DialectId dialect : kDialects) {
        for (const char* script :
             {"SELECT a |", "SELECT * |", "SELECT t.* |", "SELECT count(*) |", "SELECT * FROM t WHERE a = 1 |",
              "SELECT * FROM t WHERE a IS NULL |", "SELECT a FROM t ORDER BY a |", "SELECT a FROM t GROUP |",
              "SELECT a FROM t ORDER |", "SELECT CASE WHEN 1 THEN 2 END |", "UPDATE t SET a = 1 |"}) {
            EXPECT_EQ(placeOf(script, dialect), "operator") << script;
        }
    }
}

TEST(SqlCursorPlace, IsAConditionOrASharedColumnAtAJoin) {
    const auto scope = scopeIn("SELECT * FROM orders o JOIN customers c ON |");
    EXPECT_EQ(dbv::test::placeName(scope.place), "join");
    ASSERT_TRUE(scope.joined);
    EXPECT_EQ(scope.sources.at(*scope.joined).alias, "c");
    const auto later = scopeIn("SELECT * FROM a JOIN b ON a.i = b.i JOIN c ON | JOIN d ON d.i = c.i");
    ASSERT_TRUE(later.joined);
    EXPECT_EQ(later.sources.at(*later.joined).name, "c");
    EXPECT_EQ(scopeIn("SELECT * FROM a JOIN b ON a.i = b.i AND |").joined, 1U);
    for (const DialectId dialect : kDialects) {
        EXPECT_EQ(placeOf("SELECT * FROM a JOIN b USING (|)", dialect), "shared");
        EXPECT_EQ(placeOf("SELECT * FROM a JOIN b USING (i, |", dialect), "shared");
    }
}

TEST(SqlCursorPlace, IsAColumnOfTheTableThatIsWritten) {
    for (const DialectId dialect : kDialects) {
        const auto scope = scopeIn("INSERT INTO shop.orders (id, |) VALUES (1)", dialect);
        EXPECT_EQ(dbv::test::placeName(scope.place), "target");
        ASSERT_TRUE(scope.target);
        EXPECT_EQ(dbv::test::sourceText(*scope.target), "shop.orders");
        EXPECT_EQ(scope.listed, Names{"id"});
        EXPECT_EQ(placeOf("INSERT INTO t (|", dialect), "target");
        EXPECT_EQ(placeOf("UPDATE t SET |", dialect), "target");
        EXPECT_EQ(placeOf("UPDATE t SET a = 1, | WHERE x", dialect), "target");
        EXPECT_EQ(placeOf("ALTER TABLE t DROP COLUMN |", dialect), "target");
        EXPECT_EQ(placeOf("CREATE INDEX i ON t (|)", dialect), "target");
        EXPECT_EQ(placeOf("CREATE TABLE a (b INT REFERENCES t (|", dialect), "target");
        EXPECT_EQ(dbv::test::sourceText(scopeIn("ALTER TABLE s.t RENAME COLUMN |", dialect).target.value()), "s.t");
    }
    EXPECT_EQ(placeOf("INSERT INTO t (a) VALUES (1) ON CONFLICT (|)"), "target");
    EXPECT_EQ(placeOf("INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET |"), "target");
    EXPECT_EQ(placeOf("INSERT INTO t VALUES (1) ON DUPLICATE KEY UPDATE |", DialectId::MySql), "target");
    EXPECT_EQ(dbv::test::seen("INSERT INTO t SELECT x FROM u RETURNING |"), "expression: t");
}

TEST(SqlCursorPlace, IsBehindATableWhereItMayGetANameOrACondition) {
    EXPECT_EQ(placeOf("SELECT * FROM orders |"), "behind");
    EXPECT_EQ(placeOf("SELECT * FROM orders o |"), "behind");
    EXPECT_EQ(placeOf("SELECT * FROM orders LEFT |"), "behind");
    EXPECT_EQ(placeOf("SELECT * FROM (SELECT 1) |"), "behind");
    EXPECT_EQ(placeOf("UPDATE t |"), "behind");
    EXPECT_EQ(placeOf("INSERT INTO t |"), "behind");
    EXPECT_TRUE(scopeIn("SELECT * FROM a JOIN b |").awaitsCondition);
    EXPECT_TRUE(scopeIn("SELECT * FROM a LEFT JOIN b x |").awaitsCondition);
    EXPECT_FALSE(scopeIn("SELECT * FROM a |").awaitsCondition);
    EXPECT_FALSE(scopeIn("SELECT * FROM a CROSS JOIN b |").awaitsCondition);
}

TEST(SqlCursorPlace, IsNothingWhereSomethingNewIsNamed) {
    for (const char* script : {"SELECT a AS |", "SELECT * FROM t AS |", "CREATE TABLE |", "CREATE TABLE t (|",
                               "CREATE TABLE t (a INT, |", "CREATE VIEW |", "CREATE INDEX |", "WITH |"}) {
        EXPECT_EQ(placeOf(script), "nothing") << script;
    }
}

TEST(SqlCursorPlace, KnowsSchemasRoutinesAndTypes) {
    EXPECT_EQ(placeOf("USE |", DialectId::MySql), "schema");
    EXPECT_EQ(placeOf("SET search_path TO |"), "schema");
    EXPECT_EQ(placeOf("DROP SCHEMA |"), "schema");
    EXPECT_EQ(placeOf("CALL |"), "routine");
    EXPECT_EQ(placeOf("DROP FUNCTION |"), "routine");
    EXPECT_EQ(placeOf("SELECT a::|"), "type");
    EXPECT_EQ(placeOf("SELECT CAST(a AS | FROM t"), "type");
    EXPECT_EQ(placeOf("CREATE TABLE t (a |"), "type");
    EXPECT_EQ(placeOf("ALTER TABLE t ADD COLUMN a |"), "type");
}

TEST(SqlCursorPlace, ReadsTheStatementInTheBodyOfARoutine) {
    EXPECT_EQ(dbv::test::seen("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE u SET a = |; END", DialectId::Sqlite),
              "expression: u");
    EXPECT_EQ(dbv::test::seen("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM v; UPDATE u SET a = |; END",
                              DialectId::Sqlite),
              "expression: u");
    EXPECT_EQ(dbv::test::seen("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT | FROM t; END//", DialectId::MySql),
              "expression: t");
}

TEST(SqlPlaceKeywords, AreThoseThatCanStandThere) {
    EXPECT_TRUE(offers("|", "SELECT"));
    EXPECT_TRUE(offers("|", "PRAGMA", DialectId::Sqlite));
    EXPECT_FALSE(offers("|", "PRAGMA"));
    EXPECT_TRUE(offers("SELECT * |", "FROM"));
    EXPECT_TRUE(offers("SELECT |", "DISTINCT"));
    EXPECT_FALSE(offers("SELECT a, |", "DISTINCT"));
    EXPECT_TRUE(offers("SELECT * FROM t |", "WHERE"));
    EXPECT_TRUE(offers("SELECT * FROM t |", "LEFT JOIN"));
    EXPECT_FALSE(offers("SELECT * FROM t |", "ON"));
    EXPECT_TRUE(offers("SELECT * FROM t JOIN u |", "ON"));
    EXPECT_TRUE(offers("SELECT * FROM t WHERE a |", "IS NULL"));
    EXPECT_TRUE(offers("SELECT * FROM t WHERE a = 1 |", "GROUP BY"));
    EXPECT_TRUE(offers("SELECT * FROM t ORDER |", "BY"));
    EXPECT_TRUE(offers("SELECT * FROM t ORDER BY a |", "DESC"));
    EXPECT_FALSE(offers("SELECT * FROM t ORDER BY a |", "NULLS LAST", DialectId::MySql));
    EXPECT_TRUE(offers("UPDATE t |", "SET"));
    EXPECT_TRUE(offers("INSERT INTO t (a) |", "VALUES"));
    EXPECT_TRUE(offers("INSERT |", "INTO"));
    EXPECT_TRUE(offers("DELETE |", "FROM"));
    EXPECT_TRUE(offers("SELECT * FROM (|", "SELECT"));
    EXPECT_TRUE(offers("SELECT CASE WHEN a |", "THEN"));
    EXPECT_TRUE(offers("SELECT * FROM t WHERE a IS |", "NOT NULL"));
    EXPECT_FALSE(offers("SELECT t.|  FROM t", "NULL")) << "behind a dot stands a name";
}

} // namespace
