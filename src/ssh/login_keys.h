// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "ssh/agent.h"
#include "ssh/host_settings.h"
#include "ssh/private_key.h"
#include "ssh/ssh_prompts.h"

namespace dbv::ssh {

/// A key to log in with. Its public half is shown first; only when the server wants it, it has to sign, and only then a
/// passphrase is asked for.
struct LoginKey {
    std::string blob;
    /// `ssh-ed25519 SHA256:... from the agent`
    std::string label;
    std::function<Result<std::string>(std::string_view algorithm, std::string_view message)> sign;
};

struct LoginKeys {
    std::vector<LoginKey> keys;
    std::vector<std::string> troubles;
    /// Set when a key needs the system's ssh.
    std::string systemReason;
};

/// The keys that ssh would try, in its order: those of the agent that are named, those of the agent, those of files.
/// Blocks: files and the agent; asks for the passphrase of keys whose public half is encrypted as well.
/// Errors: Cancelled.
[[nodiscard]] Result<LoginKeys> loginKeys(const HostSettings& settings, const std::string& hop, SshPrompts& prompts,
                                          const std::stop_token& stop);

} // namespace dbv::ssh
