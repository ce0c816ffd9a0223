// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <vector>

#include <dbv/core/result.h>

#include "ssh/ssh_config.h"

namespace dbv::ssh {

/// What the configuration says about a host that is about to be opened. Where a line leaves that to ssh (`Match exec`,
/// conditions that are not known here, CanonicalizeHostname), the system's ssh is asked, which runs what such a line
/// names, and the settings tell which line it was. Notes are added, where they are wanted, each once.
/// Errors: InvalidInput for a name that a shell would run; Unsupported without the system's ssh and SshFailed when it
/// can not say what holds, both with the line; TimedOut, Cancelled.
/// Blocks: reads files; waits for ssh, at most a minute. A stop ends that at once.
[[nodiscard]] Result<HostSettings> settledHost(const ConfigPlace& place, const ConfigQuestion& question,
                                               std::vector<Note>* notes, const std::stop_token& stop);

} // namespace dbv::ssh
