// SPDX-License-Identifier: Apache-2.0
#include "sql/name_at.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace dbv::sql {
namespace {

/// The name at a cursor that is written as `|`, with what is told of it.
std::string nameIn(std::string script, DialectId dialect = DialectId::PostgreSql) {
    const std::size_t cursor = script.find('|');
    script.erase(cursor, 1);
    const std::optional<NameAt> name = nameAt(script, cursor, dialect);
    if (!name) {
        return "none";
    }
    return script.substr(name->chain, name->span.begin - name->chain) + "[" +
           script.substr(name->span.begin, name->span.size()) + "]" + (name->called ? "(" : "") +
           (name->qualifies ? "." : "");
}

/// The script with brackets around each use of the alias at the cursor.
std::string uses(std::string script, DialectId dialect = DialectId::PostgreSql) {
    const std::size_t cursor = script.find('|');
    script.erase(cursor, 1);
    std::vector<TextSpan> found = aliasUses(script, cursor, dialect);
    std::ranges::reverse(found);
    for (const TextSpan& use : found) {
        script.insert(use.end, "]").insert(use.begin, "[");
    }
    return script;
}

TEST(SqlNameAt, TellsTheNameAndWhatStandsAroundIt) {
    EXPECT_EQ(nameIn("SELECT na|me FROM t"), "[name]");
    EXPECT_EQ(nameIn("SELECT |name FROM t"), "[name]");
    EXPECT_EQ(nameIn("SELECT name| FROM t"), "[name]");
    EXPECT_EQ(nameIn("SELECT a.b . \"c d|\" FROM t"), "a.b . [\"c d\"]");
    EXPECT_EQ(nameIn("SELECT a|.b FROM t"), "[a].");
    EXPECT_EQ(nameIn("SELECT a.|b FROM t"), "a.[b]");
    EXPECT_EQ(nameIn("SELECT upp|er (x)"), "[upper](");
    EXPECT_EQ(nameIn("SELECT `a|b`", DialectId::MySql), "[`ab`]");
}

TEST(SqlNameAt, TellsNoneWhereThereIsNone) {
    EXPECT_EQ(nameIn("SELECT 'na|me'"), "none");
    EXPECT_EQ(nameIn("SELECT 1 -- na|me"), "none");
    EXPECT_EQ(nameIn("SELECT 12|34"), "none");
    EXPECT_EQ(nameIn("SELECT  |  a"), "none");
    EXPECT_EQ(nameIn("|"), "none");
    EXPECT_EQ(nameIn("SELECT \"open|"), "none");
}

TEST(SqlAliasUses, AreWhereItIsGivenAndWhereItQualifies) {
    const std::string marked = "SELECT [r].id, c.id FROM rental [r] JOIN customer AS c ON [r].c = c.id ORDER BY [r].id";
    EXPECT_EQ(uses("SELECT r|.id, c.id FROM rental r JOIN customer AS c ON r.c = c.id ORDER BY r.id"), marked);
    EXPECT_EQ(uses("SELECT r.id, c.id FROM rental |r JOIN customer AS c ON r.c = c.id ORDER BY r.id"), marked);
    EXPECT_EQ(uses("UPDATE t AS |x SET a = x.b + 1 WHERE x.c > 0", DialectId::Sqlite),
              "UPDATE t AS [x] SET a = [x].b + 1 WHERE [x].c > 0");
    EXPECT_EQ(uses("SELECT s|.x FROM (SELECT 1 AS x) AS s WHERE s.x > 0"),
              "SELECT [s].x FROM (SELECT 1 AS x) AS [s] WHERE [s].x > 0");
}

TEST(SqlAliasUses, KnowTheQueryThatEachBelongsTo) {
    EXPECT_EQ(uses("SELECT a|.x FROM t a WHERE EXISTS (SELECT 1 FROM u a WHERE a.y = 1) AND a.z = (SELECT a.q)"),
              "SELECT [a].x FROM t [a] WHERE EXISTS (SELECT 1 FROM u a WHERE a.y = 1) AND [a].z = (SELECT [a].q)");
    EXPECT_EQ(uses("SELECT a.x FROM t a WHERE EXISTS (SELECT 1 FROM u a WHERE |a.y = 1)"),
              "SELECT a.x FROM t a WHERE EXISTS (SELECT 1 FROM u [a] WHERE [a].y = 1)");
    EXPECT_EQ(uses("SELECT |a.x FROM t a UNION SELECT a.y FROM u a"),
              "SELECT [a].x FROM t [a] UNION SELECT a.y FROM u a");
    EXPECT_EQ(uses("WITH w AS (SELECT a.x FROM t a) SELECT |a.x FROM w a"),
              "WITH w AS (SELECT a.x FROM t a) SELECT [a].x FROM w [a]");
    EXPECT_EQ(uses("SELECT a.x FROM t a; SELECT |a.y FROM u a"), "SELECT a.x FROM t a; SELECT [a].y FROM u [a]");
}

TEST(SqlAliasUses, AreWhereOnlyTablesAreNamed) {
    EXPECT_EQ(uses("DELETE a, b FROM t a JOIN u |b ON a.id = b.id", DialectId::MySql),
              "DELETE a, [b] FROM t a JOIN u [b] ON a.id = [b].id");
    EXPECT_EQ(uses("SELECT a.x FROM t |a FOR UPDATE OF a"), "SELECT [a].x FROM t [a] FOR UPDATE OF [a]");
}

TEST(SqlAliasUses, AreNoneOfWhatMayBeSomethingElse) {
    const std::string plain = "SELECT id, t.id FROM t";
    EXPECT_EQ(uses("SELECT id, |t.id FROM t"), plain) << "a table without another name";
    EXPECT_EQ(uses("SELECT |id, t.id FROM t"), plain);
    EXPECT_EQ(uses("SELECT 'r|.id' FROM rental r"), "SELECT 'r.id' FROM rental r");
    EXPECT_EQ(uses("SELECT count(r) FROM rental |r"), "SELECT count(r) FROM rental [r]") << "may be a column";
    EXPECT_EQ(uses("SELECT r.x.r FROM rental |r"), "SELECT [r].x.r FROM rental [r]");
}

TEST(SqlAliasUses, WorkOnWhatIsHalfWritten) {
    EXPECT_EQ(uses("SELECT r. FROM rental |r WHERE"), "SELECT [r]. FROM rental [r] WHERE");
    EXPECT_EQ(uses("SELECT |"), "SELECT ");
    EXPECT_EQ(uses("SELECT (r|.id FROM rental r"), "SELECT ([r].id FROM rental [r]");
}

} // namespace
} // namespace dbv::sql
