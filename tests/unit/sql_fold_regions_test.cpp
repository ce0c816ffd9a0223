// SPDX-License-Identifier: Apache-2.0
#include "sql/fold_regions.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using dbv::DialectId;
using dbv::sql::FoldKind;
using dbv::sql::FoldRegion;
using dbv::sql::foldRegions;
using dbv::sql::FoldStart;

std::string nameOf(FoldKind kind) {
    switch (kind) {
    case FoldKind::Statement: return "statement";
    case FoldKind::Brackets: return "brackets";
    case FoldKind::Block: return "block";
    case FoldKind::Case: return "case";
    case FoldKind::Body: return "body";
    case FoldKind::Comment: return "comment";
    }
    return "?";
}

/// Each region as `kind line-lastHidden`, with a plus where it is open.
std::string foldsOf(std::u16string_view text, DialectId dialect, FoldStart start = {}) {
    std::string all;
    for (const FoldRegion& region : foldRegions(text, dialect, start)) {
        all += (all.empty() ? "" : ", ") + nameOf(region.kind) + ' ' + std::to_string(region.line) + '-' +
               std::to_string(region.lastHidden) + (region.open ? "+" : "");
    }
    return all;
}

constexpr auto kAllDialects = {DialectId::Sqlite, DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb};

TEST(SqlFoldRegions, AreStatementsBracketsAndCommentsOverLinesInEachDialect) {
    for (const DialectId dialect : kAllDialects) {
        EXPECT_EQ(foldsOf(u"CREATE TABLE t (\n  a int,\n  b int\n);\n", dialect), "statement 0-3, brackets 0-2");
        EXPECT_EQ(foldsOf(u"SELECT *\nFROM (\n  SELECT 1\n  ) AS s\nWHERE 1;\nSELECT 2;", dialect),
                  "statement 0-4, brackets 1-2");
        EXPECT_EQ(foldsOf(u"/* one\ntwo\n*/\nSELECT 1;\n/* in a line */", dialect), "comment 0-2");
        EXPECT_EQ(foldsOf(u"SELECT 1;\nSELECT (2);\n-- (\n-- )\n", dialect), "");
        EXPECT_EQ(foldsOf(u"SELECT '(\n\n)', 1;", dialect), "statement 0-2");
        EXPECT_EQ(foldsOf(u"", dialect), "");
        EXPECT_EQ(foldsOf(u"\n\n\n", dialect), "");
    }
}

TEST(SqlFoldRegions, LeaveTheLineThatClosesAndWhateverFollowsInTheLastLine) {
    EXPECT_EQ(foldsOf(u"SELECT (1,\n2);", DialectId::Sqlite), "statement 0-1");
    EXPECT_EQ(foldsOf(u"SELECT 1,\n2; SELECT\n3,\n4;", DialectId::Sqlite), "statement 1-3");
    EXPECT_EQ(foldsOf(u"SELECT 1,\n2\n; -- that is all", DialectId::Sqlite), "statement 0-2");
    EXPECT_EQ(foldsOf(u"/* a\nb\n*/ SELECT 1;", DialectId::Sqlite), "comment 0-1");
    EXPECT_EQ(foldsOf(u"SELECT 1, /* a\nb */ 2;", DialectId::Sqlite), "statement 0-1");
}

TEST(SqlFoldRegions, ReadCaseAndItsEndOnlyWithinTheirBrackets) {
    EXPECT_EQ(foldsOf(u"SELECT case\nWHEN 1 THEN 2\nEnd, 3;", DialectId::PostgreSql), "statement 0-2, case 0-1");
    EXPECT_EQ(foldsOf(u"SELECT CASE\n(1\nEND\n)\nEND;", DialectId::PostgreSql),
              "statement 0-4, case 0-3, brackets 1-2");
    EXPECT_EQ(foldsOf(u"SELECT (CASE\n1\n)\n, 2 END;", DialectId::PostgreSql), "statement 0-3, brackets 0-1");
    EXPECT_EQ(foldsOf(u"SELECT \"case\"\n, 1\nEND;", DialectId::PostgreSql), "statement 0-2");
}

TEST(SqlFoldRegions, TakeTheBlockOfATriggerButNoTransactionInSqlite) {
    EXPECT_EQ(foldsOf(u"CREATE TRIGGER g AFTER INSERT ON t BEGIN\n  DELETE FROM a;\n  DELETE FROM b;\nEND;\nSELECT 1;",
                      DialectId::Sqlite),
              "statement 0-3, block 0-2");
    EXPECT_EQ(foldsOf(u"BEGIN;\nSELECT 1;\nEND;", DialectId::Sqlite), "");
}

