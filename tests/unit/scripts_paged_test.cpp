// SPDX-License-Identifier: Apache-2.0
// Texts that are read at any place of them.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "script_folder.h"
#include "scripts/paged_search.h"
#include "support/qt_printers.h"

namespace dbv::scripts {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

class PagedTexts : public ::testing::Test {
protected:
    [[nodiscard]] PagedText open(std::string_view bytes, std::optional<TextEncoding> encoding = std::nullopt) {
        Result<PagedText> text = PagedText::open(folder.write("text.sql", bytes), encoding, {});
        EXPECT_TRUE(text) << text.error().message;
        return *std::move(text);
    }
    [[nodiscard]] static std::vector<TextRow> all(PagedText& text) {
        Result<std::vector<TextRow>> rows = text.rowsAround(0, 0, text.size());
        EXPECT_TRUE(rows);
        return *std::move(rows);
    }
    static void expectSame(const TextRow& one, const TextRow& other) {
        EXPECT_EQ(one.offset, other.offset);
        EXPECT_EQ(one.bytes, other.bytes);
        EXPECT_EQ(one.beginsLine, other.beginsLine) << one.offset;
        EXPECT_EQ(one.text, other.text);
    }
    /// From wherever a row is come to, it is the same.
    static void expectSameFromAnywhere(PagedText& text) {
        const std::vector<TextRow> rows = all(text);
        std::mt19937_64 random(7);
        for (int i = 0; i < 300; ++i) {
            const std::uint64_t place = random() % text.size();
            const Result<std::vector<TextRow>> part = text.rowsAround(place, random() % 9000, random() % 9000);
            ASSERT_TRUE(part);
            ASSERT_FALSE(part->empty());
            const auto first = std::ranges::find(rows, part->front().offset, &TextRow::offset);
            ASSERT_NE(first, rows.end()) << "no row begins at " << part->front().offset << " asked at " << place;
            for (std::size_t k = 0; k < part->size(); ++k) {
                expectSame((*part)[k], first[static_cast<std::ptrdiff_t>(k)]);
            }
            EXPECT_LE(part->front().offset, place);
            EXPECT_GT(part->back().offset + part->back().bytes, place);
        }
    }
    [[nodiscard]] static std::optional<TextMatch> find(PagedText& text, const TextPattern& pattern,
                                                       TextRange range = {}, bool backward = false) {
        const auto found = findText(text, pattern, range, backward, {}, [](std::uint64_t) {});
        EXPECT_TRUE(found) << found.error().message;
        return *found;
    }
    [[nodiscard]] static KnownLine count(PagedText& text, KnownLine from, CountGoal goal) {
        const auto line = countLines(text, from, goal, {}, [](const KnownLine&) {});
        EXPECT_TRUE(line);
        return *line;
    }

