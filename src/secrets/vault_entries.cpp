// SPDX-License-Identifier: Apache-2.0
#include "secrets/vault_entries.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "secrets/byte_fields.h"
#include "secrets/sealing.h"

namespace dbv::secrets {

namespace {

/// Purposes of the keys that are derived from the data key.
constexpr std::uint64_t kBodyPurpose = 1;
constexpr std::uint64_t kSecretPurpose = 2;
constexpr std::size_t kSmallestEntry = 37;

void write(FieldWriter& fields, SecretTime time) {
    fields.number(static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

SecretTime readTime(FieldReader& fields) {
    return SecretTime(std::chrono::milliseconds(static_cast<std::int64_t>(fields.number<std::uint64_t>())));
}

} // namespace

std::string encodeEntries(const std::vector<VaultEntry>& entries) {
    FieldWriter fields;
    fields.number(static_cast<std::uint32_t>(entries.size()));
    for (const VaultEntry& entry : entries) {
        fields.text(entry.info.id);
        fields.text(entry.info.name);
        write(fields, entry.info.created);
        write(fields, entry.info.changed);
        fields.number(static_cast<std::uint8_t>(entry.info.lastUsed.has_value()));
        write(fields, entry.info.lastUsed.value_or(SecretTime()));
        fields.text(entry.sealedSecret);
    }
    return fields.take();
}

std::optional<std::vector<VaultEntry>> decodeEntries(std::string_view bytes) {
    FieldReader fields(bytes);
    std::vector<VaultEntry> entries;
    const auto count = fields.number<std::uint32_t>();
    // The number is believed only as far as there are bytes.
    entries.reserve(std::min<std::size_t>(count, fields.left() / kSmallestEntry));
    for (std::uint32_t i = 0; i < count && !fields.failed(); ++i) {
        VaultEntry entry;
        entry.info.id = fields.text();
        entry.info.name = fields.text();
        entry.info.created = readTime(fields);
        entry.info.changed = readTime(fields);
        const bool used = fields.number<std::uint8_t>() != 0;
        const SecretTime lastUsed = readTime(fields);
        entry.info.lastUsed = used ? std::optional(lastUsed) : std::nullopt;
        entry.sealedSecret = fields.text();
        entries.push_back(std::move(entry));
    }
    if (fields.failed() || fields.left() != 0) {
        return std::nullopt;
    }
    return entries;
}

void sealEntries(SealedVault& vault, const Secret& dataKey, const std::vector<VaultEntry>& entries) {
    vault.sealedBody = seal(derivedKey(dataKey, kBodyPurpose), encodeEntries(entries), bodyContext(vault.header));
}

std::optional<std::vector<VaultEntry>> unsealEntries(const SealedVault& vault, const Secret& dataKey) {
    const std::optional<Secret> body =
        unseal(derivedKey(dataKey, kBodyPurpose), vault.sealedBody, bodyContext(vault.header));
    return body ? decodeEntries(body->reveal()) : std::nullopt;
}

std::string sealSecret(const Secret& dataKey, std::string_view id, const Secret& secret) {
    return seal(derivedKey(dataKey, kSecretPurpose), secret.reveal(), id);
}

std::optional<Secret> unsealSecret(const Secret& dataKey, const VaultEntry& entry) {
    return unseal(derivedKey(dataKey, kSecretPurpose), entry.sealedSecret, entry.info.id);
}

std::vector<VaultEntry>::iterator entryWith(std::vector<VaultEntry>& entries, std::string_view id) {
    return std::ranges::find(entries, id, [](const VaultEntry& entry) -> std::string_view { return entry.info.id; });
}

} // namespace dbv::secrets
