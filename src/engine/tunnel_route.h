// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/opening_steps.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "engine/question_board.h"
#include "engine/way_answers.h"
#include "protocol/connection_config.h"
#include "ssh/tunnel.h"

namespace dbv::engine {

/// Whether a server can be reached by such a way at all, as far as that is known before the configuration of ssh is read: every
/// machine and user has a name that ssh would take, and behind the way there is one server.
/// Errors: InvalidInput.
[[nodiscard]] Result<void> checkWay(const protocol::SshConfig& config, const std::string& server);

/// The tunnels that are open, so that connections which go the same way share one.
///
/// Thread: any.
class TunnelShelf {
public:
    /// The open tunnel of this way, if there is one.
    [[nodiscard]] std::shared_ptr<ssh::Tunnel> find(const std::string& way);
    void keep(const std::string& way, const std::shared_ptr<ssh::Tunnel>& tunnel);

private:
    std::mutex m_mutex;
    std::map<std::string, std::weak_ptr<ssh::Tunnel>> m_tunnels;
};

/// The way through SSH to one server: opened when it is needed, and again after it has died.
///
/// Thread: any; one at a time opens.
class TunnelRoute {
public:
    /// The near end.
    struct Place {
        std::string address;
        std::uint16_t port = 0;
    };

    /// `secretVariables` names the variables that hold secrets of the connection: programs on the way do not get them.
    TunnelRoute(std::shared_ptr<TunnelShelf> shelf, protocol::SshConfig config, SshSecrets secrets,
                std::vector<std::string> secretVariables, std::string host, std::uint16_t port)
        : m_shelf(std::move(shelf)),
          m_config(std::move(config)),
          m_secrets(std::move(secrets)),
          m_secretVariables(std::move(secretVariables)),
          m_host(std::move(host)),
          m_port(port) {}

    /// How long each machine on the way has, where ssh_config does not say it.
    void allow(std::chrono::milliseconds eachHop) { m_connectTimeout = eachHop; }
    /// Where to dial now. What the machines on the way want to know, and the connection does not, is asked through `ask`.
    /// Blocks: until the tunnel is open.
    /// Errors: those of `ssh::openTunnel`.
    [[nodiscard]] Result<Place> open(const std::stop_token& stop, OpeningSteps& steps, const AskQuestion& ask = {});
    /// What carries the tunnel, for people; empty while there is none.
    [[nodiscard]] std::string description();
    /// Why the far end let the last connection fail, which a client only sees to have ended.
    [[nodiscard]] std::optional<Error> refusal();
    /// How the last connection stands at the far end.
    [[nodiscard]] ssh::FarEnd farEnd();
    /// The machine that dials the server, for people.
    [[nodiscard]] std::string dialler() const { return m_config.target.host; }

private:
    [[nodiscard]] Result<std::shared_ptr<ssh::Tunnel>> openTunnel(const std::stop_token& stop, OpeningSteps& steps,
                                                                  const AskQuestion& ask);
    [[nodiscard]] Result<ssh::TunnelSpec> spec(const std::stop_token& stop) const;

    std::shared_ptr<TunnelShelf> m_shelf;
    protocol::SshConfig m_config;
    SshSecrets m_secrets;
    std::vector<std::string> m_secretVariables;
    std::string m_host;
    std::uint16_t m_port;
    std::chrono::milliseconds m_connectTimeout{15000};
    std::mutex m_mutex;
    std::shared_ptr<ssh::Tunnel> m_tunnel;
    std::unique_ptr<ssh::Forward> m_door;
};

} // namespace dbv::engine
