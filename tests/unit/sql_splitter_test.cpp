// SPDX-License-Identifier: Apache-2.0
#include "sql/splitter.h"

#include "support/sqlite_script_oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace {

using dbv::DialectId;
using dbv::sql::split;
using dbv::sql::Statement;
using dbv::sql::StatementKind;
using namespace std::string_literals;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> textsOf(std::string_view script) {
    std::vector<std::string> texts;
    for (const Statement& statement : split(script, DialectId::Sqlite)) {
        texts.emplace_back(script.substr(statement.span.begin, statement.span.size()));
    }
    return texts;
}

TEST(SqlSplitter, CutsAtSemicolonsAndLeavesOutTheWhiteSpaceAround) {
    EXPECT_THAT(textsOf("select 1;\n  select 2 \n;select 3"), ElementsAre("select 1", "select 2", "select 3"));
    EXPECT_THAT(textsOf("select 1"), ElementsAre("select 1"));
    EXPECT_THAT(textsOf("select 1;"), ElementsAre("select 1"));
    EXPECT_THAT(textsOf("a;b;c"), ElementsAre("a", "b", "c"));
}

TEST(SqlSplitter, SaysWhereEachStatementStands) {
    const auto statements = split("-- first\n\nselect\n1 ;\r\n select 2", DialectId::Sqlite);
    EXPECT_THAT(statements, ElementsAre(Statement{{10, 18}, 20, 3, StatementKind::Sql, true},
                                        Statement{{23, 31}, 31, 5, StatementKind::Sql, false}));
}

TEST(SqlSplitter, FindsNoStatementInWhiteSpaceCommentsAndSemicolons) {
    for (const std::string_view script : {""sv, " \n\t"sv, ";"sv, ";;;\n;"sv, "-- a"sv, "/* a; */ -- b\n;"sv,
                                          "/* open ;"sv, "\xEF\xBB\xBF"sv, "\xEF\xBB\xBF;"sv}) {
        EXPECT_THAT(textsOf(script), IsEmpty()) << script;
        EXPECT_FALSE(dbv::sql::hasMoreThanWhitespace(script, DialectId::Sqlite)) << script;
    }
    EXPECT_TRUE(dbv::sql::hasMoreThanWhitespace("; -- a\n1", DialectId::Sqlite));
}

TEST(SqlSplitter, LeavesCommentsBeforeAStatementOutAndKeepsAllOthers) {
    EXPECT_THAT(textsOf("-- a\n/* b */ select /* c; */ 1 -- d;\n; -- e"), ElementsAre("select /* c; */ 1 -- d;"));
    EXPECT_THAT(textsOf("select 1 -- no end  \r\n"), ElementsAre("select 1 -- no end"));
    EXPECT_THAT(textsOf("select 1 /* no end ; "), ElementsAre("select 1 /* no end ; "));
}

TEST(SqlSplitter, DoesNotCutInQuotesCommentsAndVariables) {
    EXPECT_THAT(textsOf("select 'a;''b', \"c;\"\";\", `d;``;`, [e;'], x'00;', $f(;);1"),
                ElementsAre("select 'a;''b', \"c;\"\";\", `d;``;`, [e;'], x'00;', $f(;)", "1"));
}

TEST(SqlSplitter, TakesWhatIsUnterminatedToTheEnd) {
    for (const std::string_view rest : {"select 'a; b; "sv, "select \"a; b"sv, "select `a; b\n"sv, "select [a; b"sv,
                                        "select x'a; b"sv, "create trigger a begin select 1; end"sv}) {
        const std::string script = "select 1;" + std::string(rest);
        const auto statements = split(script, DialectId::Sqlite);
        ASSERT_EQ(statements.size(), 2U) << script;
        EXPECT_EQ(statements[1].after, script.size()) << script;
        EXPECT_FALSE(statements[1].terminated) << script;
    }
}

TEST(SqlSplitter, KeepsATriggerTogether) {
    for (
        const std::string_view trigger :
        {"create trigger a after insert on b begin select 1; select 2; end"sv,
         "CREATE TEMP TRIGGER a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM c; END"sv,
         "create temporary trigger a when case 1 when 2 then 3 end begin update b set c = case d when 1 then 2 end; end"sv,
         "create /* a */ trigger -- b\nc begin select 1; /* d; */ end"sv,
         "explain create trigger a begin select 1;;end"sv,
         "explain query plan create temp trigger a begin select 1; end /* e */ "sv}) {
        const std::string script = std::string(trigger) + ";select 1";
        EXPECT_EQ(split(script, DialectId::Sqlite).front().after, trigger.size() + 1) << script;
        EXPECT_EQ(split(script, DialectId::Sqlite).size(), 2U) << script;
    }
    EXPECT_THAT(textsOf("create table trigger_log(a); end; begin; end;"),
                ElementsAre("create table trigger_log(a)", "end", "begin", "end"));
    EXPECT_THAT(textsOf("create \"trigger\" a; end; b"), ElementsAre("create \"trigger\" a", "end", "b"));
}

