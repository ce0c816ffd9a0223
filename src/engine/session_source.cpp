// SPDX-License-Identifier: Apache-2.0
#include "engine/session_source.h"

#include <optional>
#include <utility>

#include "engine/startup_gate.h"

namespace dbv::engine {

Result<std::unique_ptr<Session>> SessionSource::open(const std::stop_token& stop, OpeningSteps& steps,
                                                     const AskQuestion& ask, const Secret* given) const {
    if (Result<void> may = judgeStartup(*connector, params); !may) {
        return std::unexpected(std::move(may.error()));
    }
    std::optional<Secret> newer = given != nullptr ? std::optional(given->clone()) : renewed->copy();
    if (!route && !freshPassword && !newer) {
        return connector->open(params, stop, steps);
    }
    ConnectParams through = params.clone();
    if (newer) {
        through.password = std::move(*newer);
    }
    if (freshPassword) {
        Result<Secret> password = freshPassword(stop);
        if (!password) {
            return std::unexpected(std::move(password.error()));
        }
        through.password = std::move(*password);
    }
    if (!route) {
        return connector->open(through, stop, steps);
    }
    Result<TunnelRoute::Place> place = route->open(stop, steps, ask);
    if (!place) {
        return std::unexpected(std::move(place.error()));
    }
    through.dialHost = std::move(place->address);
    through.dialPort = place->port;
    Result<std::unique_ptr<Session>> opened = connector->open(through, stop, steps);
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
