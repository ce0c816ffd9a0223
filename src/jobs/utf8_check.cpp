// SPDX-License-Identifier: Apache-2.0
#include "jobs/utf8_check.h"

#include <cstring>

namespace dbv::jobs {

namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080U;

std::size_t asciiPrefix(std::string_view text) {
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & kHighBits) != 0) {
            break;
        }
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80U) {
        ++at;
    }
    return at;
}

} // namespace

bool Utf8Check::begin(std::uint8_t byte) {
    m_low = 0x80;
    m_high = 0xBF;
    if (byte < 0x80) {
        return true;
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        m_missing = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        m_missing = 2;
        m_low = byte == 0xE0 ? 0xA0 : 0x80;
        m_high = byte == 0xED ? 0x9F : 0xBF;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        m_missing = 3;
        m_low = byte == 0xF0 ? 0x90 : 0x80;
        m_high = byte == 0xF4 ? 0x8F : 0xBF;
    } else {
        return false;
    }
    return true;
}

bool Utf8Check::feed(std::string_view piece) {
    std::size_t at = 0;
    while (at < piece.size()) {
        if (m_missing == 0) {
            at += asciiPrefix(piece.substr(at));
            if (at == piece.size()) {
                return true;
            }
            if (!begin(static_cast<std::uint8_t>(piece[at++]))) {
                return false;
            }
            continue;
        }
        const auto byte = static_cast<std::uint8_t>(piece[at++]);
        if (byte < m_low || byte > m_high) {
            return false;
        }
        m_low = 0x80;
        m_high = 0xBF;
        --m_missing;
    }
    return true;
}

std::size_t utf8Character(std::string_view text) {
    for (std::size_t length = 2; length <= 4 && length <= text.size(); ++length) {
        Utf8Check check;
        if (!check.feed(text.substr(0, length))) {
            return 0;
        }
        if (check.complete()) {
            return length;
        }
    }
    return 0;
}

bool isUtf8(std::string_view text) {
    Utf8Check check;
    return check.feed(text) && check.complete();
}

} // namespace dbv::jobs
