// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/data/cell.h>

namespace dbv::viewmodel {

/// How a value stands in copied text.
enum class FieldForm : std::uint8_t {
    Alone, ///< the only value: exactly itself
    Inline ///< one of several: in quotes where it holds a tab, a line break, or begins with a quote
};

/// Appends a value as the clipboard gets it. Numbers and text are exact, NULL is nothing at all, binary values and text
/// that is not UTF-8 become hexadecimal literals `X'00FF'`, because a clipboard holds only characters. Quotes within
/// quotes are doubled, as spreadsheets read them.
/// `value` is the whole text or binary value where `cell` is large, and `cell.bytes` otherwise.
/// True when the value had to become hexadecimal.
bool appendClipboardField(std::string& out, const Cell& cell, std::string_view value, FieldForm form);

/// Whether bytes are well-formed UTF-8.
[[nodiscard]] bool isUtf8(std::string_view bytes);

} // namespace dbv::viewmodel