TEST(SqlFoldRegions, LookIntoDollarSignsInPostgres) {
    EXPECT_EQ(foldsOf(u"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $b$\nBEGIN\n  IF a THEN\n    RETURN 1;\n"
                      u"  END IF;\n  RETURN 2;\nEND\n$b$;\n",
                      DialectId::PostgreSql),
              "statement 0-7, body 0-6, block 1-5");
    EXPECT_EQ(foldsOf(u"DO $$DECLARE x int;\nBEGIN\n  CASE x\n  WHEN 1 THEN\n    NULL;\n  END CASE;\n  NULL;\nEND$$;",
                      DialectId::PostgreSql),
              "statement 0-7, body 0-6, block 1-6, case 2-4");
    EXPECT_EQ(
        foldsOf(u"CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\n  SELECT 1;\n  SELECT 2;\nEND;", DialectId::PostgreSql),
        "statement 0-3, block 0-2");
    EXPECT_EQ(foldsOf(u"BEGIN;\nSELECT 1;\nEND;", DialectId::PostgreSql), "");
}

TEST(SqlFoldRegions, HoldTheRowsOfACopyTogether) {
    EXPECT_EQ(foldsOf(u"COPY t FROM stdin;\n1\ta\n2\t(\n\\.\nSELECT 1;", DialectId::PostgreSql), "statement 0-3");
}

TEST(SqlFoldRegions, FollowTheDelimiterOfMySqlAndMariaDb) {
    for (const DialectId dialect : {DialectId::MySql, DialectId::MariaDb}) {
        EXPECT_EQ(foldsOf(u"DELIMITER //\nCREATE PROCEDURE p()\nouter_one: BEGIN\n  WHILE 1 DO\n    SELECT 1;\n"
                          u"  END WHILE;\nEND//\nDELIMITER ;\nBEGIN;\nSELECT 2;\n",
                          dialect),
                  "statement 1-6, block 2-5");
    }
    EXPECT_EQ(foldsOf(u"DELIMITER //\nBEGIN NOT ATOMIC\n  SELECT 1;\n  SELECT 2;\nEND//\n", DialectId::MariaDb),
              "statement 1-4, block 1-3");
}

TEST(SqlFoldRegions, SayWhatIsStillOpenWhereTheTextEnds) {
    EXPECT_EQ(foldsOf(u"SELECT (\n1,\n2", DialectId::Sqlite), "statement 0-2+, brackets 0-2+");
    EXPECT_EQ(foldsOf(u"SELECT (\n1,\n2;", DialectId::Sqlite), "statement 0-2");
    EXPECT_EQ(foldsOf(u"SELECT 1;\n/* a\nb\nc", DialectId::Sqlite), "comment 1-3+");
    EXPECT_EQ(foldsOf(u"DO $$\nBEGIN\n  NULL;", DialectId::PostgreSql), "statement 0-2+, body 0-2+, block 1-2+");
}

TEST(SqlFoldRegions, GoOnInTheMiddleOfAStatementACommentOrABody) {
    const std::u16string_view rest = u"  (\n  1,\n  2\n  )\n;\nSELECT\n3;";
    EXPECT_EQ(foldsOf(rest, DialectId::Sqlite, {.rest = 19}), "brackets 0-2, statement 5-6");
    const std::u16string_view comment = u"( in it\nstill\n*/ (\n1\n\n);";
    EXPECT_EQ(
        foldsOf(comment, DialectId::Sqlite, {.lexer = dbv::sql::LexerState::BlockComment, .rest = comment.size()}),
        "brackets 2-4");
    const std::u16string text = u"DO $$\nBEGIN\n  NULL;\n  NULL;\nEND $$;\n";
    dbv::sql::Lexer<char16_t> lexer(std::u16string_view(text).substr(0, 6), DialectId::PostgreSql);
    while (lexer.next().kind != dbv::sql::TokenKind::End) {
    }
    const std::u16string_view body = std::u16string_view(text).substr(6);
    EXPECT_EQ(foldsOf(body, DialectId::PostgreSql, {.lexer = lexer.state(), .rest = body.size()}), "block 0-2");
}

TEST(SqlFoldRegions, TakeWhatClosesWithoutAnythingOpenForNothing) {
    EXPECT_EQ(foldsOf(u")\n)\nEND\nEND;\n", DialectId::Sqlite), "statement 0-3");
    EXPECT_EQ(foldsOf(u"$$", DialectId::PostgreSql), "");
    EXPECT_EQ(foldsOf(u"SELECT $$$$,\n1;", DialectId::PostgreSql), "statement 0-1");
    EXPECT_EQ(foldsOf(u"SELECT BEGIN\n, 1\n, 2;", DialectId::Sqlite), "statement 0-2");
}

} // namespace
