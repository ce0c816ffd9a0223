// SPDX-License-Identifier: Apache-2.0
#include "imports/pasted_text.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include <QString>

namespace dbv::imports {

namespace {

constexpr std::string_view kWhite = " \t\r\n\v\f";

char lowerLetter(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

int hexValue(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = lowerLetter(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace

TextPiece TextPiece::trimmed() const {
    TextPiece piece = *this;
    while (!piece.empty() && kWhite.contains(whole[piece.begin])) {
        ++piece.begin;
    }
    while (!piece.empty() && kWhite.contains(whole[piece.end - 1])) {
        --piece.end;
    }
    return piece;
}

std::unexpected<Error> failAtPlace(std::string_view whole, std::size_t at, std::string_view what, std::string hint) {
    std::size_t character = 1;
    for (const char c : whole.substr(0, at)) {
        character += (static_cast<unsigned char>(c) & 0xC0U) == 0x80U ? 0 : 1;
    }
    Error error = makeError(ErrorKind::InvalidInput,
                            "The pasted text can not be read at character " + std::to_string(character) + ": " +
                                std::string(what) + ".",
                            std::move(hint));
    error.where = TextSpan{at, std::min(at + 1, whole.size())};
    return std::unexpected(std::move(error));
}

std::string plainWord(std::string_view word) {
    std::string plain = lowerCase(word);
    std::erase_if(plain, [](char c) { return c == '_' || c == '-' || c == ' '; });
    return plain;
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), lowerLetter);
    return lower;
}

std::string_view trimmedView(std::string_view text) {
    return TextPiece(text).trimmed().text();
}

std::optional<std::uint16_t> portOf(std::string_view text) {
    std::uint16_t port = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = failure == std::errc() && stop == text.data() + text.size() && port != 0;
    return whole ? std::optional(port) : std::nullopt;
}

std::optional<std::size_t> firstBadByte(std::string_view text) {
    const std::string again =
        QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).toUtf8().toStdString();
    if (again == text) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(std::ranges::mismatch(text, again).in1 - text.begin());
}

std::optional<std::string> percentDecodedText(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        const int high = at + 2 < text.size() ? hexValue(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hexValue(text[at + 2]) : -1;
        if (high < 0 || low < 0 || high * 16 + low == 0) {
            return std::nullopt;
        }
        plain += static_cast<char>(high * 16 + low);
        at += 2;
    }
    return plain;
}

} // namespace dbv::imports
