// SPDX-License-Identifier: Apache-2.0
#include "ssh/private_key.h"

#include "ssh/text_file.h"

namespace dbv::ssh {

// A profile's folder admits nobody else, and rights of files are not those of POSIX.
KeyResult<PrivateKey> loadPrivateKey(const std::filesystem::path& path, const Secret* passphrase) {
    auto text = readTextFile(path);
    if (!text) {
        const bool missing = text.error().kind == ErrorKind::NotFound;
        return std::unexpected(KeyError{missing ? KeyTrouble::Missing : KeyTrouble::Unreadable, text.error()});
    }
    const Secret wiped(std::move(*text));
    return parsePrivateKey(wiped.reveal(), passphrase, path.string());
}

} // namespace dbv::ssh
