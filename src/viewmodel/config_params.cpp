// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/config_params.h"

#include <string>

#include <QCoreApplication>
#include <QStringList>

namespace dbv::viewmodel {

QString configParam(const protocol::ConnectionConfig& config, std::string_view name) {
    if (name == "port" && config.port != 0 && !config.options.contains(name)) {
        return QString::number(config.port);
    }
    const std::string* text = name == "host"       ? &config.host
                              : name == "user"     ? &config.user
                              : name == "database" ? &config.database
                                                   : nullptr;
    if (text != nullptr) {
        return QString::fromStdString(*text);
    }
    const auto option = config.options.find(name);
    return option == config.options.end() ? QString() : QString::fromStdString(option->second);
}

void setConfigParam(protocol::ConnectionConfig& config, std::string_view name, const QString& value) {
    const std::string text = value.trimmed().toStdString();
    if (name == "host") {
        config.host = text;
    } else if (name == "port") {
        config.port = value.trimmed().toUShort();
        config.options.erase(std::string(name));
        if (config.port == 0 && !text.empty()) {
            config.options.insert_or_assign(std::string(name), text);
        }
    } else if (name == "user") {
        config.user = text;
    } else if (name == "database") {
        config.database = text;
    } else if (text.empty()) {
        config.options.erase(std::string(name));
    } else {
        config.options.insert_or_assign(std::string(name), value.toStdString());
    }
}

QString portTrouble(const protocol::ConnectionConfig& config) {
    const auto written = config.options.find("port");
    if (written == config.options.end()) {
        return {};
    }
    const QString text = QString::fromStdString(written->second);
    const QStringList ports = text.split(QLatin1Char(','));
    for (const QString& port : ports) {
        if (port.trimmed().toUShort() == 0 && (ports.size() == 1 || !port.trimmed().isEmpty())) {
            return QCoreApplication::translate("ConfigParams", "The port \"%1\" is no number from 1 to 65535.")
                .arg(text);
        }
    }
    return {};
}

} // namespace dbv::viewmodel
