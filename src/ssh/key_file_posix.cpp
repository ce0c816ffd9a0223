// SPDX-License-Identifier: Apache-2.0
#include "ssh/private_key.h"

#include <sys/stat.h>
#include <unistd.h>

#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

/// ssh looks only at files of the user's own: those of others it could not change anyway.
bool isTooOpen(const std::filesystem::path& path) {
    struct stat status = {};
    return ::stat(path.c_str(), &status) == 0 && status.st_uid == ::getuid() && (status.st_mode & 077U) != 0;
}

} // namespace

KeyResult<PrivateKey> loadPrivateKey(const std::filesystem::path& path, const Secret* passphrase) {
    auto text = readTextFile(path);
    if (!text) {
        const bool missing = text.error().kind == ErrorKind::NotFound;
        return std::unexpected(KeyError{missing ? KeyTrouble::Missing : KeyTrouble::Unreadable, text.error()});
    }
    const Secret wiped(std::move(*text));
    if (isTooOpen(path)) {
        return std::unexpected(KeyError{
            KeyTrouble::TooOpen,
            makeError(ErrorKind::InvalidInput, "The key " + path.string() + " is not used, because others can read it.",
                      "Take the rights away: chmod 600 " + path.string())});
    }
    return parsePrivateKey(wiped.reveal(), passphrase, path.string());
}

} // namespace dbv::ssh
