// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include <dbv/core/ids.h>

#include "protocol/commands.h"
#include "protocol/events.h"

namespace dbv::protocol {

inline constexpr std::uint64_t kHeardAll = std::numeric_limits<std::uint64_t>::max();

/// A command on its way to the engine.
struct CommandEnvelope {
    RequestId request;
    Command command;
    /// The last loss of a session (`LossMark`) that was known to who said this: for a later one it may be meant otherwise, so that
    /// it is refused.
    std::uint64_t heard = kHeardAll;
};

/// An event on its way to whoever asked.
struct EventEnvelope {
    RequestId request;
    Event event;
    /// Nothing follows for this request.
    bool last = false;
};

} // namespace dbv::protocol
