// SPDX-License-Identifier: Apache-2.0
#include "secrets/secret_store.h"

#include <utility>

#include "secrets/sealing.h"
#include "secrets/vault_errors.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

constexpr const char* kVaultName = "secrets.vault";
constexpr std::size_t kStoreIdSize = 16;

std::string keyNameOf(const std::string& vaultId) {
    return "vault-" + vaultId;
}

VaultKey passwordKey(const Secret& password) {
    return {.source = KeySource::Password, .bytes = password.clone()};
}

} // namespace

SecretStore::SecretStore(const std::filesystem::path& dataDirectory, KeyHolder& keychain, VaultOptions options)
    : m_keychain(keychain), m_vault(dataDirectory / kVaultName, std::move(options)) {}

Result<StoreState> SecretStore::state(std::stop_token stop) {
    StoreState state{.source = std::nullopt, .isOpen = m_vault.isOpen(), .keychainTrouble = {}, .file = m_vault.file()};
    const Result<VaultHeader> header = m_vault.header();
    if (header) {
        state.source = header->source;
        return state;
    }
    if (header.error().kind != ErrorKind::NotFound) {
        return std::unexpected(header.error());
    }
    if (const Result<void> works = m_keychain.probe(stop); !works) {
        state.keychainTrouble = works.error().message;
    }
    return state;
}

Result<void> SecretStore::createWithPassword(const Secret& password) {
    return m_vault.create(passwordKey(password));
}

Result<void> SecretStore::unlock(const Secret& password) {
    return m_vault.unlock(passwordKey(password));
}

Result<VaultKey> SecretStore::keychainKey(const std::string& id, const std::stop_token& stop) {
    Result<std::optional<Secret>> key = m_keychain.find(keyNameOf(id), stop);
    if (!key) {
        return std::unexpected(std::move(key.error()));
    }
    if (!key->has_value()) {
        return fail(ErrorKind::VaultLocked,
                    "The key of the file of secrets " + settings::shownPath(m_vault.file()) +
                        " is not in this user's keychain.",
                    "Use the keychain that it was made with, or move the file away and enter the passwords again.");
    }
    return VaultKey{.source = KeySource::Keychain, .bytes = **std::move(key)};
}

Result<void> SecretStore::createInKeychain(const std::stop_token& stop) {
    if (Result<void> works = m_keychain.probe(stop); !works) {
        Error error = std::move(works.error());
        if (error.kind != ErrorKind::Cancelled) {
            error.kind = ErrorKind::VaultLocked;
            error.message = "There is no place for secrets yet. " + error.message;
            error.hint = "Choose a master password for them.";
        }
        return std::unexpected(std::move(error));
    }
    const std::string id = hexadecimal(randomBytes(kStoreIdSize));
    const VaultKey key{.source = KeySource::Keychain, .bytes = randomKey()};
    if (Result<void> kept = m_keychain.keep(keyNameOf(id), key.bytes, stop); !kept) {
        return kept;
    }
    Result<void> made = m_vault.create(key, id);
    if (!made) {
        // Another program may have been first; nobody needs this key then.
        if (Result<void> forgotten = m_keychain.forget(keyNameOf(id), stop); !forgotten) {
            made.error().detail = forgotten.error().message;
        }
    }
    return made;
}

Result<void> SecretStore::open(IfMissing missing, const std::stop_token& stop) {
    const std::scoped_lock one(m_opening);
    if (m_vault.lockIfIdle() || !m_vault.isOpen()) {
        Result<VaultHeader> header = m_vault.header();
        if (!header && header.error().kind == ErrorKind::NotFound && missing == IfMissing::Create) {
            const Result<void> made = createInKeychain(stop);
            header = m_vault.header();
            if (made || !header) {
                return made;
            }
        }
        if (!header) {
            return std::unexpected(std::move(header.error()));
        }
        if (header->source == KeySource::Keychain) {
            const Result<VaultKey> key = keychainKey(header->id, stop);
            return key ? m_vault.unlock(*key) : std::unexpected(key.error());
        }
    }
    // With a password: the vault itself says that it is locked.
    return {};
}

Result<void> SecretStore::usePassword(const Secret& current, const Secret& next, std::stop_token stop) {
    const Result<VaultHeader> header = m_vault.header();
    if (!header) {
        return std::unexpected(header.error());
    }
    if (header->source == KeySource::Password) {
        return m_vault.changeKey(passwordKey(current), passwordKey(next));
    }
    const Result<VaultKey> key = keychainKey(header->id, stop);
    if (!key) {
        return std::unexpected(key.error());
    }
    if (Result<void> changed = m_vault.changeKey(*key, passwordKey(next)); !changed) {
        return changed;
    }
    return m_keychain.forget(keyNameOf(header->id), stop);
}

Result<void> SecretStore::useKeychain(const Secret& current, std::stop_token stop) {
    const Result<VaultHeader> header = m_vault.header();
    if (!header) {
        return std::unexpected(header.error());
    }
    if (Result<void> works = m_keychain.probe(stop); !works) {
        return works;
    }
    const VaultKey key{.source = KeySource::Keychain, .bytes = randomKey()};
    if (Result<void> kept = m_keychain.keep(keyNameOf(header->id), key.bytes, stop); !kept) {
        return kept;
    }
    return m_vault.changeKey(passwordKey(current), key);
}

Result<std::vector<SecretInfo>> SecretStore::list(std::stop_token stop) {
    Result<void> opened = open(IfMissing::Fail, stop);
    if (!opened && opened.error().kind == ErrorKind::NotFound) {
        return std::vector<SecretInfo>();
    }
    return opened ? m_vault.list() : std::unexpected(std::move(opened.error()));
}

Result<Secret> SecretStore::get(std::string_view id, std::stop_token stop) {
    Result<void> opened = open(IfMissing::Fail, stop);
    return opened ? m_vault.get(id) : std::unexpected(std::move(opened.error()));
}

Result<std::string> SecretStore::put(std::string_view id, std::string_view name, const Secret& secret, Keeping keeping,
                                     std::stop_token stop) {
    if (keeping == Keeping::AskEveryTime) {
        const Result<void> removed = id.empty() ? Result<void>() : remove(id, stop);
        if (!removed && removed.error().kind != ErrorKind::NotFound) {
            return std::unexpected(removed.error());
        }
        return std::string();
    }
    Result<void> opened = open(IfMissing::Create, stop);
    return opened ? m_vault.put(id, name, secret) : std::unexpected(std::move(opened.error()));
}

Result<void> SecretStore::remove(std::string_view id, std::stop_token stop) {
    Result<void> opened = open(IfMissing::Fail, stop);
    return opened ? m_vault.remove(id) : opened;
}

} // namespace dbv::secrets
