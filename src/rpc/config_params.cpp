// SPDX-License-Identifier: Apache-2.0
#include "rpc/config_params.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

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

constexpr auto kOrigins = std::to_array<std::pair<protocol::SecretOrigin, std::string_view>>({
    {protocol::SecretOrigin::Usual, "usual"},
    {protocol::SecretOrigin::Ask, "ask"},
    {protocol::SecretOrigin::Stored, "stored"},
    {protocol::SecretOrigin::Command, "command"},
    {protocol::SecretOrigin::Environment, "environment"},
});
constexpr auto kEnvironments = std::to_array<std::pair<protocol::Environment, std::string_view>>({
    {protocol::Environment::None, ""},
    {protocol::Environment::Local, "local"},
    {protocol::Environment::Test, "test"},
    {protocol::Environment::Staging, "staging"},
    {protocol::Environment::Production, "production"},
});

template <class Pairs, class Value>
std::string_view wordOf(const Pairs& pairs, Value value) {
    return std::ranges::find(pairs, value, [](const auto& each) { return each.first; })->second;
}

template <class Pairs>
auto valueNamed(const Pairs& pairs, std::string_view name) -> std::optional<decltype(pairs.front().first)> {
    const auto found = std::ranges::find(pairs, name, [](const auto& each) { return each.second; });
    return found == pairs.end() ? std::nullopt : std::optional(found->first);
}

/// Where a source may stand, beside the secret that it is for.
struct SourcePlace {
    /// The member of `config` that holds it; empty for `config` itself.
    const char* within;
    const char* name;
    const char* secret;
    protocol::SecretSource protocol::SecretSources::* source;
};
constexpr std::array kSourcePlaces{
    SourcePlace{"", "passwordFrom", "password", &protocol::SecretSources::password},
    SourcePlace{"tls", "keyPasswordFrom", "keyPassword", &protocol::SecretSources::tlsKeyPassword},
    SourcePlace{"ssh", "passwordFrom", "password", &protocol::SecretSources::sshPassword},
    SourcePlace{"ssh", "passphraseFrom", "passphrase", &protocol::SecretSources::sshPassphrase},
};

std::optional<ParamProblem> readSource(const QJsonObject& object, const QString& within,
                                       protocol::SecretSource& source) {
    if (const auto wrong = checkMembers(object, secretSourceRules(), within)) {
        return problem(*wrong);
    }
    const auto origin = originNamed(textOf(object, QLatin1String("from")));
    if (!origin) {
        return problem(QStringLiteral("%1.from must be one of usual, ask, stored, command, environment.").arg(within));
    }
    source = {*origin, textOf(object, QLatin1String("what"))};
    const bool needsWhat = *origin != protocol::SecretOrigin::Usual && *origin != protocol::SecretOrigin::Ask;
    if (needsWhat == source.what.empty()) {
        const QString from = object.value(QLatin1String("from")).toString();
        return problem(needsWhat ? QStringLiteral("%1.what is missing: the secretId, the command or the name of the "
                                                  "variable that %2 means.")
                                       .arg(within, from)
                                 : QStringLiteral("%1.what has no meaning with %2; leave it out.").arg(within, from));
    }
    return std::nullopt;
}

} // namespace

std::string_view originName(protocol::SecretOrigin origin) {
    return wordOf(kOrigins, origin);
}

std::optional<protocol::SecretOrigin> originNamed(std::string_view name) {
    return valueNamed(kOrigins, name);
}

std::string_view environmentName(protocol::Environment environment) {
    return wordOf(kEnvironments, environment);
}

std::optional<protocol::Environment> environmentNamed(std::string_view name) {
    return valueNamed(kEnvironments, name);
}

std::optional<ParamProblem> readSecretSources(const QJsonObject& config, protocol::SecretSources& secrets) {
    for (const SourcePlace& place : kSourcePlaces) {
        const QLatin1String member(place.within);
        const QJsonObject object = member.isEmpty() ? config : config.value(member).toObject();
        const QLatin1String name(place.name);
        if (!object.contains(name)) {
            continue;
        }
        const QString within = QStringLiteral("config.") + (member.isEmpty() ? QString() : member + QLatin1Char('.'));
        if (object.contains(QLatin1String(place.secret))) {
            return problem(QStringLiteral("%1%2 and %1%3 are both given; leave one of them out.")
                               .arg(within, QLatin1String(place.secret), name));
        }
        if (auto wrong = readSource(object.value(name).toObject(), within + name, secrets.*place.source)) {
            return wrong;
        }
    }
    return std::nullopt;
}

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
