// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "support/tcp_peers.h"

namespace dbv::conformance {

/// A packet of the protocol.
[[nodiscard]] inline std::string packet(unsigned number, const std::string& body) {
    return std::string{static_cast<char>(body.size() & 0xFFU), static_cast<char>(body.size() >> 8U), '\0',
                       static_cast<char>(number)} +
           body;
}

/// The first packet of a server without TLS, which wants this way of authentication.
[[nodiscard]] inline std::string greeting(const std::string& plugin) {
    std::string body = std::string("\x0A"
                                   "8.0.0-odd\0",
                                   11) +
                       std::string("\1\0\0\0"
                                   "abcdefgh\0",
                                   13);
    body += std::string("\xFF\xF7\x2D\2\0\xFF\x81\x15", 8) + std::string(10, '\0') + std::string("ijklmnopqrst\0", 13) +
            plugin + '\0';
    return packet(0, body);
}

/// Reads one packet of a guest and gives its body.
[[nodiscard]] inline std::string bodyOfPacket(const support::TestSocket& guest) {
    const std::string head = guest.receive(4);
    if (head.size() < 4) {
        return {};
    }
    const auto byteAt = [&head](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(head[at]));
    };
    return guest.receive(byteAt(0) | byteAt(1) << 8U | byteAt(2) << 16U);
}

} // namespace dbv::conformance
