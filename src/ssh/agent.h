// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

namespace dbv::ssh {

/// A key that the agent holds.
struct AgentKey {
    std::string blob;
    std::string comment;
};

/// The agent that keeps the user's keys. It may ask the user before it signs, so a signature may take minutes; a stop ends
/// the wait at once.
///
/// Thread: one at a time. Blocks: every call.
class Agent {
public:
    virtual ~Agent() = default;

    /// Errors: SshFailed, Cancelled.
    [[nodiscard]] virtual Result<std::vector<AgentKey>> keys() = 0;
    /// A signature as it goes over the wire, without the name of its algorithm. For RSA keys `rsa-sha2-256` and
    /// `rsa-sha2-512` are different things; other keys know only one.
    /// Errors: SshFailed, Cancelled.
    [[nodiscard]] virtual Result<std::string> sign(std::string_view blob, std::string_view algorithm,
                                                   std::string_view message) = 0;
};

/// Dials the agent behind a socket.
/// Errors: SshFailed; Unsupported where agents do not listen on sockets.
[[nodiscard]] Result<std::unique_ptr<Agent>> connectAgent(const std::string& socketPath, std::stop_token stop);

} // namespace dbv::ssh
