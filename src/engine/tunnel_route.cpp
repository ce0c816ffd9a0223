// SPDX-License-Identifier: Apache-2.0
#include "engine/tunnel_route.h"

#include <string_view>
#include <utility>
#include <vector>

#include "engine/way_answers.h"
#include "ssh/plain_names.h"
#include "ssh/settled_host.h"
#include "ssh/ssh_config.h"

namespace dbv::engine {

namespace {

// A line through a firewall that forgets it is noticed to be dead, also where ssh_config says nothing.
constexpr int kKeepAliveS = 15;

void applyWishes(const protocol::SshConfig& config, ssh::HostSettings& host) {
    if (!config.knownHosts.empty()) {
        host.userKnownHostsFiles = {config.knownHosts};
    }
    if (!config.keyFile.empty()) {
        host.identityFiles = {config.keyFile};
        host.identityFilesGiven = true;
        host.identitiesOnly = true;
    }
    if (config.auth == "password") {
        host.authentications = {"password", "keyboard-interactive"};
    } else if (config.auth == "keyboard-interactive") {
        host.authentications = {"keyboard-interactive"};
    } else if (config.auth == "key" || config.auth == "agent") {
        host.authentications = {"publickey"};
    }
    if (config.auth == "agent") {
        host.identityFiles.clear();
        host.identitiesOnly = false;
    }
    if (host.serverAliveIntervalS == 0) {
        host.serverAliveIntervalS = kKeepAliveS;
    }
}

std::string nameOf(const protocol::SshHop& hop) {
    return hop.user + "@" + hop.host + ":" + std::to_string(hop.port);
}

/// What a step came to, as people read it.
std::string foundIn(const ssh::TunnelStep& step) {
    using Stage = ssh::TunnelStep::Stage;
    switch (step.stage) {
    case Stage::Resolve: return "found at " + step.text + ".";
    case Stage::Connect: return "connected, " + step.text + ".";
    case Stage::HostKey: return "the host key is " + step.text + ".";
    case Stage::Authenticate: return "logged in by " + step.text + ".";
    case Stage::Transport:
    case Stage::Ready: break;
    }
    return step.text + ".";
}

/// The step that comes behind one that is done.
std::string_view stepBehind(ssh::TunnelStep::Stage stage) {
    switch (stage) {
    case ssh::TunnelStep::Stage::Connect: return "hostKey";
    case ssh::TunnelStep::Stage::HostKey: return "sshAuthenticate";
    default: return "ssh";
    }
}

/// The step that an error belongs to, where its kind tells.
std::string_view stepOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::HostKeyUnknown:
    case ErrorKind::HostKeyChanged: return "hostKey";
    case ErrorKind::AuthenticationFailed: return "sshAuthenticate";
    default: return {};
    }
}

/// The same for connections that go the same way.
std::string wayOf(const protocol::SshConfig& config) {
    std::string way;
    for (const protocol::SshHop& hop : config.jump) {
        way += nameOf(hop) + '\n';
    }
    return way + nameOf(config.target) + '\n' + config.auth + '\n' + config.keyFile + '\n' + config.knownHosts;
}

} // namespace

Result<void> checkWay(const protocol::SshConfig& config, const std::string& server) {
    if (!config.used()) {
        return {};
    }
    Result<void> fit = ssh::checkNames({config.target.host, config.target.user, config.target.port});
    for (const protocol::SshHop& hop : config.jump) {
        fit = fit ? ssh::checkNames({hop.host, hop.user, hop.port}) : fit;
    }
    if (fit && server.find(',') != std::string::npos) {
        fit = fail(ErrorKind::InvalidInput,
                   "Several hosts (" + server + ") can not be reached through SSH: a tunnel leads to one of them.",
                   "Name one host, or make a connection for each of them.");
    }
    return fit;
}

std::shared_ptr<ssh::Tunnel> TunnelShelf::find(const std::string& way) {
    const std::scoped_lock lock(m_mutex);
    const auto found = m_tunnels.find(way);
    std::shared_ptr<ssh::Tunnel> tunnel = found == m_tunnels.end() ? nullptr : found->second.lock();
    return tunnel && !tunnel->trouble() ? tunnel : nullptr;
}

