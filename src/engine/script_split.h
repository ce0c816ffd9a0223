// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include <dbv/core/result.h>

#include "protocol/commands.h"

namespace dbv::engine {

/// Cuts a script into its statements, as whoever asks wants to see them.
/// Errors: Cancelled soon after `stop`; InvalidInput for more statements than are asked for.
[[nodiscard]] Result<protocol::ScriptSplit> splitScript(const protocol::SplitScript& command,
                                                        const std::stop_token& stop);

} // namespace dbv::engine
