// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "bus/secret_shelf.h"
#include "protocol/connection_config.h"
#include "protocol/secrets.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {

/// One secret of a connection: the question for it, what was given, and where it is said to come from.
struct SecretSlot {
    protocol::QuestionKind kind;
    bus::LeftSecret ConnectionSecrets::* left;
    protocol::SecretSource protocol::SecretSources::* source;
};

inline constexpr std::array kSecretSlots{
    SecretSlot{protocol::QuestionKind::Password, &ConnectionSecrets::password, &protocol::SecretSources::password},
    SecretSlot{protocol::QuestionKind::TlsKeyPassword, &ConnectionSecrets::tlsKeyPassword,
               &protocol::SecretSources::tlsKeyPassword},
    SecretSlot{protocol::QuestionKind::SshPassword, &ConnectionSecrets::sshPassword,
               &protocol::SecretSources::sshPassword},
    SecretSlot{protocol::QuestionKind::SshPassphrase, &ConnectionSecrets::sshPassphrase,
               &protocol::SecretSources::sshPassphrase}};

} // namespace dbv::viewmodel
