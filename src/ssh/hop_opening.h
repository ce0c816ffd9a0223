// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>

#include "ssh/known_hosts.h"
#include "ssh/ssh_chain.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

/// Why a hop could not be opened, and, when the system's ssh may well open it, the reason to use that.
struct OpenFailure {
    Error error;
    std::string systemReason;
};

template <class T>
using Opened = std::expected<T, OpenFailure>;

/// Opens one hop after the other: the way there, the handshake, the host key, the login.
///
/// Thread: one. Blocks: `open`.
class HopOpening {
public:
    HopOpening(const TunnelSpec& spec, const TunnelListener& listener, SshPrompts& prompts, const Waiter& waiter,
               SshChain& chain)
        : m_spec(spec), m_listener(listener), m_prompts(prompts), m_waiter(waiter), m_chain(chain) {}

    [[nodiscard]] Opened<void> open(std::size_t hop);

private:
    [[nodiscard]] Opened<void> connectFirst();
    [[nodiscard]] Opened<void> connectThrough();
    [[nodiscard]] Opened<void> shakeHands();
    [[nodiscard]] Opened<void> checkHostKey();
    [[nodiscard]] Opened<void> keepOrRefuse(const HostKeyQuestion& question, const std::string& blob);
    [[nodiscard]] Error explainHandshake(int code);
    void done(TunnelStep::Stage stage, std::string text);
    [[nodiscard]] const HostSettings& settings() const { return m_spec.hops[m_hop]; }
    [[nodiscard]] std::string name() const { return hopName(m_spec, m_hop); }
    [[nodiscard]] std::unexpected<OpenFailure> failed(Error error, std::string systemReason = {}) const;
    [[nodiscard]] std::unexpected<OpenFailure> interrupted(SshChain::Driven driven, const std::string& what) const;

    const TunnelSpec& m_spec;
    const TunnelListener& m_listener;
    SshPrompts& m_prompts;
    const Waiter& m_waiter;
    SshChain& m_chain;
    std::size_t m_hop = 0;
    KnownHosts m_known;
    std::chrono::steady_clock::time_point m_stepBegan;
    Deadline m_deadline;
};

/// The time that a hop may take for each of its steps.
[[nodiscard]] std::chrono::milliseconds stepTime(const TunnelSpec& spec, std::size_t hop);

} // namespace dbv::ssh
