// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include <dbv/core/result.h>

#include "protocol/commands.h"

namespace dbv::engine {

/// Lays a script out as a front end wants to see it.
/// Errors: those of `sql::format`; InvalidInput for options out of their bounds.
[[nodiscard]] Result<protocol::ScriptFormatted> formatScript(const protocol::FormatScript& command,
                                                             const std::stop_token& stop);

} // namespace dbv::engine
