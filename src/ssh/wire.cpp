// SPDX-License-Identifier: Apache-2.0
#include "ssh/wire.h"

namespace dbv::ssh {

std::optional<std::string_view> WireReader::take(std::size_t count) {
    if (count > m_left.size()) {
        m_left = {};
        return std::nullopt;
    }
    const std::string_view taken = m_left.substr(0, count);
    m_left.remove_prefix(count);
    return taken;
}

std::optional<std::uint8_t> WireReader::byte() {
    const auto taken = take(1);
    return taken ? std::optional(static_cast<std::uint8_t>(taken->front())) : std::nullopt;
}

std::optional<std::uint32_t> WireReader::number() {
    const auto taken = take(4);
    if (!taken) {
        return std::nullopt;
    }
    std::uint32_t value = 0;
    for (const char c : *taken) {
        value = (value << 8U) | static_cast<std::uint8_t>(c);
    }
    return value;
}

std::optional<std::string_view> WireReader::text() {
    const auto size = number();
    return size ? take(*size) : std::nullopt;
}

void WireWriter::number(std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        byte(static_cast<std::uint8_t>((value >> shift) & 0xFFU));
    }
}

void WireWriter::text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    raw(value);
}

void WireWriter::bigNumber(std::string_view bigEndian) {
    while (!bigEndian.empty() && bigEndian.front() == '\0') {
        bigEndian.remove_prefix(1);
    }
    const bool looksNegative = !bigEndian.empty() && (static_cast<std::uint8_t>(bigEndian.front()) & 0x80U) != 0;
    number(static_cast<std::uint32_t>(bigEndian.size() + (looksNegative ? 1U : 0U)));
    if (looksNegative) {
        byte(0);
    }
    raw(bigEndian);
}

} // namespace dbv::ssh
