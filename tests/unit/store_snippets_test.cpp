// SPDX-License-Identifier: Apache-2.0
// Snippets as files.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "settings/file_paths.h"
#include "store/snippet_exchange.h"
#include "store/snippet_folder.h"
#include "store/snippet_text.h"

namespace dbv::store {
namespace {

namespace fs = std::filesystem;
using protocol::Snippet;

class SnippetFiles : public ::testing::Test {
protected:
    [[nodiscard]] fs::path folder() const { return settings::pathFrom(m_folder.path()) / "snippets"; }
    void write(const fs::path& name, const std::string& text) const {
        fs::create_directories((folder() / name).parent_path());
        std::ofstream(folder() / name, std::ios::binary) << text;
    }
    [[nodiscard]] std::string textOf(const fs::path& name) const {
        std::ostringstream text;
        text << std::ifstream(folder() / name, std::ios::binary).rdbuf();
        return text.str();
    }
    /// The user's own.
    [[nodiscard]] static std::vector<Snippet> own(const protocol::SnippetsListed& listed) {
        std::vector<Snippet> all = listed.snippets;
        std::erase_if(all, [](const Snippet& each) { return each.builtIn; });
        return all;
    }

    QTemporaryDir m_folder;
};

TEST(SnippetText, KeepsAllOfASnippetByteForByte) {
    Snippet snippet{.path = {},
                    .name = "Zeilen eines Tages",
                    .folder = {},
                    .trigger = "day",
                    .dialects = {DialectId::PostgreSql, DialectId::MySql},
                    .description = "What came on a day",
                    .body = "\n-- name: not the head\nSELECT '${1:é}'\t$1 $$;\n\n"};
    const Result<Snippet> read = readSnippetText(snippetText(snippet));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, snippet);
    snippet = {
        .path = {}, .name = {}, .folder = {}, .trigger = {}, .dialects = {}, .description = {}, .body = "SELECT 1"};
    EXPECT_EQ(readSnippetText(snippetText(snippet)).value_or(Snippet{}), snippet);
}

TEST(SnippetText, ReadsWhatPeopleWriteByHand) {
    const Result<Snippet> read = readSnippetText(
        "\xEF\xBB\xBF--name:  Rows \r\n-- dialects: sqlite,\r\n-- a comment of the body\r\nSELECT 1;\r\n");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->name, "Rows");
    EXPECT_EQ(read->dialects, std::vector{DialectId::Sqlite});
    EXPECT_EQ(read->body, "-- a comment of the body\nSELECT 1;\n");
}

TEST(SnippetText, SaysWhatIsWrong) {
    EXPECT_NE(readSnippetText("SELECT '\xff'").error().message.find("UTF-8"), std::string::npos);
    EXPECT_NE(readSnippetText("-- dialects: oracle\nSELECT 1").error().message.find("oracle"), std::string::npos);
    EXPECT_NE(readSnippetText("-- name: a\n\n \n").error().message.find("nothing"), std::string::npos);
}

TEST_F(SnippetFiles, AreFoundInTheirFoldersAndADamagedOneIsTold) {
    write("a.sql", "SELECT 1");
    write("money/by day/b.sql", "-- name: Sums\n-- trigger: sums\n\nSELECT 2");
    write("broken.sql", "\xff\xfe");
    write("notes.txt", "not a snippet");
    write(".git/c.sql", "SELECT 3");
    SnippetFolder snippets(folder());
    const protocol::SnippetsListed listed = snippets.read();
    const std::vector<Snippet> mine = own(listed);
    ASSERT_EQ(mine.size(), 2U);
    EXPECT_EQ(mine[0].name, "a");
    EXPECT_EQ(mine[1].folder, "money/by day");
    EXPECT_EQ(mine[1].path, "money/by day/b.sql");
    ASSERT_EQ(listed.notices.size(), 1U);
    EXPECT_NE(listed.notices[0].message.find("broken.sql"), std::string::npos);
    EXPECT_EQ(textOf("broken.sql"), "\xff\xfe") << "it is not lost";
    EXPECT_EQ(*snippets.current(), listed.snippets);
}

TEST_F(SnippetFiles, OfTheProgramGiveWayToOnesOwnWord) {
    SnippetFolder snippets(folder());
    const auto hasBuiltIn = [](const std::vector<Snippet>& all) {
        return std::ranges::any_of(all, [](const Snippet& each) { return each.builtIn && each.trigger == "sel"; });
    };
    EXPECT_TRUE(hasBuiltIn(*snippets.current()));
    write("mine.sql", "-- trigger: sel\n\nSELECT mine");
    EXPECT_FALSE(hasBuiltIn(snippets.read().snippets));
}

