// SPDX-License-Identifier: Apache-2.0
#include "store/config_json.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace dbv::store {

namespace {

using protocol::ConnectionConfig;

constexpr std::array<std::pair<Safety, const char*>, 5> kSafetyNames = {{
    {Safety::Off, "off"},
    {Safety::Confirm, "confirm"},
    {Safety::Sandbox, "sandbox"},
    {Safety::DryRun, "dryRun"},
    {Safety::ReadOnly, "readOnly"},
}};

constexpr std::array<std::pair<const char*, std::string ConnectionConfig::*>, 6> kTexts = {{
    {"url", &ConnectionConfig::url},
    {"connector", &ConnectionConfig::connector},
    {"host", &ConnectionConfig::host},
    {"user", &ConnectionConfig::user},
    {"database", &ConnectionConfig::database},
    {"workingDirectory", &ConnectionConfig::workingDirectory},
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
    for (const auto& [safety, name] : kSafetyNames) {
        if (value.toString() == QLatin1String(name)) {
            return safety;
        }
    }
    return fail(ErrorKind::InvalidInput, "\"safety\" is none of the known levels.");
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

Result<void> readTexts(const QJsonObject& object, ConnectionConfig& config) {
    for (const auto& [name, member] : kTexts) {
        const QString key = QString::fromLatin1(name);
        if (!object.contains(key)) {
            continue;
        }
        Result<std::string> text = textFromJson(key, object.value(key));
        if (!text) {
            return std::unexpected(std::move(text.error()));
        }
        config.*member = *std::move(text);
    }
    return {};
}

} // namespace

QString configToJson(const ConnectionConfig& config) {
    QJsonObject object;
    for (const auto& [name, member] : kTexts) {
        if (!(config.*member).empty()) {
            object.insert(QString::fromLatin1(name), textToJson(config.*member));
        }
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
    for (const auto& [safety, name] : kSafetyNames) {
        if (safety == config.safety) {
            object.insert(QStringLiteral("safety"), QString::fromLatin1(name));
        }
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
    if (Result<void> read = readTexts(object, config); !read) {
        return std::unexpected(std::move(read.error()));
    }
    if (Result<void> read = readOptions(object.value(QStringLiteral("options")), config); !read) {
        return std::unexpected(std::move(read.error()));
    }
    const int port = object.value(QStringLiteral("port")).toInt();
    if (port < 0 || port > std::numeric_limits<std::uint16_t>::max()) {
        return fail(ErrorKind::InvalidInput, "\"port\" is not a port.");
    }
    config.port = static_cast<std::uint16_t>(port);
    if (object.contains(QStringLiteral("safety"))) {
        const Result<Safety> safety = safetyFromJson(object.value(QStringLiteral("safety")));
        if (!safety) {
            return std::unexpected(safety.error());
        }
        config.safety = *safety;
    }
    return config;
}

} // namespace dbv::store
