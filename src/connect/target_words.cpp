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

constexpr std::string_view kAddress = "hostaddr";

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

/// The host that the words name; empty for none. `hostaddr` is where libpq dials, and `host` whom it expects there: both stay
/// where they differ.
std::string hostOfWords(ConnectionConfig& config, const std::string& before) {
    const std::optional<std::string> host = taken(config, "host");
    const std::optional<std::string> address = taken(config, kAddress);
    std::string named = host && !host->empty() ? *host : before;
    if (!address || address->empty() || *address == named) {
        return named;
    }
    if (named.empty()) {
        return *address;
    }
    config.options.insert_or_assign(std::string(kAddress), *address);
    return named;
}

/// Old words for `sslmode`, which must not say something else than it does.
Result<void> takeTlsWords(ConnectionConfig& config) {
    for (const char* const name : {"requiressl", "ssl"}) {
        const std::optional<std::string> value = taken(config, name);
        if (!value) {
            continue;
        }
        Result<std::pair<std::string, std::string>> word = wordOfLibrary(name, *value);
        if (!word) {
            Error error = std::move(word.error());
            error.message = "The option ssl can not be taken: " + error.message + ".";
            return std::unexpected(std::move(error));
        }
        const auto [at, added] = config.options.emplace(*word);
        if (!added && at->second != word->second) {
            return fail(ErrorKind::InvalidInput,
                        "The option " + std::string(name) + " means sslmode=" + word->second + ", and sslmode is \"" +
                            at->second + "\".",
                        "Leave one of them out.");
        }
    }
    return {};
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

Result<std::pair<std::string, std::string>> wordOfLibrary(const std::string& name, const std::string& value) {
    if (name == "requiressl") {
        return std::pair("sslmode", value.starts_with('1') ? "require" : "prefer");
    }
    if (name != "ssl") {
        return std::pair(name, value);
    }
    if (value != "true") {
        return fail(ErrorKind::InvalidInput, "ssl has one value, true, which is sslmode=require",
                    "Write sslmode=disable, prefer, require, verify-ca or verify-full.");
    }
    return std::pair("sslmode", "require");
}

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

void takeQueryWords(ConnectionConfig& parts) {
    // As `writePlaces` has left them.
    std::vector<std::string> ports;
    if (const std::optional<std::string> each = taken(parts, "port")) {
        ports = listed(*each);
    } else if (parts.port != 0) {
        ports = {std::to_string(parts.port)};
    }
    const bool given = parts.options.contains("host");
    parts.host = hostOfWords(parts, given ? std::string() : parts.host);
    writePlaces(listed(parts.host), ports, parts);
    if (std::optional<std::string> user = taken(parts, "user")) {
        parts.user = *std::move(user);
    }
    if (std::optional<std::string> database = taken(parts, "dbname")) {
        parts.database = *std::move(database);
    }
}

Result<void> takeOptionWords(ConnectionConfig& parts) {
    const bool hosts = parts.options.contains("host") || parts.options.contains("hostaddr");
    const auto beside = parts.options.find("host");
    if (beside != parts.options.end() && !parts.host.empty() && !beside->second.empty() &&
        beside->second != parts.host) {
        return twoPlaces("the host", parts.host, "the option host", beside->second);
    }
    if (hosts) {
        parts.host = hostOfWords(parts, parts.host);
    }
    if (Result<void> settled = takeTlsWords(parts); !settled) {
        return settled;
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
    if (const auto address = parts.options.find(kAddress); address != parts.options.end() && !address->second.empty()) {
        return fail(
            ErrorKind::InvalidInput,
            "The option hostaddr (\"" + address->second + "\") beside a host is not taken behind SSH, where \"" +
                ssh.target.host + "\" finds the host.",
            "Give the address as the host, and the name that its certificate is for as the server name of TLS.");
    }
    return parts.host.contains(',')
               ? fail(ErrorKind::InvalidInput,
                      "SSH leads to one host, and the connection names several: \"" + parts.host + "\".",
                      "Make a connection for each of them.")
               : Result<void>();
}

} // namespace dbv::connect
