// SPDX-License-Identifier: Apache-2.0
// What a prepared statement's rows look like on the wire, broken ones among them.
#include "mysql/binary_cell.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace dbv::mysql {

/// A value that was taken from the beginning of a row.
struct TakenCell {
    std::optional<BinaryCell> cell;
    /// How many bytes are left behind it.
    std::ptrdiff_t left = 0;
};

class BinaryCells : public testing::Test {
protected:
    TakenCell take(enum_field_types type, std::vector<unsigned char> bytes) {
        m_bytes = std::move(bytes);
        const unsigned char* row = m_bytes.data();
        const unsigned char* end = row + m_bytes.size();
        const auto cell = takeCell(type, row, end);
        return {cell, end - row};
    }

private:
    std::vector<unsigned char> m_bytes;
};

TEST_F(BinaryCells, OfIntegersKeepTheirSign) {
    EXPECT_EQ(integerIn(*take(MYSQL_TYPE_TINY, {0x80}).cell, false), -128);
    EXPECT_EQ(integerIn(*take(MYSQL_TYPE_TINY, {0x80}).cell, true), 128);
    EXPECT_EQ(integerIn(*take(MYSQL_TYPE_SHORT, {0xFE, 0xFF}).cell, false), -2);
    EXPECT_EQ(integerIn(*take(MYSQL_TYPE_LONG, {1, 2, 3, 4}).cell, false), 0x04030201);
    EXPECT_EQ(integerIn(*take(MYSQL_TYPE_LONGLONG, {0, 0, 0, 0, 0, 0, 0, 0x80}).cell, false),
              std::numeric_limits<std::int64_t>::min());
}

TEST_F(BinaryCells, OfTextsHaveTheirSizeInFront) {
    const TakenCell one = take(MYSQL_TYPE_VAR_STRING, {2, 'h', 'i', 9});
    EXPECT_EQ(one.cell->text(), "hi");
    EXPECT_EQ(one.left, 1);
    std::vector<unsigned char> larger{252, 0x2C, 0x01};
    larger.resize(larger.size() + 300, 'x');
    EXPECT_EQ(take(MYSQL_TYPE_BLOB, larger).cell->size, 300U);
    std::vector<unsigned char> eight{254, 3, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c'};
    EXPECT_EQ(take(MYSQL_TYPE_BLOB, eight).cell->text(), "abc");
    EXPECT_EQ(take(MYSQL_TYPE_STRING, {0}).cell->text(), "");
}

TEST_F(BinaryCells, ThatEndBehindTheRowAreNone) {
    EXPECT_FALSE(take(MYSQL_TYPE_LONG, {1, 2, 3}).cell);
    EXPECT_FALSE(take(MYSQL_TYPE_STRING, {}).cell);
    EXPECT_FALSE(take(MYSQL_TYPE_STRING, {5, 'h', 'i'}).cell);
    EXPECT_FALSE(take(MYSQL_TYPE_STRING, {252, 1}).cell);
    EXPECT_FALSE(take(MYSQL_TYPE_STRING, {254, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 'a'}).cell);
    EXPECT_FALSE(take(MYSQL_TYPE_STRING, {255}).cell);
    EXPECT_FALSE(take(MYSQL_TYPE_STRING, {251}).cell) << "NULL has no place here";
}

TEST_F(BinaryCells, OfTimesLeaveOutZerosAtTheEnd) {
    const MYSQL_TIME none = timeIn(*take(MYSQL_TYPE_DATETIME, {0}).cell, MYSQL_TYPE_DATETIME);
    EXPECT_EQ(none.year + none.month + none.day + none.hour, 0U);
    const MYSQL_TIME day = timeIn(*take(MYSQL_TYPE_DATE, {4, 0xEA, 0x07, 11, 26}).cell, MYSQL_TYPE_DATE);
    EXPECT_EQ(day.year, 2026U);
    EXPECT_EQ(day.day, 26U);
    EXPECT_EQ(day.hour, 0U);
    const MYSQL_TIME time =
        timeIn(*take(MYSQL_TYPE_TIME, {12, 1, 34, 0, 0, 0, 22, 59, 58, 0x3F, 0x42, 0x0F, 0}).cell, MYSQL_TYPE_TIME);
    EXPECT_EQ(time.neg, 1);
    EXPECT_EQ(time.day, 34U);
    EXPECT_EQ(time.second, 58U);
    EXPECT_EQ(time.second_part, 999'999U);
}

} // namespace dbv::mysql
