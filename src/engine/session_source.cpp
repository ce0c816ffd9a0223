// SPDX-License-Identifier: Apache-2.0
#include "engine/session_source.h"

#include <optional>
#include <utility>

namespace dbv::engine {

Result<std::unique_ptr<Session>> SessionSource::open(std::stop_token stop, OpeningSteps& steps) const {
    if (!route) {
        return connector->open(params, std::move(stop), steps);
    }
    Result<TunnelRoute::Place> place = route->open(stop, steps);
    if (!place) {
        return std::unexpected(std::move(place.error()));
    }
    ConnectParams through = params.clone();
    through.dialHost = std::move(place->address);
    through.dialPort = place->port;
    Result<std::unique_ptr<Session>> opened = connector->open(through, std::move(stop), steps);
    const auto closed = [](const Error& error) {
        return error.kind == ErrorKind::ConnectionFailed || error.kind == ErrorKind::ConnectionLost;
    };
    if (!opened && closed(opened.error())) {
        // A server that can not be reached from there looks, from here, like a line that was closed.
        if (std::optional<Error> refusal = route->refusal()) {
            return std::unexpected(std::move(*refusal));
        }
    }
    return opened;
}

} // namespace dbv::engine
