// SPDX-License-Identifier: Apache-2.0
#include "rpc/config_params.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include <QJsonArray>

#include "rpc/method_table.h"

namespace dbv::rpc {

namespace {

std::optional<ParamProblem> problem(QString sentence) {
    return ParamProblem{std::move(sentence), std::nullopt};
}

std::optional<ParamProblem> readHop(const QJsonObject& object, const QString& within, protocol::SshHop& hop) {
    hop.host = textOf(object, QLatin1String("host"));
    hop.user = textOf(object, QLatin1String("user"));
    const std::uint64_t port = numberOf(object, QLatin1String("port"), 0);
    if (hop.host.empty()) {
        return problem(QStringLiteral("%1.host is missing; it must be a string.").arg(within));
    }
    if (port > std::numeric_limits<std::uint16_t>::max()) {
        return problem(QStringLiteral("%1.port must be an integer from 1 to 65535.").arg(within));
    }
    hop.port = static_cast<std::uint16_t>(port);
    return std::nullopt;
}

} // namespace

std::optional<ParamProblem> readTls(const QJsonObject& config, protocol::TlsConfig& tls) {
    const QJsonObject object = config.value(QLatin1String("tls")).toObject();
    if (const auto wrong = checkMembers(object, tlsRules(), QStringLiteral("config.tls"))) {
        return problem(*wrong);
    }
    if (object.contains(QLatin1String("mode"))) {
        tls.mode = tlsModeNamed(textOf(object, QLatin1String("mode")));
        if (!tls.mode) {
            return problem(
                QStringLiteral("config.tls.mode must be one of disable, prefer, require, verify-ca, verify-full."));
        }
    }
    tls.ca = textOf(object, QLatin1String("ca"));
    tls.crl = textOf(object, QLatin1String("crl"));
    tls.cert = textOf(object, QLatin1String("cert"));
    tls.key = textOf(object, QLatin1String("key"));
    tls.serverName = textOf(object, QLatin1String("serverName"));
    tls.minVersion = textOf(object, QLatin1String("minVersion"));
    return std::nullopt;
}

std::optional<ParamProblem> readSsh(const QJsonObject& config, protocol::SshConfig& ssh) {
    if (!config.contains(QLatin1String("ssh"))) {
        return std::nullopt;
    }
    const QJsonObject object = config.value(QLatin1String("ssh")).toObject();
    if (const auto wrong = checkMembers(object, sshRules(), QStringLiteral("config.ssh"))) {
        return problem(*wrong);
    }
    if (auto wrong = readHop(object, QStringLiteral("config.ssh"), ssh.target)) {
        return wrong;
    }
    ssh.auth = textOf(object, QLatin1String("auth"));
    ssh.keyFile = textOf(object, QLatin1String("keyFile"));
    ssh.knownHosts = textOf(object, QLatin1String("knownHosts"));
    ssh.acceptFingerprint = textOf(object, QLatin1String("acceptFingerprint"));
    static constexpr auto kWays =
        std::to_array<std::string_view>({"", "password", "key", "agent", "keyboard-interactive"});
    if (std::ranges::find(kWays, ssh.auth) == kWays.end()) {
        return problem(QStringLiteral("config.ssh.auth must be one of password, key, agent, keyboard-interactive."));
    }
    const QJsonArray jumps = object.value(QLatin1String("jump")).toArray();
    for (qsizetype i = 0; i < jumps.size(); ++i) {
        const QString within = QStringLiteral("config.ssh.jump[%1]").arg(i);
        const QJsonObject jump = jumps.at(i).toObject();
        if (const auto wrong = checkMembers(jump, sshHopRules(), within)) {
            return problem(*wrong);
        }
        if (auto wrong = readHop(jump, within, ssh.jump.emplace_back())) {
            return wrong;
        }
    }
    return std::nullopt;
}

} // namespace dbv::rpc