    ScriptFolder folder;
};

TEST_F(PagedTexts, CutsLinesAndNumbersTheirBytes) {
    PagedText text = open("SELECT 1;\r\n\nä β;\nlast");
    const std::vector<TextRow> rows = all(text);
    ASSERT_EQ(rows.size(), 4U);
    expectSame(rows[0], {0, 11, true, u"SELECT 1;"_s});
    expectSame(rows[1], {11, 1, true, u""_s});
    expectSame(rows[2], {12, 7, true, u"ä β;"_s});
    expectSame(rows[3], {19, 4, true, u"last"_s});
    EXPECT_EQ(text.encoding(), TextEncoding::Utf8);
    EXPECT_TRUE(text.doubt().empty());
}

TEST_F(PagedTexts, GivesTheSameRowsFromAnyPlace) {
    std::mt19937_64 random(3);
    std::string bytes;
    while (bytes.size() < 400'000) {
        // Mostly short lines, now and then one of several parts.
        const std::size_t length = random() % 20 == 0 ? random() % 60'000 : random() % 200;
        for (std::size_t i = 0; i < length; ++i) {
            bytes += random() % 5 == 0 ? "ä" : random() % 50 == 0 ? "😀" : "x";
        }
        bytes += '\n';
    }
    PagedText text = open(bytes);
    expectSameFromAnywhere(text);
    std::string together;
    for (const TextRow& row : all(text)) {
        EXPECT_LT(row.bytes, 2 * PagedText::kLongestPart + 4);
        EXPECT_FALSE(row.text.contains(QChar(QChar::ReplacementCharacter))) << "a character was cut";
        together += row.text.toStdString() + (row.bytes > row.text.toUtf8().size() ? "\n" : "");
    }
    EXPECT_EQ(together, bytes);
}

TEST_F(PagedTexts, GivesTheSameRowsFromAnyPlaceInOneLongLine) {
    PagedText text = open(std::string(300'000, 'x'));
    expectSameFromAnywhere(text);
    const std::vector<TextRow> rows = all(text);
    EXPECT_EQ(std::ranges::count(rows, true, &TextRow::beginsLine), 1);
    PagedText binary = open(std::string(100'000, '\x9C'), TextEncoding::Bytes);
    expectSameFromAnywhere(binary);
}

TEST_F(PagedTexts, ReadsUtf16OfBothEnds) {
    for (const bool little : {true, false}) {
        std::string bytes = little ? "\xFF\xFE" : "\xFE\xFF";
        std::u16string words;
        for (int i = 0; i < 9000; ++i) {
            // A line feed's byte within a character, a pair, and line ends.
            words += i % 7 == 0 ? u"\u0A0A" : i % 11 == 0 ? u"\U0001F600" : i % 900 == 5 ? u"\n" : u"x";
        }
        for (const char16_t unit : words) {
            const char low = static_cast<char>(unit & 0xFF);
            const char high = static_cast<char>(unit >> 8U);
            bytes += little ? std::string{low, high} : std::string{high, low};
        }
        PagedText text = open(bytes);
        EXPECT_EQ(text.start(), 2U);
        expectSameFromAnywhere(text);
        std::u16string together;
        for (const TextRow& row : all(text)) {
            together += row.text.toStdU16String();
            together += row.bytes > 2 * static_cast<std::size_t>(row.text.size()) ? u"\n" : u"";
        }
        EXPECT_EQ(together, words);
        const auto found = find(text, {u"\U0001F600"_s, true, false}, {1000});
        ASSERT_TRUE(found);
        EXPECT_EQ(found->bytes, 4U);
        EXPECT_EQ((found->offset - 2) % 2, 0U);
    }
}

TEST_F(PagedTexts, SaysWhatItCanNotKnowOrRead) {
    PagedText unclear = open("SELECT '\xE4';\n");
    EXPECT_EQ(unclear.encoding(), TextEncoding::Bytes);
    EXPECT_NE(unclear.doubt().find("not clear"), std::string::npos);
    EXPECT_EQ(all(unclear)[0].text, u"SELECT '�';"_s);
    PagedText chosen = open("SELECT '\xE4';\n", TextEncoding::Latin1);
    EXPECT_EQ(all(chosen)[0].text, u"SELECT 'ä';"_s);
    EXPECT_TRUE(chosen.doubt().empty());
    const auto packed = PagedText::open(folder.write("a.gz", gzipped("SELECT 1;")), {}, {});
    ASSERT_FALSE(packed);
    EXPECT_EQ(packed.error().kind, ErrorKind::Unsupported);
    EXPECT_FALSE(PagedText::open(folder.path("none.sql"), {}, {}));
    PagedText empty = open("");
    EXPECT_TRUE(all(empty).empty());
}

TEST_F(PagedTexts, FindsForwardAndBackwardOverWindows) {
    std::string bytes(3'500'000, '.');
    // One lies over the border of two windows, one behind invalid bytes.
    const std::size_t border = (1U << 20U) - 3;
    bytes.replace(border, 6, "Needle");
    bytes.replace(2'000'000, 8, "\x9C\x9Cneedle");
    bytes.replace(3'000'000, 7, "\xC3\xA4\nned");
    PagedText text = open(bytes, TextEncoding::Bytes);
    EXPECT_EQ(find(text, {u"needle"_s})->offset, border);
    EXPECT_EQ(find(text, {u"needle"_s})->bytes, 6U);
    EXPECT_EQ(find(text, {u"needle"_s, true})->offset, 2'000'002U);
    EXPECT_EQ(find(text, {u"needle"_s}, {border + 1})->offset, 2'000'002U);
    EXPECT_FALSE(find(text, {u"needle"_s}, {2'000'003}));
    EXPECT_EQ(find(text, {u"needle"_s}, {}, true)->offset, 2'000'002U);
    EXPECT_EQ(find(text, {u"needle"_s}, {0, 2'000'007}, true)->offset, border) << "it has to end in the range";
    EXPECT_EQ(find(text, {u"needle"_s}, {0, border + 6}, true)->offset, border);
    EXPECT_FALSE(find(text, {u"needle"_s}, {0, border + 5}, true));
    EXPECT_EQ(find(text, {u"^ne+d"_s, false, true})->offset, 3'000'003U);
    EXPECT_FALSE(find(text, {u"^ne+d"_s, false, false})) << "no regular expression";
}

TEST_F(PagedTexts, RefusesAPatternThatIsNoneAndStopsWhenAsked) {
    PagedText text = open(std::string(3'000'000, 'x'));
    const auto bad = findText(text, {u"(a"_s, false, true}, {}, false, {}, [](std::uint64_t) {});
    ASSERT_FALSE(bad);
    EXPECT_EQ(bad.error().kind, ErrorKind::InvalidInput);
    std::stop_source stop;
    int windows = 0;
    const auto stopped = findText(text, {u"y"_s}, {}, false, stop.get_token(), [&](std::uint64_t) {
        ++windows;
        stop.request_stop();
    });
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(windows, 1);
}

TEST_F(PagedTexts, CountsLines) {
    std::string bytes;
    for (int i = 1; i <= 300'000; ++i) {
        bytes += "line " + std::to_string(i) + "\n";
    }
    PagedText text = open(bytes);
    const KnownLine line = count(text, {0, 1}, {.line = 200'000});
    EXPECT_EQ(line.line, 200'000U);
    EXPECT_EQ(bytes.substr(line.offset, 12), "line 200000\n");
    EXPECT_EQ(count(text, line, {.line = 200'010}).offset, bytes.find("line 200010"));
    EXPECT_EQ(count(text, {0, 1}, {.offset = line.offset}).line, 200'000U);
    EXPECT_EQ(count(text, {0, 1}, {.offset = line.offset + 3}).line, 200'000U) << "within the line";
    EXPECT_EQ(count(text, {0, 1}, {.offset = line.offset - 1}).line, 199'999U) << "its line end";
    EXPECT_EQ(count(text, {0, 1}, {.line = 900'000}).line, 300'000U) << "the last one there is";
}

} // namespace
} // namespace dbv::scripts
