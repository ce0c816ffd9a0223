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

/// A number with an exponent stands for one of more digits than this before the point, or zeros behind it.
constexpr int kPlainDigits = 15;

/// Room for a double with an exponent: it has at most 17 digits.
using ScientificText = std::array<char, 32>;
/// Room for one without: the largest has 309 digits before the point, and at most 30 are asked for behind it.
using FixedText = std::array<char, 400>;

/// The digits of a number, without zeros at their end, and before how many of them the point stands.
struct Digits {
    bool negative = false;
    std::string_view shown;
    int point = 0;
};

/// Reads them in `-d.ddde-dd`, which it changes.
Digits digitsOf(ScientificText& scientific, const char* end) {
    char* begin = scientific.data();
    Digits digits{.negative = *begin == '-'};
    begin += digits.negative ? 1 : 0;
    char* const mark = std::find(begin, begin + (end - begin), 'e');
    const char* const exponentAt = mark[1] == '+' ? mark + 2 : mark + 1;
    std::from_chars(exponentAt, end, digits.point);
    ++digits.point;
    if (mark - begin > 1) {
        // The first one over the point.
        begin[1] = begin[0];
        ++begin;
    }
    digits.shown = {begin, static_cast<std::size_t>(mark - begin)};
    while (digits.shown.size() > 1 && digits.shown.back() == '0') {
        digits.shown.remove_suffix(1);
    }
    return digits;
}

Digits shortestDigitsOf(ScientificText& room, double value) {
    return digitsOf(room,
                    std::to_chars(room.data(), room.data() + room.size(), value, std::chars_format::scientific).ptr);
}

std::string withoutExponent(const Digits& digits) {
    const std::string_view shown = digits.shown;
    std::string text = digits.negative ? "-" : "";
    if (digits.point <= 0) {
        text += "0.";
        return text.append(static_cast<std::size_t>(-digits.point), '0').append(shown);
    }
    const auto whole = static_cast<std::size_t>(digits.point);
    if (shown.size() <= whole) {
        return text.append(shown).append(whole - shown.size(), '0');
    }
    return text.append(shown.substr(0, whole)).append(1, '.').append(shown.substr(whole));
}

std::string withExponent(const Digits& digits) {
    std::string text = digits.negative ? "-" : "";
    text += digits.shown.front();
    if (digits.shown.size() > 1) {
        text.append(1, '.').append(digits.shown.substr(1));
    }
    return text + "e" + std::to_string(digits.point - 1);
}

/// Lays digits out as `my_gcvt` does.
std::string laidOut(const Digits& digits) {
    const bool hasFraction = static_cast<int>(digits.shown.size()) > digits.point;
    const bool plain = digits.point > -kPlainDigits && (digits.point <= kPlainDigits || hasFraction);
    return plain ? withoutExponent(digits) : withExponent(digits);
}

/// A fixed number of decimals as `my_fcvt` gives them: where the shortest text that means the number has no more, zeros
/// follow it, whatever the number would be in full.
std::string fixedText(double value, unsigned int decimals) {
    ScientificText room{};
    const Digits digits = shortestDigitsOf(room, value);
    const int behind = std::max(static_cast<int>(digits.shown.size()) - digits.point, 0);
    const auto wanted = static_cast<int>(decimals);
    if (behind > wanted) {
        FixedText text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, wanted);
        const std::string_view rounded(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
        // Of a number that leaves no digit the servers write the point, whatever stands behind it.
        const bool noDigit = rounded == "0" || rounded == "-0";
        return std::string(rounded) + (noDigit ? "." : "");
    }
    std::string text = withoutExponent(digits);
    text.append(behind == 0 && wanted > 0 ? 1 : 0, '.');
    return text.append(static_cast<std::size_t>(wanted - behind), '0');
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
    if (!std::isfinite(value)) {
        // No column can hold such a one; the servers would write it so.
        return "0";
    }
    if (decimals <= kMostDecimals) {
        return fixedText(value, decimals);
    }
    ScientificText room{};
    return laidOut(shortestDigitsOf(room, value));
}

std::string floatText(float value, unsigned int decimals) {
    if (decimals <= kMostDecimals || !std::isfinite(value)) {
        return doubleText(static_cast<double>(value), decimals);
    }
    // Six digits, whatever more there may be.
    constexpr int kBehindTheFirst = 5;
    ScientificText room{};
    const auto end = std::to_chars(room.data(), room.data() + room.size(), static_cast<double>(value),
                                   std::chars_format::scientific, kBehindTheFirst);
    return laidOut(digitsOf(room, end.ptr));
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

std::string zeroFilled(std::string digits, unsigned long width) {
    if (digits.size() < width) {
        digits.insert(0, width - digits.size(), '0');
    }
    return digits;
}

} // namespace dbv::mysql