void TunnelShelf::keep(const std::string& way, const std::shared_ptr<ssh::Tunnel>& tunnel) {
    const std::scoped_lock lock(m_mutex);
    m_tunnels.insert_or_assign(way, tunnel);
}

Result<ssh::TunnelSpec> TunnelRoute::spec(const std::stop_token& stop) const {
    ssh::ConfigPlace place = ssh::usualConfigPlace();
    place.secretVariables = m_secretVariables;
    Result<ssh::TunnelSpec> spec =
        ssh::tunnelTo(place, {m_config.target.host, m_config.target.user, m_config.target.port}, stop);
    if (!spec) {
        return spec;
    }
    if (!m_config.jump.empty()) {
        // What the connection says about the way goes before what ssh_config says.
        std::vector<ssh::HostSettings> hops;
        hops.reserve(m_config.jump.size() + 1);
        for (const protocol::SshHop& hop : m_config.jump) {
            Result<ssh::HostSettings> settings = ssh::settledHost(place, {hop.host, hop.user, hop.port}, nullptr, stop);
            if (!settings) {
                return std::unexpected(std::move(settings.error()));
            }
            hops.push_back(std::move(*settings));
        }
        hops.push_back(spec->hops.back());
        spec->hops = std::move(hops);
    }
    spec->connectTimeoutMs = static_cast<std::uint32_t>(m_connectTimeout.count());
    for (ssh::HostSettings& hop : spec->hops) {
        applyWishes(m_config, hop);
    }
    return spec;
}

Result<std::shared_ptr<ssh::Tunnel>> TunnelRoute::openTunnel(const std::stop_token& stop, OpeningSteps& steps,
                                                             const AskQuestion& ask) {
    if (std::shared_ptr<ssh::Tunnel> shared = m_shelf->find(wayOf(m_config))) {
        return shared;
    }
    const Result<ssh::TunnelSpec> wanted = spec(stop);
    if (!wanted) {
        return std::unexpected(wanted.error());
    }
    WayAnswers answers(m_secrets, m_config.acceptFingerprint, ask, stop);
    ssh::TunnelListener listener;
    listener.prompts = &answers;
    listener.stepDone = [&](const ssh::TunnelStep& step) {
        steps.passed(ssh::hopName(*wanted, step.hop) + ": " + foundIn(step));
        steps.begin(stepBehind(step.stage));
    };
    Result<std::shared_ptr<ssh::Tunnel>> opened = ssh::openTunnel(*wanted, listener, stop);
    if (opened) {
        m_shelf->keep(wayOf(m_config), *opened);
    } else if (const std::string_view step = stepOf(opened.error().kind); !step.empty()) {
        // The system's ssh tells no steps; what it failed at shows in what it says.
        steps.begin(step);
    }
    return opened;
}

Result<TunnelRoute::Place> TunnelRoute::open(const std::stop_token& stop, OpeningSteps& steps, const AskQuestion& ask) {
    const std::scoped_lock lock(m_mutex);
    steps.begin("ssh");
    if (m_door && !m_tunnel->trouble()) {
        steps.passed(m_tunnel->description());
        return Place{m_door->address(), m_door->port()};
    }
    m_door.reset();
    m_tunnel.reset();
    Result<std::shared_ptr<ssh::Tunnel>> tunnel = openTunnel(stop, steps, ask);
    if (!tunnel) {
        return std::unexpected(tunnel.error());
    }
    Result<std::unique_ptr<ssh::Forward>> door = (*tunnel)->forward(m_host, m_port, ssh::DoorKind::Loopback);
    if (!door) {
        return std::unexpected(door.error());
    }
    m_tunnel = std::move(*tunnel);
    m_door = std::move(*door);
    steps.passed(m_tunnel->description());
    return Place{m_door->address(), m_door->port()};
}

std::string TunnelRoute::description() {
    const std::scoped_lock lock(m_mutex);
    return m_tunnel ? m_tunnel->description() : std::string();
}

std::optional<Error> TunnelRoute::refusal() {
    const std::scoped_lock lock(m_mutex);
    return m_door ? m_door->refusal() : std::nullopt;
}

ssh::FarEnd TunnelRoute::farEnd() {
    const std::scoped_lock lock(m_mutex);
    return m_door ? m_door->farEnd() : ssh::FarEnd::Unknown;
}

} // namespace dbv::engine
