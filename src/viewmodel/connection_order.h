// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <QString>

#include <dbv/connector/connector_info.h>

#include "protocol/connection_config.h"

namespace dbv::viewmodel {

enum class ConnectionOrder : std::uint8_t {
    ByName,
    ByUse,        ///< the one that was used last comes first
    ByEnvironment ///< production first
};

/// The connections whose name, group, environment or target hold every word of a filter; favourites come first, within
/// each group of equals by name.
[[nodiscard]] std::vector<protocol::SavedConnection> arranged(const std::vector<protocol::SavedConnection>& connections,
                                                              const std::vector<ConnectorInfo>& connectors,
                                                              const QString& filter, ConnectionOrder order);

} // namespace dbv::viewmodel
