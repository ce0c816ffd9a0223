// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "secrets/sealing.h"
#include "settings/file_lock.h"

namespace dbv::secrets {

/// What the key is made of that seals a vault's data key.
enum class KeySource : std::uint8_t { Password = 1, Keychain = 2 };

/// What stands before the entries of a vault, readable by everybody.
struct VaultHeader {
    KeySource source = KeySource::Password;
    /// 16 random bytes, in hexadecimal: the name of its key in a keychain. Another key there has another name, so that
    /// none is ever written over.
    std::string id;
    KeyCost cost;
    std::string salt;
    /// The data key, sealed under the key of the source.
    std::string sealedKey;
};

/// A vault as it lies on the disk: whole, but still sealed.
struct SealedVault {
    VaultHeader header;
    /// The entries, sealed under the data key with the header as their context.
    std::string sealedBody;
};

/// The first bytes of the file, up to the sealed data key: the context in which that key is sealed.
/// Shape: magic, version (2), source (1), 0, id (16), operations (4), memory (8), salt (16); numbers little-endian.
[[nodiscard]] std::string keyContext(const VaultHeader& header);
/// The whole header: the context in which the body is sealed. Shape: `keyContext`, sealed key (72).
[[nodiscard]] std::string bodyContext(const VaultHeader& header);

/// The whole file. Shape: `bodyContext`, size of the body (8), body, BLAKE2b-256 of all before it (32).
[[nodiscard]] std::string encodeVault(const SealedVault& vault);
/// Errors: IoError for a damaged file, VersionMismatch for a newer one; both name `file`.
[[nodiscard]] Result<SealedVault> decodeVault(const std::filesystem::path& file, std::string_view bytes);

/// A vault from the disk. Errors: those of decodeVault; NotFound; IoError. Blocks: on the disk.
[[nodiscard]] Result<SealedVault> readVault(const std::filesystem::path& path);

/// Keeps every other program from changing a vault; makes its folder. Errors: Busy, IoError. Blocks: for ten seconds at
/// most.
[[nodiscard]] Result<settings::FileLock> lockVaultFile(const std::filesystem::path& file);

} // namespace dbv::secrets
