// SPDX-License-Identifier: Apache-2.0
#include "cli/config_text.h"

#include <cstddef>
#include <string>
#include <string_view>

#include <QJsonArray>
#include <QJsonValue>

#include "cli/terminal_text.h"

namespace dbv::cli {

namespace {

void flatten(const QString& name, const QJsonValue& value, std::string& text) {
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            flatten(name.isEmpty() ? member.key() : name + QLatin1Char('.') + member.key(), *member, text);
        }
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i) {
            flatten(QStringLiteral("%1[%2]").arg(name).arg(i), array.at(i), text);
        }
    } else if (const QString shown =
                   value.isBool() ? (value.toBool() ? QStringLiteral("yes") : QString()) : value.toVariant().toString();
               !shown.isEmpty()) {
        text += terminalLine(name.toStdString() + ": " + shown.toStdString()) + "\n";
    }
}

/// A part of a URL, with its signs written so that they are those of a name.
std::string partOfPlace(std::string_view text, std::string_view signs) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string part;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool isSign = c == '%' || byte <= 0x20 || signs.contains(c);
        part += isSign ? std::string{'%', kDigits[byte >> 4U], kDigits[byte & 15U]} : std::string(1, c);
    }
    return part;
}

} // namespace

std::string placeText(const protocol::ConnectionConfig& config) {
    if (!config.url.empty()) {
        return config.url;
    }
    if (config.host.empty() && config.user.empty()) {
        return config.connector.empty() && config.database.empty() ? std::string()
                                                                   : config.connector + ":" + config.database;
    }
    const std::string user = config.user.empty() ? "" : partOfPlace(config.user, ":/?#") + "@";
    const bool address = config.host.find(':') != std::string::npos && config.host.find(',') == std::string::npos;
    const std::string host = address ? "[" + config.host + "]" : config.host;
    const std::string port = config.port == 0 ? "" : ":" + std::to_string(config.port);
    return config.connector + "://" + user + host + port +
           (config.database.empty() ? "" : "/" + partOfPlace(config.database, "?#"));
}

std::string flatText(const QJsonObject& object) {
    std::string text;
    flatten({}, object, text);
    return text;
}

std::string plainName(const std::string& word) {
    return word.starts_with('@') ? word.substr(1) : word;
}

std::string maskedUser(std::string_view part) {
    const std::size_t colon = part.find(':');
    const std::size_t at = part.rfind('@');
    if (colon == std::string_view::npos || (at != std::string_view::npos && colon > at)) {
        return std::string(part);
    }
    return std::string(part.substr(0, colon)) + ":***" +
           std::string(at == std::string_view::npos ? std::string_view() : part.substr(at));
}

Error noSavedConnection(const std::string& name) {
    const std::string shown = name.find('@') == std::string::npos ? name : maskedUser(name);
    return makeError(ErrorKind::NotFound, "There is no saved connection \"" + shown + "\".",
                     "dbvis connections list shows their names.");
}

} // namespace dbv::cli
