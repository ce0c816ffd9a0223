// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/ids.h>

namespace dbv::protocol {

/// What is to be known before an opening can go on.
enum class QuestionKind : std::uint8_t {
    Password,       ///< the server's
    TlsKeyPassword, ///< of the client's key
    SshPassword,    ///< of one machine on the way
    SshPassphrase,  ///< of a key file
    SshPrompts,     ///< what a machine on the way wants to know, in its own words
    HostKey,        ///< whether a key that nobody knows is the machine's: accepted without answers
    SecretsPassword ///< what opens the store of secrets
};

/// A question of an opening to the person who waits for it. The opening goes on with `AnswerQuestion`.
struct Question {
    struct Prompt {
        std::string text;
        /// Whether what is typed may be seen.
        bool echo = false;

        friend bool operator==(const Prompt&, const Prompt&) = default;
    };

    QuestionKind kind = QuestionKind::Password;
    /// Who asks or what it is for: `ann@db.example`, a file, a machine.
    std::string about;
    /// A sentence or some, the other side's words where it spoke.
    std::string text;
    std::vector<Prompt> prompts;
    /// From 1; above it the last answer was wrong.
    int attempt = 1;

    friend bool operator==(const Question&, const Question&) = default;
};

/// What is known of a stored secret beside itself. Times are milliseconds since 1970, UTC.
struct StoredSecret {
    std::string id;
    std::string name;
    std::int64_t created = 0;
    std::int64_t changed = 0;
    std::optional<std::int64_t> lastUsed;
    /// The names of the saved connections that refer to it.
    std::vector<std::string> users;

    friend bool operator==(const StoredSecret&, const StoredSecret&) = default;
};

/// What opens the store of secrets.
enum class SecretsKey : std::uint8_t {
    None, ///< there is no store yet
    Password,
    Keychain
};

/// The store of secrets as a person should know it.
struct SecretsFacts {
    SecretsKey key = SecretsKey::None;
    bool open = false;
    /// Why the system's keychain can not be used, as far as that was asked.
    std::string keychainTrouble;
    std::string file;

    friend bool operator==(const SecretsFacts&, const SecretsFacts&) = default;
};

/// An opening waits for an answer; not the last event.
struct QuestionRaised {
    Question question;
};
struct QuestionAnswered {};
struct SecretsListed {
    SecretsFacts facts;
    /// By name; empty while the store is locked.
    std::vector<StoredSecret> secrets;
};
struct SecretFetched {
    /// On the shelf; the receiver takes it off.
    SecretId secret;
};
struct SecretKept {
    std::string id;
};

} // namespace dbv::protocol
