// SPDX-License-Identifier: Apache-2.0
#include "classified_statement.h"

namespace {

using dbv::DialectId;
using dbv::EffectReason;
using dbv::sql::classify;
using dbv::test::hasReason;

bool takesEveryRow(const std::string& condition, DialectId dialect = DialectId::PostgreSql) {
    return hasReason(classify("DELETE FROM t WHERE " + condition, dialect), EffectReason::EveryRow);
}

TEST(ConditionReach, SeesConditionsThatNameNoColumn) {
    for (const char* condition : {"true",
                                  "1 = 1",
                                  "true::bool",
                                  "1::double precision > 0",
                                  "(select true)",
                                  "1 in (1)",
                                  "CAST(1 AS bool)",
                                  "now() > '2000-01-01'",
                                  "length('a') = 1",
                                  "current_user is not null",
                                  "date '2020-01-01' < now()",
                                  "pg_catalog.random() >= 0",
                                  "not false",
                                  "'a' like 'a'",
                                  "$1",
                                  "1 between 0 and 2",
                                  "case when true then true else false end",
                                  "exists (select 1)",
                                  "(((1)))",
                                  "true is true",
                                  "1 = 0",
                                  "((true) and (1 = 1)) or false"}) {
        EXPECT_TRUE(takesEveryRow(condition)) << condition;
    }
}

TEST(ConditionReach, SeesColumnsThatAreComparedWithThemselves) {
    for (const char* condition :
         {"id = id", "t.id = id", "id = t.id", "s.t.id >= t.id", "(id) = ((id))", "\"id\" = id", "ID = id", "id <= id",
          "id is not distinct from id", "not (id <> id)", "not id != id", "a = 1 or id = id", "id = id and true",
          "(id = id) is true", "name like '%'", "name ilike '%%'", "ctid is not null", "a + 1 = a + 1"}) {
        EXPECT_TRUE(takesEveryRow(condition)) << condition;
    }
}

TEST(ConditionReach, SeesWhatIsSoTogetherWithWhatIsNot) {
    for (const char* condition : {"id is null or id is not null", "a = 1 or a <> 1", "a < 5 or a >= 5",
                                  "a != 'x' or a = 'x'", "b = 1 or (a is null) or (a is not null)"}) {
        EXPECT_TRUE(takesEveryRow(condition)) << condition;
    }
}

TEST(ConditionReach, TakesNoRealConditionForOne) {
    for (const char* condition : {"id = 1",
                                  "id = $1",
                                  "id in (1)",
                                  "id is null",
                                  "id is not null",
                                  "deleted",
                                  "not deleted",
                                  "id = other",
                                  "t.id = u.id",
                                  "id <> id",
                                  "id = id and a = 1",
                                  "1 = 1 and a",
                                  "a or b",
                                  "a between 1 and 2",
                                  "a between 1 and 2 or a = 5",
                                  "name like 'a%'",
                                  "name not like '%'",
                                  "name like '%a%'",
                                  "exists (select 1 from u)",
                                  "id in (select id from u)",
                                  "a = 1 or a = 2",
                                  "a = 1 or b <> 1",
                                  "a is null or b is not null",
                                  "case when a then true else false end",
                                  "length(a) = 1",
                                  "a::text = 'x'",
                                  "\"true\"",
                                  "id = any ($1)",
                                  "(a, b) = (1, 2)",
                                  "a = 'x' or b = 'x'",
                                  "date > '2020-01-01'",
                                  "value is distinct from value2"}) {
        EXPECT_FALSE(takesEveryRow(condition)) << condition;
    }
}

TEST(ConditionReach, ReadsTheMarksOfMySql) {
    EXPECT_TRUE(takesEveryRow("a = 1 || 1", DialectId::MariaDb));
    EXPECT_TRUE(takesEveryRow("1 && 1", DialectId::MySql));
    EXPECT_TRUE(takesEveryRow("a <=> a", DialectId::MySql));
    EXPECT_TRUE(takesEveryRow("@x = 1", DialectId::MySql));
    EXPECT_TRUE(takesEveryRow("name LIKE \"%\"", DialectId::MySql));
    EXPECT_FALSE(takesEveryRow("a = 1 || b = 2", DialectId::MySql));
    EXPECT_FALSE(takesEveryRow("'x' || a = 'xy'", DialectId::PostgreSql));
    EXPECT_FALSE(takesEveryRow("'x' || a = 'xy'", DialectId::Sqlite));
    EXPECT_TRUE(takesEveryRow("a IS a", DialectId::Sqlite));
    EXPECT_TRUE(takesEveryRow("rowid IS NOT NULL", DialectId::Sqlite));
}

TEST(ConditionReach, EndsWithConditionsThatAreDeepOrLong) {
    std::string deep(100'000, '(');
    deep += "1 = 1" + std::string(100'000, ')');
    EXPECT_TRUE(takesEveryRow(deep));
    std::string negated;
    for (int i = 0; i < 50'000; ++i) {
        negated += "NOT ";
    }
    EXPECT_FALSE(takesEveryRow(negated + "a"));
    std::string list = "a = 0";
    for (int i = 1; i < 50'000; ++i) {
        list += " OR a = " + std::to_string(i);
    }
    EXPECT_FALSE(takesEveryRow(list));
    EXPECT_TRUE(takesEveryRow(list + " OR true"));
}

} // namespace
