// SPDX-License-Identifier: Apache-2.0
#include "postgres_fixture.h"

namespace dbv::conformance {

namespace {

/// Rules make more of a statement than it says, also rows of a change.
class PostgresRules : public PostgresTest {
protected:
    void SetUp() override {
        PostgresTest::SetUp();
        run("CREATE TABLE t (a int)");
        run("CREATE TABLE log (a int, b text)");
    }
};

TEST_F(PostgresRules, AChangeShowsTheRowsThatARuleReturns) {
    run("CREATE RULE told AS ON INSERT TO t DO ALSO SELECT 'now ' || new.a AS said");
    const ResultTable changed = run("INSERT INTO t VALUES (7)");
    EXPECT_EQ(changed.outcome.command, "INSERT");
    EXPECT_EQ(changed.outcome.affectedRows, 1);
    ASSERT_EQ(changed.columns.size(), 1U);
    EXPECT_EQ(changed.columns[0].name, "said");
    ASSERT_EQ(changed.rows.size(), 1U);
    EXPECT_EQ(changed.rows[0][0], textValue("now 7"));
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "1");
}

TEST_F(PostgresRules, SaysThatFurtherRowsAreNotShown) {
    run("CREATE RULE one AS ON INSERT TO t DO ALSO SELECT 1 AS first");
    run("CREATE RULE two AS ON INSERT TO t DO ALSO SELECT 'x' AS second, 2 AS third");
    const ResultTable changed = run("INSERT INTO t VALUES (7), (8)");
    EXPECT_EQ(changed.outcome.affectedRows, 2);
    ASSERT_EQ(changed.columns.size(), 1U);
    EXPECT_EQ(changed.columns[0].name, "first");
    EXPECT_EQ(changed.rows.size(), 2U);
    const std::vector<Notice> notices = session().takeNotices();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_NE(notices[0].message.find("not shown"), std::string::npos);
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "2");
}

TEST_F(PostgresRules, AChangeInsteadOfAnotherIsOneStatement) {
    run("CREATE RULE moved AS ON INSERT TO t DO INSTEAD INSERT INTO log VALUES (new.a, 'a'), (new.a, 'b')");
    const ResultTable changed = run("INSERT INTO t VALUES (7)");
    EXPECT_TRUE(changed.columns.empty());
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "0");
    EXPECT_EQ(textOf("SELECT count(*) FROM log"), "2");
}

} // namespace

} // namespace dbv::conformance
