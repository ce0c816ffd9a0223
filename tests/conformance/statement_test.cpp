// SPDX-License-Identifier: Apache-2.0
#include "session_fixture.h"

namespace dbv::conformance {

class Statements : public SessionTest {};

TEST_P(Statements, WithoutAResultHaveNoColumnsAndSayWhatTheyDid) {
    const ResultTable made = run("CREATE TABLE t (a " + quirks().integerType() + ")");
    EXPECT_TRUE(made.columns.empty());
    EXPECT_EQ(made.outcome.command, "CREATE TABLE");
    EXPECT_EQ(made.outcome.affectedRows, std::nullopt);
    const ResultTable inserted = run("INSERT INTO t VALUES (1), (2), (3)");
    EXPECT_EQ(inserted.outcome.command, "INSERT");
    EXPECT_EQ(inserted.outcome.affectedRows, 3);
    EXPECT_EQ(run("UPDATE t SET a = 5 WHERE a > 1").outcome.affectedRows, 2);
    EXPECT_EQ(run("DELETE FROM t WHERE a = 99").outcome.affectedRows, 0);
    EXPECT_EQ(run("SELECT a FROM t").outcome.affectedRows, std::nullopt);
    EXPECT_EQ(run("DROP TABLE t").outcome.affectedRows, std::nullopt);
}

TEST_P(Statements, OfNothingButBlanksAndCommentsDoNothing) {
    for (const std::string_view sql : {"", "   \n", "-- a comment", "/* a comment */ ", ";"}) {
        const ResultTable nothing = run(sql);
        EXPECT_TRUE(nothing.columns.empty()) << sql;
        EXPECT_TRUE(nothing.rows.empty()) << sql;
    }
}

TEST_P(Statements, ComeOneAtATime) {
    const Error error = failureOf("SELECT 1; SELECT 2");
    EXPECT_EQ(error.kind, ErrorKind::InvalidInput);
    EXPECT_EQ(error.where, (TextSpan{10, 18}));
    EXPECT_EQ(run("SELECT 1;  -- the end\n ; /* really */").rows.size(), 1U);
}

TEST_P(Statements, GiveColumnsEvenWithoutRows) {
    run("CREATE TABLE t (a " + quirks().integerType() + ", b " + quirks().bytesType() + ")");
    const ResultTable empty = run("SELECT a, b FROM t");
    ASSERT_EQ(empty.columns.size(), 2U);
    EXPECT_EQ(empty.columns[0].name, "a");
    EXPECT_EQ(empty.columns[0].type, quirks().integerType());
    EXPECT_EQ(empty.columns[0].family, ColumnFamily::Number);
    EXPECT_FALSE(empty.columns[0].binary);
    EXPECT_TRUE(empty.columns[1].binary);
    EXPECT_TRUE(empty.rows.empty());
}

TEST_P(Statements, KeepDuplicateAndEmptyColumnNames) {
    const std::string noName = quirks().hasEmptyNames() ? "" : "y";
    const std::string odd = "Größe \"of\" it";
    const ResultTable table =
        run("SELECT 1 AS x, 2 AS x, 3 AS " + quirks().quoted(noName) + ", 4 AS " + quirks().quoted(odd));
    ASSERT_EQ(table.columns.size(), 4U);
    EXPECT_EQ(table.columns[0].name, "x");
    EXPECT_EQ(table.columns[1].name, "x");
    EXPECT_EQ(table.columns[2].name, noName);
    EXPECT_EQ(table.columns[3].name, odd);
    EXPECT_EQ(table.rows[0][1], textValue("2"));
}

TEST_P(Statements, GiveAsManyColumnsAsTheServerAllows) {
    std::string sql = "SELECT 0";
    for (int i = 1; i < quirks().mostColumns(); ++i) {
        sql += "," + std::to_string(i);
    }
    const ResultTable wide = run(sql);
    ASSERT_EQ(wide.rows.size(), 1U);
    ASSERT_EQ(wide.rows[0].size(), static_cast<std::size_t>(quirks().mostColumns()));
    EXPECT_EQ(wide.rows[0].back(), textValue(std::to_string(quirks().mostColumns() - 1)));
    if (quirks().limitsColumns()) {
        EXPECT_EQ(failureOf(sql + ", 'one more'").kind, ErrorKind::SqlError);
    }
}

TEST_P(Statements, PointAtWhatIsWrong) {
    const std::string sql = "SELECT 'grün', nosuchcolumn FROM (SELECT 1) AS t";
    const Error error = failureOf(sql);
    EXPECT_EQ(error.kind, ErrorKind::SqlError);
    ASSERT_TRUE(error.where);
    EXPECT_EQ(sql.substr(error.where->begin, error.where->size()), "nosuchcolumn");
    EXPECT_NE(error.message.find("nosuchcolumn"), std::string::npos);
    EXPECT_FALSE(error.detail.empty());
}

TEST_P(Statements, ThatEndTooEarlyPointAtTheirEnd) {
    const std::string sql = quirks().endsTooEarly();
    const Error error = failureOf(sql);
    EXPECT_EQ(error.kind, ErrorKind::SqlError);
    EXPECT_EQ(error.where, (TextSpan{sql.size(), sql.size()}));
}

TEST_P(Statements, RefuseAnUnterminatedString) {
    const Error error = failureOf("SELECT 'abc");
    EXPECT_EQ(error.kind, ErrorKind::SqlError);
    ASSERT_TRUE(error.where);
    EXPECT_EQ(error.where->begin, 7U);
}

TEST_P(Statements, WithANulAreRefusedWholeAndNotCutShort) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    const std::string sql("INSERT INTO t VALUES (1)\0 WHERE never", 37);
    const Error error = failureOf(sql);
    EXPECT_EQ(error.kind, ErrorKind::InvalidInput);
    EXPECT_EQ(error.where, (TextSpan{24, 25}));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), textValue("0"));
}

