// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ssh/agent.h"
#include "ssh/hop_opening.h"
#include "ssh/login_keys.h"

namespace dbv::ssh {

/// Logs in at the last session of a chain: the methods in their order, as long as the server offers them.
///
/// Thread: one. Blocks: `run`.
class Login {
public:
    Login(const TunnelSpec& spec, std::size_t hop, SshPrompts& prompts, const Waiter& waiter, SshChain& chain);

    /// Gives the way that was accepted, for people.
    [[nodiscard]] Opened<std::string> run();

private:
    enum class Outcome { Accepted, Refused, Partly };

    /// One call of the library; its code, or an error when it was interrupted or the server hung up.
    template <class Call>
    [[nodiscard]] Result<int> call(const Call& step);
    [[nodiscard]] Result<Outcome> askWhatIsOffered();
    [[nodiscard]] Result<Outcome> tryMethod(const std::string& method);
    [[nodiscard]] Result<Outcome> tryKeys();
    [[nodiscard]] Result<Outcome> tryKey(LoginKey& key);
    [[nodiscard]] Result<Outcome> tryPassword();
    [[nodiscard]] Result<Outcome> tryInteractive();
    /// After a refusal of something real: what was asked for may have been one part of several.
    [[nodiscard]] Result<Outcome> refusedOrPartly();
    void startClock() { m_deadline = deadlineIn(stepTime(m_spec, m_hop)); }
    [[nodiscard]] bool isOffered(const std::string& method) const;
    [[nodiscard]] Error notAccepted() const;
    [[nodiscard]] Error hungUp() const;

    const TunnelSpec& m_spec;
    std::size_t m_hop;
    const HostSettings& m_settings;
    SshPrompts& m_prompts;
    const Waiter& m_waiter;
    SshChain& m_chain;
    std::string m_name;
    std::vector<std::string> m_offered;
    std::vector<std::string> m_firstOffered;
    std::vector<std::string> m_tried;
    /// How many keys the server was shown.
    std::size_t m_keysShown = 0;
    /// What could not be tried, and why.
    std::vector<std::string> m_troubles;
    std::string m_accepted;
    Deadline m_deadline;
    /// The answers that nobody gave.
    std::optional<Error> m_unanswered;
    std::string m_systemReason;
};

} // namespace dbv::ssh
