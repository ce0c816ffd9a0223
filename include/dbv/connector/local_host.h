// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dbv {

// Whether a host is this machine decides what a line to it has to prove. It is told from the text alone, as the system reads
// an address, since a name server must not decide it.

/// The digits of a number up to 32 bits; nothing for none, for another character, and for a larger number.
[[nodiscard]] constexpr std::optional<std::uint32_t> digitsIn(std::string_view text, std::uint32_t radix) {
    std::uint64_t number = 0;
    for (const char c : text) {
        const char small = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
        const bool isLetter = small >= 'a' && small <= 'f';
        const bool isDigit = small >= '0' && small <= '9';
        const auto digit = static_cast<std::uint32_t>(isLetter ? small - 'a' + 10 : small - '0');
        if ((!isLetter && !isDigit) || digit >= radix) {
            return std::nullopt;
        }
        number = number * radix + digit;
        if (number > UINT32_MAX) {
            return std::nullopt;
        }
    }
    return text.empty() ? std::nullopt : std::optional(static_cast<std::uint32_t>(number));
}

/// An IPv4 address in each of the ways in which the system takes it: `127.0.0.1`, `127.1`, `0x7f000001`, `017700000001`,
/// `2130706433`. Of fewer than four parts the last one fills what is left.
[[nodiscard]] constexpr std::optional<std::uint32_t> ipv4Address(std::string_view text) {
    std::uint32_t address = 0;
    for (std::uint32_t part = 0; part < 4; ++part) {
        const std::size_t dot = text.find('.');
        const std::string_view word = text.substr(0, dot);
        const bool hexadecimal = word.starts_with("0x") || word.starts_with("0X");
        const bool octal = !hexadecimal && word.size() > 1 && word.front() == '0';
        const std::optional<std::uint32_t> number = digitsIn(word.substr(hexadecimal ? 2 : 0), hexadecimal ? 16
                                                                                               : octal     ? 8
                                                                                                           : 10);
        const bool last = dot == std::string_view::npos;
        if (!number || *number > (last ? UINT32_MAX >> (8 * part) : 255U)) {
            return std::nullopt;
        }
        if (last) {
            return address | *number;
        }
        address |= *number << (24 - 8 * part);
        text.remove_prefix(dot + 1);
    }
    return std::nullopt;
}

/// Whether an IPv4 address is one of this machine; 0 leads there, too.
[[nodiscard]] constexpr bool isLoopback(std::uint32_t address) {
    return address == 0 || address >> 24 == 127;
}

/// The groups of an IPv6 address, without its zone. Nothing for what is none.
[[nodiscard]] constexpr std::optional<std::array<std::uint16_t, 8>> ipv6Groups(std::string_view text) {
    constexpr std::size_t kGroups = 8;
    std::array<std::uint16_t, kGroups> groups{};
    std::size_t count = 0;
    std::size_t gap = kGroups;
    text = text.substr(0, text.find('%'));
    if (text.starts_with("::")) {
        gap = 0;
        text.remove_prefix(2);
    }
    while (!text.empty()) {
        const std::size_t colon = text.find(':');
        const std::string_view part = text.substr(0, colon);
        const bool last = colon == std::string_view::npos;
        const std::optional<std::uint32_t> tail =
            last && std::ranges::count(part, '.') == 3 ? ipv4Address(part) : std::nullopt;
        const std::optional<std::uint32_t> group = part.size() > 4 ? std::nullopt : digitsIn(part, 16);
        if ((!tail && !group) || count + (tail ? 2 : 1) > kGroups) {
            return std::nullopt;
        }
        const std::uint32_t number = tail.value_or(group.value_or(0));
        if (tail) {
            groups[count++] = static_cast<std::uint16_t>(number >> 16);
        }
        groups[count++] = static_cast<std::uint16_t>(number & 0xffffU);
        text.remove_prefix(last ? text.size() : colon + 1);
        if (!last && text.starts_with(':') && gap == kGroups) {
            gap = count;
            text.remove_prefix(1);
        } else if (!last && text.empty()) {
            return std::nullopt;
        }
    }
    if (gap == kGroups) {
        return count == kGroups ? std::optional(groups) : std::nullopt;
    }
    for (std::size_t moved = 0; moved < count - gap && count < kGroups; ++moved) {
        groups[kGroups - 1 - moved] = groups[count - 1 - moved];
        groups[count - 1 - moved] = 0;
    }
    return count < kGroups ? std::optional(groups) : std::nullopt;
}

/// Whether a text is an address of this machine: the loopback of IPv4, of IPv6, and the one in the other (`::ffff:127.0.0.1`);
/// `127.example.com` is a name like any other.
[[nodiscard]] constexpr bool isLoopbackAddress(std::string_view host) {
    if (const std::optional<std::uint32_t> address = ipv4Address(host)) {
        return isLoopback(*address);
    }
    const auto groups = ipv6Groups(host);
    if (!groups) {
        return false;
    }
    for (std::size_t at = 0; at < 5; ++at) {
        if ((*groups)[at] != 0) {
            return false;
        }
    }
    const std::uint32_t tail = (std::uint32_t{(*groups)[6]} << 16) | (*groups)[7];
    return (*groups)[5] == 0xffff ? isLoopback(tail) : (*groups)[5] == 0 && tail <= 1;
}

/// Whether a host is this machine: a socket's folder, `localhost`, a loopback address, or none at all.
[[nodiscard]] constexpr bool isLocalHost(std::string_view host) {
    constexpr std::string_view kName = "localhost";
    if (host.empty() || host.front() == '/' || host.front() == '@' || isLoopbackAddress(host)) {
        return true;
    }
    // The dot says that the name is whole.
    const std::string_view name = host.substr(0, host.size() - (host.back() == '.' ? 1 : 0));
    bool same = name.size() == kName.size();
    for (std::size_t at = 0; same && at < name.size(); ++at) {
        const char c = name[at];
        same = (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == kName[at];
    }
    return same;
}

} // namespace dbv
