// SPDX-License-Identifier: Apache-2.0
#include "sql/splitter.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using dbv::DialectId;

/// The statement that the caret, written as `|`, means; its text, or "none".
std::string meant(std::string script) {
    const std::size_t caret = script.find('|');
    script.erase(caret, 1);
    const auto statements = dbv::sql::split(script, DialectId::Sqlite);
    const auto index = dbv::sql::statementAt(statements, script, caret);
    const std::u16string wide(script.begin(), script.end());
    EXPECT_EQ(dbv::sql::statementAt(dbv::sql::split(wide, DialectId::Sqlite), wide, caret), index);
    return index ? script.substr(statements[*index].span.begin, statements[*index].span.size()) : "none";
}

TEST(SqlStatementAt, IsTheOneThatTheCaretStandsIn) {
    EXPECT_EQ(meant("sel|ect 1; select 2"), "select 1");
    EXPECT_EQ(meant("|select 1; select 2"), "select 1");
    EXPECT_EQ(meant("select 1|; select 2"), "select 1");
    EXPECT_EQ(meant("select 1\n|\n; select 2"), "select 1");
    EXPECT_EQ(meant("select 1; sele|ct 2"), "select 2");
    EXPECT_EQ(meant("select '|;';"), "select ';'");
}

TEST(SqlStatementAt, IsTheOneBeforeWhenTheCaretIsBehindItsTerminatorOnTheSameLine) {
    EXPECT_EQ(meant("select 1;|"), "select 1");
    EXPECT_EQ(meant("select 1; | select 2"), "select 1");
    EXPECT_EQ(meant("select 1; -- note|\nselect 2"), "select 1");
    EXPECT_EQ(meant("select 1;|\nselect 2"), "select 1");
    EXPECT_EQ(meant("select 1;|select 2"), "select 1");
    EXPECT_EQ(meant("select 1; |select 2"), "select 2");
}

TEST(SqlStatementAt, IsTheNextWhenTheCaretIsBeforeItOnItsLine) {
    EXPECT_EQ(meant("select 1;\n |  select 2"), "select 2");
    EXPECT_EQ(meant("|  select 2"), "select 2");
    EXPECT_EQ(meant("/*| a */ select 2"), "select 2");
}

TEST(SqlStatementAt, IsNoneElsewhere) {
    EXPECT_EQ(meant("select 1;\n|\nselect 2"), "none");
    EXPECT_EQ(meant("select 1;\n-- about| two\nselect 2"), "none");
    EXPECT_EQ(meant("|"), "none");
    EXPECT_EQ(meant("\n|;\n"), "none");
    EXPECT_EQ(meant("select 1;\n|"), "none");
}

TEST(SqlStatementAt, IsAnUnterminatedLastStatementUpToTheEndOfTheScript) {
    EXPECT_EQ(meant("select 1; select 2\n\n|"), "select 2");
    EXPECT_EQ(meant("select 'a;\n|"), "select 'a;\n");
}

TEST(SqlStatementAt, IsAMetaLineOnlyOnItsLine) {
    EXPECT_EQ(meant(".mode csv |\nselect 1"), ".mode csv");
    EXPECT_EQ(meant(".mode csv\n|\nselect 1"), "none");
    EXPECT_EQ(meant(".mode csv\n|select 1"), "select 1");
}

TEST(SqlStatementAt, TakesACaretBehindTheEndAsTheEnd) {
    const auto statements = dbv::sql::split("select 1;", DialectId::Sqlite);
    EXPECT_EQ(dbv::sql::statementAt(statements, "select 1;", 100), 0U);
}

} // namespace
