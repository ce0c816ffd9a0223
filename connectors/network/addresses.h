// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/core/result.h>

namespace dbv::network {

/// The addresses behind a name, in the system's order, as numbers.
/// Blocks: at most `timeout`, and ends soon after `stop`; a name server that does not answer is left behind.
/// Errors: ConnectionFailed when the name is not known, TimedOut, Cancelled.
[[nodiscard]] Result<std::vector<std::string>> addressesOf(const std::string& host, std::chrono::milliseconds timeout,
                                                           const std::stop_token& stop);

} // namespace dbv::network
