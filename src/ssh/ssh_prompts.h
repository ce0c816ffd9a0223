// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "ssh/known_hosts.h"

namespace dbv::ssh {

/// A host shows a key that nobody knows.
struct HostKeyQuestion {
    std::string hop;
    std::string host;
    std::uint16_t port = 22;
    std::string type;
    std::string fingerprint;
    std::string md5Fingerprint;
    /// Keys of other types that are known for the host: then a new one is a surprise.
    std::vector<StoredHostKey> otherKeys;
};
enum class HostKeyAnswer { Refuse, AcceptOnce, AcceptAndKeep };

struct PasswordQuestion {
    std::string hop;
    std::string user;
    std::string host;
    /// From 1; above it the last answer was wrong.
    int attempt = 1;
};

struct PassphraseQuestion {
    std::string hop;
    std::string keyFile;
    int attempt = 1;
};

/// What the server wants to know, in its own words.
struct InteractiveQuestion {
    struct Prompt {
        std::string text;
        bool echo = false;
    };
    std::string hop;
    std::string name;
    std::string instruction;
    std::vector<Prompt> prompts;
};

/// Who answers the questions that come up while a tunnel is opened. This one is nobody: it refuses all of them, with
/// errors that say what was asked. An error of kind Cancelled ends the opening at once; any other ends this way to log in.
///
/// Thread: the one that opens the tunnel.
class SshPrompts {
public:
    virtual ~SshPrompts() = default;

    /// Errors: HostKeyUnknown.
    [[nodiscard]] virtual Result<HostKeyAnswer> hostKey(const HostKeyQuestion& question);
    /// Errors: AuthenticationFailed.
    [[nodiscard]] virtual Result<Secret> password(const PasswordQuestion& question);
    /// Errors: WrongPassphrase.
    [[nodiscard]] virtual Result<Secret> passphrase(const PassphraseQuestion& question);
    /// As many answers as prompts.
    /// Errors: AuthenticationFailed.
    [[nodiscard]] virtual Result<std::vector<Secret>> interactive(const InteractiveQuestion& question);
};

/// The error for a host key that was not accepted.
[[nodiscard]] Error hostKeyUnknownError(const HostKeyQuestion& question);

} // namespace dbv::ssh
