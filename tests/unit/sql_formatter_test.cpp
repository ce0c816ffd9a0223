// SPDX-License-Identifier: Apache-2.0
#include "sql/formatter.h"
#include "sql/token_sameness.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stop_token>
#include <string>
#include <vector>

namespace {

using dbv::DialectId;
using dbv::ErrorKind;
using dbv::sql::CommaPlace;
using dbv::sql::FormatLayout;
using dbv::sql::FormatStyle;
using dbv::sql::KeywordCase;
using testing::HasSubstr;

constexpr std::array kDialects = {DialectId::Sqlite, DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb};
constexpr std::array kLayouts = {FormatLayout::Standard, FormatLayout::Compact, FormatLayout::River};

std::string formatted(std::string_view script, DialectId dialect = DialectId::PostgreSql, FormatStyle style = {}) {
    const auto written = dbv::sql::format(script, dialect, style, {});
    return written ? *written : "refused: " + written.error().message;
}

/// That what is written is the same to the server, or is refused for a reason that the text gives, and stays as it is when it
/// is formatted again.
void expectSameAndStable(std::string_view script, DialectId dialect, const FormatStyle& style) {
    const auto written = dbv::sql::format(script, dialect, style, {});
    if (!written) {
        EXPECT_EQ(written.error().kind, ErrorKind::InvalidInput) << script;
        EXPECT_TRUE(written.error().where) << script;
        return;
    }
    EXPECT_TRUE(dbv::sql::sayTheSame(script, *written, dialect, style.keywordCase != KeywordCase::Keep, {})) << script;
    EXPECT_EQ(formatted(*written, dialect, style), *written) << "of: " << script;
}

TEST(SqlFormatter, WritesAListOnOneLineWhereItFitsAndElseOneItemALine) {
    EXPECT_EQ(formatted("select a,b from t"), "SELECT a, b\nFROM t");
    EXPECT_EQ(formatted("select aaaa,bbbb,cccc from t", DialectId::PostgreSql, {.width = 20}),
              "SELECT\n    aaaa,\n    bbbb,\n    cccc\nFROM t");
}

TEST(SqlFormatter, PutsCommasBeforeTheItemsWhereTheStyleWantsThemThere) {
    EXPECT_EQ(formatted("select aaaa,bbbb,cccc from t", DialectId::PostgreSql,
                        {.commas = CommaPlace::Leading, .indent = 2, .width = 20}),
              "SELECT\n  aaaa\n  , bbbb\n  , cccc\nFROM t");
}

TEST(SqlFormatter, ChangesTheLettersOfKeywordsAndOfNothingElse) {
    const std::string_view text = "Select Key, \"Key\", 'From' From T Where A Is Null";
    EXPECT_EQ(formatted(text), "SELECT Key, \"Key\", 'From'\nFROM T\nWHERE A IS NULL");
    EXPECT_EQ(formatted(text, DialectId::PostgreSql, {.keywordCase = KeywordCase::Lower}),
              "select Key, \"Key\", 'From'\nfrom T\nwhere A is null");
    EXPECT_EQ(formatted(text, DialectId::PostgreSql, {.keywordCase = KeywordCase::Keep}),
              "Select Key, \"Key\", 'From'\nFrom T\nWhere A Is Null");
}

TEST(SqlFormatter, LeavesTheLettersOfATableNamedLikeAKeyword) {
    EXPECT_EQ(formatted("select status.a from status join db.user u", DialectId::MySql),
              "SELECT status.a\nFROM status\nJOIN db.user u");
}

TEST(SqlFormatter, KeepsCommentsWhereTheyStand) {
    EXPECT_EQ(formatted("-- a\n\n\n\nselect 1 -- b\n, /* c */ 2; -- d\n\n/* e */\nselect 3\n"),
              "-- a\n\nSELECT\n    1 -- b\n    , /* c */ 2; -- d\n\n/* e */\nSELECT 3\n");
    EXPECT_EQ(formatted("select 1 -- b\n;"), "SELECT 1 -- b\n;");
}

TEST(SqlFormatter, LeavesBodiesRowsAndLinesOfTheClientAsTheyAre) {
    for (const std::string_view script :
         {"create function f() returns int as $$ begin  return 1; end $$ language plpgsql;",
          "COPY t FROM stdin;\n1\t select  2\n\\.\n\\set  x 1", "COPY t FROM stdin; \n1\n\\.\n\nSELECT 1;\n"}) {
        EXPECT_EQ(formatted(script), script);
    }
    for (const std::string_view script : {"DELIMITER  //\ncreate procedure p() begin select  1; end //\nSELECT 1//",
                                          "/*!40101 set  names utf8 */;", "USE  db\nSELECT 1;", "select  5--1"}) {
        EXPECT_EQ(formatted(script, DialectId::MySql), script);
    }
    for (const std::string_view script :
         {"create trigger t after insert on u begin select  1; end;", ".mode  csv\nSELECT 1;"}) {
        EXPECT_EQ(formatted(script, DialectId::Sqlite), script);
    }
}

TEST(SqlFormatter, KeepsAStatementThatTheClientWouldTakeForItsOwnOnItsLine) {
    EXPECT_EQ(formatted("select 1; .mode csv", DialectId::Sqlite), "SELECT 1; .mode csv");
    EXPECT_EQ(formatted("select 1; select 2", DialectId::MySql), "SELECT 1;\nSELECT 2");
    expectSameAndStable("select 1; status", DialectId::MySql, {});
    // The client looks for its words once more when it has read the end, and knows them by the blank behind them.
    for (const std::string_view script :
         {"SELECT 1; source\n';';", "DELIMITER //\nSELECT 1// ?\n';'//", "SELECT 1; ?\nx -- ;", "USE )a /*"}) {
        EXPECT_EQ(formatted(script, DialectId::MySql), script);
    }
    EXPECT_EQ(formatted("\\\r\n", DialectId::MySql), "\\\r\n");
    // A blank would make a line of the client of it.
    EXPECT_EQ(formatted("m; USE<\n", DialectId::MySql), "m;\nUSE<\n");
}

TEST(SqlFormatter, KeepsALineWhoseRestTellsTheClientWhatItsFirstStatementIs) {
    EXPECT_EQ(formatted("select  0;use a\\G select  1; select\n2; select  3", DialectId::MySql),
              "SELECT 0;use a\\G select  1; select\n2;\nSELECT 3");
    EXPECT_EQ(formatted("source a\\G select  1 ;  -- a\n\n\nselect  2", DialectId::MySql),
              "source a\\G select  1 ;  -- a\n\n\nSELECT 2");
    EXPECT_EQ(formatted("select  0\\G select  1;", DialectId::MySql), "SELECT 0\\G\nSELECT 1;");
}

TEST(SqlFormatter, LeavesOutTheBlankBehindACommandOfTheClientThatIsLast) {
    EXPECT_EQ(formatted("select  1;\n\\t ", DialectId::MySql), "SELECT 1;\n\\t");
}

TEST(SqlFormatter, PutsNoBlankBeforeAVerticalTabThatSqliteWouldThenReadAsOne) {
    EXPECT_EQ(formatted("select 1;\vselect  2", DialectId::Sqlite), "SELECT 1;\vselect  2");
    EXPECT_EQ(formatted("select 1; \vselect  2", DialectId::Sqlite), "SELECT 1;\nSELECT 2");
}

TEST(SqlFormatter, LeavesTheGapBeforeABracketThatMakesAFunctionOfANameInMySql) {
    EXPECT_EQ(formatted("select count(*), count (*)", DialectId::MySql), "SELECT count(*), count (*)");
}

TEST(SqlFormatter, NamesAByteOrderMarkWithinTheText) {
    const auto refused =
        dbv::sql::format("select '\xEF\xBB\xBF';\nselect 1 \xEF\xBB\xBF;", DialectId::Sqlite, {}, std::stop_token());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
    EXPECT_THAT(refused.error().message, HasSubstr("line 2"));
    EXPECT_EQ(refused.error().where, (dbv::TextSpan{23, 26}));
    EXPECT_TRUE(dbv::sql::format("\xEF\xBB\xBFselect '\xEF\xBB\xBF'", DialectId::Sqlite, {}, std::stop_token()));
    // A quote in a line of the client opens nothing.
    EXPECT_THAT(formatted(".print it's\nselect a \xEF\xBB\xBF;", DialectId::Sqlite), HasSubstr("byte order mark"));
    EXPECT_EQ(formatted(".print \xEF\xBB\xBF\nselect 1;", DialectId::Sqlite), ".print \xEF\xBB\xBF\nSELECT 1;");
}

TEST(SqlFormatter, EndsLinesAsTheScriptDoes) {
    EXPECT_EQ(formatted("select 1 -- a\r\nfrom t;\r\n"), "SELECT 1 -- a\r\nFROM t;\r\n");
}

TEST(SqlFormatter, RefusesWhatIsNeverClosedAndSaysWhere) {
    const auto written = dbv::sql::format("select 1;\nselect 'a", DialectId::Sqlite, {}, {});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::InvalidInput);
    EXPECT_THAT(written.error().message, HasSubstr("line 2"));
    ASSERT_TRUE(written.error().where);
    EXPECT_EQ(written.error().where->begin, 17U);
    EXPECT_FALSE(dbv::sql::format("select 1; /* a", DialectId::Sqlite, {}, {}));
}

