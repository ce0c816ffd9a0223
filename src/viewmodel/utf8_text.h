// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <QString>

#include <dbv/core/secret.h>

namespace dbv::viewmodel {

/// UTF-8 of a text. Half a surrogate pair becomes U+FFFD, so that each code unit has a known number of bytes.
[[nodiscard]] std::string toUtf8KeepingLength(QStringView text);

/// A text as a secret, by no way but its own memory.
[[nodiscard]] Secret secretOf(QStringView text);

/// Where the first half of a surrogate pair without the other is, or `text.size()`: such text has no UTF-8.
[[nodiscard]] std::size_t findLoneSurrogate(QStringView text);

/// Goes through a text and translates ascending positions in its UTF-8 (as `toUtf8KeepingLength` writes it).
class Utf16Cursor {
public:
    /// `text` must outlive the cursor.
    explicit Utf16Cursor(std::u16string_view text) : m_text(text) {}

    /// The code unit where the character that holds this byte begins; the length of the text behind its end.
    /// Unit: bytes in, not before the last one asked; UTF-16 code units out.
    [[nodiscard]] std::size_t advanceToByte(std::size_t byte);

private:
    std::u16string_view m_text;
    std::size_t m_unit = 0;
    std::size_t m_byte = 0;
};

} // namespace dbv::viewmodel
