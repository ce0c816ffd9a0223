// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "ssh/ssh_chain.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

/// Asks silent servers whether they are there, as ServerAliveInterval and ServerAliveCountMax say.
///
/// Thread: that of the tunnel.
class KeepAlive {
public:
    explicit KeepAlive(const TunnelSpec& spec) : m_spec(spec), m_asked(spec.hops.size(), 0) {}

    /// Asks whom it is time to ask. Gives the first hop that has answered none of its questions.
    [[nodiscard]] std::optional<std::size_t> step(SshChain& chain);
    /// When `step` has to be called next.
    [[nodiscard]] Deadline next(SshChain& chain) const;

private:
    [[nodiscard]] std::chrono::steady_clock::time_point due(SshChain& chain, std::size_t hop) const;

    const TunnelSpec& m_spec;
    /// Questions since the hop was last heard of.
    std::vector<int> m_asked;
};

} // namespace dbv::ssh