TEST(SqlFormatter, StopsWhenItIsToldTo) {
    std::stop_source stop;
    stop.request_stop();
    const auto written = dbv::sql::format("select 1; select 2", DialectId::Sqlite, {}, stop.get_token());
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::Cancelled);
}

TEST(SqlFormatter, FindsEachDifferenceThatAServerWouldSee) {
    const auto same = [](std::string_view a, std::string_view b, DialectId dialect = DialectId::PostgreSql) {
        return dbv::sql::sayTheSame(a, b, dialect, true, {});
    };
    EXPECT_TRUE(same("select  a", "SELECT\na"));
    EXPECT_FALSE(same("select a", "select A"));
    EXPECT_FALSE(same("select 'a'", "select 'A'"));
    EXPECT_FALSE(same("select 1, 2", "select 1"));
    EXPECT_FALSE(same("select 1; select 2", "select 1 select 2"));
    EXPECT_FALSE(same("select 1 -- a\n, 2", "select 1, -- a\n2"));
    EXPECT_FALSE(same("select 1 -- a\n, 2", "select 1 -- a, 2"));
    EXPECT_FALSE(same("select 'a'\n'b'", "select 'a' 'b'"));
    EXPECT_FALSE(same("-- a\nselect 1", "select 1"));
    EXPECT_FALSE(same("select f(1)", "select f (1)", DialectId::MySql));
    EXPECT_FALSE(same("select a <= b", "select a < = b", DialectId::MySql));
    EXPECT_FALSE(dbv::sql::sayTheSame("select 1", "SELECT 1", DialectId::Sqlite, false, {}));
}

