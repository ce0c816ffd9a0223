// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::imports {

/// A piece of a text that was pasted, and where in it the piece began: errors name the place in the whole.
struct TextPiece {
    std::string_view whole;
    /// Half open, in bytes of `whole`.
    std::size_t begin = 0;
    std::size_t end = 0;

    explicit TextPiece(std::string_view text) : whole(text), end(text.size()) {}
    TextPiece(std::string_view text, std::size_t from, std::size_t to) : whole(text), begin(from), end(to) {}

    [[nodiscard]] std::string_view text() const { return whole.substr(begin, end - begin); }
    [[nodiscard]] bool empty() const { return begin >= end; }
    /// Without spaces at both ends.
    [[nodiscard]] TextPiece trimmed() const;
};

/// "The pasted text can not be read at character 12: ....". Characters are counted from 1; nothing of the text is repeated.
[[nodiscard]] std::unexpected<Error> failAtPlace(std::string_view whole, std::size_t at, std::string_view what,
                                                 std::string hint);

/// `Host_Name`, `host-name` and `Host Name` are the same word: `hostname`.
[[nodiscard]] std::string plainWord(std::string_view word);
[[nodiscard]] std::string lowerCase(std::string_view text);
[[nodiscard]] std::string_view trimmedView(std::string_view text);
/// A port from 1 to 65535.
[[nodiscard]] std::optional<std::uint16_t> portOf(std::string_view text);
/// The byte that is not part of UTF-8, if there is one.
[[nodiscard]] std::optional<std::size_t> firstBadByte(std::string_view text);

/// Replaces `%41` by `A`. Nothing when a percent sign stands alone or stands for a NUL.
[[nodiscard]] std::optional<std::string> percentDecodedText(std::string_view text);

} // namespace dbv::imports
