// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "sql/classifier.h"
#include "sql/named_words.h"

namespace {

using dbv::CodePlace;
using dbv::DialectId;
using dbv::StatementClass;
using dbv::StatementNames;
using dbv::sql::addsConstants;
using dbv::sql::classify;
using dbv::sql::namesIn;

bool reaches(const std::string& statement, CodePlace place, const std::string& name,
             DialectId dialect = DialectId::PostgreSql) {
    const std::optional<StatementNames> found = namesIn(statement, dialect);
    return found && found->parts.contains({place, name});
}

TEST(NamedWords, FindsWhatMayBeAFunctionOfARow) {
    for (const char* statement :
         {"SELECT t.f FROM t", "SELECT (t).f FROM t", "SELECT t.\"f\" FROM t", "SELECT t . /* x */ F FROM t"}) {
        EXPECT_TRUE(reaches(statement, CodePlace::Column, "f")) << statement;
        EXPECT_FALSE(reaches(statement, CodePlace::Call, "f")) << statement;
    }
    EXPECT_TRUE(reaches("SELECT lower(a)", CodePlace::Call, "lower"));
    EXPECT_TRUE(reaches("SELECT s.Lower (a)", CodePlace::Call, "lower"));
    EXPECT_FALSE(reaches("SELECT lower(a)", CodePlace::Column, "lower", DialectId::MySql));
    EXPECT_TRUE(reaches("SELECT ST_Wipe(a)", CodePlace::Call, "st_wipe", DialectId::MySql));
    EXPECT_TRUE(reaches("SELECT `ST_Wipe`(a)", CodePlace::Call, "st_wipe", DialectId::MariaDb));
}

TEST(NamedWords, CutsOperatorsAsTheServerDoes) {
    EXPECT_TRUE(reaches("SELECT a=-1", CodePlace::Operator, "="));
    EXPECT_TRUE(reaches("SELECT a=-1", CodePlace::Operator, "-"));
    EXPECT_FALSE(reaches("SELECT a=-1", CodePlace::Operator, "=-"));
    EXPECT_TRUE(reaches("SELECT a @-1", CodePlace::Operator, "@-"));
    EXPECT_TRUE(reaches("SELECT a OPERATOR(s.+) b", CodePlace::Operator, "+"));
    EXPECT_TRUE(reaches("SELECT a != b", CodePlace::Operator, "<>"));
    EXPECT_FALSE(reaches("SELECT '===' AS \"===\" -- ===", CodePlace::Operator, "==="));
}

TEST(NamedWords, KnowsWordsThatStandForOperators) {
    EXPECT_TRUE(reaches("SELECT a IN (1)", CodePlace::Operator, "="));
    EXPECT_TRUE(reaches("SELECT a BETWEEN 1 AND 2", CodePlace::Operator, ">="));
    EXPECT_TRUE(reaches("SELECT a NOT LIKE 'x'", CodePlace::Operator, "!~~"));
    EXPECT_TRUE(reaches("SELECT a ILIKE 'x'", CodePlace::Operator, "~~*"));
    EXPECT_TRUE(reaches("SELECT * FROM a JOIN b USING (id)", CodePlace::Operator, "="));
    EXPECT_FALSE(reaches("SELECT a", CodePlace::Operator, "="));
}

TEST(NamedWords, FindsTypesAndLeavesColumns) {
    for (const char* statement :
         {"SELECT 1::email", "SELECT '1'::s.email", "SELECT CAST(a AS email)", "SELECT email 'x'",
          "SELECT * FROM json_to_record('') AS x (a email)", "CREATE TABLE t (a s.email)", "SELECT '{}'::email[]"}) {
        EXPECT_TRUE(reaches(statement, CodePlace::Type, "email")) << statement;
    }
    for (const char* statement :
         {"SELECT email FROM u", "SELECT u.email FROM u", "SELECT a, email FROM u WHERE email = 'x'",
          "SELECT DISTINCT email FROM u ORDER BY email", "UPDATE u SET email = 'x' RETURNING email"}) {
        EXPECT_FALSE(reaches(statement, CodePlace::Type, "email")) << statement;
    }
    EXPECT_TRUE(reaches("SELECT a::int", CodePlace::Cast, "int4"));
    EXPECT_TRUE(reaches("SELECT a::timestamp with time zone", CodePlace::Cast, "timestamptz"));
    EXPECT_TRUE(reaches("INSERT INTO t SELECT a FROM u", CodePlace::Cast, ""));
    EXPECT_FALSE(reaches("SELECT a FROM u", CodePlace::Cast, ""));
}

TEST(NamedWords, LooksForWhatHasNoNameWhereItCanBe) {
    EXPECT_TRUE(reaches("SELECT a", CodePlace::Anywhere, ""));
    EXPECT_FALSE(reaches("SET work_mem = '8MB'", CodePlace::Anywhere, ""));
    EXPECT_TRUE(reaches("SELECT a FROM t ORDER BY a", CodePlace::Sort, ""));
    EXPECT_FALSE(reaches("SELECT a FROM t", CodePlace::Sort, ""));
}

TEST(NamedWords, CutsLongNamesAsPostgresDoes) {
    const std::string name(70, 'a');
    EXPECT_TRUE(reaches("SELECT * FROM " + name, CodePlace::Column, std::string(63, 'a')));
    const std::string wide = std::string(62, 'a') + "\u00e4x";
    EXPECT_TRUE(reaches("SELECT * FROM \"" + wide + "\"", CodePlace::Column, std::string(62, 'a')));
    EXPECT_FALSE(namesIn("SELECT * FROM U&\"a\\0062\"", DialectId::PostgreSql));
}

TEST(NamedWords, KeepsTheCapitalsOfMySql) {
    const std::optional<StatementNames> found = namesIn("SELECT * FROM Shop.Wiping", DialectId::MariaDb);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->names.contains({"Shop", "Wiping"}));
    EXPECT_TRUE(found->names.contains({"shop", "wiping"}));
    EXPECT_FALSE(namesIn("SELECT * FROM Wiping", DialectId::PostgreSql)->names.contains({"", "Wiping"}));
}

