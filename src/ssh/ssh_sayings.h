// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include <dbv/core/result.h>

namespace dbv::ssh {

/// What the system's ssh writes when it is started with these words, the first of which is its name.
/// It does not get the variables that are named.
/// Errors: Unsupported when there is none; SshFailed, with its own words, when it writes nothing; TimedOut, Cancelled.
/// Blocks: until it has ended, at most a minute. A stop ends that at once.
[[nodiscard]] Result<std::string> sayingsOfSsh(const std::vector<std::string>& words,
                                               const std::vector<std::string>& secretVariables,
                                               const std::stop_token& stop);

} // namespace dbv::ssh
