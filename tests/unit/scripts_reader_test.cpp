// SPDX-License-Identifier: Apache-2.0
#include "script_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "sql/splitter.h"
#include "sql/text_position.h"

namespace {

using dbv::DialectId;
using dbv::scripts::Reading;
using dbv::scripts::readScript;
using dbv::scripts::ScriptFolder;
using dbv::scripts::ScriptRules;
using dbv::scripts::TextPlace;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view kPostgresScript = R"(-- a comment ; with one
SET x = 1; SELECT ';' ; SELECT $a$ ; $$ ; $a$;
/* a ; long /* nested */ one */ CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END;
COPY t (a, b) FROM stdin;
1	it's ; here
2	\\.
\N	\.x
\.
SELECT "é;ü" FROM "日本";   SELECT 3
\g
COPY u FROM STDIN;
\.
SELECT 4 \; SELECT 5;
)";

constexpr std::string_view kMysqlScript = R"(/*!40101 SET NAMES utf8mb4 */;
INSERT INTO t VALUES ('a\';b', "x;", `q;`); -- end ; of line
DELIMITER //
CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END//
DELIMITER ;
# hash ; comment
USE shop
SELECT 1\G
SELECT 'ü;';   select 2;
)";

constexpr std::string_view kSqliteScript = R"(CREATE TABLE t(a);
CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; SELECT ';'; END;
/* ; */ INSERT INTO t VALUES('a''; ');SELECT 1;SELECT 2;
-- last ;
SELECT [a;b] FROM t)";

/// As the whole text is cut.
Reading cutWhole(std::string_view script, DialectId dialect) {
    Reading reading;
    for (const dbv::sql::Statement& statement : dbv::sql::split(script, dialect)) {
        const std::string text(script.substr(statement.span.begin, statement.span.size()));
        if (statement.kind == dbv::sql::StatementKind::CopyData) {
            reading.texts.push_back("rows:" + text);
        } else if (statement.kind == dbv::sql::StatementKind::Sql) {
            reading.texts.push_back(text);
            const dbv::sql::LineColumn place = dbv::sql::lineColumn(script, statement.span.begin);
            reading.places.push_back({statement.span.begin, place.line, place.column});
        }
    }
    return reading;
}

TEST(ScriptReader, CutsAsTheWholeTextIsCutWhateverTheWindow) {
    const ScriptFolder folder;
    const auto compare = [&folder](std::string_view script, DialectId dialect) {
        const std::string path = folder.write("it.sql", script);
        const Reading whole = cutWhole(script, dialect);
        for (std::size_t window = 1; window < script.size() + 2; window += window < 80 ? 1 : 37) {
            const Reading pieces = readScript(path, dialect, window);
            ASSERT_FALSE(pieces.error) << pieces.error->message;
            EXPECT_EQ(pieces.texts, whole.texts) << window;
            EXPECT_EQ(pieces.places, whole.places) << window;
        }
    };
    compare(kPostgresScript, DialectId::PostgreSql);
    compare(kMysqlScript, DialectId::MariaDb);
    compare(kSqliteScript, DialectId::Sqlite);
}

/// As many statements as are found ahead, and more.
std::string manyTimes(std::string_view script, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        all += std::string(script) + "\n";
    }
    return all;
}

