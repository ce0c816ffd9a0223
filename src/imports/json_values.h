// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QJsonObject>
#include <QJsonValue>
#include <QString>

#include "imports/tls_words.h"

namespace dbv::imports {

/// A value as text, whether it was written as a text, a number or a switch; empty for everything else.
[[nodiscard]] inline std::string textOf(const QJsonValue& value) {
    if (value.isDouble() && value.toDouble() > -1e15 && value.toDouble() < 1e15) {
        const double number = value.toDouble();
        const auto whole = static_cast<qint64>(number);
        return whole >= -999999999 && whole <= 999999999 && static_cast<double>(whole) == number
                   ? std::to_string(whole)
                   : QString::number(number).toStdString();
    }
    if (value.isBool()) {
        return value.toBool() ? "true" : "false";
    }
    return value.toString().toStdString();
}

[[nodiscard]] inline std::string textIn(const QJsonObject& object, const char* name) {
    return textOf(object.value(QLatin1String(name)));
}

[[nodiscard]] inline bool isOnIn(const QJsonObject& object, const char* name) {
    return switchOf(textIn(object, name)).value_or(false);
}

[[nodiscard]] inline QJsonObject objectIn(const QJsonObject& object, const char* name) {
    return object.value(QLatin1String(name)).toObject();
}

} // namespace dbv::imports
