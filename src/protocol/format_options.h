// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace dbv::protocol {

/// How SQL is laid out in lines: clause by clause, as much as fits on each, or with the first words of the clauses ending in
/// one column.
enum class FormatLayout : std::uint8_t { Standard, Compact, River };
/// What becomes of the letters of keywords.
enum class KeywordCase : std::uint8_t { Upper, Lower, Keep };
/// Where commas stand when each item of a list has a line of its own.
enum class CommaPlace : std::uint8_t { Trailing, Leading };

/// How SQL is formatted.
/// Unit: columns, a character each.
struct FormatOptions {
    FormatLayout layout = FormatLayout::Standard;
    KeywordCase keywordCase = KeywordCase::Upper;
    CommaPlace commas = CommaPlace::Trailing;
    std::size_t indent = 4;
    std::size_t width = 100;

    friend constexpr bool operator==(const FormatOptions&, const FormatOptions&) = default;
};

inline constexpr std::size_t kMostFormatIndent = 16;
inline constexpr std::size_t kLeastFormatWidth = 20;
inline constexpr std::size_t kMostFormatWidth = 1000;

} // namespace dbv::protocol
