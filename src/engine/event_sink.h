// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <dbv/core/ids.h>

#include "protocol/envelope.h"

namespace dbv::engine {

/// Says something about one request that is not its last word.
/// Thread: any, one at a time.
using Emit = std::function<void(protocol::Event)>;

/// Says the last word about one request.
/// Thread: the dispatcher.
using Finish = std::move_only_function<void(protocol::Event)>;

} // namespace dbv::engine
