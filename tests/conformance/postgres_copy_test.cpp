// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <utility>

#include "postgres_fixture.h"

namespace dbv::conformance {

namespace {

class PostgresCopies : public PostgresTest {};

/// Lines that are all there.
class WholeCopyLines final : public CopyLines {
public:
    explicit WholeCopyLines(std::string_view lines) : m_lines(lines) {}
    Result<std::string_view> next() override { return std::exchange(m_lines, {}); }

private:
    std::string_view m_lines;
};

/// Lines whose file can not be read to its end.
class BrokenCopyLines final : public CopyLines {
public:
    Result<std::string_view> next() override {
        return m_given++ == 0 ? Result<std::string_view>("7\tx\n") : fail(ErrorKind::IoError, "The disk is gone.");
    }

private:
    int m_given = 0;
};

TEST_F(PostgresCopies, KeepNothingOfACopyWhoseLinesBreakOff) {
    run("CREATE TABLE t (a int, b text)");
    StatementText copy{"COPY t FROM STDIN", {}, {}};
    BrokenCopyLines broken;
    copy.copyLines = &broken;
    const Error error = failureOf(copy);
    EXPECT_EQ(error.kind, ErrorKind::IoError);
    EXPECT_EQ(error.message, "The disk is gone.");
    EXPECT_EQ(error.damage, Damage::Statement);
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresCopies, CopyOutAndIn) {
    run("CREATE TABLE t (a int, b text)");
    StatementText copy{"COPY t FROM STDIN", {}, {}};
    WholeCopyLines good("1\tone\n2\t\\N\n");
    copy.copyLines = &good;
    const ResultTable in = run(copy);
    EXPECT_EQ(in.outcome.command, "COPY");
    EXPECT_EQ(in.outcome.affectedRows, 2);
    const ResultTable out = run("COPY (SELECT * FROM t ORDER BY a) TO STDOUT WITH (FORMAT csv, HEADER)");
    ASSERT_EQ(out.columns.size(), 1U);
    ASSERT_EQ(out.rows.size(), 3U);
    EXPECT_EQ(out.rows[0][0], textValue("a,b"));
    EXPECT_EQ(out.rows[2][0], textValue("2,"));
    WholeCopyLines bad("x\ty\n");
    copy.copyLines = &bad;
    const Error wrong = failureOf(copy);
    EXPECT_EQ(wrong.sqlState, "22P02");
    EXPECT_NE(wrong.detail.find("COPY t, line 1"), std::string::npos);
    EXPECT_EQ(failureOf("COPY t FROM STDIN").kind, ErrorKind::InvalidInput);
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "2");
    EXPECT_TRUE(run("COPY t TO STDOUT (FORMAT binary)").rows[0][0].bytes);
}

} // namespace

} // namespace dbv::conformance
