// SPDX-License-Identifier: Apache-2.0
#include "sql/cursor_scope.h"

#include <gtest/gtest.h>

#include <string>

#include "scope_text.h"

namespace {

using dbv::DialectId;
using dbv::TextSpan;
using dbv::sql::CursorClause;
using dbv::sql::CursorPlace;
using dbv::test::placeOf;
using dbv::test::scopeIn;
using dbv::test::seen;

using Names = std::vector<std::string>;

constexpr std::array kAll = {DialectId::Sqlite, DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb};

TEST(SqlCursorScope, TellsWhatIsTypedAndWhatItReplaces) {
    const auto scope = scopeIn("SELECT na| FROM t");
    EXPECT_EQ(scope.prefix, "na");
    EXPECT_EQ(scope.replaces, (TextSpan{7, 9}));
    EXPECT_TRUE(scope.qualifiers.empty());
    EXPECT_EQ(scopeIn("SELECT n|ame FROM t").replaces, (TextSpan{7, 8}));
    EXPECT_EQ(scopeIn("SELECT | FROM t").replaces, (TextSpan{7, 7}));
    EXPECT_EQ(scopeIn("sel|").prefix, "sel");
}

TEST(SqlCursorScope, TellsWhatQualifies) {
    EXPECT_EQ(scopeIn("SELECT o.| FROM orders o").qualifiers, Names{"o"});
    EXPECT_EQ(scopeIn("SELECT shop.orders.na| FROM shop.orders").qualifiers, (Names{"shop", "orders"}));
    EXPECT_EQ(scopeIn("SELECT \"My Table\".a| FROM x").qualifiers, Names{"My Table"});
    EXPECT_EQ(scopeIn("SELECT ORDERS.a| FROM x").qualifiers, Names{"orders"}) << "PostgreSQL reads small letters";
    EXPECT_EQ(scopeIn("SELECT ORDERS.a| FROM x", DialectId::Sqlite).qualifiers, Names{"ORDERS"});
    EXPECT_EQ(scopeIn("SELECT `My Table`.| FROM x", DialectId::MySql).qualifiers, Names{"My Table"});
    EXPECT_EQ(scopeIn("SELECT [My Table].| FROM x", DialectId::Sqlite).qualifiers, Names{"My Table"});
    EXPECT_EQ(scopeIn("SELECT * FROM public.|").qualifiers, Names{"public"});
    EXPECT_EQ(seen("SELECT o.|\nFROM orders o"), "expression: o=orders");
}

TEST(SqlCursorScope, TakesAQuoteThatIsStillOpenForTheBeginningOfAName) {
    auto scope = scopeIn("SELECT \"Or| FROM \"Orders\"");
    EXPECT_EQ(scope.prefix, "Or");
    EXPECT_TRUE(scope.quoted);
    EXPECT_EQ(scope.replaces, (TextSpan{7, 10}));
    EXPECT_EQ(seen("SELECT \"Or| FROM \"Orders\""), "expression: Orders");
    scope = scopeIn("SELECT \"Or|d\" FROM t");
    EXPECT_EQ(scope.replaces, (TextSpan{7, 12}));
    scope = scopeIn("SELECT `a| FROM `b c`", DialectId::MySql);
    EXPECT_EQ(scope.prefix, "a");
    EXPECT_EQ(seen("SELECT `a| FROM `b c`", DialectId::MySql), "expression: b c");
    EXPECT_EQ(scopeIn("SELECT [a| FROM t", DialectId::Sqlite).prefix, "a");
}

TEST(SqlCursorScope, OffersNothingInTextsCommentsAndNumbers) {
    for (const DialectId dialect : kAll) {
        for (const char* script : {"SELECT 'a| b' FROM t", "SELECT 'a|", "SELECT -- a|\n1", "SELECT /* a| */ 1",
                                   "SELECT /* a|", "SELECT 12| FROM t", "-- a|", "/* | */ SELECT 1", "SELECT 1.5|"}) {
            EXPECT_EQ(placeOf(script, dialect), "nothing") << script;
        }
    }
    EXPECT_EQ(placeOf("SELECT $$ a| $$"), "nothing");
    EXPECT_EQ(placeOf("SELECT $1|"), "nothing");
    EXPECT_EQ(placeOf("SELECT :na|", DialectId::Sqlite), "nothing");
    EXPECT_EQ(placeOf("SELECT \"a| b\"", DialectId::MySql), "nothing") << "a text there";
    EXPECT_EQ(placeOf("# a|", DialectId::MySql), "nothing");
    EXPECT_EQ(placeOf("\\d a|"), "nothing") << "a line for psql";
    EXPECT_EQ(placeOf("COPY t FROM stdin;\n1\ta|\n\\.\n"), "nothing");
    EXPECT_EQ(placeOf(".mode cs|", DialectId::Sqlite), "nothing");
    EXPECT_EQ(placeOf("SELECT 'a' |"), "operator");
}

TEST(SqlCursorScope, KnowsTheStatementAtTheCursor) {
    EXPECT_EQ(placeOf("|"), "statement");
    EXPECT_EQ(placeOf("SELECT 1; |"), "statement");
    EXPECT_EQ(placeOf("SELECT 1;\nse|\n"), "statement");
    EXPECT_EQ(seen("SELECT * FROM a; SELECT | FROM b; SELECT * FROM c"), "expression: b");
    EXPECT_EQ(seen("SELECT * FROM a WHERE |; SELECT * FROM c"), "expression: a");
    EXPECT_EQ(seen("SELECT * FROM a\n\nSELECT | FROM b\n\nSELECT * FROM c"), "expression: b") << "no semicolons";
    EXPECT_EQ(seen("SELECT * FROM a WHERE |\n\nSELECT * FROM c"), "expression: a");
    EXPECT_EQ(placeOf("sel|\n\nSELECT * FROM c"), "statement");
    EXPECT_EQ(seen("SELECT * FROM a\n\nUNION ALL\n\nSELECT | FROM b"), "expression: b");
    EXPECT_EQ(seen("WITH x AS (SELECT 1 AS one)\n\nSELECT | FROM x"), "expression: x(one)");
    EXPECT_EQ(placeOf("DELIMITER //\nSELECT * FROM |//", DialectId::MySql), "table");
}

TEST(SqlCursorScope, SeesTheTablesOfTheQueryWithTheirAliases) {
    for (const DialectId dialect : kAll) {
        EXPECT_EQ(seen("SELECT | FROM orders o, shop.items AS i", dialect), "expression: o=orders i=shop.items");
        EXPECT_EQ(seen("SELECT * FROM orders o JOIN customers c ON o.id = c.id LEFT JOIN items WHERE |", dialect),
                  "expression: o=orders c=customers items");
        EXPECT_EQ(seen("SELECT * FROM (a JOIN b x ON a.i = x.i) WHERE |", dialect), "expression: a x=b");
        EXPECT_EQ(seen("SELECT a FROM t GROUP BY |", dialect), "expression: t");
        EXPECT_EQ(seen("SELECT a FROM t ORDER BY a, |", dialect), "expression: t");
        EXPECT_EQ(seen("UPDATE t SET a = |", dialect), "expression: t");
        EXPECT_EQ(seen("DELETE FROM t WHERE |", dialect), "expression: t");
    }
    EXPECT_EQ(seen("SELECT | FROM \"My Table\" \"m t\""), "expression: m t=My Table");
    EXPECT_EQ(seen("UPDATE a SET x = b.| FROM b WHERE a.i = b.i"), "expression: a b");
    EXPECT_EQ(seen("UPDATE a JOIN b ON a.i = b.i SET a.x = |", DialectId::MySql), "expression: a b");
    EXPECT_EQ(seen("DELETE FROM a USING b WHERE |"), "expression: a b");
    EXPECT_EQ(seen("MERGE INTO a USING b ON |"), "join: a b");
    EXPECT_EQ(seen("SELECT | FROM generate_series(1, 10) AS g(n)"), "expression: g=generate_series(n)");
    EXPECT_EQ(seen("EXPLAIN ANALYZE SELECT | FROM t"), "expression: t");
    EXPECT_EQ(seen("CREATE VIEW v AS SELECT | FROM t"), "expression: t");
    EXPECT_EQ(seen("SELECT * FROM t FOR UPDATE OF |"), "operator: t");
}

TEST(SqlCursorScope, TellsEachArmOfAUnionItsOwnTables) {
    EXPECT_EQ(seen("SELECT | FROM a UNION ALL SELECT x FROM b"), "expression: a");
    EXPECT_EQ(seen("SELECT x FROM a UNION ALL SELECT | FROM b"), "expression: b");
    EXPECT_EQ(seen("SELECT x FROM a EXCEPT SELECT x FROM b WHERE |"), "expression: b");
}

TEST(SqlCursorScope, KnowsCommonTableExpressionsAndTheirColumns) {
    for (const DialectId dialect : kAll) {
        EXPECT_EQ(seen("WITH x AS (SELECT id, a + 1 AS more FROM t) SELECT | FROM x", dialect),
                  "expression: x(id,more)");
        EXPECT_EQ(seen("WITH x(p, q) AS (SELECT 1, 2) SELECT x.| FROM x", dialect), "expression: x(p,q)");
        EXPECT_EQ(seen("WITH x AS (SELECT * FROM t) SELECT y.| FROM x y", dialect), "expression: y=x(t.*)");
        EXPECT_EQ(seen("WITH x AS (SELECT 1 AS a), y AS (SELECT * FROM x) SELECT | FROM y", dialect),
                  "expression: y(a)");
        EXPECT_EQ(seen("WITH x AS (SELECT | FROM t) SELECT * FROM x", dialect), "expression: t");
        EXPECT_EQ(seen("WITH x AS (SELECT a FROM t) SELECT * FROM x WHERE |", dialect), "expression: x(a)");
    }
    const auto names = [](const std::string& script) {
        Names all;
        for (const auto& table : scopeIn(script).tables) {
            all.push_back(table.name);
        }
        return all;
    };
    EXPECT_EQ(names("WITH x AS (SELECT 1), y AS (SELECT 2) SELECT * FROM |"), (Names{"y", "x"}));
    EXPECT_EQ(names("WITH x AS (SELECT 1), y AS (SELECT * FROM |) SELECT 1"), Names{"x"});
    EXPECT_EQ(names("WITH RECURSIVE x AS (SELECT 1 UNION SELECT * FROM |) SELECT 1"), Names{"x"});
    EXPECT_EQ(names("WITH x AS (SELECT 1) SELECT * FROM (SELECT * FROM |) q"), Names{"x"});
    EXPECT_EQ(seen("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE |) SELECT * FROM n"),
              "expression: n(i)");
    EXPECT_EQ(seen("WITH d AS (DELETE FROM t RETURNING id, name) SELECT | FROM d"), "expression: d(id,name)");
    EXPECT_EQ(seen("INSERT INTO t WITH x AS (SELECT 1 AS a) SELECT | FROM x"), "expression: x(a)");
}

TEST(SqlCursorScope, KnowsSubqueriesAndWhatTheySee) {
    for (const DialectId dialect : kAll) {
        EXPECT_EQ(seen("SELECT q.| FROM (SELECT a, count(b) AS n FROM t) q", dialect), "expression: q=(a,n)");
        EXPECT_EQ(seen("SELECT * FROM a WHERE i IN (SELECT | FROM b)", dialect), "expression: b a^");
        EXPECT_EQ(seen("SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.i = |)", dialect), "expression: b a^");
        EXPECT_EQ(seen("SELECT * FROM a, (SELECT | FROM b) q", dialect), "expression: b")
            << "it does not see its neighbours";
        EXPECT_EQ(seen("SELECT (SELECT max(|) FROM b) FROM a", dialect), "expression: b a^");
        EXPECT_EQ(seen("SELECT * FROM a WHERE i = (SELECT x FROM b WHERE j = (SELECT | FROM c))", dialect),
                  "expression: c b^ a^^");
    }
    EXPECT_EQ(seen("SELECT * FROM a, LATERAL (SELECT | FROM b) q"), "expression: b a^");
    EXPECT_EQ(seen("SELECT * FROM a JOIN LATERAL (SELECT * FROM b WHERE |) q ON true"), "expression: b a^");
    EXPECT_EQ(seen("SELECT | FROM (VALUES (1, 2)) AS v(x, y)"), "expression: v=(x,y)");
    EXPECT_EQ(seen("SELECT | FROM (SELECT *, 1 AS one FROM t) q"), "expression: q=(t.*,one)");
    EXPECT_EQ(seen("SELECT | FROM (SELECT u.*, t.x FROM t JOIN u ON true) q"), "expression: q=(u.*,x)");
    EXPECT_EQ(seen("SELECT | FROM (SELECT upper(a), lower(b) low FROM t) q"), "expression: q=(upper,low)");
}

TEST(SqlCursorScope, WorksOnWhatIsHalfTyped) {
    EXPECT_EQ(seen("SELECT count(a.| FROM orders a"), "expression: a=orders");
    EXPECT_EQ(seen("SELECT * FROM a WHERE i IN (SELECT | FROM b"), "expression: b a^");
    EXPECT_EQ(seen("SELECT * FROM a WHERE (x = |"), "expression: a");
    EXPECT_EQ(seen("SELECT | FROM"), "expression:");
    EXPECT_EQ(seen("SELECT a, | FROM t WHERE"), "expression: t");
    EXPECT_EQ(seen("SELECT * FROM t WHERE ) |"), "operator: t");
    EXPECT_EQ(seen("SELECT * FROM a JOIN b ON a.|"), "join: a b");
    EXPECT_EQ(placeOf("SELECT * FROM a JOIN |"), "table");
    EXPECT_EQ(placeOf("SELECT * FROM a, |\nWHERE x = 1"), "table");
    EXPECT_EQ(placeOf("(((((|"), "expression");
    EXPECT_EQ(placeOf(")))|"), "operator");
    EXPECT_EQ(placeOf("WITH x AS (|"), "statement");
    EXPECT_EQ(placeOf("WITH |"), "nothing");
}

TEST(SqlCursorScope, StandsWhatIsDeepOrLong) {
    const std::string deep = "SELECT " + std::string(100'000, '(') + "|";
    EXPECT_EQ(placeOf(deep), "expression");
    std::string queries = "SELECT * FROM ";
    for (int i = 0; i < 2'000; ++i) {
        queries += "(SELECT * FROM ";
    }
    EXPECT_EQ(placeOf(queries + "|"), "nothing") << "deeper than is read";
    std::string list = "INSERT INTO t VALUES (1";
    for (int i = 0; i < 300'000; ++i) {
        list += ",1";
    }
    EXPECT_EQ(placeOf(list + ", |"), "nothing") << "longer than is read";
}

TEST(SqlCursorScope, ReadsAnyCutOfAStatementWithoutHarm) {
    const std::string script =
        "WITH RECURSIVE x(a) AS (SELECT 1 UNION SELECT o.id FROM shop.orders o, LATERAL (SELECT 2) q) "
        "INSERT INTO t (a, b) SELECT \"q\".*, CASE WHEN a::int > 1 THEN 'x' END FROM x JOIN y USING (i) "
        "ON CONFLICT (a) DO UPDATE SET b = 1 RETURNING a; UPDATE t SET a = [1]";
    for (const DialectId dialect : kAll) {
        for (std::size_t begin = 0; begin < script.size(); ++begin) {
            const std::string part = script.substr(begin);
            for (std::size_t cursor = 0; cursor <= part.size(); cursor += 7) {
                const auto scope = dbv::sql::scopeAt(part, cursor, dialect);
                ASSERT_LE(scope.replaces.begin, scope.replaces.end);
                ASSERT_LE(scope.replaces.end, part.size());
                ASSERT_LE(scope.replaces.begin, cursor);
                ASSERT_TRUE(!scope.joined || *scope.joined < scope.sources.size() + 1);
            }
        }
    }
}

} // namespace