TEST_P(Statements, KeepRowsThatCameBeforeAnErrorWhileRunning) {
    const Result<std::unique_ptr<Cursor>> cursor = session().execute({quirks().failsWhileRunning(), {}, {}});
    ASSERT_TRUE(cursor);
    StringStore store;
    RowBatchBuilder rows((*cursor)->columns().size(), {}, store);
    const Result<bool> more = (*cursor)->fetch(rows);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::SqlError);
    EXPECT_EQ(rows.rows(), 1U);
    EXPECT_EQ(valueOf("SELECT 1"), textValue("1"));
}

TEST_P(Statements, TakeParametersByPosition) {
    const std::string sql = "SELECT " + quirks().parameter(1) + ", " + quirks().parameter(2);
    const ResultTable table = run({sql, {"it's", ParameterValue()}, {}});
    EXPECT_EQ(table.rows[0], (std::vector<Value>{textValue("it's"), {}}));
    EXPECT_EQ(failureOf({sql, {"one"}, {}}).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(failureOf({sql, {"one", "two", "three"}, {}}).kind, ErrorKind::InvalidInput);
}

TEST_P(Statements, CompareParametersWithNumbersOfAColumn) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    run("INSERT INTO t VALUES (5), (6)");
    const std::string sql = "SELECT a FROM t WHERE a = " + quirks().parameter(1);
    EXPECT_EQ(run({sql, {"5"}, {}}).rows.size(), 1U);
}

TEST_P(Statements, RunSideBySideWithAParkedOneOrAreRefused) {
    const auto parked = session().execute({quirks().endlessRows(), {}, {}});
    ASSERT_TRUE(parked);
    StringStore store;
    RowBatchBuilder rows(1, {.rows = 10}, store);
    ASSERT_EQ((*parked)->fetch(rows), Result<bool>(true));
    if (quirks().runsSideBySide()) {
        EXPECT_EQ(valueOf("SELECT 1"), textValue("1"));
    } else {
        EXPECT_EQ(failureOf("SELECT 1").kind, ErrorKind::Busy);
    }
    const RowBatchPtr first = rows.take();
    ASSERT_EQ((*parked)->fetch(rows), Result<bool>(true));
    EXPECT_EQ(first->cell(9, 0).integer, 10);
    EXPECT_EQ(rows.take()->cell(0, 0).integer, 11);
}

TEST_P(Statements, OfManyMegabytesWork) {
    const std::string text(std::size_t{20} << 20U, 'x');
    EXPECT_EQ(valueOf("SELECT length('" + text + "')"), textValue(std::to_string(text.size())));
}

DBV_ON_EVERY_ENGINE(Statements);

} // namespace dbv::conformance
