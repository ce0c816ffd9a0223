// SPDX-License-Identifier: Apache-2.0
// Lexing and splitting as psql and the mariadb client do.
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sql/lexer.h"
#include "sql/parameters.h"
#include "sql/splitter.h"

namespace {

using namespace dbv;
using namespace dbv::sql;
using testing::ElementsAre;

/// The parts of a script, each with its kind in front: s, d for the rows of a COPY, m.
std::vector<std::string> partsOf(std::string_view script, Grammar grammar) {
    std::vector<std::string> parts;
    for (const Statement& each : split(script, grammar)) {
        const char kind = each.kind == StatementKind::Sql ? 's' : each.kind == StatementKind::CopyData ? 'd' : 'm';
        parts.push_back(std::string(1, kind) + " " + std::string(script.substr(each.span.begin, each.span.size())));
    }
    return parts;
}

std::vector<std::string> postgres(std::string_view script) {
    return partsOf(script, DialectId::PostgreSql);
}

std::vector<std::string> mariaDb(std::string_view script) {
    return partsOf(script, DialectId::MariaDb);
}

TEST(PostgresSplitter, KeepsWhatIsQuotedWhole) {
    EXPECT_THAT(postgres("select 'a;''b'; select E'a\\';b'; select U&\"x;y\"; select $$;$$; select $a$ ; $$ ; $a$; x"),
                ElementsAre("s select 'a;''b'", "s select E'a\\';b'", "s select U&\"x;y\"", "s select $$;$$",
                            "s select $a$ ; $$ ; $a$", "s x"));
    EXPECT_THAT(postgres("select '\\'; select 1"), ElementsAre("s select '\\'", "s select 1"));
    EXPECT_THAT(postgres("select a$b$c; select 1"), ElementsAre("s select a$b$c", "s select 1"));
    EXPECT_THAT(postgres("/* a /* ; */ ; */ select 1 -- ; x\n; select 2"),
                ElementsAre("s select 1 -- ; x", "s select 2"));
    EXPECT_THAT(postgres("select 1 *-- ;\n 2; select 3+/* ; */4"),
                ElementsAre("s select 1 *-- ;\n 2", "s select 3+/* ; */4"));
}

TEST(PostgresSplitter, BeginsWithHintsForThePlanner) {
    EXPECT_THAT(postgres("/*+ SeqScan(t) */ select 1; -- a\n/*+ b */ -- c\n/*+ d */\nselect 2; /* e */ select 3"),
                ElementsAre("s /*+ SeqScan(t) */ select 1", "s /*+ b */ -- c\n/*+ d */\nselect 2", "s select 3"));
    EXPECT_THAT(postgres("/*+ a */; select 1; /*+ b */ \\; select 2; /*+ c */ \\echo\n/*+ open"),
                ElementsAre("s select 1", "s select 2", "m \\echo"));
    const auto statements = split(std::string_view("\n/*+ a */\nselect 1;\nselect 2"), DialectId::PostgreSql);
    EXPECT_THAT(statements, ElementsAre(testing::Field(&Statement::line, 2), testing::Field(&Statement::line, 4)));
    EXPECT_THAT(partsOf("/*+ a */ select 1", DialectId::MariaDb), ElementsAre("s select 1"));

    // A text that ends with hints goes on in front of them.
    StatementScanner scanner("select 1; /* a */ /*+ b */  ", DialectId::PostgreSql);
    EXPECT_TRUE(scanner.next());
    EXPECT_FALSE(scanner.next());
    EXPECT_EQ(scanner.lastBlank(), 18U);
}

TEST(PostgresSplitter, ReadsBackslashesAsTheSession) {
    Grammar grammar = DialectId::PostgreSql;
    EXPECT_TRUE(grammar.isUsual());
    grammar.backslashEscapes = true;
    EXPECT_FALSE(grammar.isUsual());
    EXPECT_THAT(partsOf("select 'it\\'s; x'; select N'\\';'; select E'\\';'", grammar),
                ElementsAre("s select 'it\\'s; x'", "s select N'\\';'", "s select E'\\';'"));
    // Here they never escape.
    EXPECT_THAT(partsOf("select B'\\'; select x'\\'; select U&'\\'; select \"\\\"; select $$\\$$; x", grammar),
                ElementsAre("s select B'\\'", "s select x'\\'", "s select U&'\\'", "s select \"\\\"", "s select $$\\$$",
                            "s x"));
}

TEST(MariaDbSplitter, ReadsBackslashesAndDoubleQuotesAsTheSession) {
    Grammar grammar = DialectId::MariaDb;
    EXPECT_THAT(partsOf("select 'a\\';', \"b\\\";\"; x", grammar), ElementsAre("s select 'a\\';', \"b\\\";\"", "s x"));
    grammar.doubleQuotedNames = true;
    EXPECT_THAT(partsOf("select 'a\\';', \"b\\\"; x", grammar), ElementsAre("s select 'a\\';', \"b\\\"", "s x"));
    grammar.backslashEscapes = false;
    EXPECT_THAT(partsOf("select 'a\\'; select \"b\\\"; select n'\\'; x", grammar),
                ElementsAre("s select 'a\\'", "s select \"b\\\"", "s select n'\\'", "s x"));
    Lexer<char> lexer("\"a\"", grammar);
    EXPECT_EQ(lexer.next().kind, TokenKind::QuotedIdentifier);
}

TEST(PostgresSplitter, DoesNotSplitWithinBracketsAndBodies) {
    EXPECT_THAT(postgres("create rule r as on insert to t do (select 1; select 2); x"),
                ElementsAre("s create rule r as on insert to t do (select 1; select 2)", "s x"));
    EXPECT_THAT(
        postgres("create or replace function f() returns int begin atomic select case when true then 1 end; select 2; "
                 "end; x"),
        ElementsAre("s create or replace function f() returns int begin atomic select case when true then 1 end; "
                    "select 2; end",
                    "s x"));
    EXPECT_THAT(postgres("begin; end; x"), ElementsAre("s begin", "s end", "s x"));
}

TEST(PostgresSplitter, TakesTheRowsBehindACopy) {
    EXPECT_THAT(postgres("copy t (a, b) from stdin;\n1\t;\n2\t'\n\\.\nselect 1;"),
                ElementsAre("s copy t (a, b) from stdin", "d 1\t;\n2\t'\n", "s select 1"));
    EXPECT_THAT(postgres("COPY t FROM STDIN WITH (FORMAT csv); -- note\n\\.\nx"),
                ElementsAre("s COPY t FROM STDIN WITH (FORMAT csv)", "d ", "s x"));
    EXPECT_THAT(postgres("copy t from stdin;"), ElementsAre("s copy t from stdin"));
    EXPECT_THAT(postgres("copy t from stdin; select 1;\n2"), ElementsAre("s copy t from stdin", "s select 1", "s 2"));
    EXPECT_THAT(postgres("copy t from stdin;\n1\n2"), ElementsAre("s copy t from stdin", "d 1\n2"));
    EXPECT_THAT(postgres("copy (select a from stdin) to stdout;\nx"),
                ElementsAre("s copy (select a from stdin) to stdout", "s x"));
    const auto statements = split(std::string_view("copy t from stdin;\na\n\\.\nx"), DialectId::PostgreSql);
    StatementScanner behind("copy t from stdin;\na\n\\.\nx", DialectId::PostgreSql,
                            {statements[0].after, 1, statements[0].mode});
    EXPECT_EQ(behind.next()->kind, StatementKind::CopyData);
}

TEST(PostgresSplitter, TakesTheRowsOfEachCopyThatIsJoinedWithOthers) {
    EXPECT_THAT(
        postgres("select 0\\; copy t from stdin\\; copy u from stdin\\; select 1;\n1;\n\\.\n2;\n\\.\nselect 3;"),
        ElementsAre("s select 0\\; copy t from stdin\\; copy u from stdin\\; select 1", "d 1;\n", "d 2;\n",
                    "s select 3"));
    EXPECT_THAT(postgres("copy t from stdin\\; select 1;\n1\n\\.\nx;"),
                ElementsAre("s copy t from stdin\\; select 1", "d 1\n", "s x"));
    EXPECT_THAT(postgres("copy t to stdout\\; select 1 from stdin;\nx;"),
                ElementsAre("s copy t to stdout\\; select 1 from stdin", "s x"));
    EXPECT_FALSE(
        hasAnotherBehindFirst("copy t from stdin\\; copy t from stdin;\n1;\n\\.\n2;\n\\.\n", DialectId::PostgreSql));
}

TEST(PostgresSplitter, TakesTheRowsOfACopyFromStdoutToo) {
    EXPECT_THAT(postgres("copy t from stdout;\n1;\n\\.\nx;\n\\copy t from stdout\n2;\n\\.\ny"),
                ElementsAre("s copy t from stdout", "d 1;\n", "s x", "m \\copy t from stdout", "d 2;\n", "s y"));
}

TEST(PostgresSplitter, EndsAStatementWherePsqlDoesAwayWithIt) {
    EXPECT_THAT(postgres("delete from t \\gdesc\nselect 2;"), ElementsAre("s delete from t \\gdesc", "s select 2"));
    EXPECT_THAT(postgres("delete from t \\gdesc \\\\ select 2;"),
                ElementsAre("s delete from t \\gdesc \\\\", "s select 2"));
    EXPECT_THAT(postgres("a slip; (here\n\\r\nselect 2; b\n\\reset\n"),
                ElementsAre("s a slip", "s (here\n\\r", "s select 2", "s b\n\\reset"));
    EXPECT_THAT(postgres("copy t from stdin \\r\nselect 2;"), ElementsAre("s copy t from stdin \\r", "s select 2"));
    EXPECT_THAT(postgres("select \\echo a \\\\ 1; x"), ElementsAre("s select \\echo a \\\\ 1", "s x"));
}

TEST(PostgresSplitter, KnowsWhetherAnotherStatementFollows) {
    EXPECT_TRUE(hasAnotherBehindFirst("select 1; select 2", DialectId::PostgreSql));
    EXPECT_FALSE(hasAnotherBehindFirst("select 1; -- no more\n;", DialectId::PostgreSql));
    EXPECT_FALSE(hasAnotherBehindFirst("copy t from stdin;\n1;\n2;\n\\.\n", DialectId::PostgreSql));
    EXPECT_FALSE(hasAnotherBehindFirst("", DialectId::PostgreSql));
}

TEST(PostgresSplitter, TellsWhatIsForTheClient) {
    EXPECT_THAT(postgres("\\set x 1\nselect 1;\n\\echo done; x\nselect 2"),
                ElementsAre("m \\set x 1", "s select 1", "m \\echo done; x", "s select 2"));
    EXPECT_THAT(postgres("select 1 \\g\nselect 2 \\gexec\nselect 3"),
                ElementsAre("s select 1", "s select 2", "m \\gexec", "s select 3"));
    EXPECT_THAT(postgres("select 1 \\; select 2; x"), ElementsAre("s select 1 \\; select 2", "s x"));
}

TEST(PostgresSplitter, DoesNotEndAStatementAtACommandThatSendsNothing) {
    EXPECT_THAT(postgres("delete from t \\echo hi;\n where a = 1; x"),
                ElementsAre("s delete from t \\echo hi;\n where a = 1", "s x"));
    EXPECT_THAT(postgres("\\; select 1; x"), ElementsAre("s select 1", "s x"));
}

TEST(PostgresSplitter, EndsACommandOfTheClientAtTheNext) {
    EXPECT_THAT(postgres("\\echo 'a\\\\b' \\\\ select 5;\n\\! a \\\\ b;\nx"),
                ElementsAre("m \\echo 'a\\\\b' \\\\", "s select 5", "m \\! a \\\\ b;", "s x"));
    EXPECT_THAT(postgres("\\copy t from stdin\ndrop table t;\n\\. \n\\.\nx"),
                ElementsAre("m \\copy t from stdin", "d drop table t;\n\\. \n", "s x"));
}

TEST(PostgresSplitter, LeavesWhatFollowsABadNumberToItself) {
    EXPECT_THAT(postgres("select 1e--;\n, 1xE'\\';', $1e'\\'; x"),
                ElementsAre("s select 1e--", "s , 1xE'\\';', $1e'\\'", "s x"));
}

TEST(MariaDbSplitter, ReadsTheStartOfAStatementAsTheClientDoes) {
    EXPECT_THAT(mariaDb("--foo; a\nselect 1; ---b;\nx"), ElementsAre("s select 1", "s x"));
    EXPECT_THAT(mariaDb("  delimiter //\nselect 2; select 3//\n\\d ;\nx; y"),
                ElementsAre("m delimiter //", "s select 2; select 3", "m \\d ;", "s x", "s y"));
    EXPECT_THAT(mariaDb("use db\nselect 1; print x\n;"), ElementsAre("s use db", "s select 1", "s print x"));
    EXPECT_FALSE(isObeyedByReading("delimiter", DialectId::MariaDb));
    EXPECT_FALSE(isObeyedByReading("delimiter \xC2\xA7", DialectId::MariaDb));
}

TEST(MariaDbSplitter, KeepsWhatIsQuotedWhole) {
    EXPECT_THAT(mariaDb("select 'a\\';b', \"c\\\";\", `d;`; select 'e'';'; x"),
                ElementsAre("s select 'a\\';b', \"c\\\";\", `d;`", "s select 'e'';'", "s x"));
    EXPECT_THAT(mariaDb("# a;\n-- b;\nselect 5--1; select 1 /* ; */; x"),
                ElementsAre("s select 5--1", "s select 1 /* ; */", "s x"));
    EXPECT_THAT(mariaDb("/*!40101 SET NAMES utf8 */; /*M!100100 select 1; */; /* c */ ;"),
                ElementsAre("s /*!40101 SET NAMES utf8 */", "s /*M!100100 select 1", "s */"));
}

TEST(MariaDbSplitter, ObeysDelimiters) {
    EXPECT_THAT(
        mariaDb("delimiter delimiter\nselect * from t1 delimiter\ndelimiter ; # Reset\nselect 1; select delimiter;"),
        ElementsAre("m delimiter delimiter", "s select * from t1", "m delimiter ; # Reset", "s select 1",
                    "s select delimiter"));
    EXPECT_THAT(mariaDb("DELIMITER //\ncreate procedure p() begin select 1; select 2; end//\ndelimiter ;\nselect 3; x"),
                ElementsAre("m DELIMITER //", "s create procedure p() begin select 1; select 2; end", "m delimiter ;",
                            "s select 3", "s x"));
    EXPECT_THAT(mariaDb("delimiter $$\nselect '$$'; select 1 $$ select 2$$"),
                ElementsAre("m delimiter $$", "s select '$$'; select 1", "s select 2"));
    EXPECT_THAT(
        mariaDb("delimiter 'end of it' x\nselect 1; 2 end of it select 3\nend of it\ndelimiter \"//\" \nselect 4; 5//"),
        ElementsAre("m delimiter 'end of it' x", "s select 1; 2", "s select 3", "m delimiter \"//\"", "s select 4; 5"));
    EXPECT_FALSE(isObeyedByReading("delimiter '//", DialectId::MariaDb));
    EXPECT_FALSE(isObeyedByReading("delimiter ''", DialectId::MariaDb));
    EXPECT_TRUE(isObeyedByReading("DELIMITER //", DialectId::MySql));
    EXPECT_FALSE(isObeyedByReading("source x", DialectId::MySql));
    EXPECT_FALSE(isObeyedByReading("delimiter //", DialectId::Sqlite));
}

TEST(MariaDbSplitter, TellsWhatIsForTheClient) {
    EXPECT_THAT(mariaDb("source a.sql\nselect 1\\G\nselect 2\\g x"),
                ElementsAre("m source a.sql", "s select 1", "s select 2", "s x"));
    EXPECT_THAT(mariaDb("use db;\nstatus;"), ElementsAre("s use db", "m status"));
    EXPECT_THAT(
        mariaDb("select 1; exit; source a b.sql; status a; help 'a'; status\\g\nstatus\n;"),
        ElementsAre("s select 1", "m exit", "m source a b.sql", "s status a", "s help 'a'", "s status", "m status"));
    EXPECT_THAT(mariaDb("use `a\nb`;\nuse `c` d\nuse e`f\nselect 1"),
                ElementsAre("s use `a\nb`", "s use `c` d", "s use e`f", "s select 1"));
    EXPECT_THAT(mariaDb("delimiter //\nselect 1; quit//\nquit //"),
                ElementsAre("m delimiter //", "s select 1; quit", "m quit"));
}

TEST(DialectLexers, GoOnFromLineToLineAsInOnePiece) {
    const std::string_view script =
        "select $tag$ a\n $x$ 'b' \n$tag$ || E'it\\'s\n ''\n' /* a /* b\n */ c\n */ + \"q\nr\" \n;";
    for (const DialectId dialect : {DialectId::PostgreSql, DialectId::MySql, DialectId::MariaDb}) {
        // Which bytes are in a string or a comment, once in one piece and once line by line.
        std::vector<TokenKind> whole(script.size());
        Lexer<char> all(script, dialect);
        for (Token token = all.next(); token.kind != TokenKind::End; token = all.next()) {
            std::fill(whole.begin() + static_cast<std::ptrdiff_t>(token.span.begin),
                      whole.begin() + static_cast<std::ptrdiff_t>(token.span.end), token.kind);
        }
        LexerState state = LexerState::Plain;
        for (std::size_t begin = 0; begin < script.size();) {
            const std::size_t end = std::min(script.find('\n', begin), script.size());
            Lexer<char> line(script.substr(begin, end - begin), dialect, state);
            for (Token token = line.next(); token.kind != TokenKind::End; token = line.next()) {
                for (std::size_t at = begin + token.span.begin; at < begin + token.span.end; ++at) {
                    EXPECT_EQ(token.kind, whole[at]) << dialectName(dialect) << " at " << at;
                }
            }
            state = line.state();
            begin = end + 1;
        }
        EXPECT_EQ(state, LexerState::Plain) << dialectName(dialect);
    }
}

TEST(DialectLexers, FindParametersWhereTheServerDoes) {
    EXPECT_THAT(parametersOf("select $1, '$2', a$3, $2 -- $4", DialectId::PostgreSql), ElementsAre("$1", "$2"));
    EXPECT_THAT(parametersOf("select $2, $1", DialectId::PostgreSql), ElementsAre("$1", "$2"));
    EXPECT_THAT(parametersOf("select ?, '?', `?`, ? # ?", DialectId::MySql), ElementsAre("?", "?"));
}

} // namespace
