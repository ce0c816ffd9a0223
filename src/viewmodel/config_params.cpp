// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/config_params.h"

#include <string>

namespace dbv::viewmodel {

QString configParam(const protocol::ConnectionConfig& config, std::string_view name) {
    if (name == "port") {
        return config.port == 0 ? QString() : QString::number(config.port);
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
        config.port = value.toUShort();
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

} // namespace dbv::viewmodel
