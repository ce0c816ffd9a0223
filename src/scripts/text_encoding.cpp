// SPDX-License-Identifier: Apache-2.0
#include "scripts/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "sql/text_position.h"

namespace dbv::scripts {

namespace {

unsigned byteAt(std::string_view text, std::size_t at) {
    return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
}

/// The characters of Windows-1252 from 0x80 to 0x9F; 0 where it has none.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void appendCodePoint(std::string& utf8, char32_t point) {
    const auto add = [&utf8](char32_t bits) { utf8 += static_cast<char>(static_cast<unsigned char>(bits)); };
    if (point < 0x80) {
        add(point);
    } else if (point < 0x800) {
        add(0xC0U | (point >> 6U));
        add(0x80U | (point & 0x3FU));
    } else if (point < 0x10000) {
        add(0xE0U | (point >> 12U));
        add(0x80U | ((point >> 6U) & 0x3FU));
        add(0x80U | (point & 0x3FU));
    } else {
        add(0xF0U | (point >> 18U));
        add(0x80U | ((point >> 12U) & 0x3FU));
        add(0x80U | ((point >> 6U) & 0x3FU));
        add(0x80U | (point & 0x3FU));
    }
}

std::size_t appendUtf16(std::string& utf8, std::string_view bytes, bool little) {
    const auto unitAt = [&](std::size_t at) {
        const unsigned first = byteAt(bytes, at);
        const unsigned second = byteAt(bytes, at + 1);
        return static_cast<char32_t>(little ? first | (second << 8U) : (first << 8U) | second);
    };
    std::size_t at = 0;
    while (at + 2 <= bytes.size()) {
        char32_t point = unitAt(at);
        if (point >= 0xD800 && point < 0xDC00) {
            if (at + 4 > bytes.size()) {
                return at;
            }
            const char32_t low = unitAt(at + 2);
            const bool pair = low >= 0xDC00 && low < 0xE000;
            point = pair ? 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00) : 0xFFFD;
            at += pair ? 2 : 0;
        } else if (point >= 0xDC00 && point < 0xE000) {
            point = 0xFFFD;
        }
        appendCodePoint(utf8, point);
        at += 2;
    }
    return at;
}

/// How many bytes of a whole character there are at a place that is not ASCII; 0 for none.
std::size_t longCharacter(std::string_view text) {
    const unsigned first = byteAt(text, 0);
    const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || text.size() < size) {
        return 0;
    }
    const unsigned second = byteAt(text, 1);
    const unsigned low = first == 0xE0 ? 0xA0U : first == 0xF0 ? 0x90U : 0x80U;
    const unsigned high = first == 0xED ? 0x9FU : first == 0xF4 ? 0x8FU : 0xBFU;
    if (second < low || second > high) {
        return 0;
    }
    for (std::size_t i = 2; i < size; ++i) {
        if ((byteAt(text, i) & 0xC0U) != 0x80U) {
            return 0;
        }
    }
    return size;
}

std::string inSmall(std::string_view name) {
    std::string small;
    for (const char c : name) {
        if (c != '-' && c != '_' && c != ' ') {
            small += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        }
    }
    return small;
}

/// UTF-16 without a mark: of ASCII every other byte is a NUL.
std::optional<TextEncoding> utf16Without(std::string_view head) {
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < head.size(); ++i) {
        zeros[i % 2] += head[i] == '\0' ? 1U : 0U;
    }
    const std::size_t many = head.size() / 8;
    if (zeros[1] > many && zeros[0] <= zeros[1] / 16) {
        return TextEncoding::Utf16Little;
    }
    return zeros[0] > many && zeros[1] <= zeros[0] / 16 ? std::optional(TextEncoding::Utf16Big) : std::nullopt;
}

std::string encodingHint() {
    return "Say which it is: " + std::string(kEncodingNames) + ".";
}

std::unexpected<Error> askEncoding(const std::string& why) {
    return fail(ErrorKind::InvalidInput, "The encoding of the script is not clear: " + why + ". Nothing was sent.",
                encodingHint());
}

} // namespace

bool asksForEncoding(const Error& error) {
    return error.kind == ErrorKind::InvalidInput && error.hint == encodingHint();
}

std::string_view encodingName(TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8: return "utf-8";
    case TextEncoding::Bytes: return "bytes";
    case TextEncoding::Utf16Little: return "utf-16le";
    case TextEncoding::Utf16Big: return "utf-16be";
    case TextEncoding::Latin1: return "latin1";
    case TextEncoding::Windows1252: return "windows-1252";
    }
    return "utf-8";
}

std::optional<TextEncoding> encodingNamed(std::string_view name) {
    struct Named {
        std::string_view name;
        TextEncoding encoding;
    };
    using enum TextEncoding;
    static constexpr auto kNamed = std::to_array<Named>({{"utf8", Utf8},
                                                         {"utf8mb3", Utf8},
                                                         {"utf8mb4", Utf8},
                                                         {"unicode", Utf8},
                                                         {"ascii", Utf8},
                                                         {"usascii", Utf8},
                                                         {"bytes", Bytes},
                                                         {"binary", Bytes},
                                                         {"sqlascii", Bytes},
                                                         {"utf16le", Utf16Little},
                                                         {"utf16be", Utf16Big},
                                                         {"latin1", Latin1},
                                                         {"iso88591", Latin1},
                                                         {"windows1252", Windows1252},
                                                         {"win1252", Windows1252},
                                                         {"cp1252", Windows1252}});
    const auto* found = std::ranges::find(kNamed, inSmall(name), &Named::name);
    return found == kNamed.end() ? std::nullopt : std::optional(found->encoding);
}