TEST(NamedWords, KnowsRowsThatReachNothing) {
    for (const char* statement :
         {"INSERT INTO t VALUES (1, 'x', NULL), (-2, DEFAULT, true)", "INSERT INTO s.t (a, \"b\") VALUES (1.5e3, '')",
          "insert into t values ('t.f', 'a === b')"}) {
        EXPECT_TRUE(addsConstants(statement, DialectId::PostgreSql)) << statement;
    }
    for (const char* statement :
         {"INSERT INTO t VALUES (1 === 2)", "INSERT INTO t VALUES ((NULL::item).f)", "INSERT INTO t VALUES (email 'x')",
          "INSERT INTO t VALUES (f(1))", "INSERT INTO t SELECT 1", "INSERT INTO t TABLE u",
          "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "INSERT INTO t VALUES (1) RETURNING t.f"}) {
        EXPECT_FALSE(addsConstants(statement, DialectId::PostgreSql)) << statement;
    }
    EXPECT_TRUE(addsConstants("INSERT INTO `t` VALUES (1,_binary 'x',0x1F)", DialectId::MySql));
    EXPECT_FALSE(addsConstants("INSERT INTO t VALUES (st_f())", DialectId::MySql));
}

TEST(NamedWords, FollowsTheDatabaseInUse) {
    EXPECT_EQ(dbv::sql::usedDatabase("USE mysql", DialectId::MariaDb), "mysql");
    EXPECT_EQ(dbv::sql::usedDatabase("use `My Shop`", DialectId::MySql), "My Shop");
    EXPECT_EQ(dbv::sql::usedDatabase("/*!50000 USE mysql */", DialectId::MariaDb), "mysql");
    EXPECT_FALSE(dbv::sql::usedDatabase("SELECT 1", DialectId::MySql));
    EXPECT_FALSE(dbv::sql::usedDatabase("USE mysql", DialectId::PostgreSql));
    for (const char* statement :
         {"DELETE FROM proc WHERE name = 'x'", "INSERT INTO user VALUES (1)", "REPLACE user SET a = 1",
          "UPDATE user SET a = 1 WHERE b = 2", "TRUNCATE proc", "CREATE TABLE a (b int)", "ALTER TABLE proc COMMENT ''",
          "UPDATE shop.t JOIN user SET user.a = 1 WHERE t.a = 1"}) {
        EXPECT_GE(classify(statement, DialectId::MariaDb, "mysql").kind, StatementClass::Admin) << statement;
        EXPECT_LT(classify(statement, DialectId::MariaDb, "shop").kind, StatementClass::Admin) << statement;
    }
    EXPECT_LT(classify("INSERT INTO shop.t VALUES (1)", DialectId::MariaDb, "mysql").kind, StatementClass::Admin);
    EXPECT_EQ(classify("SELECT * FROM user", DialectId::MariaDb, "mysql").kind, StatementClass::Read);
}

} // namespace
