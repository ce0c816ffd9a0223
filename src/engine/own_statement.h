// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

namespace dbv::engine {

/// Runs a statement of our own, that returns nothing, to its end.
/// Blocks: on the server. Errors: those of the server, without a place in a text of the user's.
[[nodiscard]] Result<void> carryOut(Session& session, std::string_view sql);

} // namespace dbv::engine
