// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "sqlite/ddl_reader.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

TEST(SqliteStatementText, NamesTheCommand) {
    EXPECT_EQ(commandOf("select 1"), "SELECT");
    EXPECT_EQ(commandOf(" -- c\n /* d */ ; Insert into t values (1)"), "INSERT");
    EXPECT_EQ(commandOf("create temp table x(a)"), "CREATE TABLE");
    EXPECT_EQ(commandOf("CREATE UNIQUE INDEX i ON t(a)"), "CREATE INDEX");
    EXPECT_EQ(commandOf("create virtual table f using fts5(a)"), "CREATE TABLE");
    EXPECT_EQ(commandOf("drop trigger x"), "DROP TRIGGER");
    EXPECT_EQ(commandOf("WITH \"delete\"(a) AS (DELETE 1), b AS (SELECT ')') UPDATE t SET a = 1"), "UPDATE");
    EXPECT_EQ(commandOf("WITH RECURSIVE n(i) AS (VALUES (1)) SELECT 1"), "SELECT");
    EXPECT_EQ(commandOf(""), "");
    EXPECT_EQ(commandOf("CREATE"), "CREATE");
    EXPECT_TRUE(countsChanges("REPLACE"));
    EXPECT_FALSE(countsChanges("CREATE TABLE"));
}

TEST(SqliteStatementText, FindsTokensAndBlanks) {
    EXPECT_EQ(tokenAt("a 'it''s' b", 2), (TextSpan{2, 9}));
    EXPECT_EQ(tokenAt("[a]] b", 0), (TextSpan{0, 3}));
    EXPECT_EQ(tokenAt("über-x", 0), (TextSpan{0, 5}));
    EXPECT_EQ(tokenAt("+", 0), (TextSpan{0, 1}));
    EXPECT_EQ(tokenAt("'open", 0), (TextSpan{0, 5}));
    EXPECT_EQ(tokenAt("x", 5), (TextSpan{1, 1}));
    EXPECT_EQ(skipBlank(" /* open", 0), 8U);
    EXPECT_EQ(skipBlank("-- x", 0), 4U);
    EXPECT_EQ(quotedName("a\"b"), "\"a\"\"b\"");
}

TEST(SqliteDdlReader, FindsChecksAndConstraintNames) {
    const TableDdl ddl =
        readTableDdl("CREATE TABLE \"CHECK\" (a INT CONSTRAINT [pos] CHECK ( a > (0) ) DEFAULT (check_me(1)),"
                     " b TEXT CHECK(b <> ')' /* ) */) REFERENCES p, c, -- CHECK (no)\n"
                     " CONSTRAINT \"the \"\"key\"\"\" PRIMARY KEY (a, b),"
                     " CONSTRAINT u UNIQUE (c), CHECK (c IN (1, 2)),"
                     " CONSTRAINT fk FOREIGN KEY (b, c) REFERENCES q (x, y)) STRICT");
    ASSERT_EQ(ddl.checks.size(), 3U);
    EXPECT_EQ(ddl.checks[0], (CheckInfo{"pos", "a > (0)"}));
    EXPECT_EQ(ddl.checks[1], (CheckInfo{"", "b <> ')' /* ) */"}));
    EXPECT_EQ(ddl.checks[2], (CheckInfo{"", "c IN (1, 2)"}));
    EXPECT_EQ(ddl.foreignKeyNames, (std::vector<std::string>{"", "fk"}));
    EXPECT_EQ(ddl.primaryKeyName, "the \"key\"");
}

TEST(SqliteDdlReader, FindsTermsAndPredicateOfAnIndex) {
    const IndexDdl ddl =
        readIndexDdl("CREATE INDEX \"i(\" ON t (lower(a), b COLLATE nocase DESC , (c + 1)) WHERE a IS NOT NULL ");
    EXPECT_EQ(ddl.terms, (std::vector<std::string>{"lower(a)", "b COLLATE nocase DESC", "(c + 1)"}));
    EXPECT_EQ(ddl.predicate, "a IS NOT NULL");
    EXPECT_EQ(readIndexDdl("CREATE INDEX i ON t(a)").predicate, "");
    EXPECT_TRUE(readIndexDdl("").terms.empty());
}

} // namespace dbv::sqlite
