// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "secrets/secret_times.h"
#include "secrets/vault_entries.h"
#include "secrets/vault_format.h"

namespace dbv::secrets {

/// What opens a vault: a password that somebody knows, or the key that a keychain holds for it.
struct VaultKey {
    KeySource source = KeySource::Password;
    Secret bytes;
};

/// How a vault is made and kept.
struct VaultOptions {
    /// For keys that are made from now on; an older vault keeps the cost that its header names.
    KeyCost cost;
    /// How long nothing may be asked of it before it locks itself; without a value it never does.
    std::optional<std::chrono::milliseconds> idleLimit;
    SecretClocks clocks;
    /// Called each time its data key comes into memory, on the thread that brought it; calls nothing of the vault.
    std::function<void()> opened;
};

/// The file of secrets: one file, sealed by one key, that several programs may use at a time.
///
/// Open means that its data key is in memory; secrets are unsealed one by one, when they are asked for. Every call reads
/// the file anew and every change rewrites it as a whole: at any moment the old file or the new one is there, and the one
/// before the last change lies beside it as `.bak` (but never one with a secret or under a password that was given up).
/// Thread: any. Blocks: on the disk, on other programs, and for as long as Argon2id takes.
/// Errors: those of readVault; VaultLocked where a key is needed; Busy, IoError when it can not be written.
class Vault {
public:
    explicit Vault(std::filesystem::path file, VaultOptions options = {});

    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
    /// What its file says without a key. Errors: NotFound when there is none.
    [[nodiscard]] Result<VaultHeader> header() const;
    [[nodiscard]] bool isOpen() const;

    /// Makes an empty one and opens it. `id` (see VaultHeader) is given where a key was already kept under it.
    /// Errors: InvalidInput when there is one already, or for an empty password.
    [[nodiscard]] Result<void> create(const VaultKey& key, std::string id = {});
    /// Errors: WrongPassphrase, after the same work as for the right one; InvalidInput for the wrong source of a key.
    [[nodiscard]] Result<void> unlock(const VaultKey& key);
    /// Wipes the data key.
    void lock();
    /// Locks it when nothing was asked of it for so long; true when it did so. For a timer: every other call does it too.
    bool lockIfIdle();
    /// How long it stays open if nothing is asked of it; nothing when it is locked or never locks itself.
    [[nodiscard]] std::optional<std::chrono::milliseconds> openFor() const;
    void setIdleLimit(std::optional<std::chrono::milliseconds> limit);
    /// Seals everything anew under another key, and with it the backup: what the old one opens is worth nothing. `id` as
    /// for `create`; where that is empty it stays.
    [[nodiscard]] Result<void> changeKey(const VaultKey& current, const VaultKey& next, const std::string& id = {});
    /// Puts the backup in the place of a file that is damaged or gone; the damaged one is kept under another name.
    /// Errors: InvalidInput when the file is not damaged; VersionMismatch for a newer one.
    [[nodiscard]] Result<void> restoreBackup();

    /// All, by name.
    [[nodiscard]] Result<std::vector<SecretInfo>> list();
    /// Errors: NotFound.
    [[nodiscard]] Result<Secret> get(std::string_view id);
    /// Keeps a secret under an id, or under a new one where that is empty; gives the id.
    /// Errors: InvalidInput for one that is too long.
    [[nodiscard]] Result<std::string> put(std::string_view id, std::string_view name, const Secret& secret);
    /// Errors: NotFound.
    [[nodiscard]] Result<void> remove(std::string_view id);

private:
    struct Opened {
        SealedVault sealed;
        std::vector<VaultEntry> entries;
    };
    enum class Backup { Previous, Same, Untouched };
    using Change = std::function<Result<void>(std::vector<VaultEntry>&)>;

    [[nodiscard]] Result<Secret> dataKeyOf(const SealedVault& sealed, const VaultKey& key) const;
    [[nodiscard]] Result<SealedVault> sealedUnder(const VaultKey& key, const Secret& dataKey, const std::string& id,
                                                  const std::vector<VaultEntry>& entries) const;
    [[nodiscard]] Result<void> checkOpen();
    [[nodiscard]] Result<Opened> readOpened();
    [[nodiscard]] Result<void> change(Backup backup, const Change& edit);
    [[nodiscard]] Result<void> write(const SealedVault& vault, Backup backup, const SealedVault& previous) const;
    void openWith(Secret dataKey);
    bool lockIfIdleHeld();
    [[nodiscard]] std::chrono::milliseconds idleTime() const;
    void noteUse(VaultEntry& entry);

    const std::filesystem::path m_file;
    const VaultOptions m_options;
    mutable std::mutex m_mutex;
    std::optional<std::chrono::milliseconds> m_idleLimit;
    Secret m_dataKey;
    std::chrono::steady_clock::time_point m_askedSteady;
    SecretTime m_askedWall;
    /// Uses that are not in the file yet.
    std::map<std::string, SecretTime, std::less<>> m_uses;
};

} // namespace dbv::secrets
