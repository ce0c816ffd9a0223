// SPDX-License-Identifier: Apache-2.0
#include "connect/target_words.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "connect/connection_url.h"

namespace dbv::connect {

namespace {

using protocol::ConnectionConfig;

std::vector<std::string> listed(std::string_view text) {
    std::vector<std::string> items;
    while (true) {
        const std::size_t comma = text.find(',');
        items.emplace_back(text.substr(0, comma));
        if (comma == std::string_view::npos) {
            return items;
        }
        text.remove_prefix(comma + 1);
    }
}

std::string listText(const std::vector<std::string>& items) {
    std::string text;
    for (std::size_t i = 0; i < items.size(); ++i) {
        text += (i == 0 ? "" : ",") + items[i];
    }
    return text;
}

std::optional<std::string> taken(ConnectionConfig& config, std::string_view word) {
    const auto at = config.options.find(word);
    return at == config.options.end() ? std::nullopt : std::optional(config.options.extract(at).mapped());
}

std::unexpected<Error> twoPlaces(std::string_view one, const std::string& first, std::string_view other,
                                 const std::string& second) {
    return fail(ErrorKind::InvalidInput,
                "The connection names two places: " + std::string(one) + " is \"" + first + "\" and " +
                    std::string(other) + " is \"" + second + "\".",
                "Leave one of them out.");
}

std::unexpected<Error> noPort(const std::string& text) {
    return fail(ErrorKind::InvalidInput, "The option port has the value \"" + text + "\".",
                "A port is a number from 1 to 65535.");
}

/// The host that the words name; empty for none. `hostaddr` is where libpq dials, and `host` whom it expects there.
Result<std::string> hostOfWords(ConnectionConfig& config, const std::string& before) {
    const std::optional<std::string> host = taken(config, "host");
    const std::optional<std::string> address = taken(config, "hostaddr");
    std::string named = host && !host->empty() ? *host : before;
    if (!address || address->empty() || *address == named) {
        return named;
    }
    if (!named.empty()) {
        return fail(
            ErrorKind::InvalidInput,
            "The connection names two places: the host is \"" + named + "\" and hostaddr is \"" + *address + "\".",
            "Give the address as the host, and the name that its certificate is for as the server name of TLS.");
    }
    return *address;
}

/// What is said twice has to be the same.
Result<void> settle(std::string_view word, std::string& part, const std::optional<std::string>& option) {
    if (!option || option->empty() || *option == part) {
        return {};
    }
    if (!part.empty()) {
        return twoPlaces("the " + std::string(word), part, "the option " + std::string(word), *option);
    }
    part = *option;
    return {};
}

} // namespace

void writePlaces(const std::vector<std::string>& hosts, const std::vector<std::string>& ports,
                 ConnectionConfig& config) {
    config.host = listText(hosts);
    config.port = 0;
    config.options.erase("port");
    const bool one = !ports.empty() && std::ranges::all_of(ports, [&](const auto& port) { return port == ports[0]; }) &&
                     (ports.size() == 1 || ports.size() == hosts.size());
    if (one && (ports[0].empty() || portNumber(ports[0]) != 0)) {
        config.port = portNumber(ports[0]);
    } else if (!ports.empty()) {
        config.options.insert_or_assign("port", listText(ports));
    }
}

Result<void> takeQueryWords(ConnectionConfig& parts) {
    // As `writePlaces` has left them.
    std::vector<std::string> ports;
    if (const std::optional<std::string> each = taken(parts, "port")) {
        ports = listed(*each);
    } else if (parts.port != 0) {
        ports = {std::to_string(parts.port)};
    }
    const bool given = parts.options.contains("host");
    Result<std::string> host = hostOfWords(parts, given ? std::string() : parts.host);
    if (!host) {
        return std::unexpected(std::move(host.error()));
    }
    if (!host->empty()) {
        parts.host = *std::move(host);
    }
    writePlaces(listed(parts.host), ports, parts);
    if (std::optional<std::string> user = taken(parts, "user")) {
        parts.user = *std::move(user);
    }
    if (std::optional<std::string> database = taken(parts, "dbname")) {
        parts.database = *std::move(database);
    }
    return {};
}

Result<void> takeOptionWords(ConnectionConfig& parts) {
    const bool hosts = parts.options.contains("host") || parts.options.contains("hostaddr");
    const auto beside = parts.options.find("host");
    if (beside != parts.options.end() && !parts.host.empty() && !beside->second.empty() &&
        beside->second != parts.host) {
        return twoPlaces("the host", parts.host, "the option host", beside->second);
    }
    if (Result<std::string> host = hosts ? hostOfWords(parts, parts.host) : parts.host; host) {
        parts.host = *std::move(host);
    } else {
        return std::unexpected(std::move(host.error()));
    }
    if (const auto port = parts.options.find("port"); port != parts.options.end() && !port->second.contains(',')) {
        const std::optional<std::string> text = taken(parts, "port");
        const std::uint16_t number = portNumber(*text);
        if (number == 0 && !text->empty()) {
            return noPort(*text);
        }
        if (number != 0 && parts.port != 0 && number != parts.port) {
            return twoPlaces("the port", std::to_string(parts.port), "the option port", *text);
        }
        parts.port = number == 0 ? parts.port : number;
    } else if (port != parts.options.end() && parts.port != 0) {
        return twoPlaces("the port", std::to_string(parts.port), "the option port", port->second);
    }
    const Result<void> user = settle("user", parts.user, taken(parts, "user"));
    return user ? settle("database", parts.database, taken(parts, "dbname")) : user;
}

Result<void> checkBehindSsh(const ConnectionConfig& parts, const protocol::SshConfig& ssh) {
    const auto isSocket = [](const auto& option) {
        return lowered(option.first) == "socket" && !option.second.empty();
    };
    const auto option = std::ranges::find_if(parts.options, isSocket);
    const bool isPath = parts.host.starts_with('/') || parts.host.starts_with('@');
    if (isPath || option != parts.options.end()) {
        return fail(ErrorKind::InvalidInput,
                    "The socket \"" + (isPath ? parts.host : option->second) +
                        "\" is one of this machine, and is not reached through SSH to \"" + ssh.target.host + "\".",
                    "Leave one of them out, or give the host and the port as the machine of SSH sees them.");
    }
    return parts.host.contains(',')
               ? fail(ErrorKind::InvalidInput,
                      "SSH leads to one host, and the connection names several: \"" + parts.host + "\".",
                      "Make a connection for each of them.")
               : Result<void>();
}

} // namespace dbv::connect
