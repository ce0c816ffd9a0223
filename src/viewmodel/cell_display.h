// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include <QString>

#include <dbv/data/cell.h>

namespace dbv::viewmodel {

/// How a cell is told apart on the screen.
enum class CellLook : std::uint8_t {
    Plain,
    Number, ///< a native number: right-aligned
    Null,
    Blob,    ///< a stand-in with the size; the bytes are for the inspector
    Damaged, ///< text with bytes that are not UTF-8, which stand as \xNN
};

/// What one cell shows on one line.
struct CellDisplay {
    QString text;
    CellLook look = CellLook::Plain;

    friend bool operator==(const CellDisplay&, const CellDisplay&) = default;
};

/// The longest text of a cell that a grid paints; the inspector has the rest. Unit: UTF-16 code units, about.
inline constexpr qsizetype kMaxDisplayLength = 300;

/// A cell's text on one line: numbers exact, control characters and the invisible marks that turn or hide text as
/// visible symbols, bytes that are not UTF-8 as `\xNN`, what is too long cut with an ellipsis.
[[nodiscard]] CellDisplay displayCell(const Cell& cell, qsizetype maxLength = kMaxDisplayLength);

/// `12,345 bytes` in the user's locale.
[[nodiscard]] QString byteCountText(std::uint64_t bytes);

/// Bytes of one well-formed UTF-8 character at the start of `text`; 0 when it does not begin with one.
[[nodiscard]] std::size_t utf8Length(std::string_view text);

} // namespace dbv::viewmodel
