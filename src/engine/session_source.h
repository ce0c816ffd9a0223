// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include <dbv/connector/connector.h>

#include "engine/tunnel_route.h"

namespace dbv::engine {

/// What a connection opens sessions with. Immutable, shared by its slots.
struct SessionSource {
    std::shared_ptr<Connector> connector;
    ConnectParams params;
    /// The way to the server, where it is not a direct one.
    std::shared_ptr<TunnelRoute> route;

    /// Blocks: on the tunnel and the server. Errors: theirs.
    [[nodiscard]] Result<std::unique_ptr<Session>> open(std::stop_token stop, OpeningSteps& steps) const;
};

} // namespace dbv::engine
