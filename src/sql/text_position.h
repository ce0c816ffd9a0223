// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace dbv::sql {

// In all of these a character begins at every byte that is not a UTF-8 continuation byte (0x80 to 0xBF). For text that
// is not valid UTF-8 the numbers are therefore defined too, and each function undoes its opposite at such a byte.
// Offsets behind the end count as the end.

/// The number of characters before the one that holds the byte at `byteOffset`.
/// Unit: bytes in, Unicode code points out, both from 0.
[[nodiscard]] std::size_t codePointOffset(std::string_view utf8, std::size_t byteOffset);

/// Where the character with this number begins; the length of the text when it has no more than that many.
/// Unit: Unicode code points in, bytes out, both from 0.
[[nodiscard]] std::size_t byteOffset(std::string_view utf8, std::size_t codePointOffset);

/// As `codePointOffset`, counted as an editor does: a character beyond U+FFFF counts two.
/// Unit: bytes in, UTF-16 code units out, both from 0.
[[nodiscard]] std::size_t utf16Offset(std::string_view utf8, std::size_t byteOffset);

/// `utf16Offset` of places that are mostly near the one asked before, in a text that stays the same: only what lies
/// between two places is counted, so that a script of many statements is not counted from its start for each.
class Utf16Counter {
public:
    /// Unit: bytes in, UTF-16 code units out, both from 0.
    [[nodiscard]] std::size_t at(std::string_view utf8, std::size_t byteOffset);

private:
    std::size_t m_byte = 0;
    std::size_t m_unit = 0;
};

/// A place as people name it.
/// Unit: both from 1; the column counts Unicode code points.
struct LineColumn {
    std::size_t line = 1;
    std::size_t column = 1;

    friend constexpr bool operator==(const LineColumn&, const LineColumn&) = default;
};

/// The line and column of the character that holds the byte at `byteOffset`. Lines end with a line feed.
[[nodiscard]] LineColumn lineColumn(std::string_view utf8, std::size_t byteOffset);

} // namespace dbv::sql
