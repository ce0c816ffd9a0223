// SPDX-License-Identifier: Apache-2.0
#include "sql/text_position.h"

#include <algorithm>

namespace dbv::sql {
namespace {

constexpr bool beginsCharacter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

constexpr bool beginsLongCharacter(char byte) {
    return static_cast<unsigned char>(byte) >= 0xF0U;
}

std::size_t countCharacters(std::string_view bytes) {
    return static_cast<std::size_t>(std::ranges::count_if(bytes, beginsCharacter));
}

std::size_t countUnits(std::string_view bytes) {
    return countCharacters(bytes) + static_cast<std::size_t>(std::ranges::count_if(bytes, beginsLongCharacter));
}

/// The start of the character that holds this byte, or the length of the text.
std::size_t characterStart(std::string_view utf8, std::size_t byte) {
    byte = std::min(byte, utf8.size());
    while (byte > 0 && byte < utf8.size() && !beginsCharacter(utf8[byte])) {
        --byte;
    }
    return byte;
}

} // namespace

std::size_t codePointOffset(std::string_view utf8, std::size_t byteOffset) {
    return countCharacters(utf8.substr(0, characterStart(utf8, byteOffset)));
}

std::size_t byteOffset(std::string_view utf8, std::size_t codePointOffset) {
    std::size_t seen = 0;
    for (std::size_t byte = 0; byte < utf8.size(); ++byte) {
        if (beginsCharacter(utf8[byte]) && seen++ == codePointOffset) {
            return byte;
        }
    }
    return utf8.size();
}

std::size_t utf16Offset(std::string_view utf8, std::size_t byteOffset) {
    return countUnits(utf8.substr(0, characterStart(utf8, byteOffset)));
}

std::size_t Utf16Counter::at(std::string_view utf8, std::size_t byteOffset) {
    const std::size_t to = characterStart(utf8, byteOffset);
    if (to >= m_byte) {
        m_unit += countUnits(utf8.substr(m_byte, to - m_byte));
    } else if (m_byte - to < to) {
        m_unit -= countUnits(utf8.substr(to, m_byte - to));
    } else {
        m_unit = countUnits(utf8.substr(0, to));
    }
    m_byte = to;
    return m_unit;
}

LineColumn lineColumn(std::string_view utf8, std::size_t byteOffset) {
    const std::string_view before = utf8.substr(0, characterStart(utf8, byteOffset));
    const std::size_t lineStart = before.rfind('\n') + 1;
    return {.line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1,
            .column = countCharacters(before.substr(lineStart)) + 1};
}

} // namespace dbv::sql
