// SPDX-License-Identifier: Apache-2.0
#include "secrets/vault_errors.h"

#include <string>
#include <system_error>

#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

std::string named(const std::filesystem::path& file) {
    return "The file of secrets " + settings::shownPath(file);
}

bool hasBackup(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::is_regular_file(backupOf(file), unknown);
}

} // namespace

std::filesystem::path backupOf(const std::filesystem::path& file) {
    std::filesystem::path backup = file;
    backup += ".bak";
    return backup;
}

Error damagedVault(const std::filesystem::path& file, std::string_view why) {
    return makeError(ErrorKind::IoError, named(file) + " is damaged: " + std::string(why) + ".",
                     hasBackup(file) ? "Go back to the copy " + settings::shownPath(backupOf(file)) +
                                           ", which is from before the last change."
                                     : "Bring it back from a backup of yours, or move it away and enter the passwords "
                                       "again.");
}

Error newerVault(const std::filesystem::path& file, unsigned version) {
    return makeError(ErrorKind::VersionMismatch,
                     named(file) + " was written by a newer version of this program (format " +
                         std::to_string(version) + ") and is not touched.",
                     "Install the newer version again, or choose another folder with --data-dir.");
}

Error lockedVault(const std::filesystem::path& file, std::string_view why) {
    return makeError(ErrorKind::VaultLocked, named(file) + " is locked: " + std::string(why) + ".",
                     "Unlock it with the master password.");
}

Error foreignKey(const std::filesystem::path& file) {
    return makeError(ErrorKind::VaultLocked, named(file) + " is locked: its key is not in this user's keychain.",
                     "Use the keychain that it was made with, or move the file away and enter the passwords again.");
}

Error wrongPassword(const std::filesystem::path& file) {
    return makeError(ErrorKind::WrongPassphrase, "This is not the password of " + settings::shownPath(file) + ".",
                     "Try again; look at the keyboard layout and at Caps Lock.");
}

Error missingVault(const std::filesystem::path& file) {
    if (hasBackup(file)) {
        return makeError(ErrorKind::IoError, named(file) + " is gone.",
                         "Go back to the copy " + settings::shownPath(backupOf(file)) + ".");
    }
    return makeError(ErrorKind::NotFound, named(file) + " is not there.", "Choose a master password, and it is made.");
}

} // namespace dbv::secrets