TEST_F(SnippetFiles, AreKeptMovedAndRemoved) {
    SnippetFolder snippets(folder());
    Snippet snippet{.path = {},
                    .name = "a/b: c?",
                    .folder = "in",
                    .trigger = "x",
                    .dialects = {},
                    .description = {},
                    .body = "SELECT 1"};
    auto listed = snippets.change({.keep = {snippet, snippet}, .remove = {}});
    ASSERT_TRUE(listed) << listed.error().message;
    std::vector<Snippet> mine = own(*listed);
    ASSERT_EQ(mine.size(), 2U) << "one never takes the place of another";
    EXPECT_EQ(mine[0].name, "a/b: c?");
    EXPECT_EQ(mine[0].path, "in/a-b- c- 2.sql");
    mine[0].folder = "out";
    mine[0].name = "New";
    listed = snippets.change({.keep = {mine[0]}, .remove = {mine[1].path}});
    ASSERT_TRUE(listed) << listed.error().message;
    mine = own(*listed);
    ASSERT_EQ(mine.size(), 1U);
    EXPECT_EQ(mine[0].path, "out/New.sql");
    EXPECT_FALSE(fs::exists(folder() / "in")) << "an empty folder goes";
    mine[0].body = "SELECT 2";
    listed = snippets.change({.keep = {mine[0]}, .remove = {}});
    ASSERT_TRUE(listed);
    EXPECT_EQ(own(*listed), std::vector{mine[0]});
}

TEST_F(SnippetFiles, NeverLeaveTheirFolder) {
    SnippetFolder snippets(folder());
    write("../outside.sql", "SELECT 1");
    EXPECT_FALSE(snippets.change({.keep = {}, .remove = {"../outside.sql"}}));
    const Snippet snippet{.path = {},
                          .name = "x",
                          .folder = "../..",
                          .trigger = {},
                          .dialects = {},
                          .description = {},
                          .body = "SELECT 1"};
    EXPECT_FALSE(snippets.change({.keep = {snippet}, .remove = {}}));
    EXPECT_TRUE(fs::exists(folder() / "../outside.sql"));
}

TEST_F(SnippetFiles, TravelAsOneFile) {
    const std::vector<Snippet> all = {
        {.path = {},
         .name = "a",
         .folder = "in/here",
         .trigger = "t",
         .dialects = {DialectId::MySql},
         .description = "d",
         .body = "b\n"},
        {.path = {}, .name = "c", .folder = {}, .trigger = {}, .dialects = {}, .description = {}, .body = "SELECT 1"}};
    const fs::path file = settings::pathFrom(m_folder.path()) / "all.json";
    ASSERT_TRUE(writeSnippetsFile(file, all));
    const auto read = readSnippetsFile(file);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->snippets, all);
    EXPECT_TRUE(read->notices.empty());
}

TEST(SnippetExchange, TakesThoseOfVisualStudioCode) {
    const auto read = snippetsFromJson(R"({
        // comments and commas too many
        "Rows": { "prefix": ["rows", "r"], "body": ["SELECT $1 FROM ${2:table /* no comment */}", "$0"], "description": "All // of them", },
        /* another */ "Bad": { "prefix": "b", "body": "" },
        "Marked": { "body": "SELECT ${TM_SELECTED_TEXT:1}, \\$1, $TM_FILENAME" }
    })");
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_EQ(read->snippets.size(), 2U);
    EXPECT_EQ(read->snippets[0].name, "Marked");
    EXPECT_EQ(read->snippets[0].body, "SELECT 1, \\$1, ");
    EXPECT_EQ(read->snippets[1].trigger, "rows");
    EXPECT_EQ(read->snippets[1].body, "SELECT ${1} FROM ${2:table /* no comment */}\n$0");
    EXPECT_EQ(read->snippets[1].description, "All // of them");
    ASSERT_EQ(read->notices.size(), 1U);
    EXPECT_NE(read->notices[0].message.find("Bad"), std::string::npos);
}

TEST(SnippetExchange, RefusesWhatIsNone) {
    EXPECT_FALSE(snippetsFromJson("[1, 2]"));
    EXPECT_FALSE(snippetsFromJson("{ \"a\": "));
    EXPECT_FALSE(snippetsFromJson("{\"a\": 1}"));
    EXPECT_FALSE(snippetsFromJson("\"/*"));
}

} // namespace
} // namespace dbv::store
