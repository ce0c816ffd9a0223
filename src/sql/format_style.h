// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace dbv::sql {

/// How a statement is laid out in lines.
enum class FormatLayout : std::uint8_t {
    /// Each clause on a line of its own; a list that does not fit has one item a line.
    Standard,
    /// As much as fits on each line.
    Compact,
    /// The first words of the clauses end in one column, what they say begins behind it.
    River,
};

/// What becomes of the letters of keywords. Names are left as they are.
enum class KeywordCase : std::uint8_t { Upper, Lower, Keep };

/// Where the comma stands when each item has a line of its own.
enum class CommaPlace : std::uint8_t { Trailing, Leading };

/// How SQL is laid out.
/// Unit: columns, a character each.
struct FormatStyle {
    FormatLayout layout = FormatLayout::Standard;
    KeywordCase keywordCase = KeywordCase::Upper;
    CommaPlace commas = CommaPlace::Trailing;
    std::size_t indent = 4;
    std::size_t width = 100;
};

} // namespace dbv::sql
