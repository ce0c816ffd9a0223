// SPDX-License-Identifier: Apache-2.0
#include "jobs/json_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <dbv/data/cell_text.h>

#include "jobs/base64.h"
#include "jobs/utf8_check.h"

namespace dbv::jobs {

namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kTops = 0x8080808080808080U;
constexpr std::size_t kWord = sizeof(std::uint64_t);
// `\u0000`
constexpr std::size_t kLongestEscape = 6;

/// Marks zero bytes; right for "is there one at all".
std::uint64_t zeroBytes(std::uint64_t word) {
    return (word - kOnes) & ~word & kTops;
}

/// True when none of the eight characters needs an escape or a look at its UTF-8.
bool isPlain(std::uint64_t word) {
    const std::uint64_t control = (word - kOnes * 0x20U) & ~word & kTops;
    return ((word & kTops) | control | zeroBytes(word ^ (kOnes * '"')) | zeroBytes(word ^ (kOnes * '\\'))) == 0;
}

char* escape(char* to, unsigned char c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    *to++ = '\\';
    switch (c) {
    case '"': *to++ = '"'; return to;
    case '\\': *to++ = '\\'; return to;
    case '\n': *to++ = 'n'; return to;
    case '\r': *to++ = 'r'; return to;
    case '\t': *to++ = 't'; return to;
    default: break;
    }
    to = std::copy_n("u00", 3, to);
    *to++ = kHex[c >> 4U];
    *to++ = kHex[c & 15U];
    return to;
}

bool needsEscape(unsigned char c) {
    return c < 0x20U || c == '"' || c == '\\';
}

enum class Invalid { Refuse, Replace, Pass };

/// Writes the characters of `text` as they stand inside a JSON string; null when invalid text is refused.
char* writeEscaped(char* to, std::string_view text, Invalid invalid) {
    std::size_t at = 0;
    while (at < text.size()) {
        std::uint64_t word = 0;
        while (at + kWord <= text.size()) {
            std::memcpy(&word, text.data() + at, kWord);
            if (!isPlain(word)) {
                break;
            }
            std::memcpy(to, &word, kWord);
            to += kWord;
            at += kWord;
        }
        if (at == text.size()) {
            break;
        }
        const auto c = static_cast<unsigned char>(text[at]);
        if (needsEscape(c)) {
            to = escape(to, c);
            ++at;
        } else if (c < 0x80U || invalid == Invalid::Pass) {
            *to++ = text[at++];
        } else if (const std::size_t length = utf8Character(text.substr(at)); length != 0) {
            std::memcpy(to, text.data() + at, length);
            to += length;
            at += length;
        } else if (invalid == Invalid::Refuse) {
            return nullptr;
        } else {
            to = std::copy_n("\xEF\xBF\xBD", 3, to);
            ++at;
        }
    }
    return to;
}

bool appendString(TextBuffer& out, std::string_view text, Invalid invalid) {
    char* to = out.room(text.size() * kLongestEscape + 2);
    *to++ = '"';
    to = writeEscaped(to, text, invalid);
    if (to == nullptr) {
        return false;
    }
    *to++ = '"';
    out.finishAt(to);
    return true;
}

void appendBytes(TextBuffer& out, std::string_view bytes) {
    out.append(R"({"b64":")");
    appendBase64(out, bytes);
    out.append(R"("})");
}

template <class Number>
void appendNumber(TextBuffer& out, Number number, JsonNumbers numbers) {
    const NumberText text(number);
    if (numbers == JsonNumbers::Literal && std::isfinite(static_cast<double>(number))) {
        out.append(text.view());
        return;
    }
    out.append('"');
    out.append(text.view());
    out.append('"');
}

Result<void> appendLarge(RowOutput& out, const Cell& cell) {
    const Result<bool> asText = cell.kind == CellKind::LargeText ? out.isUtf8(cell) : Result<bool>(false);
    if (!asText) {
        return std::unexpected(asText.error());
    }
    TextBuffer& text = out.text();
    text.append(*asText ? std::string_view("\"") : std::string_view(R"({"b64":")"));
    Result<void> written = out.eachRange(cell, [&text, asText = *asText](std::string_view range) {
        if (asText) {
            // Checked as a whole; a range may cut a character.
            text.finishAt(writeEscaped(text.room(range.size() * kLongestEscape), range, Invalid::Pass));
        } else {
            appendBase64(text, range);
        }
    });
    text.append(*asText ? std::string_view("\"") : std::string_view(R"("})"));
    return written;
}

} // namespace

bool appendJsonString(TextBuffer& out, std::string_view text) {
    return appendString(out, text, Invalid::Refuse);
}

void appendJsonLabel(TextBuffer& out, std::string_view text) {
    appendString(out, text, Invalid::Replace);
}

Result<void> appendJsonCell(RowOutput& out, const Cell& cell, JsonNumbers numbers) {
    TextBuffer& text = out.text();
    switch (cell.kind) {
    case CellKind::Null: text.append("null"); break;
    case CellKind::SmallInt:
    case CellKind::Integer: appendNumber(text, cell.integer, numbers); break;
    case CellKind::Real: appendNumber(text, cell.real, numbers); break;
    case CellKind::Text:
        if (!appendJsonString(text, cell.bytes)) {
            appendBytes(text, cell.bytes);
        }
        break;
    case CellKind::Bytes: appendBytes(text, cell.bytes); break;
    case CellKind::LargeText:
    case CellKind::LargeBytes: return appendLarge(out, cell);
    }
    return {};
}

} // namespace dbv::jobs
