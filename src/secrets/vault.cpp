// SPDX-License-Identifier: Apache-2.0
#include "secrets/vault.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "secrets/durable_file.h"
#include "secrets/vault_errors.h"
#include "settings/file_lock.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

constexpr std::size_t kVaultIdSize = 16;

bool isThere(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(std::filesystem::symlink_status(file, unknown));
}

/// The entries with their secrets under another data key. Errors: IoError for one that can not be opened.
Result<std::vector<VaultEntry>> resealed(const std::filesystem::path& file, std::vector<VaultEntry> entries,
                                         const Secret& from, const Secret& to) {
    for (VaultEntry& entry : entries) {
        const std::optional<Secret> secret = unsealSecret(from, entry);
        if (!secret) {
            return std::unexpected(damagedVault(file, "the secret \"" + entry.info.name + "\" can not be opened"));
        }
        entry.sealedSecret = sealSecret(to, entry.info.id, *secret);
    }
    return entries;
}

} // namespace

Vault::Vault(std::filesystem::path file, VaultOptions options)
    : m_file(std::move(file)), m_options(std::move(options)), m_idleLimit(m_options.idleLimit) {}

Result<VaultHeader> Vault::header() const {
    if (Result<void> started = startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    Result<SealedVault> sealed = readVault(m_file);
    if (!sealed) {
        return std::unexpected(std::move(sealed.error()));
    }
    return std::move(sealed->header);
}

bool Vault::isOpen() const {
    const std::scoped_lock guard(m_mutex);
    return !m_dataKey.empty();
}

void Vault::lock() {
    const std::scoped_lock guard(m_mutex);
    m_dataKey = Secret();
}

bool Vault::lockIfIdle() {
    const std::scoped_lock guard(m_mutex);
    return lockIfIdleHeld();
}

bool Vault::lockIfIdleHeld() {
    if (m_dataKey.empty() || !m_idleLimit) {
        return false;
    }
    const bool idle = idleTime() >= *m_idleLimit;
    if (idle) {
        m_dataKey = Secret();
    }
    return idle;
}

std::chrono::milliseconds Vault::idleTime() const {
    const auto steady = std::chrono::floor<std::chrono::milliseconds>(m_options.clocks.steady() - m_askedSteady);
    return std::max(steady, m_options.clocks.wall() - m_askedWall);
}

std::optional<std::chrono::milliseconds> Vault::openFor() const {
    const std::scoped_lock guard(m_mutex);
    if (m_dataKey.empty() || !m_idleLimit) {
        return std::nullopt;
    }
    return std::max(*m_idleLimit - idleTime(), std::chrono::milliseconds(0));
}

void Vault::setIdleLimit(std::optional<std::chrono::milliseconds> limit) {
    const std::scoped_lock guard(m_mutex);
    m_idleLimit = limit;
}

void Vault::openWith(Secret dataKey) {
    m_dataKey = std::move(dataKey);
    m_askedSteady = m_options.clocks.steady();
    m_askedWall = m_options.clocks.wall();
    if (m_options.opened) {
        m_options.opened();
    }
}

Result<Secret> Vault::dataKeyOf(const SealedVault& sealed, const VaultKey& key) const {
    if (sealed.header.source != key.source) {
        return fail(ErrorKind::InvalidInput,
                    "The file of secrets " + settings::shownPath(m_file) +
                        (key.source == KeySource::Password ? " is opened by a key in the system's keychain, not by a "
                                                             "password."
                                                           : " is opened by a master password, not by a key in the "
                                                             "system's keychain."),
                    "Open it with what it was made with, and change that then.");
    }
    std::optional<Secret> dataKey;
    if (key.source == KeySource::Password) {
        const Result<Secret> made = keyFromPassword(key.bytes, sealed.header.salt, sealed.header.cost);
        if (!made) {
            return std::unexpected(made.error());
        }
        dataKey = unseal(*made, sealed.header.sealedKey, keyContext(sealed.header));
    } else if (key.bytes.reveal().size() == kKeySize) {
        dataKey = unseal(key.bytes, sealed.header.sealedKey, keyContext(sealed.header));
    }
    if (!dataKey) {
        return std::unexpected(key.source == KeySource::Password ? wrongPassword(m_file) : foreignKey(m_file));
    }
    return *std::move(dataKey);
}

Result<SealedVault> Vault::sealedUnder(const VaultKey& key, const Secret& dataKey, const std::string& id,
                                       const std::vector<VaultEntry>& entries) const {
    if (key.source == KeySource::Password && key.bytes.empty()) {
        return fail(ErrorKind::InvalidInput, "The master password is empty.", "Choose one that nobody guesses.");
    }
    if (key.source == KeySource::Keychain && key.bytes.reveal().size() != kKeySize) {
        return fail(ErrorKind::InvalidInput, "The key for the file of secrets does not have 32 bytes.",
                    "Make a new one.");
    }
    SealedVault vault;
    vault.header = {
        .source = key.source, .id = id, .cost = m_options.cost, .salt = randomBytes(kSaltSize), .sealedKey = {}};
    if (key.source == KeySource::Password) {
        const Result<Secret> made = keyFromPassword(key.bytes, vault.header.salt, vault.header.cost);
        if (!made) {
            return std::unexpected(made.error());
        }
        vault.header.sealedKey = seal(*made, dataKey.reveal(), keyContext(vault.header));
    } else {
        vault.header.sealedKey = seal(key.bytes, dataKey.reveal(), keyContext(vault.header));
    }
    sealEntries(vault, dataKey, entries);
    return vault;
}

Result<void> Vault::create(const VaultKey& key, std::string id) {
    const std::scoped_lock guard(m_mutex);
    if (Result<void> started = startSealing(); !started) {
        return started;
    }
    const Result<settings::FileLock> alone = lockVaultFile(m_file);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    if (isThere(m_file)) {
        return fail(ErrorKind::InvalidInput, "There is a file of secrets already: " + settings::shownPath(m_file) + ".",
                    "Unlock it, or move it away first.");
    }
    if (isThere(backupOf(m_file))) {
        // The second change would write over it.
        return fail(ErrorKind::InvalidInput,
                    "The file of secrets " + settings::shownPath(m_file) + " is gone, but its copy " +
                        settings::shownPath(backupOf(m_file)) + " is there.",
                    "Go back to the copy, or move it away first.");
    }
    Secret dataKey = randomKey();
    const Result<SealedVault> vault =
        sealedUnder(key, dataKey, id.empty() ? hexadecimal(randomBytes(kVaultIdSize)) : std::move(id), {});
    if (!vault) {
        return std::unexpected(vault.error());
    }
    if (Result<void> written = replaceDurably(m_file, encodeVault(*vault)); !written) {
        return written;
    }
    openWith(std::move(dataKey));
    return {};
}

Result<void> Vault::unlock(const VaultKey& key) {
    const std::scoped_lock guard(m_mutex);
    if (Result<void> started = startSealing(); !started) {
        return started;
    }
    const Result<SealedVault> sealed = readVault(m_file);
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    Result<Secret> dataKey = dataKeyOf(*sealed, key);
    if (!dataKey) {
        return std::unexpected(std::move(dataKey.error()));
    }
    if (!unsealEntries(*sealed, *dataKey)) {
        return std::unexpected(damagedVault(m_file, "its content does not belong to its header"));
    }
    openWith(*std::move(dataKey));
    return {};
}

Result<void> Vault::changeKey(const VaultKey& current, const VaultKey& next, const std::string& id) {
    const std::scoped_lock guard(m_mutex);
    if (Result<void> started = startSealing(); !started) {
        return started;
    }
    const Result<settings::FileLock> alone = lockVaultFile(m_file);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    const Result<SealedVault> sealed = readVault(m_file);
    if (!sealed) {
        return std::unexpected(sealed.error());
    }
    const Result<Secret> dataKey = dataKeyOf(*sealed, current);
    if (!dataKey) {
        return std::unexpected(dataKey.error());
    }
    std::optional<std::vector<VaultEntry>> entries = unsealEntries(*sealed, *dataKey);
    if (!entries) {
        return std::unexpected(damagedVault(m_file, "its content does not belong to its header"));
    }
    // A new data key as well: an old copy of the file, under the old password, must not open the new one.
    Secret fresh = randomKey();
    const Result<std::vector<VaultEntry>> anew = resealed(m_file, *std::move(entries), *dataKey, fresh);
    if (!anew) {
        return std::unexpected(anew.error());
    }
    const Result<SealedVault> vault = sealedUnder(next, fresh, id.empty() ? sealed->header.id : id, *anew);
    if (!vault) {
        return std::unexpected(vault.error());
    }
    if (Result<void> written = write(*vault, Backup::Same, *sealed); !written) {
        return written;
    }
    openWith(std::move(fresh));
    return {};
}

Result<void> Vault::restoreBackup() {
    const std::scoped_lock guard(m_mutex);
    if (Result<void> started = startSealing(); !started) {
        return started;
    }
    const Result<settings::FileLock> alone = lockVaultFile(m_file);
    if (!alone) {
        return std::unexpected(alone.error());
    }
    const Result<SealedVault> current = readVault(m_file);
    if (current) {
        return fail(ErrorKind::InvalidInput, "The file of secrets " + settings::shownPath(m_file) + " is not damaged.",
                    "Unlock it.");
    }
    if (current.error().kind == ErrorKind::VersionMismatch) {
        return std::unexpected(current.error());
    }
    const Result<SealedVault> backup = readVault(backupOf(m_file));
    if (!backup) {
        return std::unexpected(backup.error());
    }
    if (isThere(m_file)) {
        std::error_code failed;
        std::filesystem::rename(m_file, settings::brokenName(m_file), failed);
        if (failed) {
            return std::unexpected(settings::pathError("Could not set aside", m_file, failed.message()));
        }
    }
    return replaceDurably(m_file, encodeVault(*backup));
}

} // namespace dbv::secrets
