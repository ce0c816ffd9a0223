// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

namespace dbv::postgres {

/// Judges a statement for a session that has no process of the server for itself: what it sets, prepares, listens to or
/// locks would stay with a process that serves others next, and be missing here.
/// Errors: Unsupported with the place, and what to do instead. Pure.
[[nodiscard]] Result<void> judgeForSharedBackend(std::string_view sql, bool backslashes = false);

} // namespace dbv::postgres
