// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include <QString>

namespace dbv::ui {

/// Text for reading at leisure: line breaks and tabs are themselves, other control characters are visible, bytes that
/// are not UTF-8 stand as `\xNN`. Lines longer than `kFoldedLine` are folded with `↩`, because a text view needs seconds
/// to lay out one line of a megabyte. `whole` is false while more bytes will follow.
[[nodiscard]] QString inspectedText(std::string_view bytes, bool whole);

/// Unit: UTF-16 code units.
inline constexpr qsizetype kFoldedLine = 2000;

/// Bytes as offset, hexadecimal and characters, sixteen a line, at most `limit` bytes of them.
[[nodiscard]] QString hexDump(std::string_view bytes, std::size_t limit);

/// JSON with a line for each member, changed in nothing but the white space between its parts: numbers keep all their
/// digits and members their order. Empty when the text is not a JSON object or array.
[[nodiscard]] QString laidOutJson(std::string_view text);

} // namespace dbv::ui
