// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include "engine/connection_diagnosis.h"
#include "engine/connection_table.h"
#include "engine/connector_registry.h"
#include "protocol/values.h"

namespace dbv::engine {

/// Finds the connector for a configuration and opens its first session, step by step.
/// Blocks: on the disk and the server.
[[nodiscard]] Result<OpenedConnection> openConnection(ConnectorRegistry& registry,
                                                      const protocol::ConnectionConfig& config,
                                                      const std::stop_token& stop, ConnectionDiagnosis& diagnosis);

} // namespace dbv::engine
