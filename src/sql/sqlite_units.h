// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbv::sql {

/// How SQLite's tokenizer sorts the first unit of a token.
enum class SqliteUnitClass : std::uint8_t {
    Illegal,
    Space,
    Name,
    BlobPrefix,
    Digit,
    Dollar,
    Variable,
    Question,
    Quote,
    Bracket,
    Dot,
    Minus,
    Slash,
    Less,
    Greater,
    Equal,
    Bang,
    Pipe,
    Single,
    Semicolon,
    Open,
    Close,
    ByteOrderMark,
};

/// The classes of all bytes of UTF-8.
inline constexpr auto kSqliteUnitClasses = [] {
    using enum SqliteUnitClass;
    std::array<SqliteUnitClass, 256> classes{};
    const auto mark = [&classes](std::string_view units, SqliteUnitClass unitClass) {
        for (const char unit : units) {
            classes[static_cast<unsigned char>(unit)] = unitClass;
        }
    };
    std::fill(classes.begin() + 0x80, classes.end(), Name);
    classes[0xEF] = ByteOrderMark;
    mark(" \t\n\f\r", Space);
    mark("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_", Name);
    mark("xX", BlobPrefix);
    mark("0123456789", Digit);
    mark("@#:", Variable);
    mark("'\"`", Quote);
    mark(",&~+*%", Single);
    const std::string_view own = "$?[.-/<>=!|;()";
    constexpr std::array kOwn = {Dollar,  Question, Bracket, Dot,  Minus,     Slash, Less,
                                 Greater, Equal,    Bang,    Pipe, Semicolon, Open,  Close};
    for (std::size_t i = 0; i < own.size(); ++i) {
        classes[static_cast<unsigned char>(own[i])] = kOwn[i];
    }
    return classes;
}();

/// The class of a unit; UTF-8 and UTF-16 differ only beyond ASCII.
template <class Unit>
[[nodiscard]] constexpr SqliteUnitClass sqliteClassOf(Unit unit) {
    if constexpr (sizeof(Unit) == 1) {
        return kSqliteUnitClasses[static_cast<unsigned char>(unit)];
    } else {
        if (unit >= 0x80) {
            return unit == 0xFEFF ? SqliteUnitClass::ByteOrderMark : SqliteUnitClass::Name;
        }
        return kSqliteUnitClasses[unit];
    }
}

/// 0 to 9.
template <class Unit>
[[nodiscard]] constexpr bool isSqliteDigit(Unit unit) {
    return unit >= Unit{'0'} && unit <= Unit{'9'};
}

/// 0 to 9, a to f, A to F.
template <class Unit>
[[nodiscard]] constexpr bool isSqliteHexDigit(Unit unit) {
    return isSqliteDigit(unit) || (unit >= Unit{'a'} && unit <= Unit{'f'}) || (unit >= Unit{'A'} && unit <= Unit{'F'});
}

/// White space behind other white space: a vertical tab is none at the start.
template <class Unit>
[[nodiscard]] constexpr bool isSqliteSpace(Unit unit) {
    return unit == Unit{' '} || (unit >= Unit{'\t'} && unit <= Unit{'\r'});
}

/// Whether a name goes on with this unit.
template <class Unit>
[[nodiscard]] constexpr bool isSqliteName(Unit unit) {
    using enum SqliteUnitClass;
    const SqliteUnitClass unitClass = sqliteClassOf(unit);
    return (unitClass >= Name && unitClass <= Dollar) || unitClass == ByteOrderMark;
}

} // namespace dbv::sql
