// SPDX-License-Identifier: Apache-2.0
#include "secrets/secret_store.h"

#include <utility>

#include "secrets/sealing.h"
#include "secrets/vault_errors.h"

namespace dbv::secrets {

namespace {

constexpr const char* kVaultName = "secrets.vault";
constexpr std::size_t kStoreIdSize = 16;

std::string keyNameOf(const std::string& vaultId) {
    return "vault-" + vaultId;
}

/// What was done; where it failed, without the key that was kept for it.
Result<void> orForgotten(KeyHolder& keychain, const std::string& id, Result<void> done) {
    if (!done) {
        if (const Result<void> forgotten = keychain.forget(keyNameOf(id), {}); !forgotten) {
            done.error().detail = forgotten.error().message;
        }
    }
    return done;
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
        return std::unexpected(foreignKey(m_vault.file()));
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
    const VaultKey key{.source = KeySource::Keychain, .bytes = randomKey()};
    const Result<std::string> id = keepNewKey(key.bytes, stop);
    if (!id) {
        return std::unexpected(id.error());
    }
    // Another program may have been first; nobody needs this key then.
    return orForgotten(m_keychain, *id, m_vault.create(key, *id));
}

Result<std::string> SecretStore::keepNewKey(const Secret& key, const std::stop_token& stop) {
    std::string id = hexadecimal(randomBytes(kStoreIdSize));
    if (Result<void> kept = m_keychain.keep(keyNameOf(id), key, stop); !kept) {
        return std::unexpected(std::move(kept.error()));
    }
    return id;
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
    Result<void> forgotten = m_keychain.forget(keyNameOf(header->id), stop);
    if (!forgotten) {
        forgotten.error().message =
            "The master password holds, but the old key is still in the keychain. " + forgotten.error().message;
        forgotten.error().hint = "Remove the entry \"" + keyNameOf(header->id) + "\" there; it opens nothing any more.";
    }
    return forgotten;
}

Result<void> SecretStore::useKeychain(const Secret& current, std::stop_token stop) {
    // Asked first: a wrong password should not cost a prompt.
    if (Result<void> right = m_vault.unlock(passwordKey(current)); !right) {
        return right;
    }
    if (Result<void> works = m_keychain.probe(stop); !works) {
        return works;
    }
    const VaultKey key{.source = KeySource::Keychain, .bytes = randomKey()};
    const Result<std::string> id = keepNewKey(key.bytes, stop);
    if (!id) {
        return std::unexpected(id.error());
    }
    return orForgotten(m_keychain, *id, m_vault.changeKey(passwordKey(current), key, *id));
}

template <class Value>
Result<Value> SecretStore::withOpen(IfMissing missing, const std::stop_token& stop,
                                    const std::function<Result<Value>()>& task) {
    if (Result<void> opened = open(missing, stop); !opened) {
        return std::unexpected(std::move(opened.error()));
    }
    Result<Value> done = task();
    if (done || done.error().kind != ErrorKind::VaultLocked) {
        return done;
    }
    const Result<VaultHeader> header = m_vault.header();
    if (!header || header->source != KeySource::Keychain) {
        return done;
    }
    if (Result<void> opened = open(missing, stop); !opened) {
        return std::unexpected(std::move(opened.error()));
    }
    return task();
}

Result<std::vector<SecretInfo>> SecretStore::list(std::stop_token stop) {
    if (const Result<VaultHeader> header = m_vault.header(); !header && header.error().kind == ErrorKind::NotFound) {
        return std::vector<SecretInfo>();
    }
    return withOpen<std::vector<SecretInfo>>(IfMissing::Fail, stop, [this] { return m_vault.list(); });
}

Result<Secret> SecretStore::get(std::string_view id, std::stop_token stop) {
    return withOpen<Secret>(IfMissing::Fail, stop, [this, id] { return m_vault.get(id); });
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
    return withOpen<std::string>(IfMissing::Create, stop, [&] { return m_vault.put(id, name, secret); });
}

Result<void> SecretStore::remove(std::string_view id, std::stop_token stop) {
    return withOpen<void>(IfMissing::Fail, stop, [this, id] { return m_vault.remove(id); });
}

} // namespace dbv::secrets
