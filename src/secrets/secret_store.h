// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "secrets/key_holder.h"
#include "secrets/vault.h"

namespace dbv::secrets {

/// What a person should know about where the secrets lie.
struct StoreState {
    /// What opens the file of secrets; nothing while there is none.
    std::optional<KeySource> source;
    bool isOpen = false;
    /// Why the system's keychain can not be used, as far as that was asked; empty when it can.
    std::string keychainTrouble;
    std::filesystem::path file;
};

/// Whether a secret is kept, as the user chose it.
enum class Keeping : std::uint8_t {
    Kept,
    AskEveryTime, ///< nothing of it reaches the disk
};

/// The door to all stored secrets: the file of secrets in the data directory, opened by the keychain where that works and
/// by the master password elsewhere.
///
/// A file that the keychain opens is opened when it is first needed, and made with the first secret. One that a password
/// opens answers VaultLocked until somebody gave it.
/// Thread: any but the one of the user interface. Blocks: on the disk, the keychain, and for as long as Argon2id takes.
/// Errors: those of Vault and of KeyHolder.
class SecretStore {
public:
    /// `keychain` outlives this.
    SecretStore(const std::filesystem::path& dataDirectory, KeyHolder& keychain, VaultOptions options = {});

    /// Asks the keychain where that is not decided yet. Errors: for a damaged or newer file.
    [[nodiscard]] Result<StoreState> state(std::stop_token stop = {});
    [[nodiscard]] Vault& vault() { return m_vault; }

    /// Makes the file under a master password, or unlocks it with that.
    [[nodiscard]] Result<void> createWithPassword(const Secret& password);
    [[nodiscard]] Result<void> unlock(const Secret& password);
    /// From the current password to another, or from the keychain to a password; `current` is not asked for then.
    [[nodiscard]] Result<void> usePassword(const Secret& current, const Secret& next, std::stop_token stop = {});
    /// From a password to the keychain.
    [[nodiscard]] Result<void> useKeychain(const Secret& current, std::stop_token stop = {});

    [[nodiscard]] Result<std::vector<SecretInfo>> list(std::stop_token stop = {});
    [[nodiscard]] Result<Secret> get(std::string_view id, std::stop_token stop = {});
    /// Keeps a secret, under a new id where that is empty, and gives the id. One that is to be asked for every time is not
    /// kept: what is stored under its id is removed, and the id that is given back is empty.
    [[nodiscard]] Result<std::string> put(std::string_view id, std::string_view name, const Secret& secret,
                                          Keeping keeping, std::stop_token stop = {});
    [[nodiscard]] Result<void> remove(std::string_view id, std::stop_token stop = {});

private:
    enum class IfMissing { Fail, Create };

    /// Does something with the open vault; once more when another program has given it another key in the keychain.
    template <class Value>
    [[nodiscard]] Result<Value> withOpen(IfMissing missing, const std::stop_token& stop,
                                         const std::function<Result<Value>()>& task);
    [[nodiscard]] Result<void> open(IfMissing missing, const std::stop_token& stop);
    [[nodiscard]] Result<std::string> keepNewKey(const Secret& key, const std::stop_token& stop);
    [[nodiscard]] Result<void> createInKeychain(const std::stop_token& stop);
    [[nodiscard]] Result<VaultKey> keychainKey(const std::string& id, const std::stop_token& stop);

    KeyHolder& m_keychain;
    Vault m_vault;
    /// One opening at a time, so that there is one prompt.
    std::mutex m_opening;
};

} // namespace dbv::secrets
