// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connector_of.h"

#include <algorithm>

namespace dbv::viewmodel {

std::string connectorOf(const protocol::ConnectionConfig& config, const std::vector<ConnectorInfo>& connectors) {
    if (!config.connector.empty()) {
        return config.connector;
    }
    const std::string scheme = config.url.substr(0, config.url.find(':'));
    const std::size_t dot = config.url.rfind('.');
    const std::string ending = dot == std::string::npos ? std::string() : config.url.substr(dot + 1);
    const bool mayBeFile = config.url.find("://") == std::string::npos;
    const auto opens = [&](const ConnectorInfo& info) {
        return std::ranges::find(info.schemes, scheme) != info.schemes.end() ||
               (mayBeFile && std::ranges::find(info.fileExtensions, ending) != info.fileExtensions.end());
    };
    const auto found = std::ranges::find_if(connectors, opens);
    return found == connectors.end() ? std::string() : found->id;
}

bool opensFiles(const std::string& connector, const std::vector<ConnectorInfo>& connectors) {
    const auto info = std::ranges::find(connectors, connector, &ConnectorInfo::id);
    return info != connectors.end() ? info->opensFiles() : connector == "sqlite";
}

} // namespace dbv::viewmodel
