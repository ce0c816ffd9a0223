// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include <dbv/core/error.h>

namespace dbv::secrets {

/// The copy that is kept beside a vault: what it was before its last change.
[[nodiscard]] std::filesystem::path backupOf(const std::filesystem::path& file);

/// The file is not what was written. IoError.
[[nodiscard]] Error damagedVault(const std::filesystem::path& file, std::string_view why);
/// A later version of the program has written it. VersionMismatch.
[[nodiscard]] Error newerVault(const std::filesystem::path& file, unsigned version);
/// Nobody has unlocked it, or not since its key changed. VaultLocked.
[[nodiscard]] Error lockedVault(const std::filesystem::path& file, std::string_view why);
/// The keychain has no key for it, or one that does not fit. VaultLocked.
[[nodiscard]] Error foreignKey(const std::filesystem::path& file);
/// Not the password of this file. WrongPassphrase.
[[nodiscard]] Error wrongPassword(const std::filesystem::path& file);
/// There is no such file: NotFound, or IoError when its backup is there.
[[nodiscard]] Error missingVault(const std::filesystem::path& file);

} // namespace dbv::secrets
