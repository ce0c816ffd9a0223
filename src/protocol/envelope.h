// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/ids.h>

#include "protocol/commands.h"
#include "protocol/events.h"

namespace dbv::protocol {

/// A command on its way to the engine.
struct CommandEnvelope {
    RequestId request;
    Command command;
};

/// An event on its way to whoever asked.
struct EventEnvelope {
    RequestId request;
    Event event;
    /// Nothing follows for this request.
    bool last = false;
};

} // namespace dbv::protocol
