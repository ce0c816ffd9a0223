// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>

#include "session_fixture.h"

namespace dbv::conformance {

class Values : public SessionTest {};

TEST_P(Values, OfIntegersSurviveToTheLastDigit) {
    run("CREATE TABLE t (id " + quirks().integerType() + ", a " + quirks().integerType() + ")");
    const std::vector<std::string> texts{"0",
                                         "-1",
                                         "2147483647",
                                         "-2147483648",
                                         "2147483648",
                                         "-2147483649",
                                         "9007199254740993",
                                         "9223372036854775807",
                                         "-9223372036854775808"};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        run("INSERT INTO t VALUES (" + std::to_string(i) + ", " + texts[i] + ")");
    }
    const ResultTable table = run("SELECT a FROM t ORDER BY id");
    ASSERT_EQ(table.rows.size(), texts.size());
    for (std::size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(table.rows[i][0], textValue(texts[i]));
    }
}

TEST_P(Values, OfDoublesAreTheShortestTextThatReadsBackAsTheSame) {
    run("CREATE TABLE t (id " + quirks().integerType() + ", a " + quirks().realType() + ")");
    const std::vector<double> numbers{
        0.1,           1.0 / 3.0,          1e300, -2.5e-308, 5e-324, std::numeric_limits<double>::max(),
        123456789.125, 9007199254740993.0, -0.1};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "%.17g", numbers[i]);
        run("INSERT INTO t VALUES (" + std::to_string(i) + ", " + text.data() + ")");
    }
    const ResultTable table = run("SELECT a FROM t ORDER BY id");
    ASSERT_EQ(table.rows.size(), numbers.size());
    EXPECT_EQ(table.rows[0][0], textValue("0.1"));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        EXPECT_EQ(std::strtod(table.rows[i][0].text->c_str(), nullptr), numbers[i]);
    }
}

TEST_P(Values, OfTextKeepEveryCharacter) {
    run("CREATE TABLE t (a " + quirks().textType() + ")");
    const std::string text = "  Füße 🦜 \t\r\n ‮right‬ '\" \\ %s ";
    run({"INSERT INTO t VALUES (" + quirks().parameter(1) + ")", {text}, {}});
    EXPECT_EQ(valueOf("SELECT a FROM t"), textValue(text));
    EXPECT_EQ(valueOf("SELECT ''"), textValue(""));
}

TEST_P(Values, ThatAreNotUtf8OrHoldNulsComeWhole) {
    if (const auto broken = quirks().textFromHex("61FF00C362")) {
        EXPECT_EQ(valueOf("SELECT " + *broken), textValue(std::string("a\xFF\0\xC3"
                                                                      "b",
                                                                      5)));
    }
}

TEST_P(Values, OfBytesKeepEveryByte) {
    std::string hex;
    std::string bytes;
    for (int i = 0; i < 256; ++i) {
        std::array<char, 4> digits{};
        std::snprintf(digits.data(), digits.size(), "%02X", static_cast<unsigned>(i));
        hex += digits.data();
        bytes += static_cast<char>(i);
    }
    EXPECT_EQ(valueOf("SELECT " + quirks().bytesLiteral(hex)), bytesValue(bytes));
    EXPECT_EQ(valueOf("SELECT " + quirks().bytesLiteral("")), bytesValue(""));
}

TEST_P(Values, OfNullAreNeitherEmptyNorZero) {
    run("CREATE TABLE t (a " + quirks().integerType() + ", b " + quirks().realType() + ", c " + quirks().textType() +
        ", d " + quirks().bytesType() + ")");
    run("INSERT INTO t VALUES (NULL, NULL, NULL, NULL)");
    const ResultTable table = run("SELECT a, b, c, d, NULL FROM t");
    EXPECT_EQ(table.rows.at(0), std::vector<Value>(5));
}

TEST_P(Values, TooLargeForABlockGoToTheStoreWhole) {
    run("CREATE TABLE t (a " + quirks().textType() + ", b " + quirks().bytesType() + ", c " + quirks().textType() +
        ")");
    std::string text;
    while (text.size() < std::size_t{3} << 20U) {
        text += std::to_string(text.size()) + "ä";
    }
    run({"INSERT INTO t VALUES (" + quirks().parameter(1) + ", " + quirks().bytesLiteral(std::string(1U << 20U, '7')) +
             ", 'behind')",
         {text},
         {}});
    const ResultTable table = run("SELECT a, b, c FROM t");
    ASSERT_EQ(table.rows.size(), 1U);
    EXPECT_TRUE(table.rows[0][0] == textValue(text));
    EXPECT_TRUE(table.rows[0][1] == bytesValue(std::string(1U << 19U, 'w')));
    EXPECT_EQ(table.rows[0][2], textValue("behind"));
}

TEST_P(Values, ComeInBlocksThatAreNeverLargerThanAsked) {
    const auto cursor = session().execute({quirks().endlessRows(), {}, {}});
    ASSERT_TRUE(cursor);
    StringStore store;
    RowBatchBuilder rows(1, {.rows = 1}, store);
    for (int i = 1; i <= 3; ++i) {
        ASSERT_EQ((*cursor)->fetch(rows), Result<bool>(true));
        const RowBatchPtr block = rows.take();
        ASSERT_EQ(block->rows(), 1U);
        EXPECT_EQ(block->cell(0, 0).integer, i);
    }
}

DBV_ON_EVERY_ENGINE(Values);

} // namespace dbv::conformance