TEST(SqlSplitter, ReadsDotLinesBetweenStatementsAsMeta) {
    const std::string_view script = ".mode csv  \r\nselect 1\n.5;\n.print ;'x\n  .5;\n.quit";
    const auto statements = split(script, DialectId::Sqlite);
    EXPECT_THAT(textsOf(script), ElementsAre(".mode csv", "select 1\n.5", ".print ;'x", ".5", ".quit"));
    ASSERT_EQ(statements.size(), 5U);
    EXPECT_EQ(statements[0], (Statement{{0, 9}, 13, 1, StatementKind::Meta, true}));
    EXPECT_EQ(statements[1].kind, StatementKind::Sql);
    EXPECT_EQ(statements[2].kind, StatementKind::Meta);
    EXPECT_EQ(statements[2].line, 4U);
    EXPECT_EQ(statements[3].kind, StatementKind::Sql);
    EXPECT_EQ(statements[4].kind, StatementKind::Meta);
    EXPECT_FALSE(statements[4].terminated);
    EXPECT_EQ(split("select 1; .mode", DialectId::Sqlite).back().kind, StatementKind::Sql);
}

TEST(SqlSplitter, TakesNumberSignsAtTheStartOfALineBetweenStatementsForComments) {
    EXPECT_THAT(textsOf("# one; two\nselect 1;\n#; .mode\n#\nselect\n#2;\n #3;\nselect 4; #5"),
                ElementsAre("select 1", "select\n#2", "#3", "select 4", "#5"));
    EXPECT_FALSE(dbv::sql::hasMoreThanWhitespace("# a;", DialectId::Sqlite));
}

TEST(SqlSplitter, GoesOnBehindANul) {
    EXPECT_THAT(textsOf("select 1\0; select '\0;'; b"sv), ElementsAre("select 1\0"s, "select '\0;'"s, "b"));
}

TEST(SqlSplitter, SplitsUtf16AsUtf8) {
    const std::u16string_view script = u"select '\u00E9;\U0001F600';\nselect 2";
    EXPECT_THAT(split(script, DialectId::Sqlite), ElementsAre(Statement{{0, 13}, 14, 1, StatementKind::Sql, true},
                                                              Statement{{15, 23}, 23, 2, StatementKind::Sql, false}));
}

TEST(SqlSplitter, GoesOnWhereItIsTold) {
    const std::string_view script = "select 1;\nselect 2;\n\nselect 3;";
    const auto statements = split(script, DialectId::Sqlite);
    dbv::sql::StatementScanner scanner(script, DialectId::Sqlite, {statements[0].after, 1});
    EXPECT_EQ(scanner.next(), statements[1]);
    EXPECT_EQ(scanner.next(), statements[2]);
    EXPECT_EQ(scanner.next(), std::nullopt);
    EXPECT_EQ(scanner.next(), std::nullopt);
    dbv::sql::StatementScanner beyond(script, DialectId::Sqlite, {1000, 1});
    EXPECT_EQ(beyond.next(), std::nullopt);
}

