// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace dbv::sql {

// What the tokenizers of the server engines have in common.

template <class Unit>
[[nodiscard]] constexpr bool isDigitUnit(Unit unit) {
    return unit >= Unit{'0'} && unit <= Unit{'9'};
}

/// A blank, a tab, or an end of line of any kind.
template <class Unit>
[[nodiscard]] constexpr bool isSpaceUnit(Unit unit) {
    return unit == Unit{' '} || (unit >= Unit{'\t'} && unit <= Unit{'\r'});
}

/// A letter of ASCII.
template <class Unit>
[[nodiscard]] constexpr bool isLetterUnit(Unit unit) {
    return (unit >= Unit{'a'} && unit <= Unit{'z'}) || (unit >= Unit{'A'} && unit <= Unit{'Z'});
}

/// Beyond ASCII, in either encoding.
template <class Unit>
[[nodiscard]] constexpr bool isBeyondAscii(Unit unit) {
    return (static_cast<unsigned>(unit) & (sizeof(Unit) == 1 ? 0x80U : 0xFF80U)) != 0;
}

template <class Unit, class Predicate>
[[nodiscard]] constexpr const Unit* skipUnits(const Unit* p, const Unit* end, Predicate belongs) {
    while (p != end && belongs(*p)) {
        ++p;
    }
    return p;
}

/// The unit behind the current one, or a NUL at the end.
template <class Unit>
[[nodiscard]] constexpr Unit unitAt(const Unit* p, const Unit* end, std::ptrdiff_t offset) {
    return end - p > offset ? p[offset] : Unit{};
}

/// Whether a word is this one, given in small letters, in any case of its letters.
template <class Unit>
[[nodiscard]] constexpr bool isWord(std::basic_string_view<Unit> text, std::string_view small) {
    if (text.size() != small.size()) {
        return false;
    }
    for (std::size_t i = 0; i < small.size(); ++i) {
        const Unit unit = text[i];
        const bool capital = unit >= Unit{'A'} && unit <= Unit{'Z'};
        if (static_cast<Unit>(capital ? unit + ('a' - 'A') : unit) != static_cast<Unit>(small[i])) {
            return false;
        }
    }
    return true;
}

/// Behind a quoted text whose quote is doubled inside; `p` is behind the opening quote. `end` when it is not closed.
template <class Unit>
[[nodiscard]] constexpr const Unit* skipQuoted(const Unit* p, const Unit* end, Unit quote, bool backslashes,
                                               bool& closed) {
    closed = false;
    while (p != end) {
        const bool escapes = backslashes && *p == Unit{'\\'} && end - p > 1;
        if (escapes || (*p == quote && unitAt(p, end, 1) == quote)) {
            p += 2;
        } else if (*p != quote) {
            ++p;
        } else {
            closed = true;
            return p + 1;
        }
    }
    return end;
}

} // namespace dbv::sql