TEST(ScriptReader, CutsManyStatementsAsTheWholeTextIsCut) {
    const ScriptFolder folder;
    const auto compare = [&folder](const std::string& script, DialectId dialect) {
        const std::string path = folder.write("it.sql", script);
        const Reading whole = cutWhole(script, dialect);
        for (const std::size_t window : {std::size_t{300}, std::size_t{10'000}, script.size() / 3, script.size() + 1}) {
            const Reading pieces = readScript(path, dialect, window);
            ASSERT_FALSE(pieces.error) << pieces.error->message;
            EXPECT_EQ(pieces.texts, whole.texts) << window;
            EXPECT_EQ(pieces.places, whole.places) << window;
        }
    };
    const std::string rows =
        manyTimes("INSERT INTO t VALUES (1, 'ä;');  SELECT 2; -- ; é\n/* x */ DELETE FROM t;", 300);
    for (const DialectId dialect : {DialectId::PostgreSql, DialectId::MariaDb, DialectId::Sqlite}) {
        compare(rows, dialect);
    }
    compare(manyTimes(kPostgresScript, 100), DialectId::PostgreSql);
    compare(rows + manyTimes(kPostgresScript, 3) + rows, DialectId::PostgreSql);
    compare(manyTimes(kMysqlScript, 100), DialectId::MariaDb);
    compare(rows + manyTimes(kMysqlScript, 3) + rows, DialectId::MariaDb);
    compare(rows + manyTimes("CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; SELECT ';'; END;", 200),
            DialectId::Sqlite);
}

TEST(ScriptReader, CutsAnewWhatWasFoundAheadWhenTheServerReadsOtherwise) {
    const ScriptFolder folder;
    // With backslashes that escape, two of these lines are one text and what is between; without, each is a statement or two.
    const std::string script = manyTimes("SELECT 'x\\', 'a;b\\'; SELECT 'y'; SELECT 1;", 800);
    const std::string path = folder.write("it.sql", script);
    dbv::Grammar plain(DialectId::MariaDb);
    plain.backslashEscapes = false;
    dbv::Grammar escaping = plain;
    escaping.backslashEscapes = true;
    ScriptRules rules{.dialect = DialectId::MariaDb, .limits = {.window = 7000}};
    auto files = dbv::scripts::ScriptFiles::open({path}, std::move(rules), {}, [](const dbv::Notice&) {});
    ASSERT_TRUE(files);
    std::optional<dbv::sql::Statement> last;
    std::size_t count = 0;
    while (true) {
        // Now and then, at no round number of statements.
        const dbv::Grammar grammar = count / 333 % 2 == 0 ? plain : escaping;
        const dbv::sql::ScanStart from = last ? dbv::sql::ScanStart{last->after, 1, last->mode} : dbv::sql::ScanStart{};
        last = dbv::sql::StatementScanner(script, grammar, from).next();
        const auto read = (*files)->next(grammar);
        ASSERT_TRUE(read) << read.error().message;
        ASSERT_EQ(read->has_value(), last.has_value()) << count;
        if (!last) {
            break;
        }
        ASSERT_EQ((*read)->text, script.substr(last->span.begin, last->span.size())) << count;
        ASSERT_EQ((*read)->begin.offset, last->span.begin) << count;
        ++count;
    }
    EXPECT_GT(count, 1000U);
}

TEST(ScriptReader, FindsACommentThatIsNeverClosedOnce) {
    const ScriptFolder folder;
    for (const std::size_t window : {1U, 7U, 1000U}) {
        const Reading reading = readScript(folder.write("it.sql", "SELECT 1;\n/* never"), DialectId::Sqlite, window);
        EXPECT_FALSE(reading.error);
        EXPECT_THAT(reading.texts, ElementsAre("SELECT 1", "/* never")) << window;
    }
}

/// What is found in a script of 1,000 statements that `change` makes another one behind the first of them.
template <class Change>
std::pair<std::vector<std::string>, std::string> readWhileChanged(const Change& change) {
    const ScriptFolder folder;
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "DELETE FROM t WHERE id = " + std::to_string(i) + ";\n";
    }
    const std::string path = folder.write("it.sql", text);
    ScriptRules rules{.dialect = DialectId::Sqlite, .limits = {.window = 1000}};
    auto files = dbv::scripts::ScriptFiles::open({path}, std::move(rules), {}, [](const dbv::Notice&) {});
    std::vector<std::string> found;
    while (files) {
        const auto read = (*files)->next(DialectId::Sqlite);
        if (!read || !*read) {
            return {found, read ? std::string() : read.error().message};
        }
        found.emplace_back((*read)->text);
        if (found.size() == 1) {
            change(path);
        }
    }
    return {found, "not open"};
}

TEST(ScriptReader, SaysThatAFileWasChangedWhileItWasReadAndGivesNoPartOfAStatement) {
    const auto [cut, why] =
        readWhileChanged([](const std::string& path) { std::filesystem::resize_file(path, 20'012); });
    EXPECT_THAT(why, HasSubstr("it.sql was changed while it was read"));
    EXPECT_GT(cut.size(), 600U);
    for (const std::string& statement : cut) {
        EXPECT_THAT(statement, HasSubstr("id = ")) << "cut off";
    }
    const auto [longer, whyLonger] =
        readWhileChanged([](const std::string& path) { std::ofstream(path, std::ios::app) << "DROP TABLE t;\n"; });
    EXPECT_THAT(whyLonger, HasSubstr("was changed"));
    const auto [same, nothing] = readWhileChanged([](const std::string&) {});
    EXPECT_EQ(same.size(), 1000U);
    EXPECT_EQ(nothing, "");
}

TEST(ScriptReader, NamesTheLongStatementThatItRefuses) {
    const ScriptFolder folder;
    const std::string path = folder.write("it.sql", "SELECT 1;\n\n SELECT '" + std::string(3U << 20U, 'x') + "';");
    ScriptRules rules{.dialect = DialectId::Sqlite, .limits = {.statement = 1U << 20U, .window = 1U << 16U}};
    const Reading reading = readScript(path, rules);
    ASSERT_TRUE(reading.error);
    EXPECT_THAT(reading.error->message,
                HasSubstr("What begins in line 3 of " + path + " (byte 12) is longer than the 1 MB"));
    EXPECT_THAT(reading.texts, ElementsAre("SELECT 1"));
}

TEST(ScriptReader, ReadsOneLineOfManyStatements) {
    const ScriptFolder folder;
    std::string line;
    for (int i = 0; i < 400'000; ++i) {
        line += "INSERT INTO t VALUES(1234567);";
    }
    for (const DialectId dialect : {DialectId::PostgreSql, DialectId::MySql, DialectId::Sqlite}) {
        const Reading reading = readScript(folder.write("it.sql", line), dialect);
        ASSERT_THAT(reading.texts, SizeIs(400'000));
        EXPECT_EQ(reading.places.back(), (TextPlace{line.size() - 30, 1, line.size() - 29}));
    }
}

TEST(ScriptReader, ReadsALongStatementAsOne) {
    const ScriptFolder folder;
    const std::string text = "SELECT '" + std::string(20U << 20U, 'y') + "'";
    const Reading reading = readScript(folder.write("it.sql", text + ";SELECT 2"), DialectId::PostgreSql);
    EXPECT_THAT(reading.texts, ElementsAre(text, "SELECT 2"));
}

TEST(ScriptReader, GivesRowsThatAreLongerThanAWindow) {
    const ScriptFolder folder;
    const std::string rows = std::string(500, 'a') + "\n" + std::string(300, 'b') + "\\.\n";
    const std::string path = folder.write("it.sql", "COPY t FROM stdin;\n" + rows + "\\.\nSELECT 1;\n");
    for (const std::size_t window : {16U, 100U, 501U, 100'000U}) {
        const Reading reading = readScript(path, DialectId::PostgreSql, window);
        EXPECT_THAT(reading.texts, ElementsAre("COPY t FROM stdin", "rows:" + rows, "SELECT 1"));
        EXPECT_EQ(reading.places.back().line, 5U);
    }
}

TEST(ScriptReader, SaysThatRowsAreCutOff) {
    const ScriptFolder folder;
    const std::string path = folder.write("it.sql", "SELECT 1;\nCOPY t FROM stdin;\n1\ta\n2\tb");
    const Reading reading = readScript(path, DialectId::PostgreSql);
    ASSERT_TRUE(reading.error);
    EXPECT_THAT(reading.error->message, HasSubstr("ends in line 4 among the rows of a COPY"));
}

TEST(ScriptReader, GivesAStatementThatIsCutOffAsItStands) {
    const ScriptFolder folder;
    const Reading reading =
        readScript(folder.write("it.sql", "SELECT 1;\nINSERT INTO t VALUES ('ab"), DialectId::Sqlite);
    EXPECT_THAT(reading.texts, ElementsAre("SELECT 1", "INSERT INTO t VALUES ('ab"));
}

TEST(ScriptReader, CountsTheBytesOfTheFileInItsOwnEncoding) {
    const ScriptFolder folder;
    const std::string path = folder.write("it.sql", "SELECT '\xE9\xE9';\n SELECT 2;");
    const Reading latin =
        readScript(path, ScriptRules{.dialect = DialectId::Sqlite, .encoding = dbv::scripts::TextEncoding::Latin1});
    EXPECT_THAT(latin.places, ElementsAre(TextPlace{0, 1, 1}, TextPlace{14, 2, 2}));
}

TEST(ScriptFiles, IncludesOtherScripts) {
    const ScriptFolder folder;
    static_cast<void>(folder.write("inner.sql", "SELECT 2;\n"));
    const std::string outer = folder.write("outer.sql", "SELECT 1;\n\\ir inner.sql\nSELECT 3;");
    EXPECT_THAT(readScript(outer, DialectId::PostgreSql).texts, ElementsAre("SELECT 1", "SELECT 2", "SELECT 3"));
    const std::string full = folder.path("inner.sql");
    EXPECT_THAT(readScript(folder.write("a", "\\i " + full + "\nSELECT 3"), DialectId::PostgreSql).texts,
                ElementsAre("SELECT 2", "SELECT 3"));
    EXPECT_THAT(readScript(folder.write("b", ".read " + full + "\nSELECT 3"), DialectId::Sqlite).texts,
                ElementsAre("SELECT 2", "SELECT 3"));
    EXPECT_THAT(readScript(folder.write("c", "source " + full + "\nSELECT 3;"), DialectId::MariaDb).texts,
                ElementsAre("SELECT 2", "SELECT 3"));
}

TEST(ScriptFiles, StopsAtScriptsThatIncludeThemselvesAndTellsOfThoseThatAreMissing) {
    const ScriptFolder folder;
    const Reading endless = readScript(folder.write("me.sql", "\\ir me.sql\n"), DialectId::PostgreSql);
    ASSERT_TRUE(endless.error);
    EXPECT_THAT(endless.error->message, HasSubstr("without end: line 1 of "));
    const Reading missing = readScript(
        folder.write("it.sql", "SELECT 1;\n\\ir none.sql\n\\copy t from no.csv\nSELECT 2;"), DialectId::PostgreSql);
    EXPECT_FALSE(missing.error);
    EXPECT_THAT(missing.failures, ElementsAre(HasSubstr("Included in line 2 of "), HasSubstr("Copied in line 3 of ")));
    EXPECT_THAT(missing.texts, ElementsAre("SELECT 1", "SELECT 2"));
}

TEST(ScriptFiles, SayAsTheClientDoesWhichDelimitersAreNone) {
    const ScriptFolder folder;
    const Reading reading = readScript(
        folder.write("it.sql", "delimiter\nSELECT 1;\nDELIMITER \\\\\nSELECT 2;\ndelimiter //\nSELECT 3//\n"),
        DialectId::MariaDb);
    EXPECT_FALSE(reading.error);
    EXPECT_THAT(reading.failures, ElementsAre(HasSubstr("must be followed by a 'delimiter' character or string"),
                                              HasSubstr("cannot contain a backslash character")));
    EXPECT_THAT(reading.texts, ElementsAre("SELECT 1", "SELECT 2", "SELECT 3"));
    EXPECT_THAT(readScript(folder.write("long.sql", "DELIMITER 123456789012345\n"), DialectId::MySql).failures,
                ElementsAre(HasSubstr("more than 14 characters")));
}

TEST(ScriptFiles, ObeysVariablesAndBranches) {
    const ScriptFolder folder;
    const Reading reading = readScript(folder.write("it.sql", R"(\set name 'a b'
\set yes on
\if :yes
SELECT :'name', :"name", a::text, x[1:2], ':name';
\if false
SELECT 1;
\elif :{?none}
SELECT 2;
\else
\echo said :name
SELECT :none;
\endif
\else
COPY t FROM stdin;
\if
\.
\endif
SELECT 3;
)"),
                                       DialectId::PostgreSql);
    ASSERT_FALSE(reading.error) << reading.error->message;
    EXPECT_THAT(reading.texts,
                ElementsAre(R"(SELECT 'a b', "a b", a::text, x[1:2], ':name')", "SELECT :none", "SELECT 3"));
    EXPECT_THAT(reading.told, ElementsAre("said a b"));
}

TEST(ScriptFiles, SaysWhichLinesItDoesNotObey) {
    const ScriptFolder folder;
    const Reading shown = readScript(
        folder.write("it.sql", "\\pset pager off\n\\timing\n\\x\n\\x\n\\restrict abc\nSELECT 1;\n\\q\nSELECT 2;"),
        DialectId::PostgreSql);
    EXPECT_THAT(shown.texts, ElementsAre("SELECT 1"));
    EXPECT_THAT(shown.told, SizeIs(3));
    EXPECT_THAT(shown.told.front(), HasSubstr("\\pset in line 1 of "));
    // What the rest depends on is left for who runs it to refuse.
    for (const std::string_view line : {"\\! rm x", "\\set AUTOCOMMIT off"}) {
        EXPECT_THAT(readScript(folder.write("it.sql", line), DialectId::PostgreSql).texts, ElementsAre(line));
    }
    EXPECT_THAT(
        readScript(folder.write("it.sql", "\\connect other\nSELECT 1;\n\\gexec\n"), DialectId::PostgreSql).failures,
        ElementsAre(HasSubstr("\\connect other in line 1 of "), HasSubstr("\\gexec in line 3 of ")));
    EXPECT_THAT(readScript(folder.write("it.sql", ".import a b\n.mode csv"), DialectId::Sqlite).texts,
                ElementsAre(".import a b"));
    ScriptRules rules{.dialect = DialectId::PostgreSql, .database = "shop"};
    EXPECT_THAT(
        readScript(folder.write("it.sql", "\\connect shop\n\\c -reuse-previous=on \"dbname='shop'\"\n"), rules).texts,
        testing::IsEmpty());
}

TEST(ScriptFiles, ReadsTheRowsOfAFileThatIsCopied) {
    const ScriptFolder folder;
    static_cast<void>(folder.write("a b.csv", "1;x\n2;y\n"));
    const Reading reading = readScript(folder.write("it.sql", "SELECT 1;\n\\COPY x\n\\copy s.\"t from\" (a, b) FROM 'a "
                                                              "b.csv' with (format csv, delimiter ';');\nSELECT 2;"),
                                       DialectId::PostgreSql);
    ASSERT_FALSE(reading.error) << reading.error->message;
    EXPECT_THAT(reading.texts, ElementsAre("SELECT 1", "\\COPY x",
                                           "COPY s.\"t from\" (a, b) FROM STDIN with (format csv, delimiter ';')",
                                           "rows:1;x\n2;y\n", "SELECT 2"));
    for (const std::string_view line : {"\\copy t to 'x'", "\\copy (SELECT 1) to stdout", "\\copy t from program 'ls'",
                                        "\\copy t from stdin", "\\copy t from 'a b.csv' (format binary)"}) {
        const Reading refused = readScript(folder.write("it.sql", line), DialectId::PostgreSql);
        ASSERT_TRUE(refused.error) << line;
        EXPECT_EQ(refused.error->kind, dbv::ErrorKind::Unsupported) << line;
    }
    for (const std::string_view line : {"\\copy", "\\copy t", "\\copy t from"}) {
        const Reading refused = readScript(folder.write("it.sql", line), DialectId::PostgreSql);
        ASSERT_TRUE(refused.error) << line;
        EXPECT_EQ(refused.error->kind, dbv::ErrorKind::InvalidInput) << line;
    }
    EXPECT_THAT(readScript(folder.write("it.sql", "\\copy t from 'none.csv'"), DialectId::PostgreSql).failures,
                ElementsAre(HasSubstr("Copied in line 1 of ")));
    EXPECT_THAT(readScript(folder.write("it.sql", "\\if false\n\\copy t from 'none.csv'\n\\endif\nSELECT 1;"),
                           DialectId::PostgreSql)
                    .texts,
                ElementsAre("SELECT 1"));
}

} // namespace
