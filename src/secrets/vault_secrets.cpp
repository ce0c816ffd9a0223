// SPDX-License-Identifier: Apache-2.0
// The second half of Vault: what is done with it while it is open.
#include <algorithm>
#include <tuple>
#include <utility>

#include "secrets/durable_file.h"
#include "secrets/vault.h"
#include "secrets/vault_errors.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

/// A use is written once in so long, so that reading a secret is not always a write.
constexpr std::chrono::hours kUseStep{1};
constexpr std::size_t kLongestName = 4096;
constexpr std::size_t kLongestSecret = 1UL << 20;
constexpr std::size_t kSecretIdSize = 16;

std::unexpected<Error> noSuchSecret(const std::filesystem::path& file) {
    return fail(ErrorKind::NotFound, "The secret is not in " + settings::shownPath(file) + " any more.",
                "Enter it again.");
}

} // namespace

Result<void> Vault::checkOpen() {
    if (lockIfIdleHeld()) {
        return std::unexpected(lockedVault(m_file, "nothing was asked of it for a while"));
    }
    if (m_dataKey.empty()) {
        return std::unexpected(lockedVault(m_file, "nobody has unlocked it yet"));
    }
    m_askedSteady = m_options.clocks.steady();
    m_askedWall = m_options.clocks.wall();
    return {};
}

Result<Vault::Opened> Vault::readOpened() {
    if (Result<void> open = checkOpen(); !open) {
        return std::unexpected(std::move(open.error()));
    }
    Result<SealedVault> sealed = readVault(m_file);
    if (!sealed) {
        return std::unexpected(std::move(sealed.error()));
    }
    std::optional<std::vector<VaultEntry>> entries = unsealEntries(*sealed, m_dataKey);
    if (!entries) {
        m_dataKey = Secret();
        return std::unexpected(lockedVault(m_file, "another program has changed its key"));
    }
    for (VaultEntry& entry : *entries) {
        noteUse(entry);
    }
    return Opened{.sealed = *std::move(sealed), .entries = *std::move(entries)};
}

/// What is known here and not in the file yet.
void Vault::noteUse(VaultEntry& entry) {
    const auto used = m_uses.find(entry.info.id);
    if (used != m_uses.end()) {
        entry.info.lastUsed = std::max(entry.info.lastUsed.value_or(used->second), used->second);
    }
}

Result<void> Vault::write(const SealedVault& vault, Backup backup, const SealedVault& previous) const {
    const std::string bytes = encodeVault(vault);
    if (backup == Backup::Previous) {
        if (Result<void> kept = replaceDurably(backupOf(m_file), encodeVault(previous)); !kept) {
            return kept;
        }
    }
    if (Result<void> written = replaceDurably(m_file, bytes); !written || backup != Backup::Same) {
        return written;
    }
    return replaceDurably(backupOf(m_file), bytes);
}

Result<void> Vault::change(Backup backup, const Change& edit) {
    if (Result<void> open = checkOpen(); !open) {
        return open;
    }
    const Result<settings::FileLock> alone = lockVaultFile(m_file);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    Result<Opened> opened = readOpened();
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    if (Result<void> changed = edit(opened->entries); !changed) {
        return changed;
    }
    SealedVault next{.header = opened->sealed.header, .sealedBody = {}};
    sealEntries(next, m_dataKey, opened->entries);
    if (Result<void> written = write(next, backup, opened->sealed); !written) {
        return written;
    }
    m_uses.clear();
    return {};
}

Result<std::vector<SecretInfo>> Vault::list() {
    const std::scoped_lock guard(m_mutex);
    const Result<Opened> opened = readOpened();
    if (!opened) {
        return std::unexpected(opened.error());
    }
    std::vector<SecretInfo> infos;
    infos.reserve(opened->entries.size());
    for (const VaultEntry& entry : opened->entries) {
        infos.push_back(entry.info);
    }
    std::ranges::sort(infos, {}, [](const SecretInfo& info) { return std::tie(info.name, info.id); });
    return infos;
}

Result<Secret> Vault::get(std::string_view id) {
    const std::scoped_lock guard(m_mutex);
    Result<Opened> opened = readOpened();
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    const auto entry = entryWith(opened->entries, id);
    if (entry == opened->entries.end()) {
        return noSuchSecret(m_file);
    }
    std::optional<Secret> secret = unsealSecret(m_dataKey, *entry);
    if (!secret) {
        return std::unexpected(damagedVault(m_file, "the secret \"" + entry->info.name + "\" can not be opened"));
    }
    const SecretTime now = m_options.clocks.wall();
    const bool isKnown = entry->info.lastUsed && now - *entry->info.lastUsed < kUseStep;
    if (!isKnown) {
        m_uses.insert_or_assign(entry->info.id, now);
        // Where this can not be written the secret is of use all the same, and the time goes with the next change.
        [[maybe_unused]] const Result<void> kept =
            change(Backup::Untouched, [](const auto& /*entries*/) { return Result<void>(); });
    }
    return *std::move(secret);
}

Result<std::string> Vault::put(std::string_view id, std::string_view name, const Secret& secret) {
    if (name.size() > kLongestName || secret.reveal().size() > kLongestSecret) {
        return fail(ErrorKind::InvalidInput, "The secret or its name is too long to be kept.",
                    "A name may have 4,096 bytes, a secret 1 MiB.");
    }
    const std::scoped_lock guard(m_mutex);
    std::string key(id.empty() ? hexadecimal(randomBytes(kSecretIdSize)) : std::string(id));
    const SecretTime now = m_options.clocks.wall();
    Result<void> kept = change(Backup::Previous, [&](std::vector<VaultEntry>& entries) -> Result<void> {
        auto entry = entryWith(entries, key);
        if (entry == entries.end()) {
            entries.push_back({.info = {.id = key, .created = now}});
            entry = entries.end() - 1;
        }
        entry->info.name = name;
        entry->info.changed = now;
        entry->sealedSecret = sealSecret(m_dataKey, key, secret);
        return {};
    });
    if (!kept) {
        return std::unexpected(std::move(kept.error()));
    }
    return key;
}

Result<void> Vault::remove(std::string_view id) {
    const std::scoped_lock guard(m_mutex);
    // The backup too: who removes a secret does not want it to lie beside.
    return change(Backup::Same, [&](std::vector<VaultEntry>& entries) -> Result<void> {
        const auto entry = entryWith(entries, id);
        if (entry == entries.end()) {
            return noSuchSecret(m_file);
        }
        entries.erase(entry);
        return {};
    });
}

} // namespace dbv::secrets
