// SPDX-License-Identifier: Apache-2.0
#include "engine/session_source.h"

#include <optional>
#include <string>
#include <utility>

#include "engine/startup_gate.h"
#include "engine/tunnel_steps.h"

namespace dbv::engine {

namespace {

bool wasClosed(const Error& error) {
    return error.kind == ErrorKind::ConnectionFailed || error.kind == ErrorKind::ConnectionLost;
}

/// Whether the far end has said something, or stands at least.
bool hasAnswered(const Error& error, ssh::FarEnd farEnd) {
    const bool isSilent = wasClosed(error) || error.kind == ErrorKind::TimedOut || error.kind == ErrorKind::Cancelled ||
                          (error.kind == ErrorKind::TlsFailed && farEnd == ssh::FarEnd::Asked);
    return farEnd == ssh::FarEnd::Reached || !isSilent;
}

/// Nothing has come from the far end, so it may be the way there as well.
Error withDialler(Error error, TunnelRoute& route) {
    const std::string dialler = "the SSH server \"" + route.dialler() + "\"";
    if (error.kind == ErrorKind::TimedOut && route.farEnd() == ssh::FarEnd::Asked) {
        error.detail = std::exchange(error.message, "No way to the server was opened in time: " + dialler +
                                                        " was asked to dial it, and did not answer.");
        error.hint = "Look whether that machine still answers, and whether it reaches the server.";
        return error;
    }
    error.hint += (error.hint.empty() ? "" : " ") + std::string("Nothing came through ") + dialler +
                  ", which may be the one that does not answer.";
    return error;
}

} // namespace

std::shared_ptr<const SessionSource> SessionSource::to(std::string database) const {
    auto other = std::make_shared<SessionSource>();
    other->connector = connector;
    other->params = params.clone();
    other->params.database = std::move(database);
    other->route = route;
    other->freshPassword = freshPassword;
    other->hasServer = hasServer;
    other->renewed = renewed;
    return other;
}

Result<ConnectParams> SessionSource::login(const std::stop_token& stop, OpeningSteps& steps, const AskQuestion& ask,
                                           const Secret* given) const {
    std::optional<Secret> newer = given != nullptr ? std::optional(given->clone()) : renewed->copy();
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
    if (route) {
        Result<TunnelRoute::Place> place = route->open(stop, steps, ask);
        if (!place) {
            return std::unexpected(std::move(place.error()));
        }
        through.dialHost = std::move(place->address);
        through.dialPort = place->port;
    }
    return through;
}

Result<std::unique_ptr<Session>> SessionSource::open(const std::stop_token& stop, OpeningSteps& steps,
                                                     const AskQuestion& ask, const Secret* given) const {
    if (Result<void> may = judgeStartup(*connector, params); !may) {
        return std::unexpected(std::move(may.error()));
    }
    if (!route && !freshPassword && given == nullptr && renewed->count() == 0) {
        return connector->open(params, stop, steps);
    }
    const Result<ConnectParams> through = login(stop, steps, ask, given);
    if (!through) {
        return std::unexpected(through.error());
    }
    if (!route) {
        return connector->open(*through, stop, steps);
    }
    TunnelSteps told(steps);
    Result<std::unique_ptr<Session>> opened = connector->open(*through, stop, told);
    if (opened) {
        told.release();
        return opened;
    }
    if (wasClosed(opened.error()) || told.holdsBack()) {
        // A server that can not be reached from there looks, from here, like a line that was closed.
        if (std::optional<Error> refusal = route->refusal()) {
            return std::unexpected(std::move(*refusal));
        }
    }
    if (hasAnswered(opened.error(), route->farEnd())) {
        told.release();
    } else if (told.holdsBack() && opened.error().kind != ErrorKind::Cancelled) {
        opened.error() = withDialler(std::move(opened.error()), *route);
    }
    return opened;
}

} // namespace dbv::engine
