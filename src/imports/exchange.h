// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "protocol/connection_config.h"
#include "secrets/sealing.h"

namespace dbv::imports {

/// What a connection keeps beside its configuration.
struct ConnectionSecrets {
    Secret password;
    Secret tlsKeyPassword;
    Secret sshPassword;
    Secret sshPassphrase;

    [[nodiscard]] bool empty() const {
        return password.empty() && tlsKeyPassword.empty() && sshPassword.empty() && sshPassphrase.empty();
    }
};

/// A connection with its secrets.
struct ExchangedConnection {
    protocol::SavedConnection connection;
    ConnectionSecrets secrets;
};

/// The largest file of connections that is read. Unit: bytes.
inline constexpr std::size_t kLargestExchange = std::size_t{64} << 20;

/// Connections as a file that travels; docs/connections-file.md says what is in it.
///
/// Without a passphrase the secrets stay out. With one they are in a single block: the key made from the passphrase by
/// Argon2id, the block sealed by XChaCha20-Poly1305 together with all that stands around it.
/// A place in this machine's store of secrets does not travel; a command that gives a password does.
/// Errors: InvalidInput for an empty passphrase, Internal. Blocks: for the time that making the key takes.
[[nodiscard]] Result<std::string> writeConnections(const std::vector<ExchangedConnection>& connections,
                                                   const Secret* passphrase = nullptr,
                                                   const secrets::KeyCost& cost = {});

/// What a file holds.
struct ExchangedConnections {
    std::vector<ExchangedConnection> connections;
    /// There is a block of secrets, and no passphrase was given: they were left out.
    bool secretsAreSealed = false;
    /// Sentences about what was left out. A command that gives a password is told here and never taken over: whoever wrote the
    /// file would run it on this machine.
    std::vector<std::string> remarks;
};

/// Whether a file holds secrets that a passphrase opens; false for what is no such file.
[[nodiscard]] bool holdsSealedSecrets(std::string_view bytes);

/// Reads a file back. `name` is what messages call it.
/// Errors: WrongPassphrase; VersionMismatch for a file of a newer version; InvalidInput, with the place, for one that is
/// damaged, cut off or something else. Blocks: as writing does.
[[nodiscard]] Result<ExchangedConnections> readConnections(const std::string& name, std::string_view bytes,
                                                           const Secret* passphrase = nullptr);

} // namespace dbv::imports
