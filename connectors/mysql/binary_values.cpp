// SPDX-License-Identifier: Apache-2.0
#include "mysql/binary_values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "mysql/columns.h"

namespace dbv::mysql {

namespace {

/// The point stands at most so many digits from the first one in either direction, else there is an exponent.
constexpr int kPlainDigits = 15;

/// Lays digits out as `my_gcvt` does.
std::string laidOut(std::string_view scientific) {
    std::string text;
    if (scientific.front() == '-') {
        text = "-";
        scientific.remove_prefix(1);
    }
    const std::size_t mark = scientific.find('e');
    int exponent = 0;
    const std::size_t digitsAt = scientific[mark + 1] == '+' ? mark + 2 : mark + 1;
    std::from_chars(scientific.data() + digitsAt, scientific.data() + scientific.size(), exponent);
    std::string digits(1, scientific.front());
    digits += mark > 2 ? scientific.substr(2, mark - 2) : std::string_view();
    while (digits.size() > 1 && digits.back() == '0') {
        digits.pop_back();
    }
    const int point = exponent + 1;
    if (point < 1 - kPlainDigits || point > kPlainDigits) {
        text += digits.substr(0, 1) + (digits.size() > 1 ? "." + digits.substr(1) : "");
        return text + "e" + std::to_string(exponent);
    }
    if (point <= 0) {
        return text + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    }
    const auto whole = static_cast<std::size_t>(point);
    if (digits.size() <= whole) {
        return text + digits + std::string(whole - digits.size(), '0');
    }
    return text + digits.substr(0, whole) + "." + digits.substr(whole);
}

std::string fixedText(double value, unsigned int decimals) {
    // The largest double has 309 digits before the point.
    std::array<char, 400> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed,
                                   static_cast<int>(decimals));
    return {text.data(), end.ptr};
}

/// Puts a number down with at least so many digits.
void appendDigits(std::string& text, unsigned long number, int least) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    const auto count = static_cast<int>(end.ptr - digits.data());
    text.append(static_cast<std::size_t>(std::max(least - count, 0)), '0');
    text.append(digits.data(), static_cast<std::size_t>(count));
}

void appendDate(std::string& text, const MYSQL_TIME& value) {
    appendDigits(text, value.year, 4);
    text += '-';
    appendDigits(text, value.month, 2);
    text += '-';
    appendDigits(text, value.day, 2);
}

void appendClock(std::string& text, unsigned long hours, const MYSQL_TIME& value, unsigned int decimals) {
    appendDigits(text, hours, 2);
    text += ':';
    appendDigits(text, value.minute, 2);
    text += ':';
    appendDigits(text, value.second, 2);
    constexpr unsigned int kDigits = 6;
    // An expression without a fixed number of decimals shows them when there are some.
    const unsigned int shown = decimals <= kDigits ? decimals : value.second_part == 0 ? 0 : kDigits;
    if (shown > 0) {
        text += '.';
        const std::size_t begin = text.size();
        appendDigits(text, value.second_part % 1'000'000, kDigits);
        text.resize(begin + shown);
    }
}

} // namespace

std::string doubleText(double value, unsigned int decimals) {
    if (decimals <= kMostDecimals) {
        return fixedText(value, decimals);
    }
    if (value == 0) {
        return std::signbit(value) ? "-0" : "0";
    }
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
    return laidOut({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
}

std::string floatText(float value, unsigned int decimals) {
    if (decimals <= kMostDecimals) {
        return fixedText(static_cast<double>(value), decimals);
    }
    if (value == 0) {
        return std::signbit(value) ? "-0" : "0";
    }
    // Six digits, whatever more there may be.
    constexpr int kBehindTheFirst = 5;
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<double>(value),
                                   std::chars_format::scientific, kBehindTheFirst);
    return laidOut({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
}

std::string temporalText(const MYSQL_TIME& value, enum_field_types type, unsigned int decimals) {
    std::string text;
    if (type == MYSQL_TYPE_TIME) {
        text = value.neg != 0 ? "-" : "";
        appendClock(text, static_cast<unsigned long>(value.day) * 24 + value.hour, value, decimals);
        return text;
    }
    text.reserve(sizeof "2026-11-26 23:59:59.000001");
    appendDate(text, value);
    if (type != MYSQL_TYPE_DATE && type != MYSQL_TYPE_NEWDATE) {
        text += ' ';
        appendClock(text, value.hour, value, decimals);
    }
    return text;
}

std::string zeroFilled(std::uint64_t value, unsigned long width) {
    std::string digits = std::to_string(value);
    return digits.size() >= width ? digits : std::string(width - digits.size(), '0') + digits;
}

} // namespace dbv::mysql
