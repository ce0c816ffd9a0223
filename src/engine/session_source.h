// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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
    /// Gives a password that does not hold for long, for each session anew; empty where it is in `params`.
    std::function<Result<Secret>(const std::stop_token&)> freshPassword;
    /// There is a server, which may have no room for another session; not a file.
    bool hasServer = false;

    /// Blocks: on the tunnel and the server. Errors: theirs.
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const std::stop_token& stop, OpeningSteps& steps,
                                                        const AskQuestion& ask = {}) const;
};

} // namespace dbv::engine
