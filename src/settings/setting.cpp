// SPDX-License-Identifier: Apache-2.0
#include "settings/setting.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>
#include <QString>

namespace dbv::settings {

namespace {

std::string shownJson(const QJsonValue& json) {
    const QByteArray list = QJsonDocument(QJsonArray{json}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2).toStdString();
}

std::string shownNumber(std::int64_t number) {
    return std::to_string(number);
}

std::string shownNumber(double number) {
    return QString::number(number).toStdString();
}

std::unexpected<Error> notA(std::string_view key, const std::string& expected, const QJsonValue& json) {
    return fail(ErrorKind::InvalidInput,
                "The setting \"" + std::string(key) + "\" must be " + expected + ", not " + shownJson(json) + ".");
}

template <class T>
std::string range(const Setting<T>& setting) {
    return " from " + shownNumber(setting.lowest) + " to " + shownNumber(setting.highest);
}

} // namespace

Result<bool> readSetting(const Setting<bool>& setting, const QJsonValue& json) {
    return json.isBool() ? Result<bool>(json.toBool()) : notA(setting.key, "true or false", json);
}

Result<std::int64_t> readSetting(const Setting<std::int64_t>& setting, const QJsonValue& json) {
    // A number that is not whole gives the default, whichever that is.
    const bool whole = json.isDouble() && json.toInteger(0) == json.toInteger(1);
    const std::int64_t value = json.toInteger();
    if (!whole || value < setting.lowest || value > setting.highest) {
        return notA(setting.key, "a whole number" + range(setting), json);
    }
    return value;
}

Result<double> readSetting(const Setting<double>& setting, const QJsonValue& json) {
    const double value = json.toDouble();
    if (!json.isDouble() || !std::isfinite(value) || value < setting.lowest || value > setting.highest) {
        return notA(setting.key, "a number" + range(setting), json);
    }
    return value;
}

Result<std::string> readSetting(const Setting<std::string>& setting, const QJsonValue& json) {
    std::string value = json.toString().toStdString();
    if (!json.isString()) {
        return notA(setting.key, "a text", json);
    }
    if (!setting.choices.empty() && std::ranges::find(setting.choices, value) == setting.choices.end()) {
        std::string expected = "one of";
        for (const std::string_view choice : setting.choices) {
            expected += " \"" + std::string(choice) + "\"";
        }
        return notA(setting.key, expected, json);
    }
    return value;
}

std::string_view settingKey(const AnySetting& setting) {
    return std::visit([](const auto& each) { return each.key; }, setting);
}

QJsonValue settingFallback(const AnySetting& setting) {
    return std::visit([]<class T>(const Setting<T>& each) { return QJsonValue(settingToJson(T(each.fallback))); },
                      setting);
}

Result<void> checkSetting(const AnySetting& setting, const QJsonValue& json) {
    return std::visit(
        [&json](const auto& each) -> Result<void> {
            auto read = readSetting(each, json);
            return read ? Result<void>() : std::unexpected(std::move(read.error()));
        },
        setting);
}

QJsonValue settingToJson(bool value) {
    return value;
}

QJsonValue settingToJson(std::int64_t value) {
    return static_cast<qint64>(value);
}

QJsonValue settingToJson(double value) {
    return value;
}

QJsonValue settingToJson(const std::string& value) {
    return QString::fromStdString(value);
}

} // namespace dbv::settings
