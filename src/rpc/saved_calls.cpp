// SPDX-License-Identifier: Apache-2.0
// Saved connections and stored secrets.
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "bus/secret_shelf.h"
#include "rpc/calls.h"
#include "rpc/config_params.h"
#include "rpc/connection_json.h"
#include "rpc/error_json.h"

namespace dbv::rpc {

namespace {

std::unexpected<ParamProblem> invalidConnection(QString sentence) {
    return std::unexpected(ParamProblem{std::move(sentence), std::nullopt});
}

/// The first secret that stands in a configuration itself; empty for none.
QString secretIn(const QJsonObject& config) {
    const QJsonObject tls = config.value(QLatin1String("tls")).toObject();
    const QJsonObject ssh = config.value(QLatin1String("ssh")).toObject();
    return config.contains(QLatin1String("password"))   ? QStringLiteral("config.password")
           : tls.contains(QLatin1String("keyPassword")) ? QStringLiteral("config.tls.keyPassword")
           : ssh.contains(QLatin1String("password"))    ? QStringLiteral("config.ssh.password")
           : ssh.contains(QLatin1String("passphrase"))  ? QStringLiteral("config.ssh.passphrase")
                                                        : QString();
}

ParamResult<protocol::SavedConnection> savedConnectionOf(const QJsonObject& object,
                                                         const protocol::UsualSafety& usual) {
    if (const auto wrong = checkMembers(object, savedConnectionRules(), QStringLiteral("connection"))) {
        return invalidConnection(*wrong);
    }
    const QJsonObject configObject = object.value(QLatin1String("config")).toObject();
    if (const QString secret = secretIn(configObject); !secret.isEmpty()) {
        return invalidConnection(
            QStringLiteral("%1 would be kept in clear; store it with keepSecret and name its secretId in %1From.")
                .arg(secret));
    }
    ParamResult<protocol::ConnectionConfig> config = configOf(configObject);
    const auto environment = environmentNamed(textOf(object, QLatin1String("environment")));
    if (!config) {
        return std::unexpected(std::move(config).error());
    }
    if (!environment) {
        return invalidConnection(
            QStringLiteral("connection.environment must be one of local, test, staging, production."));
    }
    if (!configObject.contains(QLatin1String("safety"))) {
        config->safety = protocol::usualSafety(usual, *environment);
    }
    if (config->workingDirectory.empty()) {
        // It will be used from other folders, too.
        std::error_code unknown;
        config->workingDirectory = std::filesystem::current_path(unknown).string();
    }
    return protocol::SavedConnection{.name = textOf(object, QLatin1String("name")),
                                     .config = *std::move(config),
                                     .group = textOf(object, QLatin1String("group")),
                                     .environment = *environment,
                                     .favourite = flagOf(object, QLatin1String("favourite"), false)};
}

bus::LeftSecret leave(Call& call, std::string_view place) {
    return {call.around().bus.secrets(), call.takeSecret(place)};
}

} // namespace

void callListConnections(const std::shared_ptr<Call>& call, const QJsonObject&) {
    call->ask(protocol::ListSavedConnections{}, savedConnectionsJson);
}

void callSaveConnection(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    ParamResult<protocol::SavedConnection> saved =
        savedConnectionOf(params.value(QLatin1String("connection")).toObject(), call->around().usualSafety());
    if (!saved) {
        call->refuse(saved.error());
        return;
    }
    protocol::SaveConnection command{*std::move(saved), textOf(params, QLatin1String("replaces")), {}};
    if (!flagOf(params, QLatin1String("replace"), true)) {
        if (!command.replaces.empty()) {
            call->refuse(ParamProblem{QStringLiteral("replace is false, and replaces names what is to be replaced."),
                                      std::nullopt});
            return;
        }
        // As who has read that there is none of the name.
        command.read = protocol::ReadConnection{};
    }
    call->ask(std::move(command), savedConnectionsJson);
}

void callRemoveConnection(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::RemoveSavedConnection{textOf(params, QLatin1String("name")), {}}, savedConnectionsJson);
}

void callListSecrets(const std::shared_ptr<Call>& call, const QJsonObject&) {
    call->ask(protocol::ListSecrets{}, secretsJson);
}

void callKeepSecret(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const bus::LeftSecret left = leave(*call, "secret");
    call->ask(
        protocol::KeepSecret{textOf(params, QLatin1String("secretId")), textOf(params, QLatin1String("name")),
                             left.id()},
        [left](const protocol::SecretKept& kept) { return QJsonObject{{QLatin1String("secretId"), toText(kept.id)}}; });
}

void callRemoveSecret(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::RemoveSecret{textOf(params, QLatin1String("secretId"))}, secretsJson);
}

void callUnlockSecrets(const std::shared_ptr<Call>& call, const QJsonObject&) {
    const bus::LeftSecret left = leave(*call, "password");
    call->ask(protocol::UnlockSecrets{left.id()},
              [left](const protocol::SecretsListed& listed) { return secretsJson(listed); });
}

} // namespace dbv::rpc
