// SPDX-License-Identifier: Apache-2.0
#include "ssh/known_hosts.h"

#include <array>

#include <openssl/rand.h>

#include "ssh/key_print.h"
#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

std::string hashedName(std::string_view name) {
    std::array<unsigned char, 20> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        return {};
    }
    const std::string salt(bytes.begin(), bytes.end());
    return "|1|" + encodedBase64(salt) + "|" + encodedBase64(hmacSha1(salt, name));
}

} // namespace

Result<void> appendKnownHost(const std::filesystem::path& path, std::string_view host, std::uint16_t port,
                             std::string_view blob, bool hashed) {
    std::string name = knownHostsName(host, port);
    // A blank, a comma or a star in a name would make another line of it.
    if (host.empty() || host.find_first_of(" \t\r\n,*?!#@|") != std::string_view::npos) {
        return fail(ErrorKind::InvalidInput, "The host " + name + " can not be kept in " + path.string() + ".",
                    "Use a host name without special characters.");
    }
    if (hashed) {
        name = hashedName(name);
        if (name.empty()) {
            return fail(ErrorKind::IoError, "The system gave no random bytes to hash the name of a host with.",
                        "Try again, or set HashKnownHosts to no.");
        }
    }
    return appendLine(path, name + " " + keyTypeOf(blob) + " " + encodedBase64(blob));
}

} // namespace dbv::ssh
