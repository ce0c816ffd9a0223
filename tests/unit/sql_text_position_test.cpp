// SPDX-License-Identifier: Apache-2.0
#include "sql/text_position.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using namespace std::string_view_literals;
using dbv::sql::byteOffset;
using dbv::sql::codePointOffset;
using dbv::sql::lineColumn;
using dbv::sql::LineColumn;
using dbv::sql::utf16Offset;

// One, two, three and four bytes long.
constexpr auto kText = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z"sv;

TEST(SqlTextPosition, CountsCharacters) {
    EXPECT_EQ(codePointOffset(kText, 0), 0U);
    EXPECT_EQ(codePointOffset(kText, 1), 1U);
    EXPECT_EQ(codePointOffset(kText, 3), 2U);
    EXPECT_EQ(codePointOffset(kText, 6), 3U);
    EXPECT_EQ(codePointOffset(kText, 10), 4U);
    EXPECT_EQ(codePointOffset(kText, 11), 5U);
}

TEST(SqlTextPosition, CountsAByteWithinACharacterAsThatCharacter) {
    EXPECT_EQ(codePointOffset(kText, 2), 1U);
    EXPECT_EQ(codePointOffset(kText, 9), 3U);
    EXPECT_EQ(utf16Offset(kText, 9), 3U);
}

TEST(SqlTextPosition, TakesOffsetsBehindTheEndAsTheEnd) {
    EXPECT_EQ(codePointOffset(kText, 100), 5U);
    EXPECT_EQ(byteOffset(kText, 100), 11U);
    EXPECT_EQ(utf16Offset(kText, 100), 6U);
    EXPECT_EQ(codePointOffset("", 0), 0U);
    EXPECT_EQ(byteOffset("", 0), 0U);
    EXPECT_EQ(lineColumn("", 5), (LineColumn{1, 1}));
}

TEST(SqlTextPosition, FindsTheByteOfEachCharacter) {
    const std::size_t starts[] = {0, 1, 3, 6, 10, 11};
    for (std::size_t i = 0; i < std::size(starts); ++i) {
        EXPECT_EQ(byteOffset(kText, i), starts[i]);
        EXPECT_EQ(codePointOffset(kText, byteOffset(kText, i)), i);
    }
}

TEST(SqlTextPosition, CountsUtf16UnitsAsAnEditorDoes) {
    EXPECT_EQ(utf16Offset(kText, 6), 3U);
    EXPECT_EQ(utf16Offset(kText, 10), 5U);
}

TEST(SqlTextPosition, IsDefinedForTextThatIsNotUtf8) {
    const auto broken = "\x80\x80"
                        "a\xFF\xC3z\x80"sv;
    for (std::size_t i = 0; i <= broken.size(); ++i) {
        const std::size_t character = codePointOffset(broken, i);
        EXPECT_LE(character, 4U);
        EXPECT_EQ(codePointOffset(broken, byteOffset(broken, character)), character);
    }
    EXPECT_EQ(codePointOffset(broken, 3), 1U);
    EXPECT_EQ(codePointOffset(broken, broken.size()), 4U);
}

TEST(SqlTextPosition, NamesLinesAndColumns) {
    const auto text = "a\xC3\xA9z\n\nb"sv;
    EXPECT_EQ(lineColumn(text, 0), (LineColumn{1, 1}));
    EXPECT_EQ(lineColumn(text, 3), (LineColumn{1, 3}));
    EXPECT_EQ(lineColumn(text, 4), (LineColumn{1, 4}));
    EXPECT_EQ(lineColumn(text, 5), (LineColumn{2, 1}));
    EXPECT_EQ(lineColumn(text, 6), (LineColumn{3, 1}));
    EXPECT_EQ(lineColumn(text, 7), (LineColumn{3, 2}));
}

TEST(SqlTextPosition, ACounterAgreesWithCountingFromTheStart) {
    const std::string text = "a\xC3\xA4\xF0\x9F\x98\x80z\xE2\x82\xAC\xF0\x9F\x98\x80 end";
    dbv::sql::Utf16Counter counter;
    for (const std::size_t byte : {0U, 5U, 3U, 12U, 11U, 2U, 30U, 29U, 1U, 0U, 9U}) {
        EXPECT_EQ(counter.at(text, byte), dbv::sql::utf16Offset(text, byte)) << byte;
    }
}

} // namespace
