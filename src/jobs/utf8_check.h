// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dbv::jobs {

/// Length of the valid UTF-8 character of two to four bytes at the start of `text`; 0 when there is none. Overlong forms,
/// surrogates and what lies beyond U+10FFFF are not valid.
[[nodiscard]] std::size_t utf8Character(std::string_view text);

[[nodiscard]] bool isUtf8(std::string_view text);

/// Checks a text that comes in pieces, which may cut a character.
class Utf8Check {
public:
    /// False as soon as the text can not be valid UTF-8 any more.
    [[nodiscard]] bool feed(std::string_view piece);
    /// Whether the text did not end in the middle of a character.
    [[nodiscard]] bool complete() const { return m_missing == 0; }

private:
    [[nodiscard]] bool begin(std::uint8_t byte);

    unsigned m_missing = 0;
    // What the next byte may be: the second byte of some characters has a narrower range.
    std::uint8_t m_low = 0x80;
    std::uint8_t m_high = 0xBF;
};

} // namespace dbv::jobs
