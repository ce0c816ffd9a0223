// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <stop_token>

#include "engine/connection_diagnosis.h"
#include "engine/connection_table.h"
#include "engine/connector_registry.h"
#include "engine/secret_supply.h"
#include "protocol/values.h"

namespace dbv::engine {

/// What the opening of a connection stands on.
struct OpeningGround {
    ConnectorRegistry& registry;
    SecretSupply secrets;
    std::shared_ptr<TunnelShelf> tunnels;
    /// How many sessions a connection may have that does not say so itself; 0 is as many as are asked for.
    std::size_t maxSessions = 0;
    /// What is asked about on a connection that does not say so itself.
    std::optional<std::uint64_t> askAbove = std::nullopt;
};

/// Finds the connector for a target's configuration and opens its first session, step by step. A password that the
/// server does not accept is asked for again, where somebody answers.
/// Blocks: on the disk, the server, and the person who is asked.
[[nodiscard]] Result<OpenedConnection> openConnection(const OpeningGround& ground,
                                                      const protocol::ConnectionTarget& asked,
                                                      const std::stop_token& stop, ConnectionDiagnosis& diagnosis);

/// Whether a configuration could be opened, as far as it tells itself: a connector that is not installed, and a machine that
/// lacks something now, are no reason. Errors: InvalidInput. Blocks: on the disk.
[[nodiscard]] Result<void> checkConfiguration(ConnectorRegistry& registry, const protocol::ConnectionConfig& config);

/// The last step of a test: what the user may do. That it can not be told is no failure of the connection.
/// Blocks: as long as an opening may.
void lookAtPrivileges(const OpenedConnection& opened, const std::stop_token& stop, ConnectionDiagnosis& diagnosis);

} // namespace dbv::engine
