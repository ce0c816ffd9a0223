// SPDX-License-Identifier: Apache-2.0
#include "secrets/vault_format.h"

#include <chrono>
#include <system_error>
#include <utility>

#include <QFile>

#include "secrets/byte_fields.h"
#include "secrets/vault_errors.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::secrets {

namespace {

constexpr std::string_view kMagic = "DBVVAULT";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kIdSize = 16;
constexpr std::size_t kKeyContextSize = 56;
constexpr std::chrono::seconds kLockPatience{10};
constexpr std::size_t kSealedKeySize = kNonceSize + kKeySize + kTagSize;
/// More than any secrets can be: such a file is something else.
constexpr qint64 kLargestVault = 256LL << 20;

/// The bytes of an id that is written in hexadecimal.
std::string idBytes(const std::string& id) {
    return QByteArray::fromHex(QByteArray::fromStdString(id)).toStdString();
}

bool isKnownSource(std::uint8_t source) {
    return source == static_cast<std::uint8_t>(KeySource::Password) ||
           source == static_cast<std::uint8_t>(KeySource::Keychain);
}

bool isBearable(const KeyCost& cost) {
    return cost.operations >= kLowestCost.operations && cost.operations <= kHighestCost.operations &&
           cost.memory >= kLowestCost.memory && cost.memory <= kHighestCost.memory;
}

} // namespace

std::string keyContext(const VaultHeader& header) {
    FieldWriter fields;
    fields.raw(kMagic);
    fields.number(kVersion);
    fields.number(static_cast<std::uint8_t>(header.source));
    fields.number(std::uint8_t{0});
    fields.raw(idBytes(header.id));
    fields.number(header.cost.operations);
    fields.number(header.cost.memory);
    fields.raw(header.salt);
    return fields.take();
}

std::string bodyContext(const VaultHeader& header) {
    return keyContext(header) + header.sealedKey;
}

std::string encodeVault(const SealedVault& vault) {
    FieldWriter fields;
    fields.raw(bodyContext(vault.header));
    fields.number(static_cast<std::uint64_t>(vault.sealedBody.size()));
    fields.raw(vault.sealedBody);
    std::string bytes = fields.take();
    return bytes + digest(bytes);
}

Result<SealedVault> decodeVault(const std::filesystem::path& file, std::string_view bytes) {
    FieldReader fields(bytes);
    if (fields.raw(kMagic.size()) != kMagic) {
        return std::unexpected(damagedVault(file, bytes.empty() ? "it is empty" : "it does not begin like one"));
    }
    if (const auto version = fields.number<std::uint16_t>(); version > kVersion) {
        return std::unexpected(newerVault(file, version));
    }
    const auto source = fields.number<std::uint8_t>();
    const auto reserved = fields.number<std::uint8_t>();
    SealedVault vault;
    vault.header.source = static_cast<KeySource>(source);
    vault.header.id = hexadecimal(fields.raw(kIdSize));
    vault.header.cost.operations = fields.number<std::uint32_t>();
    vault.header.cost.memory = fields.number<std::uint64_t>();
    vault.header.salt = fields.raw(kSaltSize);
    vault.header.sealedKey = fields.raw(kSealedKeySize);
    const auto size = fields.number<std::uint64_t>();
    if (fields.failed() || fields.left() < kDigestSize || size > fields.left() - kDigestSize) {
        return std::unexpected(damagedVault(file, "its end is missing"));
    }
    vault.sealedBody = fields.raw(static_cast<std::size_t>(size));
    // Asked before anything is believed: a damaged file must not look like a wrong password.
    if (fields.left() != kDigestSize ||
        fields.raw(kDigestSize) != digest(bytes.substr(0, bytes.size() - kDigestSize))) {
        return std::unexpected(damagedVault(file, "its checksum is wrong"));
    }
    if (!isKnownSource(source) || reserved != 0 || keyContext(vault.header) != bytes.substr(0, kKeyContextSize)) {
        return std::unexpected(damagedVault(file, "its header makes no sense"));
    }
    if (!isBearable(vault.header.cost)) {
        return std::unexpected(damagedVault(file, "it asks for more work than any password is worth"));
    }
    return vault;
}

Result<SealedVault> readVault(const std::filesystem::path& path) {
    std::error_code unknown;
    const std::filesystem::file_status status = std::filesystem::status(path, unknown);
    if (status.type() == std::filesystem::file_type::not_found) {
        return std::unexpected(missingVault(path));
    }
    if (status.type() != std::filesystem::file_type::regular) {
        return std::unexpected(
            settings::pathError("Could not read", path, unknown ? unknown.message() : "it is not a file"));
    }
    QFile file(settings::qtPath(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    if (file.size() > kLargestVault) {
        return std::unexpected(damagedVault(path, "it is far too large"));
    }
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    return decodeVault(path, {bytes.data(), static_cast<std::size_t>(bytes.size())});
}

Result<settings::FileLock> lockVaultFile(const std::filesystem::path& file) {
    if (Result<void> made = settings::makePrivateDirectory(file.parent_path()); !made) {
        return std::unexpected(std::move(made.error()));
    }
    std::filesystem::path lock = file;
    lock += ".lock";
    return settings::FileLock::acquire(lock, kLockPatience);
}

} // namespace dbv::secrets
