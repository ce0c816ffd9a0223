// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>

#include "bus/secret_shelf.h"
#include "engine/connection_diagnosis.h"
#include "engine/connection_table.h"
#include "engine/connector_registry.h"
#include "protocol/values.h"

namespace dbv::engine {

/// What the opening of a connection stands on.
struct OpeningGround {
    ConnectorRegistry& registry;
    /// Where the secrets lie that a target names; null where nobody leaves any.
    const bus::SecretShelf* secrets = nullptr;
    std::shared_ptr<TunnelShelf> tunnels;
    /// How many sessions a connection may have that does not say so itself; 0 is as many as are asked for.
    std::size_t maxSessions = 0;
};

/// Finds the connector for a target's configuration and opens its first session, step by step.
/// Blocks: on the disk and the server.
[[nodiscard]] Result<OpenedConnection> openConnection(const OpeningGround& ground,
                                                      const protocol::ConnectionTarget& asked,
                                                      const std::stop_token& stop, ConnectionDiagnosis& diagnosis);

} // namespace dbv::engine
