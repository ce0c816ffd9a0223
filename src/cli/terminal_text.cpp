// SPDX-License-Identifier: Apache-2.0
#include "cli/terminal_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "jobs/utf8_check.h"

namespace dbv::cli {

namespace {

struct CodeRange {
    unsigned first;
    unsigned last;
};
// Control characters; marks that turn the direction of text, end lines or have no width.
constexpr std::array kHarmful = std::to_array<CodeRange>({{0x00, 0x08},
                                                          {0x0B, 0x1F},
                                                          {0x7F, 0x9F},
                                                          {0x061C, 0x061C},
                                                          {0x200B, 0x200F},
                                                          {0x2028, 0x202E},
                                                          {0x2060, 0x206F},
                                                          {0xFEFF, 0xFEFF},
                                                          {0xE0000, 0xE007F}});

unsigned codeOf(std::string_view character) {
    const auto byteAt = [&](std::size_t at) {
        return static_cast<unsigned>(static_cast<unsigned char>(character[at]));
    };
    if (character.size() == 1) {
        return byteAt(0);
    }
    unsigned code = byteAt(0) & (0x7FU >> character.size());
    for (std::size_t i = 1; i < character.size(); ++i) {
        code = code << 6U | (byteAt(i) & 0x3FU);
    }
    return code;
}

std::string hexOf(unsigned number) {
    std::array<char, 8> digits{};
    const auto [end, problem] = std::to_chars(digits.begin(), digits.end(), number, 16);
    return {digits.begin(), end};
}

/// Joiners are part of how Persian, Indic scripts and emoji are written; behind Latin letters they only hide.
bool joins(unsigned before, unsigned code) {
    return (code == 0x200C || code == 0x200D) && before >= 0x0590;
}

} // namespace

std::string terminalText(std::string_view text) {
    std::string shown;
    shown.reserve(text.size());
    unsigned before = 0;
    while (!text.empty()) {
        const bool ascii = static_cast<unsigned char>(text[0]) < 0x80;
        const std::size_t size = ascii ? 1 : jobs::utf8Character(text);
        if (size == 0) {
            shown += "\\x" + hexOf(static_cast<unsigned char>(text[0]));
            text.remove_prefix(1);
            continue;
        }
        const unsigned code = codeOf(text.substr(0, size));
        const bool harmful = std::ranges::any_of(
            kHarmful, [code](const CodeRange& range) { return code >= range.first && code <= range.last; });
        if (harmful && !joins(before, code)) {
            shown += "\\u{" + hexOf(code) + "}";
        } else {
            shown += text.substr(0, size);
        }
        before = code;
        text.remove_prefix(size);
    }
    return shown;
}

std::string terminalLine(std::string_view text) {
    std::string line;
    for (const char c : terminalText(text)) {
        line += c == '\n' ? std::string("\\u{a}") : c == '\t' ? std::string("\\u{9}") : std::string(1, c);
    }
    return line;
}

} // namespace dbv::cli
