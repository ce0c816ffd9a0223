// SPDX-License-Identifier: Apache-2.0
#include "connect/url_text.h"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

namespace dbv::connect {

namespace {

using PlaceRead = std::expected<ServerPlace, UrlFault>;

std::unexpected<UrlFault> faultAt(std::size_t at, std::string what, std::string hint) {
    return std::unexpected(UrlFault{at, std::move(what), std::move(hint)});
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// An address out of its brackets. A URL writes `%25` for the sign before the zone, people write the sign itself.
std::string zonedAddress(std::string_view text) {
    constexpr std::string_view kWritten = "%25";
    const std::size_t zone = text.find('%');
    std::string address(text);
    if (zone != std::string_view::npos && text.substr(zone).starts_with(kWritten) &&
        text.size() > zone + kWritten.size()) {
        address.replace(zone, kWritten.size(), "%");
    }
    return address;
}

/// One place; faults count from its beginning.
PlaceRead readServerPlace(std::string_view text) {
    ServerPlace place;
    std::size_t hostEnd = std::min(text.find(':'), text.size());
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos) {
            return faultAt(0, "the bracket of the address is not closed", "Write [::1] and the like.");
        }
        if (bracket == 1) {
            return faultAt(0, "there is no address in the brackets", "Write [::1] and the like.");
        }
        place.host = zonedAddress(text.substr(1, bracket - 1));
        hostEnd = bracket + 1;
        if (hostEnd < text.size() && text[hostEnd] != ':') {
            return faultAt(hostEnd, "only a port can follow the address", "Write [::1]:5432 and the like.");
        }
    } else {
        std::expected<std::string, UrlFault> host = decodedUrlText(text.substr(0, hostEnd));
        if (!host) {
            return std::unexpected(std::move(host.error()));
        }
        place.host = *std::move(host);
    }
    if (hostEnd < text.size()) {
        place.port = portNumber(text.substr(hostEnd + 1));
        if (place.port == 0) {
            return faultAt(hostEnd + 1, "a port is a number from 1 to 65535",
                           "Leave the colon out for the usual port.");
        }
    }
    return place;
}

} // namespace

std::expected<std::string, UrlFault> decodedUrlText(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\0') {
            return faultAt(at, "a NUL is not part of any name", "Remove it.");
        }
        if (text[at] != '%') {
            plain += text[at];
            continue;
        }
        const int high = at + 2 < text.size() ? hexDigit(text[at + 1]) : -1;
        const int low = at + 2 < text.size() ? hexDigit(text[at + 2]) : -1;
        if (high < 0 || low < 0) {
            return faultAt(at, "a percent sign needs two hexadecimal digits behind it",
                           "Write %25 for a percent sign.");
        }
        const int value = high * 16 + low;
        if (value == 0) {
            return faultAt(at, "%00 is a NUL, which is not part of any name", "Remove it.");
        }
        plain += static_cast<char>(value);
        at += 2;
    }
    return plain;
}

std::expected<void, UrlFault> refuseBlanks(std::string_view url) {
    const std::size_t blank = url.find_first_of(" \t\r\n\v\f");
    return blank == std::string_view::npos
               ? std::expected<void, UrlFault>()
               : faultAt(
                     blank, "a blank stands in the URL",
                     "Write %20 for a blank in a name, and nothing behind the URL; a password is asked for, or comes "
                     "from where the connection says.");
}

std::uint16_t portNumber(std::string_view text) {
    std::uint16_t port = 0;
    // The libraries read it as C does.
    text.remove_prefix(text.starts_with('+') ? 1 : 0);
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc() && stop == text.data() + text.size() ? port : std::uint16_t{0};
}

std::expected<std::vector<ServerPlace>, UrlFault> readServerPlaces(std::string_view text) {
    std::vector<ServerPlace> places;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        PlaceRead place = readServerPlace(text.substr(begin, end - begin));
        if (!place) {
            place.error().at += begin;
            return std::unexpected(std::move(place.error()));
        }
        places.push_back(*std::move(place));
        begin = end + 1;
    }
    return places;
}

} // namespace dbv::connect