TEST(SqlFormatter, WritesWhatIsNestedWithoutEnd) {
    constexpr std::size_t kDeep = 100'000;
    for (const FormatLayout layout : kLayouts) {
        const std::string brackets = "SELECT " + std::string(kDeep, '(') + "1" + std::string(kDeep, ')');
        expectSameAndStable(brackets, DialectId::Sqlite, {.layout = layout});
        std::string cases = "SELECT";
        for (std::size_t i = 0; i < kDeep / 10; ++i) {
            cases += " CASE WHEN a AND (b";
        }
        expectSameAndStable(cases, DialectId::Sqlite, {.layout = layout});
    }
}

/// What stands between quotes in the tests of this room, as their authors wrote it.
std::vector<std::string> quotedTexts() {
    std::vector<std::string> texts;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(DBV_SOURCE_DIR) + "/tests/unit")) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with("sql") || entry.path().extension() != ".cpp") {
            continue;
        }
        std::ifstream file(entry.path(), std::ios::binary);
        std::string line;
        while (std::getline(file, line)) {
            std::size_t begin = line.find('"');
            while (begin != std::string::npos) {
                std::string text;
                std::size_t at = begin + 1;
                for (; at < line.size() && line[at] != '"'; ++at) {
                    if (line[at] == '\\' && at + 1 < line.size()) {
                        ++at;
                        text += line[at] == 'n' ? '\n' : line[at] == 't' ? '\t' : line[at] == 'r' ? '\r' : line[at];
                    } else {
                        text += line[at];
                    }
                }
                texts.push_back(text);
                begin = at < line.size() ? line.find('"', at + 1) : std::string::npos;
            }
        }
    }
    return texts;
}

