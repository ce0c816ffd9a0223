// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::connect {

// What the parts of a URL mean, whoever reads it.

/// What is wrong with a text, and at which byte of it; `what` goes on behind "at character 12:" and repeats nothing.
struct UrlFault {
    std::size_t at = 0;
    std::string what;
    std::string hint;
};

/// Replaces `%41` by `A`.
[[nodiscard]] std::expected<std::string, UrlFault> decodedUrlText(std::string_view text);

/// A URL has no blanks: what stands behind one was meant for something else, and may be a password.
[[nodiscard]] std::expected<void, UrlFault> refuseBlanks(std::string_view url);

/// One of the places that a connection may lead to; port 0 is the usual one.
struct ServerPlace {
    std::string host;
    std::uint16_t port = 0;

    friend bool operator==(const ServerPlace&, const ServerPlace&) = default;
};

/// A port from 1 to 65535, also with a plus in front of it; 0 for anything else.
[[nodiscard]] std::uint16_t portNumber(std::string_view text);

/// `host:port`, several of them divided by commas; an address of IPv6 stands in brackets, with its zone behind `%25` or `%`.
[[nodiscard]] std::expected<std::vector<ServerPlace>, UrlFault> readServerPlaces(std::string_view text);

} // namespace dbv::connect
