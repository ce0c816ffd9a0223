// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>

#include "ssh/plain_names.h"
#include "ssh/settled_host.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

namespace {

/// More hops than this are a circle.
constexpr std::size_t kMostHops = 16;

std::optional<std::uint16_t> portOf(std::string_view text) {
    unsigned value = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = code == std::errc() && end == text.data() + text.size();
    return whole && value > 0 && value <= 65535 ? std::optional(static_cast<std::uint16_t>(value)) : std::nullopt;
}

/// `[user@]host[:port]`, with brackets around an IPv6 address, or the same behind `ssh://`.
std::optional<ConfigQuestion> readJump(std::string_view text) {
    if (text.starts_with("ssh://")) {
        text.remove_prefix(6);
    }
    ConfigQuestion jump;
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        jump.user = text.substr(0, at);
        text.remove_prefix(at + 1);
    }
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        jump.host = text.substr(1, end - 1);
        port = text.substr(end + 1);
        if (!port.empty() && port.front() != ':') {
            return std::nullopt;
        }
        port.remove_prefix(port.empty() ? 0 : 1);
    } else {
        const std::size_t colon = text.find(':');
        // Several colons and no brackets: an address of IPv6.
        const bool hasPort = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
        jump.host = hasPort ? text.substr(0, colon) : text;
        port = hasPort ? text.substr(colon + 1) : std::string_view();
    }
    if (!port.empty()) {
        const auto number = portOf(port);
        if (!number) {
            return std::nullopt;
        }
        jump.port = *number;
    }
    return jump.host.empty() ? std::nullopt : std::optional(std::move(jump));
}

/// Adds the hops to a host behind those in `hops`. With `direct` its own jumps do not count.
Result<void> addRoute(const ConfigPlace& place, const ConfigQuestion& question, bool direct,
                      std::vector<HostSettings>& hops, std::size_t depth, std::vector<Note>* notes,
                      const std::stop_token& stop) {
    Result<HostSettings> settings = settledHost(place, question, notes, stop);
    if (!settings) {
        return std::unexpected(std::move(settings.error()));
    }
    if (depth > kMostHops || hops.size() > kMostHops) {
        return fail(ErrorKind::InvalidInput, "The jump hosts of " + question.host + " lead in a circle.",
                    "Check ProxyJump in the configuration of ssh.");
    }
    if (!direct) {
        // As ssh does: only the first jump may have jumps of its own, since the others are told how they are reached.
        bool first = true;
        for (const std::string& text : settings->proxyJump) {
            const auto jump = readJump(text);
            if (!jump) {
                return fail(ErrorKind::InvalidInput, "'" + text + "' is no jump host.",
                            "Write it as user@host:port in ProxyJump.");
            }
            if (auto added = addRoute(place, *jump, !first, hops, depth + 1, notes, stop); !added) {
                return added;
            }
            first = false;
        }
    }
    if (!hops.empty()) {
        settings->proxyCommand.clear();
    }
    hops.push_back(std::move(*settings));
    return {};
}

} // namespace

Result<TunnelSpec> tunnelTo(const ConfigPlace& place, const ConfigQuestion& question, const std::stop_token& stop,
                            std::vector<Note>* notes) {
    TunnelSpec spec;
    spec.secretVariables = place.secretVariables;
    if (auto added = addRoute(place, question, false, spec.hops, 0, notes, stop); !added) {
        return std::unexpected(added.error());
    }
    if (auto plain = checkNames(spec); !plain) {
        return std::unexpected(std::move(plain.error()));
    }
    return spec;
}

std::string hopName(const TunnelSpec& spec, std::size_t hop) {
    const HostSettings& settings = spec.hops.at(hop);
    const bool bracketed = settings.hostName.find(':') != std::string::npos;
    const std::string host = bracketed ? "[" + settings.hostName + "]" : settings.hostName;
    return "jump " + std::to_string(hop + 1) + ": " + settings.user + "@" + host + ":" + std::to_string(settings.port);
}

} // namespace dbv::ssh
