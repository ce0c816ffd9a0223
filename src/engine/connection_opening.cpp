// SPDX-License-Identifier: Apache-2.0
#include "engine/connection_opening.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "connect/connection_target.h"

namespace dbv::engine {

namespace {

/// What is known when a connector is found. A server's address is the connector's to find: the step is not over then.
std::optional<std::string> found(const std::vector<ConnectorInfo>& connectors, const connect::ResolvedTarget& target) {
    const auto info = std::ranges::find(connectors, target.connectorId, &ConnectorInfo::id);
    if (info == connectors.end() || !info->opensFiles()) {
        return std::nullopt;
    }
    return info->displayName + " opens \"" + target.params.database + "\".";
}

/// How many sessions a configuration allows; it is no word of the engine behind it.
Result<std::size_t> takeMaxSessions(ConnectParams& params, std::size_t usual) {
    const auto option = params.options.extract("maxSessions");
    if (!option) {
        return usual;
    }
    constexpr std::size_t kMost = 1000;
    const std::string& text = option.mapped();
    std::size_t sessions = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), sessions);
    if (failed != std::errc() || end != text.data() + text.size() || sessions == 0 || sessions > kMost) {
        return fail(ErrorKind::InvalidInput,
                    "The option maxSessions is \"" + text + "\"; it must be a number from 1 to 1000.",
                    "Give the number of sessions that this connection may have, or leave the option out.");
    }
    return sessions;
}

/// The way through SSH that a configuration asks for.
Result<std::shared_ptr<TunnelRoute>> routeFor(const OpeningGround& ground, const protocol::ConnectionTarget& asked,
                                              const std::vector<ConnectorInfo>& connectors,
                                              const std::string& connector, const ConnectParams& params) {
    const auto info = std::ranges::find(connectors, connector, &ConnectorInfo::id);
    if (info == connectors.end() || info->opensFiles()) {
        return fail(ErrorKind::InvalidInput, "A database in a file is not reached through SSH.",
                    "Leave ssh out of the configuration.");
    }
    SshSecrets secrets;
    if (ground.secrets != nullptr) {
        secrets.password = ground.secrets->copyOf(asked.secrets.sshPassword);
        secrets.passphrase = ground.secrets->copyOf(asked.secrets.sshPassphrase);
    }
    protocol::SshConfig ssh = asked.config.ssh;
    for (std::string* file : {&ssh.keyFile, &ssh.knownHosts}) {
        *file = connect::absoluteFile(*file, asked.config.workingDirectory);
    }
    const std::uint16_t port = params.port == 0 ? info->defaultPort : params.port;
    return std::make_shared<TunnelRoute>(ground.tunnels, std::move(ssh), std::move(secrets),
                                         params.host.empty() ? "localhost" : params.host, port);
}

} // namespace

Result<OpenedConnection> openConnection(const OpeningGround& ground, const protocol::ConnectionTarget& asked,
                                        const std::stop_token& stop, ConnectionDiagnosis& diagnosis) {
    ConnectorRegistry& registry = ground.registry;
    diagnosis.begin("resolve");
    const std::vector<ConnectorInfo> known = registry.connectors();
    if (known.empty()) {
        const std::vector<std::string> refused = registry.refused();
        return fail(ErrorKind::Unsupported, "There is no connector that could be used.",
                    refused.empty() ? "Install the program again: its folder \"connectors\" is missing or empty."
                                    : refused.front());
    }
    Result<connect::ResolvedTarget> target = connect::resolveTarget(asked.config, known);
    if (!target) {
        return std::unexpected(std::move(target.error()));
    }
    if (ground.secrets != nullptr) {
        target->params.password = ground.secrets->copyOf(asked.secrets.password);
        target->params.tls.keyPassword = ground.secrets->copyOf(asked.secrets.tlsKeyPassword);
    }
    const Result<std::size_t> maxSessions = takeMaxSessions(target->params, ground.maxSessions);
    if (!maxSessions) {
        return std::unexpected(maxSessions.error());
    }
    const Result<std::shared_ptr<Connector>> connector = registry.load(target->connectorId);
    if (!connector) {
        return std::unexpected(connector.error());
    }
    if (std::optional<std::string> sentence = found(known, *target)) {
        diagnosis.passed(std::move(*sentence));
    }
    auto source = std::make_shared<SessionSource>();
    source->connector = *connector;
    source->params = std::move(target->params);
    if (asked.config.ssh.used()) {
        Result<std::shared_ptr<TunnelRoute>> route =
            routeFor(ground, asked, known, target->connectorId, source->params);
        if (!route) {
            return std::unexpected(std::move(route.error()));
        }
        source->route = std::move(*route);
    }
    Result<std::unique_ptr<Session>> session = source->open(stop, diagnosis);
    if (!session) {
        return std::unexpected(std::move(session.error()));
    }
    const SessionFacts& facts = (*session)->facts();
    OpenedConnection opened;
    opened.facts = {.connection = {},
                    .connector = target->connectorId,
                    .dialect = (*session)->dialect().id,
                    .serverVersion = facts.serverVersion,
                    .database = facts.database,
                    .product = facts.product,
                    .tls = facts.tls,
                    .ssh = source->route ? source->route->description() : std::string(),
                    .safety = source->params.safety,
                    .notices = facts.notices,
                    .isolationLevels = {}};
    const auto& levels = (*session)->dialect().isolationLevels;
    opened.facts.isolationLevels.assign(levels.begin(), levels.end());
    opened.maxSessions = *maxSessions;
    opened.source = std::move(source);
    opened.session = std::move(*session);
    return opened;
}

} // namespace dbv::engine
