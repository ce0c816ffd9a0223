// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "sql/row_selection.h"

namespace dbv::sql {

namespace {

struct Case {
    DialectId dialect;
    std::string_view statement;
    std::string_view table;
    std::string_view query;
};

constexpr DialectId kPg = DialectId::PostgreSql;
constexpr DialectId kMy = DialectId::MySql;
constexpr DialectId kMaria = DialectId::MariaDb;
constexpr DialectId kLite = DialectId::Sqlite;

TEST(RowSelection, FindsTheRowsThatWouldBeChanged) {
    const std::vector<Case> cases{
        {kPg, "DELETE FROM t", "t", "SELECT t.* FROM t"},
        {kPg, "DELETE FROM t WHERE a = 1;", "t", "SELECT t.* FROM t WHERE a = 1"},
        {kPg, "delete from only s.\"T t\" as x where x.a = 1 returning *", "s.\"T t\"",
         "SELECT x.* FROM only s.\"T t\" as x where x.a = 1"},
        {kPg, "DELETE FROM t USING b, c WHERE t.a = b.a AND c.b = b.b", "t",
         "SELECT t.* FROM t, b, c WHERE t.a = b.a AND c.b = b.b"},
        {kPg, "UPDATE t SET a = 1", "t", "SELECT t.* FROM t"},
        {kPg, "UPDATE t x SET a = (SELECT max(a) FROM u WHERE b), c = c IS DISTINCT FROM d WHERE x.b > 2", "t",
         "SELECT x.* FROM t x WHERE x.b > 2"},
        {kPg, "UPDATE t SET a = b.a FROM b JOIN c USING (id) WHERE t.id = b.id RETURNING t.a", "t",
         "SELECT t.* FROM t, b JOIN c USING (id) WHERE t.id = b.id"},
        {kPg, "UPDATE t SET a = extract(year FROM d) RETURNING *", "t", "SELECT t.* FROM t"},
        {kPg, "WITH old AS (SELECT id FROM u) DELETE FROM t USING old WHERE t.id = old.id", "t",
         "WITH old AS (SELECT id FROM u) SELECT t.* FROM t, old WHERE t.id = old.id"},
        {kPg, "UPDATE t /* where */ SET a = 'where b' -- where\n WHERE a", "t", "SELECT t.* FROM t WHERE a"},
        {kMy, "UPDATE LOW_PRIORITY IGNORE `db`.`t` AS x SET x.a = 1 WHERE b = 2 ORDER BY c DESC LIMIT 5", "`db`.`t`",
         "SELECT x.* FROM `db`.`t` AS x WHERE b = 2 ORDER BY c DESC LIMIT 5"},
        {kMy, "DELETE FROM t LIMIT 3", "t", "SELECT t.* FROM t LIMIT 3"},
        {kMaria, "DELETE QUICK FROM t WHERE a ORDER BY b LIMIT 1 RETURNING a", "t",
         "SELECT t.* FROM t WHERE a ORDER BY b LIMIT 1"},
        {kLite, "UPDATE OR REPLACE [my t] SET a = 1 WHERE b", "[my t]", "SELECT [my t].* FROM [my t] WHERE b"},
        {kLite, "DELETE FROM t INDEXED BY i WHERE a", "t", "SELECT t.* FROM t INDEXED BY i WHERE a"},
        {kLite, "DELETE FROM t AS x NOT INDEXED WHERE a RETURNING b ORDER BY c LIMIT 2", "t",
         "SELECT x.* FROM t AS x NOT INDEXED WHERE a ORDER BY c LIMIT 2"},
    };
    for (const Case& test : cases) {
        const std::optional<RowSelection> found = selectionOf(test.statement, test.dialect);
        ASSERT_TRUE(found.has_value()) << test.statement;
        EXPECT_EQ(found->table, test.table) << test.statement;
        EXPECT_EQ(found->query, test.query) << test.statement;
        EXPECT_EQ(found->limited, test.query.contains("LIMIT")) << test.statement;
    }
}

TEST(RowSelection, LeavesWhatAQueryCanNotTell) {
    const std::vector<std::pair<DialectId, std::string_view>> cases{
        {kPg, "SELECT 1"},
        {kPg, "INSERT INTO t VALUES (1)"},
        {kPg, "MERGE INTO t USING u ON a = b WHEN MATCHED THEN DELETE"},
        {kPg, "UPDATE t SET a = $1 WHERE id = $2"},
        {kPg, "DELETE FROM t WHERE CURRENT OF c"},
        {kPg, "WITH gone AS (DELETE FROM u RETURNING id) DELETE FROM t USING gone WHERE t.id = gone.id"},
        {kPg, "UPDATE"},
        {kPg, "DELETE FROM"},
        {kPg, "UPDATE t a = 1"},
        {kMy, "UPDATE t JOIN u USING (id) SET t.a = u.a"},
        {kMy, "UPDATE t, u SET t.a = u.a WHERE t.id = u.id"},
        {kMy, "DELETE t FROM t JOIN u USING (id)"},
        {kMy, "DELETE FROM t USING t JOIN u"},
        {kMy, "DELETE FROM t PARTITION (p0) WHERE a"},
        {kMy, "DELETE FROM t WHERE a = 1 /*!99999 OR 1 */"},
        {kMy, "UPDATE t SET a = 1 WHERE b = (@x := 1)"},
        {kLite, "DELETE FROM t WHERE a = ?"},
        {kLite, ""},
    };
    for (const auto& [dialect, statement] : cases) {
        EXPECT_FALSE(selectionOf(statement, dialect).has_value()) << statement;
    }
}

} // namespace

} // namespace dbv::sql