TEST(SqlSplitter, KeepsItsPromisesOnLongAndDeepScripts) {
    std::string many;
    for (int i = 0; i < 10'000; ++i) {
        many += "insert into t values (" + std::to_string(i) + ", 'it''s'); -- row\n";
    }
    const auto statements = split(many, DialectId::Sqlite);
    ASSERT_EQ(statements.size(), 10'000U);
    EXPECT_EQ(statements.back().line, 10'000U);
    EXPECT_EQ(textsOf("select " + std::string(1'000'000, '(') + ";b").size(), 2U);
    EXPECT_EQ(textsOf(std::string(1'000'000, ';') + "b").size(), 1U);
    std::string comments;
    for (int i = 0; i < 100'000; ++i) {
        comments += "/*/-- ;\n";
    }
    EXPECT_THAT(textsOf(comments), IsEmpty());
}

constexpr std::array kNastyScripts = {
    "select 1;;; select 2;"sv,
    "-- only; a comment\n; /* and; one more */ ;"sv,
    "select '--'; select \"/*\"; select `;`; select [;];"sv,
    "select 1 -- 'a;\n; select 2 /* ' ; \" */; select 3;"sv,
    "select 'a\nb;\nc'; select 1;"sv,
    "select '''';select '''';';"sv,
    "select \"\"\"\";select ``;select [];x"sv,
    "select /*/ ; */ 1; select /**/ 2; select /***/ 3; select /* ** / */ 4;"sv,
    "select 1 - -1; select 1 --1;\n; select 1 - - - 1;"sv,
    "select a->'$.b;', a->>'c;' from d;"sv,
    "create table t(a);create index i on t(a);create view v as select 1;create unique index j on t(a);"sv,
    "create trigger t begin select 1; end; select 2;"sv,
    "create trigger t begin select 1; end select 2; end; select 3;"sv,
    "create trigger t begin select 1; ; ; end ; select 3;"sv,
    "create trigger t; end; select 1;"sv,
    "create trigger t begin; select 'end;'; \"end\"; end; select 1;"sv,
    "create trigger t begin select case a when 1 then 2 end; end; select case 1 when 1 then 2 end;"sv,
    "create trigger end begin; end; a; end; b;"sv,
    "create temp temp temporary trigger a; end; b;"sv,
    "create a trigger b; end; c;"sv,
    "create unique trigger b; end; c;"sv,
    "explain create trigger a; b; end; c;"sv,
    "explain explain create trigger a; end; c;"sv,
    "explain query plan create trigger a; b; end; c;"sv,
    "explain select create trigger a; b; end; c;"sv,
    "explain trigger create trigger a; end; c;"sv,
    "explain temp create trigger a; end; c;"sv,
    "explain; create trigger a; end; c;"sv,
    "create; trigger a; end;"sv,
    "create -- a\n temp /* b */ trigger; end /* c */ ; d;"sv,
    "CREATE TRIGGER a; eNd; Create Trigger b; END--\n;c;"sv,
    "create trigger a; ends; end; b;"sv,
    "create trigger a; end; end; b;"sv,
    "create trigger a; 'x' end; end; b;"sv,
    "create trigger a; [end]; end; b;"sv,
    "created trigger a; b; end;"sv,
    "create triggers a; b; end;"sv,
    "create temporarytrigger a; b; end;"sv,
    "begin; insert into a values(1); end; commit; end transaction;"sv,
    "select x'41;'; select X''; select x; select 'x';"sv,
    "select 1e5;select 0x1f;select .5;select 1.;select 1e;select 1x;"sv,
    "select \\; select ^; select {;};"sv,
    "select '\xC3\xA9;'; select \xC3\xA9; \xFF;\x80;"sv,
    "select [a; b; c"sv,
    "select 'a; b; c"sv,
    "select /* a; b;"sv,
    "select 1; -- a;"sv,
    "\r\n;\r\nselect 1;\r\n--\r;\nselect 2;\f;"sv,
    "1; /; *; /;*; -;-; -\n-;"sv,
    ");(;)(;"sv,
    "select 1;# a;"sv,
};

TEST(SqlSplitter, EndsStatementsWhereSqliteDoesInNastyScripts) {
    for (const std::string_view script : kNastyScripts) {
        ASSERT_TRUE(dbv::test::isReadAlikeBySqliteComplete(script) || script.starts_with("select 1e5")) << script;
        EXPECT_EQ(dbv::test::splitterStatementEnds(script), dbv::test::sqliteStatementEnds(script)) << script;
        EXPECT_EQ(dbv::test::brokenSplitterPromise(script), "") << script;
    }
}

TEST(SqlSplitter, EndsStatementsWhereSqliteDoesInRandomScripts) {
    constexpr std::array kPieces = {
        "create "sv,  "CREATE"sv,      "temp"sv,   "temporary "sv, "trigger "sv, "Trigger"sv,  "end"sv, " END "sv,
        "explain "sv, "query plan "sv, "select"sv, " "sv,          "\n"sv,       "\r\n"sv,     "\t"sv,  ";"sv,
        ";"sv,        ";"sv,           "; end;"sv, "'"sv,          "\""sv,       "`"sv,        "["sv,   "]"sv,
        "--"sv,       "/*"sv,          "*/"sv,     "-"sv,          "/"sv,        "*"sv,        "x'"sv,  "case when "sv,
        "a"sv,        "_"sv,           "(x)"sv,    "->"sv,         "\\"sv,       "\xC3\xA9"sv, "!"sv,   "begin"sv};
    std::mt19937 random(20240608);
    std::size_t statements = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string script;
        for (std::size_t i = 1 + random() % 40; i > 0; --i) {
            script += kPieces[random() % kPieces.size()];
        }
        ASSERT_TRUE(dbv::test::isReadAlikeBySqliteComplete(script)) << script;
        const auto ends = dbv::test::splitterStatementEnds(script);
        statements += ends.size();
        ASSERT_EQ(ends, dbv::test::sqliteStatementEnds(script)) << script;
        ASSERT_EQ(dbv::test::brokenSplitterPromise(script), "") << script;
        const std::u16string wide(script.begin(), script.end());
        ASSERT_EQ(split(wide, DialectId::Sqlite), split(script, DialectId::Sqlite)) << script;
    }
    EXPECT_GT(statements, 10'000U);
}

/// Runs a script as SQLite does, one statement after the other by its tails, and notes where each ends.
std::vector<std::size_t> preparedEnds(std::string_view script) {
    sqlite3* database = nullptr;
    EXPECT_EQ(sqlite3_open(":memory:", &database), SQLITE_OK);
    std::vector<std::size_t> ends;
    const std::string terminated(script);
    const char* rest = terminated.c_str();
    while (*rest != '\0') {
        sqlite3_stmt* statement = nullptr;
        const char* tail = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(database, rest, -1, &statement, &tail), SQLITE_OK) << sqlite3_errmsg(database);
        if (tail == rest) {
            break;
        }
        rest = tail;
        if (statement != nullptr) {
            ends.push_back(static_cast<std::size_t>(rest - terminated.c_str()));
            while (sqlite3_step(statement) == SQLITE_ROW) {
            }
        }
        sqlite3_finalize(statement);
    }
    sqlite3_close(database);
    return ends;
}

TEST(SqlSplitter, EndsStatementsWhereSqlitePreparesThem) {
    constexpr std::array kStatements = {
        "create table if not exists t(a, \"b;\" default 'c;')"sv,
        "select $v(;'), ':;', :a, @b, ?1"sv,
        "\xEF\xBB\xBFselect 1 /* ; */"sv,
        "create temp trigger if not exists g after insert on t begin select case when 1 then 2 end; delete from t; end"sv,
        "create trigger if not exists main.h after update on t when case 1 when 1 then 1 end begin select 1; end"sv,
        "explain create trigger k after insert on t begin select 1; end"sv,
        "explain query plan select 1"sv,
        "begin"sv,
        "end"sv,
        "select 1 -- ;\n"sv,
        "select 1.e5, 0x1f, x'0a', \"a;\" from t"sv,
        "with c(a) as (select 1) insert into t(a) select a from c"sv,
        " \v select [a] from t /* \n; */"sv,
        "select 'a''b;' as \"end\", `a` from t"sv,
        "explain select :x as \"create\""sv,
        ""sv,
        "/* ; */"sv,
        "-- ; create\n"sv};
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        std::string script(kStatements[0]);
        bool inTransaction = false;
        for (std::size_t i = random() % 8; i > 0; --i) {
            const std::string_view statement = kStatements[random() % kStatements.size()];
            if ((statement == "begin" && inTransaction) || (statement == "end" && !inTransaction)) {
                continue;
            }
            inTransaction = statement == "begin" || (inTransaction && statement != "end");
            script += ";\n";
            script += statement;
        }
        script += ";";
        const auto prepared = preparedEnds(script);
        ASSERT_EQ(dbv::test::splitterStatementEnds(script), prepared) << script;
    }
}

TEST(Splitter, KnowsWhatIsNeverClosed) {
    for (const dbv::DialectId dialect : {dbv::DialectId::Sqlite, dbv::DialectId::PostgreSql, dbv::DialectId::MySql}) {
        dbv::sql::StatementScanner behind("a; /* b;", dialect);
        ASSERT_TRUE(behind.next());
        EXPECT_FALSE(behind.unclosedComment());
        EXPECT_FALSE(behind.next());
        ASSERT_TRUE(behind.unclosedComment());
        EXPECT_EQ(behind.unclosedComment()->span, (dbv::TextSpan{3, 8}));

        const auto within = dbv::sql::split(std::string_view("a; b 'c; d"), dialect);
        ASSERT_EQ(within.size(), 2U);
        EXPECT_FALSE(within[0].unclosed);
        ASSERT_TRUE(within[1].unclosed);
        EXPECT_EQ(within[1].unclosed->span, (dbv::TextSpan{5, 10}));

        dbv::sql::StatementScanner closed("a 'b' /* c */; /* d */", dialect);
        EXPECT_FALSE(closed.next()->unclosed);
        EXPECT_FALSE(closed.next());
        EXPECT_FALSE(closed.unclosedComment());
    }
}

} // namespace
