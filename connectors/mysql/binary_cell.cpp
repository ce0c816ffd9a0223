// SPDX-License-Identifier: Apache-2.0
#include "mysql/binary_cell.h"

#include <bit>

namespace dbv::mysql {

namespace {

std::uint64_t littleEndianAt(const unsigned char* bytes, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = size; i-- > 0;) {
        number = (number << 8U) | bytes[i];
    }
    return number;
}

/// What has no size of its own has it in front.
std::optional<std::size_t> fixedSize(enum_field_types type) {
    switch (type) {
    case MYSQL_TYPE_NULL: return 0;
    case MYSQL_TYPE_TINY: return 1;
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_YEAR: return 2;
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_FLOAT: return 4;
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_DOUBLE: return 8;
    default: return std::nullopt;
    }
}

/// A size of one byte, or behind a mark one of two, three or eight.
std::optional<std::size_t> takeSize(const unsigned char*& row, const unsigned char* end) {
    constexpr unsigned char kTwo = 252;
    constexpr unsigned char kThree = 253;
    constexpr unsigned char kEight = 254;
    if (row == end) {
        return std::nullopt;
    }
    const unsigned char first = *row++;
    const std::size_t digits = first == kTwo ? 2 : first == kThree ? 3 : first == kEight ? 8 : 0;
    if (digits == 0) {
        return first < kTwo ? std::optional<std::size_t>(first) : std::nullopt;
    }
    if (static_cast<std::size_t>(end - row) < digits) {
        return std::nullopt;
    }
    const std::uint64_t size = littleEndianAt(row, digits);
    row += digits;
    return size;
}

} // namespace

std::optional<BinaryCell> takeCell(enum_field_types type, const unsigned char*& row, const unsigned char* end) {
    std::optional<std::size_t> size = fixedSize(type);
    size = size ? size : takeSize(row, end);
    if (!size || static_cast<std::size_t>(end - row) < *size) {
        return std::nullopt;
    }
    const BinaryCell cell{row, *size};
    row += *size;
    return cell;
}

std::int64_t integerIn(const BinaryCell& cell, bool isUnsigned) {
    const std::uint64_t bits = littleEndianAt(cell.bytes, cell.size);
    if (isUnsigned || cell.size == 0 || cell.size >= sizeof bits) {
        return static_cast<std::int64_t>(bits);
    }
    const std::size_t above = (sizeof bits - cell.size) * 8;
    return static_cast<std::int64_t>(bits << above) >> above;
}

double doubleIn(const BinaryCell& cell) {
    return std::bit_cast<double>(littleEndianAt(cell.bytes, cell.size));
}

float floatIn(const BinaryCell& cell) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(littleEndianAt(cell.bytes, cell.size)));
}

MYSQL_TIME timeIn(const BinaryCell& cell, enum_field_types type) {
    MYSQL_TIME time{};
    // Zeros at the end are left out.
    const auto number = [&cell](std::size_t at, std::size_t size) {
        return at + size <= cell.size ? static_cast<unsigned int>(littleEndianAt(cell.bytes + at, size)) : 0U;
    };
    if (type == MYSQL_TYPE_TIME) {
        time.neg = number(0, 1) != 0 ? 1 : 0;
        time.day = number(1, 4);
        time.hour = number(5, 1);
        time.minute = number(6, 1);
        time.second = number(7, 1);
        time.second_part = number(8, 4);
        return time;
    }
    time.year = number(0, 2);
    time.month = number(2, 1);
    time.day = number(3, 1);
    time.hour = number(4, 1);
    time.minute = number(5, 1);
    time.second = number(6, 1);
    time.second_part = number(7, 4);
    return time;
}

} // namespace dbv::mysql
