// SPDX-License-Identifier: Apache-2.0
#include "ssh/keep_alive.h"

#include <algorithm>

namespace dbv::ssh {

namespace {

/// Where nothing is to be done, look again after this time.
constexpr std::chrono::hours kIdle{1};

/// The library counts in whole seconds and asks at most every second one.
std::chrono::seconds intervalOf(const HostSettings& settings) {
    return std::chrono::seconds(std::max(settings.serverAliveIntervalS, 2));
}

} // namespace

std::chrono::steady_clock::time_point KeepAlive::due(SshChain& chain, std::size_t hop) const {
    return chain.at(hop).lastReceived() + intervalOf(m_spec.hops[hop]) * (m_asked[hop] + 1);
}

std::optional<std::size_t> KeepAlive::step(SshChain& chain) {
    const auto now = std::chrono::steady_clock::now();
    for (std::size_t hop = 0; hop < chain.size(); ++hop) {
        const HostSettings& settings = m_spec.hops[hop];
        if (settings.serverAliveIntervalS == 0) {
            continue;
        }
        if (now < chain.at(hop).lastReceived() + intervalOf(settings)) {
            m_asked[hop] = 0;
        }
        if (now < due(chain, hop)) {
            continue;
        }
        if (m_asked[hop] >= settings.serverAliveCountMax) {
            return hop;
        }
        ++m_asked[hop];
        int secondsToNext = 0;
        libssh2_keepalive_config(chain.at(hop).raw(), 1, 2);
        libssh2_keepalive_send(chain.at(hop).raw(), &secondsToNext);
    }
    return std::nullopt;
}

Deadline KeepAlive::next(SshChain& chain) const {
    Deadline soonest = deadlineIn(kIdle);
    for (std::size_t hop = 0; hop < chain.size(); ++hop) {
        if (m_spec.hops[hop].serverAliveIntervalS != 0) {
            soonest = std::min(soonest, due(chain, hop));
        }
    }
    return soonest;
}

} // namespace dbv::ssh
