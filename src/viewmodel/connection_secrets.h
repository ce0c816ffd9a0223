// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>

#include "bus/secret_shelf.h"
#include "protocol/secrets.h"
#include "protocol/values.h"

namespace dbv::viewmodel {

/// The secrets of one connection, left for the engine.
struct ConnectionSecrets {
    bus::LeftSecret password;
    bus::LeftSecret tlsKeyPassword;
    bus::LeftSecret sshPassword;
    bus::LeftSecret sshPassphrase;

    [[nodiscard]] bool given() const {
        return password.id() || tlsKeyPassword.id() || sshPassword.id() || sshPassphrase.id();
    }
    [[nodiscard]] protocol::SecretIds ids() const {
        return {.password = password.id(),
                .tlsKeyPassword = tlsKeyPassword.id(),
                .sshPassword = sshPassword.id(),
                .sshPassphrase = sshPassphrase.id()};
    }
};

/// One of the secrets: the question for it, what was given, and where it is said to come from.
struct SecretPlace {
    protocol::QuestionKind kind;
    bus::LeftSecret ConnectionSecrets::* left;
    protocol::SecretSource protocol::SecretSources::* source;
};
inline constexpr std::array kSecretPlaces{
    SecretPlace{protocol::QuestionKind::Password, &ConnectionSecrets::password, &protocol::SecretSources::password},
    SecretPlace{protocol::QuestionKind::TlsKeyPassword, &ConnectionSecrets::tlsKeyPassword,
                &protocol::SecretSources::tlsKeyPassword},
    SecretPlace{protocol::QuestionKind::SshPassword, &ConnectionSecrets::sshPassword,
                &protocol::SecretSources::sshPassword},
    SecretPlace{protocol::QuestionKind::SshPassphrase, &ConnectionSecrets::sshPassphrase,
                &protocol::SecretSources::sshPassphrase}};

/// Where the answer to a question belongs; null where it is none of these secrets.
[[nodiscard]] inline const SecretPlace* secretPlaceOf(protocol::QuestionKind kind) {
    const auto* const place = std::ranges::find(kSecretPlaces, kind, &SecretPlace::kind);
    return place == kSecretPlaces.end() ? nullptr : place;
}

} // namespace dbv::viewmodel
