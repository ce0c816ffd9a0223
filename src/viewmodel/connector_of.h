// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/connector_info.h>

#include "protocol/connection_config.h"

namespace dbv::viewmodel {

/// The id of the connector that opens a configuration, also of one that is a URL or the path of a file; empty where nobody knows.
[[nodiscard]] std::string connectorOf(const protocol::ConnectionConfig& config,
                                      const std::vector<ConnectorInfo>& connectors);
/// Whether its databases are files.
[[nodiscard]] bool opensFiles(const std::string& connector, const std::vector<ConnectorInfo>& connectors);

} // namespace dbv::viewmodel
