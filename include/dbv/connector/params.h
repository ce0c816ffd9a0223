// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <dbv/connector/tls.h>
#include <dbv/core/secret.h>

namespace dbv {

/// What a connection may do; names and meaning as in PROTOCOL.
enum class Safety : std::uint8_t { Off, Confirm, Sandbox, DryRun, ReadOnly };

/// Everything a connector needs to open a session.
///
/// A file engine reads `database` as a path, `:memory:`, or its own kind of URI. `options` are the engine's own words.
struct ConnectParams {
    /// A name, an address, or the absolute path of a socket (or of its folder, as the engine has it).
    std::string host;
    /// 0 is the engine's usual one.
    std::uint16_t port = 0;
    /// Where the line is laid to instead of `host` and `port`, when a tunnel leads there: an address and a port, or the
    /// path of a socket. Names and certificates still have to be those of `host`.
    std::string dialHost;
    std::uint16_t dialPort = 0;
    std::string user;
    std::string database;
    Secret password;
    TlsParams tls;
    /// How the session calls itself at the server.
    std::string applicationName = "DB Visualizer";
    /// Relative paths start here. Absolute.
    std::string workingDirectory;
    std::map<std::string, std::string, std::less<>> options;
    Safety safety = Safety::Confirm;
    /// Longest wait for a connection. Unit: milliseconds.
    std::uint32_t connectTimeoutMs = 15000;

    /// A second copy, secrets and all, asked for by name.
    [[nodiscard]] ConnectParams clone() const {
        return {.host = host,
                .port = port,
                .dialHost = dialHost,
                .dialPort = dialPort,
                .user = user,
                .database = database,
                .password = password.clone(),
                .tls = tls.clone(),
                .applicationName = applicationName,
                .workingDirectory = workingDirectory,
                .options = options,
                .safety = safety,
                .connectTimeoutMs = connectTimeoutMs};
    }
    /// The value of an option, or a default.
    [[nodiscard]] std::string_view option(std::string_view name, std::string_view otherwise = {}) const {
        const auto found = options.find(name);
        return found == options.end() ? otherwise : std::string_view(found->second);
    }
};

} // namespace dbv
