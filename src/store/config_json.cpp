// SPDX-License-Identifier: Apache-2.0
#include "store/config_json.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <dbv/connector/safety_words.h>

namespace dbv::store {

namespace {

using protocol::ConnectionConfig;

constexpr std::array<std::pair<const char*, std::string ConnectionConfig::*>, 6> kTexts = {{
    {"url", &ConnectionConfig::url},
    {"connector", &ConnectionConfig::connector},
    {"host", &ConnectionConfig::host},
    {"user", &ConnectionConfig::user},
    {"database", &ConnectionConfig::database},
    {"workingDirectory", &ConnectionConfig::workingDirectory},
}};

constexpr std::array<std::pair<const char*, std::string protocol::TlsConfig::*>, 6> kTlsTexts = {{
    {"ca", &protocol::TlsConfig::ca},
    {"crl", &protocol::TlsConfig::crl},
    {"cert", &protocol::TlsConfig::cert},
    {"key", &protocol::TlsConfig::key},
    {"serverName", &protocol::TlsConfig::serverName},
    {"minVersion", &protocol::TlsConfig::minVersion},
}};

constexpr std::array<std::pair<const char*, std::string protocol::SshConfig::*>, 3> kSshTexts = {{
    {"auth", &protocol::SshConfig::auth},
    {"keyFile", &protocol::SshConfig::keyFile},
    {"knownHosts", &protocol::SshConfig::knownHosts},
}};

constexpr std::array<std::pair<protocol::SecretOrigin, const char*>, 5> kOrigins = {{
    {protocol::SecretOrigin::Usual, "usual"},
    {protocol::SecretOrigin::Ask, "ask"},
    {protocol::SecretOrigin::Stored, "stored"},
    {protocol::SecretOrigin::Command, "command"},
    {protocol::SecretOrigin::Environment, "environment"},
}};

constexpr std::array<std::pair<const char*, protocol::SecretSource protocol::SecretSources::*>, 4> kSecrets = {{
    {"password", &protocol::SecretSources::password},
    {"tlsKeyPassword", &protocol::SecretSources::tlsKeyPassword},
    {"sshPassword", &protocol::SecretSources::sshPassword},
    {"sshPassphrase", &protocol::SecretSources::sshPassphrase},
}};

QJsonValue textToJson(const std::string& bytes) {
    QString text = QString::fromUtf8(bytes);
    if (text.toUtf8().toStdString() == bytes) {
        return text;
    }
    return QJsonObject{{QStringLiteral("base64"), QString::fromLatin1(QByteArray::fromStdString(bytes).toBase64())}};
}

Result<std::string> textFromJson(const QString& name, const QJsonValue& value) {
    if (value.isString()) {
        return value.toString().toStdString();
    }
    const QJsonValue encoded = value.toObject().value(QStringLiteral("base64"));
    const auto bytes = QByteArray::fromBase64Encoding(
        encoded.toString().toLatin1(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (encoded.isString() && bytes) {
        return bytes.decoded.toStdString();
    }
    return fail(ErrorKind::InvalidInput, "\"" + name.toStdString() + "\" is not a text.");
}

Result<Safety> safetyFromJson(const QJsonValue& value) {
    const std::optional<Safety> safety = safetyFromWord(value.toString().toStdString());
    return safety ? Result<Safety>(*safety) : fail(ErrorKind::InvalidInput, "\"safety\" is none of the known levels.");
}

Result<void> readOptions(const QJsonValue& value, ConnectionConfig& config) {
    const QJsonObject options = value.toObject();
    for (auto option = options.begin(); option != options.end(); ++option) {
        Result<std::string> text = textFromJson(option.key(), option.value());
        if (!text) {
            return std::unexpected(std::move(text.error()));
        }
        config.options.insert_or_assign(option.key().toStdString(), *std::move(text));
    }
    return {};
}

template <class Config, std::size_t Count>
Result<void> readTexts(const QJsonObject& object,
                       const std::array<std::pair<const char*, std::string Config::*>, Count>& texts, Config& config,
                       const QString& within = {}) {
    for (const auto& [name, member] : texts) {
        const QString key = QString::fromLatin1(name);
        if (!object.contains(key)) {
            continue;
        }
        Result<std::string> text = textFromJson(within + key, object.value(key));
        if (!text) {
            return std::unexpected(std::move(text.error()));
        }
        config.*member = *std::move(text);
    }
    return {};
}

template <class Config, std::size_t Count>
QJsonObject textsToJson(const std::array<std::pair<const char*, std::string Config::*>, Count>& texts,
                        const Config& config) {
    QJsonObject object;
    for (const auto& [name, member] : texts) {
        if (!(config.*member).empty()) {
            object.insert(QString::fromLatin1(name), textToJson(config.*member));
        }
    }
    return object;
}

Result<std::uint16_t> portFromJson(const QJsonValue& value, const QString& within = {}) {
    const int port = value.toInt();
    if (port < 0 || port > std::numeric_limits<std::uint16_t>::max()) {
        return fail(ErrorKind::InvalidInput, "\"" + within.toStdString() + "port\" is not a port.");
    }
    return static_cast<std::uint16_t>(port);
}

QJsonObject tlsToJson(const protocol::TlsConfig& tls) {
    QJsonObject object = textsToJson(kTlsTexts, tls);
    if (tls.mode) {
        const std::string_view mode = tlsModeName(*tls.mode);
        object.insert(QStringLiteral("mode"), QLatin1String(mode.data(), static_cast<int>(mode.size())));
    }
    return object;
}

Result<void> tlsFromJson(const QJsonObject& object, protocol::TlsConfig& tls) {
    if (object.contains(QStringLiteral("mode"))) {
        tls.mode = tlsModeNamed(object.value(QStringLiteral("mode")).toString().toStdString());
        if (!tls.mode) {
            // Whatever it was, it was not meant to be less.
            return fail(ErrorKind::InvalidInput, "\"tls.mode\" is none of the known modes.");
        }
    }
    return readTexts(object, kTlsTexts, tls, QStringLiteral("tls."));
}

QJsonObject hopToJson(const protocol::SshHop& hop) {
    QJsonObject object{{QStringLiteral("host"), textToJson(hop.host)}};
    if (hop.port != 0) {
        object.insert(QStringLiteral("port"), hop.port);
    }
    if (!hop.user.empty()) {
        object.insert(QStringLiteral("user"), textToJson(hop.user));
    }
    return object;
}

Result<protocol::SshHop> hopFromJson(const QJsonObject& object, const QString& within) {
    const QString hostKey = QStringLiteral("host");
    const QString userKey = QStringLiteral("user");
    const Result<std::string> host = textFromJson(within + hostKey, object.value(hostKey));
    const Result<std::string> user =
        textFromJson(within + userKey, object.contains(userKey) ? object.value(userKey) : QJsonValue(QString()));
    const Result<std::uint16_t> port = portFromJson(object.value(QStringLiteral("port")), within);
    if (!host || !user || !port) {
        return std::unexpected(!host ? host.error() : !user ? user.error() : port.error());
    }
    return protocol::SshHop{*host, *port, *user};
}

QJsonObject sshToJson(const protocol::SshConfig& ssh) {
    QJsonObject object = textsToJson(kSshTexts, ssh);
    object.insert(QStringLiteral("target"), hopToJson(ssh.target));
    QJsonArray jumps;
    for (const protocol::SshHop& hop : ssh.jump) {
        jumps.append(hopToJson(hop));
    }
    if (!jumps.isEmpty()) {
        object.insert(QStringLiteral("jump"), jumps);
    }
    return object;
}

Result<void> sshFromJson(const QJsonObject& object, protocol::SshConfig& ssh) {
    Result<protocol::SshHop> target =
        hopFromJson(object.value(QStringLiteral("target")).toObject(), QStringLiteral("ssh.target."));
    if (!target) {
        return std::unexpected(std::move(target.error()));
    }
    ssh.target = *std::move(target);
    for (const QJsonValue jump : object.value(QStringLiteral("jump")).toArray()) {
        Result<protocol::SshHop> hop = hopFromJson(jump.toObject(), QStringLiteral("ssh.jump."));
        if (!hop) {
            return std::unexpected(std::move(hop.error()));
        }
        ssh.jump.push_back(*std::move(hop));
    }
    return readTexts(object, kSshTexts, ssh, QStringLiteral("ssh."));
}

QJsonObject secretsToJson(const protocol::SecretSources& secrets) {
    QJsonObject object;
    for (const auto& [name, member] : kSecrets) {
        const protocol::SecretSource& source = secrets.*member;
        if (source == protocol::SecretSource()) {
            continue;
        }
        QJsonObject entry;
        for (const auto& [origin, originName] : kOrigins) {
            if (origin == source.origin) {
                entry.insert(QStringLiteral("from"), QLatin1String(originName));
            }
        }
        if (!source.what.empty()) {
            entry.insert(QStringLiteral("what"), textToJson(source.what));
        }
        object.insert(QLatin1String(name), entry);
    }
    return object;
}

Result<protocol::SecretSource> secretFromJson(const QString& name, const QJsonObject& object) {
    const QString from = object.value(QStringLiteral("from")).toString();
    const auto known =
        std::ranges::find_if(kOrigins, [&from](const auto& origin) { return from == QLatin1String(origin.second); });
    if (known == kOrigins.end()) {
        return fail(ErrorKind::InvalidInput, "\"secrets." + name.toStdString() + ".from\" is no known origin.");
    }
    protocol::SecretSource source{known->first, {}};
    if (object.contains(QStringLiteral("what"))) {
        Result<std::string> what = textFromJson(QStringLiteral("what"), object.value(QStringLiteral("what")));
        if (!what) {
            return std::unexpected(std::move(what.error()));
        }
        source.what = *std::move(what);
    }
    return source;
}

Result<void> secretsFromJson(const QJsonObject& object, protocol::SecretSources& secrets) {
    for (const auto& [name, member] : kSecrets) {
        const QString key = QLatin1String(name);
        if (!object.contains(key)) {
            continue;
        }
        Result<protocol::SecretSource> source = secretFromJson(key, object.value(key).toObject());
        if (!source) {
            return std::unexpected(std::move(source.error()));
        }
        secrets.*member = *std::move(source);
    }
    return {};
}

} // namespace

QString configToJson(const ConnectionConfig& config) {
    QJsonObject object = textsToJson(kTexts, config);
    if (config.tls != protocol::TlsConfig()) {
        object.insert(QStringLiteral("tls"), tlsToJson(config.tls));
    }
    if (config.ssh.used()) {
        object.insert(QStringLiteral("ssh"), sshToJson(config.ssh));
    }
    if (config.secrets != protocol::SecretSources()) {
        object.insert(QStringLiteral("secrets"), secretsToJson(config.secrets));
    }
    if (config.port != 0) {
        object.insert(QStringLiteral("port"), config.port);
    }
    QJsonObject options;
    for (const auto& [name, value] : config.options) {
        options.insert(QString::fromStdString(name), textToJson(value));
    }
    if (!options.isEmpty()) {
        object.insert(QStringLiteral("options"), options);
    }
    const std::string_view safety = safetyWord(config.safety);
    object.insert(QStringLiteral("safety"), QLatin1String(safety.data(), static_cast<qsizetype>(safety.size())));
    if (config.askAbove) {
        object.insert(QStringLiteral("askAbove"), static_cast<qint64>(*config.askAbove));
    }
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<ConnectionConfig> configFromJson(const QString& json) {
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8());
    if (!document.isObject()) {
        return fail(ErrorKind::InvalidInput, "A kept configuration is not JSON.");
    }
    const QJsonObject object = document.object();
    ConnectionConfig config;
    Result<void> parts = readTexts(object, kTexts, config);
    parts = parts ? tlsFromJson(object.value(QStringLiteral("tls")).toObject(), config.tls) : parts;
    if (parts && object.contains(QStringLiteral("ssh"))) {
        parts = sshFromJson(object.value(QStringLiteral("ssh")).toObject(), config.ssh);
    }
    if (parts) {
        parts = secretsFromJson(object.value(QStringLiteral("secrets")).toObject(), config.secrets);
    }
    if (!parts) {
        return std::unexpected(std::move(parts.error()));
    }
    if (Result<void> read = readOptions(object.value(QStringLiteral("options")), config); !read) {
        return std::unexpected(std::move(read.error()));
    }
    const Result<std::uint16_t> port = portFromJson(object.value(QStringLiteral("port")));
    if (!port) {
        return std::unexpected(port.error());
    }
    config.port = *port;
    if (object.contains(QStringLiteral("safety"))) {
        const Result<Safety> safety = safetyFromJson(object.value(QStringLiteral("safety")));
        if (!safety) {
            return std::unexpected(safety.error());
        }
        config.safety = *safety;
    }
    if (const QJsonValue above = object.value(QStringLiteral("askAbove")); !above.isUndefined()) {
        const qint64 rows = above.toInteger(-1);
        if (rows < 0) {
            return fail(ErrorKind::InvalidInput, "\"askAbove\" is no number of rows.");
        }
        config.askAbove = static_cast<std::uint64_t>(rows);
    }
    return config;
}

} // namespace dbv::store