Result<FoundEncoding> findEncoding(std::string_view head, bool isAll, EncodingRules rules) {
    using namespace std::string_view_literals;
    if (head.starts_with("\xEF\xBB\xBF"sv)) {
        return FoundEncoding{rules == EncodingRules::AnyBytes ? TextEncoding::Bytes : TextEncoding::Utf8, 3};
    }
    if (head.starts_with("\xFF\xFE\0\0"sv) || head.starts_with("\0\0\xFE\xFF"sv)) {
        return fail(ErrorKind::Unsupported, "The script is in UTF-32, which is not read here. Nothing was sent.",
                    "Save it as UTF-8.");
    }
    if (head.starts_with("\xFF\xFE"sv) || head.starts_with("\xFE\xFF"sv)) {
        return FoundEncoding{head[0] == '\xFF' ? TextEncoding::Utf16Little : TextEncoding::Utf16Big, 2};
    }
    const bool anyBytes = rules == EncodingRules::AnyBytes;
    if (head.contains('\0')) {
        if (const std::optional<TextEncoding> wide = utf16Without(head)) {
            return FoundEncoding{*wide, 0};
        }
        return fail(ErrorKind::InvalidInput, "The file is no script: it holds NUL bytes. Nothing was sent.",
                    "Give a file of SQL. Archives of pg_dump -Fc are restored with pg_restore.");
    }
    const std::size_t valid = validUtf8(head);
    const bool isValid = valid == head.size() || (!isAll && isCutCharacter(head.substr(valid)));
    const bool isAscii = std::ranges::none_of(head, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    const std::string_view said = saidEncoding(head);
    const std::optional<TextEncoding> named = said.empty() ? std::nullopt : encodingNamed(said);
    const bool saysOneByte = named == TextEncoding::Latin1 || named == TextEncoding::Windows1252;
    if (!said.empty() && !named) {
        return fail(ErrorKind::Unsupported,
                    "The script says that it is in " + std::string(said) +
                        ", which is not read here. Nothing was sent.",
                    "Convert it to UTF-8 (iconv), or say which encoding it really has.");
    }
    if (saysOneByte && isValid && !isAscii) {
        return askEncoding("it says " + std::string(said) + ", but its text is valid UTF-8");
    }
    if (saysOneByte) {
        // What the server engines with AnyBytes call latin1 is Windows-1252.
        return FoundEncoding{anyBytes ? TextEncoding::Windows1252 : *named, 0};
    }
    if (anyBytes) {
        return FoundEncoding{TextEncoding::Bytes, 0};
    }
    if (isValid) {
        return FoundEncoding{TextEncoding::Utf8, 0};
    }
    return askEncoding("the bytes at " + std::to_string(valid) + " are no UTF-8");
}

std::size_t validUtf8(std::string_view text) {
    constexpr std::uint64_t kNoAscii = 0x8080'8080'8080'8080;
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t eight = 0;
        if (text.size() - at >= sizeof(eight)) {
            std::memcpy(&eight, text.data() + at, sizeof(eight));
            if ((eight & kNoAscii) == 0) {
                at += sizeof(eight);
                continue;
            }
        }
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            ++at;
            continue;
        }
        const std::size_t size = longCharacter(text.substr(at));
        if (size == 0) {
            return at;
        }
        at += size;
    }
    return at;
}

bool isCutCharacter(std::string_view rest) {
    if (rest.empty() || rest.size() > 3) {
        return false;
    }
    // Whether some character begins like this.
    static constexpr auto kEnds = std::to_array<std::string_view>({"\x80\x80\x80", "\x90\x80\x80", "\xA0\x80\x80"});
    return std::ranges::any_of(kEnds, [rest](std::string_view end) {
        std::string whole(rest);
        const unsigned first = byteAt(rest, 0);
        const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (size <= whole.size()) {
            return false;
        }
        whole += end.substr(0, size - whole.size());
        return longCharacter(whole) == size;
    });
}

std::size_t appendDecoded(std::string& utf8, std::string_view bytes, TextEncoding encoding) {
    if (encoding == TextEncoding::Utf16Little || encoding == TextEncoding::Utf16Big) {
        return appendUtf16(utf8, bytes, encoding == TextEncoding::Utf16Little);
    }
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        const bool moved = encoding == TextEncoding::Windows1252 && byte >= 0x80 && byte < 0xA0;
        const char16_t other = moved ? kWindows1252[byte - 0x80U] : char16_t{0};
        appendCodePoint(utf8, other == 0 ? static_cast<char32_t>(byte) : static_cast<char32_t>(other));
    }
    return bytes.size();
}

std::uint64_t encodedSize(std::string_view utf8, TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
    case TextEncoding::Bytes: return utf8.size();
    case TextEncoding::Utf16Little:
    case TextEncoding::Utf16Big: return std::uint64_t{2} * sql::utf16Offset(utf8, utf8.size());
    case TextEncoding::Latin1:
    case TextEncoding::Windows1252: break;
    }
    return sql::codePointOffset(utf8, utf8.size());
}

} // namespace dbv::scripts
