// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/secret.h>

#include "secrets/secret_times.h"
#include "secrets/vault_format.h"

namespace dbv::secrets {

/// What is known of a secret without the secret itself.
struct SecretInfo {
    /// Never changes, and is what connections refer to.
    std::string id;
    std::string name;
    SecretTime created;
    SecretTime changed;
    /// Kept to the hour.
    std::optional<SecretTime> lastUsed;

    friend bool operator==(const SecretInfo&, const SecretInfo&) = default;
};

/// One entry of a vault: in the clear but for the secret, which is unsealed only when somebody asks for it.
struct VaultEntry {
    SecretInfo info;
    /// Sealed with the id as its context.
    std::string sealedSecret;
};

/// The body of a vault, as it is sealed.
[[nodiscard]] std::string encodeEntries(const std::vector<VaultEntry>& entries);
/// Nothing when the bytes are not those of entries.
[[nodiscard]] std::optional<std::vector<VaultEntry>> decodeEntries(std::string_view bytes);

/// Seals the entries as the body of a vault, whose header must be as it will be written.
void sealEntries(SealedVault& vault, const Secret& dataKey, const std::vector<VaultEntry>& entries);
/// The other way; nothing when the data key is not that of the body.
[[nodiscard]] std::optional<std::vector<VaultEntry>> unsealEntries(const SealedVault& vault, const Secret& dataKey);

/// The secret of the entry with this id, sealed under a vault's data key.
[[nodiscard]] std::string sealSecret(const Secret& dataKey, std::string_view id, const Secret& secret);
/// The other way; nothing when it was not sealed for this entry, or under another key.
[[nodiscard]] std::optional<Secret> unsealSecret(const Secret& dataKey, const VaultEntry& entry);

/// The entry with an id, or the end.
[[nodiscard]] std::vector<VaultEntry>::iterator entryWith(std::vector<VaultEntry>& entries, std::string_view id);

} // namespace dbv::secrets