TEST(SqlFormatter, KeepsTheWordsOfEveryStatementInTheTestsOfThisRoom) {
    const std::vector<std::string> texts = quotedTexts();
    ASSERT_GT(texts.size(), 1'000U);
    for (const std::string& text : texts) {
        for (const DialectId dialect : kDialects) {
            for (const FormatLayout layout : kLayouts) {
                expectSameAndStable(text, dialect, {.layout = layout, .width = 40});
            }
        }
    }
}

TEST(SqlFormatter, KeepsTheWordsOfAnySoupOfThem) {
    static constexpr auto kWords = std::to_array<std::string_view>({"select",   "from",
                                                                    "where",    "a",
                                                                    "b.c",      "\"q\"",
                                                                    "'x'",      "1",
                                                                    "-2",       ",",
                                                                    ",",        "(",
                                                                    ")",        "(",
                                                                    ")",        "and",
                                                                    "or",       "between",
                                                                    "case",     "when",
                                                                    "then",     "else",
                                                                    "end",      "join",
                                                                    "left",     "on",
                                                                    "using",    "group",
                                                                    "order",    "by",
                                                                    "union",    "values",
                                                                    "insert",   "into",
                                                                    "set",      "update",
                                                                    "delete",   "-- c\n",
                                                                    "/*x*/",    "*",
                                                                    ".",        "::",
                                                                    "=",        "<",
                                                                    ">",        "-",
                                                                    "+",        "||",
                                                                    "[",        "]",
                                                                    ";",        "\n",
                                                                    "\r\n",     "offset",
                                                                    "limit",    "with",
                                                                    "as",       "create",
                                                                    "table",    "for",
                                                                    "#h\n",     "`k`",
                                                                    "@v",       "/*!",
                                                                    "*/",       "->",
                                                                    "$1",       "?",
                                                                    ":=",       "''",
                                                                    "5--1",     "--",
                                                                    "over",     "partition",
                                                                    "\\N",      "merge",
                                                                    "begin",    "trigger",
                                                                    ".x",       ":n",
                                                                    "E'\\n'",   "'a'\n'b'",
                                                                    "//",       "copy t from stdin;\n",
                                                                    "\\.\n",    "delimiter //\n",
                                                                    "use",      "status",
                                                                    "\\g",      "\n.mode x\n",
                                                                    "$$a$$",    "/*\n*/",
                                                                    "conflict", "duplicate",
                                                                    "\xC3\xA9", "'"});
    std::mt19937 random(20'240'229); // NOLINT(bugprone-random-generator-seed): the same soups each time
    const auto below = [&random](std::size_t count) { return static_cast<std::size_t>(random() % count); };
    static constexpr auto kGaps = std::to_array<std::string_view>({"", " ", " ", "  ", "\n"});
    for (int round = 0; round < 4'000; ++round) {
        std::string soup;
        for (std::size_t count = 1 + below(50); count > 0; --count) {
            soup += kWords[below(kWords.size() - (round % 4 == 0 ? 0 : 1))];
            soup += kGaps[below(kGaps.size())];
        }
        const FormatStyle style{.layout = kLayouts[below(kLayouts.size())],
                                .keywordCase = static_cast<KeywordCase>(below(3)),
                                .commas = below(2) == 0 ? CommaPlace::Trailing : CommaPlace::Leading,
                                .indent = below(9),
                                .width = 20 + below(80)};
        expectSameAndStable(soup, kDialects[below(kDialects.size())], style);
        if (HasFailure()) {
            return;
        }
    }
}

} // namespace
