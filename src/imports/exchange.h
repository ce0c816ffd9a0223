// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "imports/import_report.h"
#include "protocol/connection_config.h"
#include "secrets/sealing.h"

namespace dbv::imports {

/// A connection with the secrets that are kept beside it.
struct ExchangedConnection {
    protocol::SavedConnection connection;
    Secret password;
    Secret tlsKeyPassword;
    Secret sshPassword;
    Secret sshPassphrase;
};

/// Connections as a file that travels; docs/connections-file.md says what is in it.
///
/// Without a passphrase the secrets stay out. With one they are in a single block, sealed by XChaCha20-Poly1305 under a key that
/// Argon2id makes from the passphrase. Places in this machine's store of secrets do not travel.
/// Errors: InvalidInput for an empty passphrase, IoError without the memory for the key. Blocks: while the key is made.
[[nodiscard]] Result<std::string> writeConnections(std::span<const ExchangedConnection> connections,
                                                   const Secret* passphrase = nullptr,
                                                   const secrets::KeyCost& cost = {});

/// Whether a file holds secrets that a passphrase opens; false for what is no such file.
[[nodiscard]] bool holdsSealedSecrets(std::string_view bytes);

/// Reads a file back; `name` is what messages call it. Without a passphrase the secrets are left out, which the report says.
///
/// A command that gives a password is never taken over, nor files that a server may read: whoever wrote the file would choose
/// them on this machine. The items say so.
/// Errors: WrongPassphrase; VersionMismatch for a file of a newer version; InvalidInput with the place for one that is
/// damaged, cut off, changed after it was sealed, or something else. Blocks: while the key is made.
[[nodiscard]] Result<ImportReport> readConnections(const std::string& name, std::string_view bytes,
                                                   const Secret* passphrase = nullptr);

} // namespace dbv::imports
