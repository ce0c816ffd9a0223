// SPDX-License-Identifier: Apache-2.0
#include "classified_statement.h"

namespace {

using dbv::DialectId;
using dbv::EffectReason;
using dbv::sql::classify;
using dbv::test::hasReason;

bool spellsEveryRow(const std::string& condition, DialectId dialect = DialectId::PostgreSql) {
    return hasReason(classify("DELETE FROM t WHERE " + condition, dialect), EffectReason::EveryRow);
}

TEST(ConditionSpellings, SeesWhatNoRowFailsInOtherWordsOfPostgres) {
    for (const char* condition : {"id BETWEEN id AND id",
                                  "id BETWEEN SYMMETRIC id AND id",
                                  "NOT (id NOT BETWEEN id AND id)",
                                  "id = id::int",
                                  "id::bigint = id",
                                  "id = CAST(id AS int)",
                                  "id::numeric(8, 2) = id",
                                  "id::double precision = id",
                                  "v LIKE '%' ESCAPE '\\'",
                                  "v LIKE '%' || '%'",
                                  "v LIKE '%' || ''",
                                  "v SIMILAR TO '%'",
                                  "v ~~ '%'",
                                  "NOT v !~~ '%'",
                                  "v !~~ 'a' OR v ~~ 'a'",
                                  "id+0=id",
                                  "0+id=id",
                                  "id-0=id",
                                  "id*1=id",
                                  "1*id=id",
                                  "id/1=id",
                                  "id||''=id",
                                  "''||id=id",
                                  "+id = id",
                                  "- -id = id",
                                  "id=+id",
                                  "id - id = 0",
                                  "id * 0 = 0",
                                  "id % 1 = 0",
                                  "id*id >= 0",
                                  "id*0 <> 1",
                                  "v ~ ''",
                                  "v ~* '.*'",
                                  "v ~ '(.*)'",
                                  "v ~ 'a*'",
                                  "v ~ '^.*'",
                                  "v ~ '|a'",
                                  "coalesce(v, 'x') = coalesce(v, 'x')",
                                  "coalesce(v, 'x') IS NOT NULL",
                                  "id IN (id)",
                                  "id IN (1, id)",
                                  "(id,v)=(id,v)",
                                  "ROW(id,v)=ROW(id,v)",
                                  "NOT (id<>id)",
                                  "NOT NOT (id=id)",
                                  "abs(x)>=0",
                                  "abs(x) > -1",
                                  "length(v)>=0",
                                  "0 <= length(v)",
                                  "char_length(v) <> -1",
                                  "EXISTS (SELECT 1)",
                                  "EXISTS (SELECT 1 FROM t)",
                                  "EXISTS (SELECT 1 FROM t x WHERE x.id = t.id)",
                                  "id IN (SELECT id FROM t)",
                                  "id IN (SELECT x.id FROM public.t AS x)",
                                  "id IN (SELECT DISTINCT id FROM t ORDER BY id)",
                                  "id IN (SELECT id FROM t WHERE id = id)",
                                  "id IN (SELECT id FROM t WHERE true)",
                                  "id = ANY(ARRAY(SELECT id FROM t))",
                                  "id = ANY(SELECT id FROM t)",
                                  "id = ANY(ARRAY[id])",
                                  "id = (SELECT id)",
                                  "id IN (SELECT id)",
                                  "CASE WHEN true THEN true END",
                                  "CASE WHEN id = 1 THEN true ELSE true END",
                                  "CASE WHEN id = id THEN true ELSE false END",
                                  "CASE id WHEN 1 THEN true ELSE 1 = 1 END",
                                  "1 < 2",
                                  "'a' = 'a'",
                                  "current_user IS NOT NULL",
                                  "id > 0 OR id <= 0",
                                  "id > 0 OR id < 10",
                                  "id >= 0 OR id < 0",
                                  "0 < id OR id <= 0",
                                  "id <> 1 OR id <> 2",
                                  "id <> 1 OR id < 5",
                                  "id IN (1,2) OR id NOT IN (1,2)",
                                  "deleted OR NOT deleted",
                                  "v LIKE 'a%' OR v NOT LIKE 'a%'",
                                  "NOT (id = 1) OR id = 1",
                                  "id BETWEEN 1 AND 5 OR id NOT BETWEEN 1 AND 5",
                                  "t = t",
                                  "t.* IS NOT DISTINCT FROM t.*",
                                  "(id = id) = true",
                                  "(id = id) IS NOT FALSE",
                                  "(id IS NULL) IS NOT NULL",
                                  "id = id IS TRUE",
                                  "v = v COLLATE \"C\"",
                                  "starts_with(v, '')",
                                  "v ^@ ''",
                                  "id = 1 OR (id = 2 OR id = id)",
                                  "(id = id OR id = 1) AND (v LIKE '%')",
                                  "x[1] = x[1]",
                                  "b = b AND a = a",
                                  "CASE WHEN 'a' = 'a' THEN id = id ELSE id = 5 END",
                                  "EXISTS (SELECT 1 FROM t WHERE 'x' = 'x')",
                                  "id ISNULL OR id NOTNULL",
                                  "id IS NOT UNKNOWN OR id IS UNKNOWN",
                                  "t.v = x.v OR t.v <> x.v"}) {
        EXPECT_TRUE(spellsEveryRow(condition, DialectId::PostgreSql)) << condition;
    }
}

TEST(ConditionSpellings, SeesWhatNoRowFailsBesideWhatIsNeverSo) {
    for (const char* condition : {"NOT (id = 3 AND false)", "NOT (false AND id = 3)", "NOT (id = 3 AND 1 = 0)",
                                  "NOT (id = 3 AND NOT true)", "NOT (id = 3 AND (1 = 2 OR 2 > 3))",
                                  "(id = 3 AND false) IS NOT TRUE", "id = 3 OR NOT (v = 'x' AND 0 > 1)",
                                  "(id = 3) IS NOT NULL", "NOT ((id = 3) IS NULL)", "(id > 3 OR v = 'x') IS NOT UNKNOWN",
                                  "(v LIKE 'x%') IS NOT NULL"}) {
        EXPECT_TRUE(spellsEveryRow(condition, DialectId::PostgreSql)) << condition;
    }
    for (const char* condition :
         {"NOT (id = 3 AND true)", "NOT (id = 3 AND v = 'x')", "NOT (id = 3 AND null)", "id = 3 AND false",
          "NOT (id = 3 AND 1 = null)", "(v) IS NOT NULL", "(SELECT x FROM u WHERE u.id = t.id) IS NOT NULL",
          "(id + 1) IS NOT NULL", "(id = 3) IS NULL", "(id = 3) IS NOT FALSE"}) {
        EXPECT_FALSE(spellsEveryRow(condition, DialectId::PostgreSql)) << condition;
    }
}

TEST(ConditionSpellings, SeesTheLeastAndTheGreatestOfTheTable) {
    for (const char* condition :
         {"id >= (SELECT min(id) FROM t)", "id <= (SELECT max(id) FROM t)", "(SELECT min(id) FROM s.t) <= id",
          "(SELECT MAX(x.id) FROM t AS x) >= t.id", "NOT id < (SELECT min(id) FROM t)",
          "id BETWEEN (SELECT min(id) FROM t) AND (SELECT max(id) FROM t)",
          "id >= (SELECT min(id) FROM (SELECT id FROM t) x)"}) {
        EXPECT_TRUE(spellsEveryRow(condition, DialectId::PostgreSql)) << condition;
    }
    for (const char* condition :
         {"id > (SELECT min(id) FROM t)", "id >= (SELECT max(id) FROM t)", "id >= (SELECT min(other) FROM t)",
          "id >= (SELECT min(id) FROM u)", "id >= (SELECT min(id) FROM t WHERE v = 'x')", "id <= (SELECT min(id) FROM t)",
          "id = (SELECT max(id) FROM t)", "id >= (SELECT min(id) FROM t GROUP BY v)",
          "id < (SELECT max(id) FROM t)"}) {
        EXPECT_FALSE(spellsEveryRow(condition, DialectId::PostgreSql)) << condition;
    }
}

TEST(ConditionSpellings, SeesTheWholeTableByWayOfOtherQueries) {
    const auto every = [](const std::string& statement) {
        return hasReason(classify(statement, DialectId::PostgreSql), EffectReason::EveryRow);
    };
    for (const char* statement :
         {"WITH a AS (SELECT id FROM t) DELETE FROM t WHERE id IN (SELECT id FROM a)",
          "WITH a AS MATERIALIZED (SELECT * FROM t) DELETE FROM t WHERE id IN (SELECT a.id FROM a)",
          "WITH a (x) AS (SELECT id FROM t) UPDATE t SET v = 'x' WHERE id IN (SELECT x FROM a)",
          "WITH a AS (SELECT id, v FROM t), b AS (SELECT id FROM a WHERE true) DELETE FROM t WHERE id IN (TABLE a) OR id "
          "IN (SELECT * FROM b)",
          "WITH t AS (SELECT id FROM t) DELETE FROM t WHERE id IN (SELECT id FROM t)",
          "WITH a AS (SELECT id FROM t) DELETE FROM t WHERE EXISTS (SELECT 1 FROM a WHERE a.id = t.id)",
          "WITH a AS (SELECT min(id) AS id FROM t) DELETE FROM t WHERE id >= (SELECT min(id) FROM t)",
          "DELETE FROM t WHERE id IN (SELECT id FROM (SELECT id, v FROM t) x)",
          "DELETE FROM t WHERE id IN (SELECT * FROM (SELECT id FROM t) x)"}) {
        EXPECT_TRUE(every(statement)) << statement;
    }
    for (const char* statement :
         {"WITH a AS (SELECT id FROM t WHERE v = 'x') DELETE FROM t WHERE id IN (SELECT id FROM a)",
          "WITH a AS (SELECT id FROM u) DELETE FROM t WHERE id IN (SELECT id FROM a)",
          "WITH a AS (SELECT id FROM t LIMIT 5) DELETE FROM t WHERE id IN (SELECT id FROM a)",
          "WITH a AS (SELECT id FROM t) DELETE FROM t WHERE id IN (SELECT id FROM a WHERE id > 5)",
          "WITH a AS (SELECT other FROM t) DELETE FROM t WHERE id IN (SELECT other FROM a)",
          "WITH a AS (SELECT max(id) AS id FROM t GROUP BY v) DELETE FROM t WHERE id IN (SELECT id FROM a)",
          "DELETE FROM t WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY v) AS n FROM t) x WHERE "
          "n > 1)",
          "WITH t AS (SELECT id FROM t WHERE v = 'x') DELETE FROM t WHERE id IN (SELECT id FROM t)",
          "WITH RECURSIVE a AS (SELECT id FROM u UNION SELECT id FROM a) DELETE FROM t WHERE id IN (SELECT id FROM a)"}) {
        EXPECT_FALSE(every(statement)) << statement;
    }
}

TEST(ConditionSpellings, SeesWhatNoRowFailsInOtherWordsOfMySql) {
    for (const char* condition : {"id = CAST(id AS SIGNED)",
                                  "id = CONVERT(id, SIGNED)",
                                  "v = CONVERT(v USING utf8mb4)",
                                  "v RLIKE ''",
                                  "v REGEXP '.*'",
                                  "v REGEXP '^'",
                                  "v RLIKE '^.*$'",
                                  "v NOT REGEXP '.*' OR v REGEXP '.*'",
                                  "REGEXP_LIKE(v, '.*')",
                                  "IF(1,1,0)",
                                  "IF(id = 1, 1, 1)",
                                  "IF(id = id, 1, 0)",
                                  "ISNULL(NULL)",
                                  "id <=> id",
                                  "!(id <> id)",
                                  "id DIV 1 = id",
                                  "concat(v, '') = v",
                                  "COALESCE(id = id, 0)",
                                  "id | 0 = id",
                                  "id = id AND (1 OR v = 2)",
                                  "v = 'a' OR 1 AND 1"}) {
        EXPECT_TRUE(spellsEveryRow(condition, DialectId::MariaDb)) << condition;
    }
}

TEST(ConditionSpellings, SeesWhatNoRowFailsInOtherWordsOfSqlite) {
    for (const char* condition :
         {"rowid = id", "id = t.rowid", "oid == id", "v GLOB '*'", "v GLOB '**'", "v LIKE '%%'", "v = v COLLATE NOCASE",
          "v NOT NULL OR v IS NULL", "v NOTNULL OR v ISNULL", "like('%', v)", "glob('*', v)",
          "id IS NOT NULL OR id IS NULL", "NOT id IS NOT id", "id ISNULL OR id NOTNULL"}) {
        EXPECT_TRUE(spellsEveryRow(condition, DialectId::Sqlite)) << condition;
    }
}

TEST(ConditionSpellings, TakesNoNearMissForAllOfPostgres) {
    for (const char* condition : {"id BETWEEN id AND 5",
                                  "id BETWEEN 1 AND id",
                                  "id NOT BETWEEN id AND id",
                                  "rowid = id",
                                  "v LIKE '%a'",
                                  "v LIKE '_%'",
                                  "v LIKE ''",
                                  "v LIKE '%' ESCAPE '%'",
                                  "v !~~ '%'",
                                  "id=-id",
                                  "id=-1",
                                  "id+1=id2",
                                  "id+1=id",
                                  "id+0=id2",
                                  "id*2=id",
                                  "id||'x'=id",
                                  "id * 0 = 1",
                                  "id - id = 1",
                                  "id % 2 = 0",
                                  "v ~ 'a+'",
                                  "v ~ 'a|b'",
                                  "v ~ '^a*$'",
                                  "v ~ '\\.'",
                                  "v ~ '[0-9]*$x'",
                                  "v !~ '.*'",
                                  "coalesce(v, 'x') = coalesce(v, 'y')",
                                  "coalesce(v, 'x') = coalesce(w, 'x')",
                                  "coalesce(v, w) IS NOT NULL",
                                  "coalesce(v, 0) = 0",
                                  "id IN (1, id2)",
                                  "id NOT IN (id)",
                                  "(id,v)=(v,id)",
                                  "(id,v)=(id,w)",
                                  "NOT (id=id)",
                                  "abs(x) > 0",
                                  "abs(x) >= 1",
                                  "0 < length(v)",
                                  "f(x) >= 0",
                                  "EXISTS (SELECT 1 FROM t x WHERE x.id = t.parent)",
                                  "EXISTS (SELECT 1 FROM u x WHERE x.id = t.id)",
                                  "NOT EXISTS (SELECT 1 FROM t x WHERE x.id = t.id)",
                                  "NOT EXISTS (SELECT 1 FROM t x WHERE x.id < t.id)",
                                  "id IN (SELECT id FROM t WHERE a = 1)",
                                  "id IN (SELECT parent FROM t)",
                                  "id IN (SELECT id FROM t LIMIT 5)",
                                  "id IN (SELECT id FROM t JOIN u USING (id))",
                                  "id IN (SELECT id FROM t, u WHERE t.id = u.id)",
                                  "id IN (SELECT max(id) FROM t)",
                                  "id IN (SELECT id FROM t GROUP BY id HAVING count(*) > 1)",
                                  "id <> ANY(SELECT id FROM t WHERE a = 1)",
                                  "id = ALL(SELECT id FROM t)",
                                  "id = ANY(ARRAY(SELECT id FROM u))",
                                  "id = ANY(ARRAY[1,2])",
                                  "CASE WHEN id = 1 THEN true END",
                                  "CASE id WHEN 1 THEN true ELSE false END",
                                  "CASE WHEN id = 1 THEN false ELSE true END",
                                  "id <> 1 OR id < 1",
                                  "id > 10 OR id < 0",
                                  "id > 0 OR id < 0",
                                  "id = 1 OR id = 2",
                                  "id > 0 OR v <= 0",
                                  "v LIKE 'a%' OR v NOT LIKE 'b%'",
                                  "(id = 1) = true",
                                  "(id = 1) IS NOT FALSE",
                                  "id = 1 AND (id = 2 OR id = id)",
                                  "price = round(price)",
                                  "v = lower(v)",
                                  "v = trim(v)",
                                  "v = substr(v, 1, 3)",
                                  "extract(year FROM d) = 2020",
                                  "d < now() - interval '1 day'",
                                  "d < current_date - 30",
                                  "a->>'x' = 'y'",
                                  "a @> '{\"x\": 1}'",
                                  "tags && ARRAY['x']",
                                  "x[1] = 5",
                                  "x[1] = x[2]",
                                  "a = b",
                                  "a = 1 AND b = b",
                                  "EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)",
                                  "id NOT IN (SELECT id FROM u)",
                                  "id = (SELECT max(id) FROM t)",
                                  "(SELECT count(*) FROM u WHERE u.id = t.id) > 0",
                                  "position('x' in v) > 0",
                                  "v IS DISTINCT FROM 'x'",
                                  "CURRENT OF c",
                                  "a.b.c = 5",
                                  "id >= 0",
                                  "id > -1",
                                  "overlaps_all",
                                  "EXISTS (SELECT 1 FROM t WHERE 'x' = 'y')",
                                  "id IN (SELECT id FROM t WHERE 1 = 0)",
                                  "id = ANY ('{1,2}')",
                                  "id = ANY ('{1,2}'::int[])",
                                  "id NOTNULL",
                                  "a.id = b.id OR a.id <> c.id",
                                  "t.v = x.v OR t.v <> y.v"}) {
        EXPECT_FALSE(spellsEveryRow(condition, DialectId::PostgreSql)) << condition;
    }
}

TEST(ConditionSpellings, TakesNoNearMissForAllOfMySql) {
    for (const char* condition :
         {"v REGEXP '^$'", "v REGEXP '^a'", "v REGEXP '.'", "v NOT REGEXP '.*'", "IF(id = 1, 1, 0)", "IF(id, 0, 1)",
          "ISNULL(id)", "id <=> NULL", "!deleted", "concat(v, 'x') = v", "d < NOW() - INTERVAL 1 DAY",
          "MATCH (v) AGAINST ('x')", "MATCH(a,b) AGAINST('x' IN BOOLEAN MODE)", "id & 1", "flags & 4 = 4",
          "v = 'a' COLLATE utf8mb4_bin", "UPDATE_x = 1", "v = 'a' OR v = 'b' AND 1"}) {
        EXPECT_FALSE(spellsEveryRow(condition, DialectId::MariaDb)) << condition;
    }
}

TEST(ConditionSpellings, TakesNoNearMissForAllOfSqlite) {
    for (const char* condition : {"rowid = 5", "rowid = id + 1", "v GLOB 'a*'", "id IS NOT NULL", "id IS NOT 5"}) {
        EXPECT_FALSE(spellsEveryRow(condition, DialectId::Sqlite)) << condition;
    }
}

TEST(ConditionSpellings, KnowsOtherNamesOfTheTable) {
    for (const char* statement :
         {"DELETE FROM t USING t x WHERE x.id=t.id", "UPDATE t SET v = 1 FROM t x WHERE x.id = t.id"}) {
        EXPECT_TRUE(hasReason(classify(statement, DialectId::PostgreSql), EffectReason::EveryRow)) << statement;
    }
    for (const char* statement :
         {"DELETE FROM t USING t x WHERE x.id<t.id", "DELETE FROM t USING t x WHERE x.id=t.parent",
          "DELETE FROM t USING u x WHERE x.id=t.id", "DELETE FROM t USING u WHERE u.id=t.id",
          "DELETE FROM t a USING t b WHERE a.id < b.id AND a.v = b.v",
          "DELETE FROM t a USING t b WHERE a.ctid < b.ctid AND a.v = b.v",
          "UPDATE t SET v = x.v FROM u x WHERE x.id = t.id"}) {
        EXPECT_FALSE(hasReason(classify(statement, DialectId::PostgreSql), EffectReason::EveryRow)) << statement;
    }
    EXPECT_FALSE(
        hasReason(classify("UPDATE t a JOIN t b ON a.id = b.parent SET a.v = 1 WHERE b.v = 2", DialectId::MariaDb),
                  EffectReason::EveryRow));
    EXPECT_TRUE(
        hasReason(classify("UPDATE t a JOIN t b ON a.id = b.parent SET a.v = 1 WHERE a.id = a.id", DialectId::MariaDb),
                  EffectReason::EveryRow));
}

TEST(ConditionSpellings, EndsWithWhatIsNestedAndAsksAgainAndAgain) {
    const auto nested = [](const char* before, const char* behind) {
        std::string all = "a = 1";
        for (int i = 0; i < 300; ++i) {
            all = before + all + behind;
        }
        return all;
    };
    EXPECT_FALSE(spellsEveryRow(nested("coalesce(", ", 1)") + " = 5"));
    EXPECT_FALSE(spellsEveryRow(nested("(CASE WHEN ", " THEN 1 ELSE 0 END) = 1")));
    EXPECT_FALSE(spellsEveryRow(nested("((", ") = true)")));
    EXPECT_FALSE(spellsEveryRow(nested("a IN (SELECT a FROM t WHERE ", ")")));
    EXPECT_FALSE(spellsEveryRow(nested("IF(", ", a, 0) = 1"), DialectId::MariaDb));
    std::string sum = "a";
    for (int i = 0; i < 50'000; ++i) {
        sum += " + a";
    }
    EXPECT_FALSE(spellsEveryRow(sum + " = 5"));
    EXPECT_TRUE(spellsEveryRow(sum + " = " + sum));
}

} // namespace
