// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include <dbv/core/secret.h>

#include "engine/question_board.h"
#include "ssh/ssh_prompts.h"

namespace dbv::engine {

/// What opens a way through SSH when it is asked.
struct SshSecrets {
    Secret password;
    Secret passphrase;
};

/// Answers with what the connection knows, once, and asks the person for the rest.
///
/// Thread: the one that opens the tunnel.
class WayAnswers final : public ssh::SshPrompts {
public:
    /// A password or passphrase that a person gave is put into `secrets`, for the next time. All outlive this.
    WayAnswers(SshSecrets& secrets, const std::string& acceptedFingerprint, const AskQuestion& ask,
               const std::stop_token& stop)
        : m_secrets(secrets), m_accepted(acceptedFingerprint), m_ask(ask), m_stop(stop) {}

    [[nodiscard]] Result<ssh::HostKeyAnswer> hostKey(const ssh::HostKeyQuestion& question) override;
    [[nodiscard]] Result<Secret> password(const ssh::PasswordQuestion& question) override;
    [[nodiscard]] Result<Secret> passphrase(const ssh::PassphraseQuestion& question) override;
    [[nodiscard]] Result<std::vector<Secret>> interactive(const ssh::InteractiveQuestion& question) override;

private:
    [[nodiscard]] Result<Secret> remembered(Secret& place, protocol::Question question) const;

    SshSecrets& m_secrets;
    const std::string& m_accepted;
    const AskQuestion& m_ask;
    const std::stop_token& m_stop;
    bool m_passwordTried = false;
};

} // namespace dbv::engine
