// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/params.h>
#include <dbv/connector/tls.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::postgres {

/// One place where a server may be: as the user names it, and where the line is laid.
struct Place {
    /// A name or address, or the folder of a socket.
    std::string host;
    std::uint16_t port = 5432;
    /// Where the line is laid to instead (`hostaddr`), in numbers; names and certificates are still those of the host.
    std::string address;

    [[nodiscard]] bool isSocket() const { return address.empty() && (host.starts_with('/') || host.starts_with('@')); }
    [[nodiscard]] const std::string& dialled() const { return address.empty() ? host : address; }
    /// Whether both, the name and where the line is laid to, are this machine.
    [[nodiscard]] bool isLocal() const { return isLocalHost(host) && isLocalHost(address); }
};

/// A setting that a server did not take with the login, and what it said.
struct WithdrawnSetting {
    std::string name;
    std::string value;
    std::string refusal;
};

/// What `ConnectParams` ask for, understood and checked, before anything is opened.
struct OpenPlan {
    /// In the order in which they are tried; at least one.
    std::vector<Place> places;
    /// Set when a tunnel leads to the one place: an address and a port.
    std::string dialHost;
    std::uint16_t dialPort = 0;
    /// Words of libpq that hold for every place, without secrets.
    std::vector<std::pair<std::string, std::string>> words;
    /// Settings of the session (`search_path`), which stand in the word `options` behind those of the user.
    std::vector<std::pair<std::string, std::string>> settings;
    std::string ownOptions;
    /// What the login could not carry and the open session has to be given.
    std::vector<WithdrawnSetting> withdrawn;
    /// `any`, `read-write`, `read-only`, `primary`, `standby`, `prefer-standby`.
    std::string targetSession = "any";
    TlsMode tlsMode = TlsMode::VerifyFull;
    /// The name that certificates have to be for; empty means the host's.
    std::string serverName;
    std::chrono::milliseconds timeout{15000};
    bool readOnly = false;
    /// Run when the session is open, and again when it was opened anew.
    std::string startupSql;

    /// Writes the settings into the words. They go with the login, so that RESET comes back to them.
    void writeOptions();
};

/// Reads the parameters. Options are libpq's own words (`application_name`, `options`, `sslmode`, `target_session_attrs`,
/// ...), and startupSql. `host` may list several places, divided by commas, as `port` and `hostaddr` in the options may.
/// Errors: InvalidInput, naming the option and what is known.
[[nodiscard]] Result<OpenPlan> planOpening(const ConnectParams& params);

} // namespace dbv::postgres
