// SPDX-License-Identifier: Apache-2.0
#include "sql/command_tag.h"

#include <gtest/gtest.h>

#include <string_view>

namespace {

using dbv::DialectId;

struct Tagged {
    std::string_view sql;
    std::string_view tag;
};

class SqlClassifierTable : public testing::TestWithParam<Tagged> {};

TEST_P(SqlClassifierTable, NamesTheCommand) {
    EXPECT_EQ(dbv::sql::commandTag(GetParam().sql, DialectId::Sqlite), GetParam().tag) << GetParam().sql;
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, SqlClassifierTable,
    testing::Values(
        Tagged{"select 1", "SELECT"}, Tagged{"-- a\n/* b */ Values (1)", "VALUES"}, Tagged{"((select 1))", "SELECT"},
        Tagged{"insert or replace into a values (1)", "INSERT"}, Tagged{"replace into a values (1)", "REPLACE"},
        Tagged{"with a as (select 1) select * from a", "SELECT"},
        Tagged{"with recursive a(b) as (select 1 union select b from a), c as (values (1)) insert into d select 1",
               "INSERT"},
        Tagged{"with replace as (select 1) update a set b = 1", "UPDATE"},
        Tagged{"with replace(a) as not materialized (select ')') delete from b", "DELETE"},
        Tagged{"with a as (", "WITH"}, Tagged{"create table a(b)", "CREATE TABLE"},
        Tagged{"create temp table a as select 1", "CREATE TABLE"},
        Tagged{"create virtual table a using fts5(b)", "CREATE TABLE"},
        Tagged{"create /* a */ unique index b on c(d)", "CREATE INDEX"},
        Tagged{"create temporary trigger a begin select 1; end", "CREATE TRIGGER"},
        Tagged{"create view a as select 1", "CREATE VIEW"}, Tagged{"drop table if exists a", "DROP TABLE"},
        Tagged{"alter table a add b", "ALTER TABLE"}, Tagged{"create \"table\"", "CREATE"},
        Tagged{"explain query plan delete from a", "EXPLAIN"}, Tagged{"pragma user_version", "PRAGMA"},
        Tagged{"begin immediate", "BEGIN"}, Tagged{"end", "END"}, Tagged{"vacuum into 'a'", "VACUUM"}, Tagged{"", ""},
        Tagged{"-- a", ""}, Tagged{"selec 1", ""}, Tagged{"'a'", ""}, Tagged{"1", ""}));

TEST(SqlClassifier, GivesTheFirstWordInCapitals) {
    EXPECT_EQ(dbv::sql::firstKeyword(" -- a\n(sElect 1)", DialectId::Sqlite), "SELECT");
    EXPECT_EQ(dbv::sql::firstKeyword("selec 1", DialectId::Sqlite), "SELEC");
    EXPECT_EQ(dbv::sql::firstKeyword("\"select\"", DialectId::Sqlite), "");
    EXPECT_EQ(dbv::sql::firstKeyword("", DialectId::Sqlite), "");
}

TEST(SqlClassifier, NamesTheCommandsOfTheServers) {
    const auto postgres = [](std::string_view sql) { return dbv::sql::commandTag(sql, DialectId::PostgreSql); };
    EXPECT_EQ(postgres("select 1"), "SELECT");
    EXPECT_EQ(postgres("create or replace function f() returns int language sql as $$ select 1 $$"), "CREATE FUNCTION");
    EXPECT_EQ(postgres("create unlogged table t (a int)"), "CREATE TABLE");
    EXPECT_EQ(postgres("with a as (select 1) merge into t using a on true when matched then delete"), "MERGE");
    const auto mariaDb = [](std::string_view sql) { return dbv::sql::commandTag(sql, DialectId::MariaDb); };
    EXPECT_EQ(mariaDb("# note\ncreate fulltext index i on t (a)"), "CREATE INDEX");
    EXPECT_EQ(mariaDb("show tables"), "SHOW");
}

} // namespace
