// SPDX-License-Identifier: Apache-2.0
#include "engine/connection_opening.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "connect/clear_secrets.h"
#include "connect/connection_target.h"
#include "engine/guarded_step.h"
#include "engine/session_login.h"
#include "engine/usual_password.h"
#include "secrets/password_command.h"

namespace dbv::engine {

namespace {

/// What was found, in the place of what the configuration's own files say, which is kept where nothing else was asked for.
void takeUnlessUsual(Secret found, const protocol::SecretSource& from, Secret& place) {
    if (!found.empty() || from.origin != protocol::SecretOrigin::Usual) {
        place = std::move(found);
    }
}

/// The secrets of the server's own login, into the source's parameters. The answer is what is to be said when it fails.
Result<std::string> addSecrets(const OpeningGround& ground, const protocol::ConnectionTarget& asked,
                               const ConnectorInfo& info, const std::stop_token& stop, SessionSource& source) {
    const protocol::SecretSources& from = asked.config.secrets;
    if (!asked.secrets.password && from.password.origin == protocol::SecretOrigin::Command) {
        // What the command gives may be over by the time of the next session.
        source.freshPassword = [line = from.password.what,
                                variables = secretVariablesOf(from)](const std::stop_token& stopped) {
            return secrets::passwordFromCommand({.line = line, .secretVariables = variables}, stopped);
        };
    } else {
        Result<Secret> password = ground.secrets.find(
            asked.secrets.password, from.password,
            passwordQuestion(source.params, "The password of this connection is asked for each time.", 1), stop);
        if (!password) {
            return std::unexpected(std::move(password.error()));
        }
        takeUnlessUsual(std::move(*password), from.password, source.params.password);
    }
    std::string note;
    if (from.password.origin == protocol::SecretOrigin::Usual && source.params.password.empty()) {
        note = addUsualPassword(info, asked.config.ssh, source.params);
    }
    Result<Secret> keyPassword =
        ground.secrets.find(asked.secrets.tlsKeyPassword, from.tlsKeyPassword,
                            {.kind = protocol::QuestionKind::TlsKeyPassword,
                             .about = source.params.tls.keyFile,
                             .text = "The password of the client's key is asked for each time.",
                             .prompts = {{"Password of the key", false}}},
                            stop);
    if (!keyPassword) {
        return std::unexpected(std::move(keyPassword.error()));
    }
    takeUnlessUsual(std::move(*keyPassword), from.tlsKeyPassword, source.params.tls.keyPassword);
    return note;
}

/// What opens the machines on the way, as far as it is known before they ask.
Result<SshSecrets> sshSecretsOf(const OpeningGround& ground, const protocol::ConnectionTarget& asked,
                                const std::stop_token& stop) {
    // One that is to be asked for each time is asked for when a machine wants it.
    const auto known = [](const protocol::SecretSource& source) {
        return source.origin == protocol::SecretOrigin::Ask ? protocol::SecretSource() : source;
    };
    Result<Secret> password =
        ground.secrets.find(asked.secrets.sshPassword, known(asked.config.secrets.sshPassword), {}, stop);
    if (!password) {
        return std::unexpected(std::move(password.error()));
    }
    Result<Secret> passphrase =
        ground.secrets.find(asked.secrets.sshPassphrase, known(asked.config.secrets.sshPassphrase), {}, stop);
    if (!passphrase) {
        return std::unexpected(std::move(passphrase.error()));
    }
    return SshSecrets{std::move(*password), std::move(*passphrase)};
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

/// `user/password@host` is taken for the path of a file: where there is none, whatever says so must not repeat it.
Result<void> refuseMissingLogin(const protocol::ConnectionConfig& config) {
    if (!connect::mayBeLogin(config.url)) {
        return {};
    }
    std::error_code unknown;
    const bool isThere = std::filesystem::exists(connect::absoluteFile(config.url, config.workingDirectory), unknown);
    return isThere ? Result<void>() : std::unexpected(connect::loginTakenForFile(config.url));
}

/// The way through SSH that a configuration asks for.
Result<std::shared_ptr<TunnelRoute>> routeFor(const OpeningGround& ground, const protocol::ConnectionTarget& asked,
                                              const ConnectorInfo& info, const ConnectParams& params,
                                              const std::stop_token& stop) {
    if (info.opensFiles()) {
        return fail(ErrorKind::InvalidInput, "A database in a file is not reached through SSH.",
                    "Leave ssh out of the configuration.");
    }
    if (Result<void> way = checkWay(asked.config.ssh, params.host); !way) {
        return std::unexpected(std::move(way.error()));
    }
    Result<SshSecrets> secrets = sshSecretsOf(ground, asked, stop);
    if (!secrets) {
        return std::unexpected(std::move(secrets.error()));
    }
    protocol::SshConfig ssh = asked.config.ssh;
    for (std::string* file : {&ssh.keyFile, &ssh.knownHosts}) {
        *file = connect::absoluteFile(*file, asked.config.workingDirectory);
    }
    const std::uint16_t port = params.port == 0 ? info.defaultPort : params.port;
    auto route = std::make_shared<TunnelRoute>(ground.tunnels, std::move(ssh), std::move(*secrets),
                                               secretVariablesOf(asked.config.secrets),
                                               params.host.empty() ? "localhost" : params.host, port);
    route->allow(std::chrono::milliseconds(params.connectTimeoutMs));
    return route;
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
    if (Result<void> file = refuseMissingLogin(asked.config); !file) {
        return std::unexpected(std::move(file.error()));
    }
    Result<connect::ResolvedTarget> target = connect::resolveTarget(asked.config, known);
    if (!target) {
        // The connector that is missed may be one of those.
        for (const std::string& reason :
             target.error().kind == ErrorKind::Unsupported ? registry.refused() : std::vector<std::string>()) {
            target.error().hint += " " + reason;
        }
        return std::unexpected(std::move(target.error()));
    }
    const Result<std::size_t> maxSessions = takeMaxSessions(target->params, ground.maxSessions);
    if (!maxSessions) {
        return std::unexpected(maxSessions.error());
    }
    const Result<std::shared_ptr<Connector>> connector = registry.load(target->connectorId);
    if (!connector) {
        return std::unexpected(connector.error());
    }
    const ConnectorInfo& info = *std::ranges::find(known, target->connectorId, &ConnectorInfo::id);
    if (info.opensFiles()) {
        // A server's address is the connector's to find: the step is not over then.
        diagnosis.passed(info.displayName + " opens \"" + target->params.database + "\".");
    }
    auto source = std::make_shared<SessionSource>();
    source->connector = *connector;
    source->hasServer = !info.opensFiles();
    source->params = std::move(target->params);
    Result<std::string> passwordNote = addSecrets(ground, asked, info, stop, *source);
    if (!passwordNote) {
        return std::unexpected(std::move(passwordNote.error()));
    }
    if (asked.config.ssh.used()) {
        Result<std::shared_ptr<TunnelRoute>> route = routeFor(ground, asked, info, source->params, stop);
        if (!route) {
            return std::unexpected(std::move(route.error()));
        }
        source->route = std::move(*route);
    }
    Result<std::unique_ptr<Session>> session = openAsking(*source, ground.secrets.ask(), stop, diagnosis);
    if (!session) {
        Error error = std::move(session.error());
        const bool byServer = !diagnosis.underWay().starts_with("ssh");
        if (error.kind == ErrorKind::AuthenticationFailed && byServer && !passwordNote->empty()) {
            error.hint += (error.hint.empty() ? "" : " ") + *passwordNote;
        }
        return std::unexpected(std::move(error));
    }
    const SessionFacts& facts = (*session)->facts();
    OpenedConnection opened;
    opened.facts = {.connection = {},
                    .connector = target->connectorId,
                    .dialect = (*session)->dialect().id,
                    .serverVersion = facts.serverVersion,
                    .database = facts.database,
                    .product = facts.product,
                    .host = source->hasServer ? source->params.host : std::string(),
                    .tls = facts.tls,
                    .ssh = source->route ? source->route->description() : std::string(),
                    .safety = source->params.safety,
                    .askAbove = asked.config.askAbove ? asked.config.askAbove : ground.askAbove,
                    .capabilities = facts.capabilities,
                    .notices = facts.notices,
                    .isolationLevels = {},
                    .useSchema = std::string((*session)->dialect().useSchema),
                    .hasServer = source->hasServer};
    const auto& levels = (*session)->dialect().isolationLevels;
    opened.facts.isolationLevels.assign(levels.begin(), levels.end());
    opened.maxSessions = *maxSessions;
    opened.asksAsSet = !asked.config.askAbove;
    opened.source = std::move(source);
    opened.session = std::move(*session);
    return opened;
}

Result<void> checkConfiguration(ConnectorRegistry& registry, const protocol::ConnectionConfig& config) {
    const std::vector<ConnectorInfo> known = registry.connectors();
    if (Result<void> openable = connect::checkOpenable(config, known); !openable) {
        return openable;
    }
    Result<connect::ResolvedTarget> target = connect::resolveTarget(config, known);
    if (Result<void> way = checkWay(config.ssh, target ? target->params.host : config.host); !way) {
        return way;
    }
    if (!target) {
        // A connector that comes later may open it.
        return target.error().kind == ErrorKind::InvalidInput ? std::unexpected(target.error()) : Result<void>();
    }
    const Result<std::size_t> maxSessions = takeMaxSessions(target->params, 0);
    if (!maxSessions) {
        return std::unexpected(maxSessions.error());
    }
    const Result<std::shared_ptr<Connector>> connector = registry.load(target->connectorId);
    const Result<void> checked =
        connector ? guardedStep([&] { return (*connector)->check(target->params); }) : Result<void>();
    return checked || checked.error().kind != ErrorKind::InvalidInput ? Result<void>() : checked;
}

void lookAtPrivileges(const OpenedConnection& opened, const std::stop_token& stop, ConnectionDiagnosis& diagnosis) {
    diagnosis.begin("privileges");
    const std::chrono::milliseconds longest(opened.source->params.connectTimeoutMs);
    Result<std::string> found = guardedStep([&] { return opened.session->privileges(longest, stop); });
    if (!found) {
        diagnosis.failed(found.error());
    } else if (!found->empty()) {
        diagnosis.passed(std::move(*found));
    }
}

} // namespace dbv::engine
