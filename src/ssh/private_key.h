// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

using EVP_PKEY = struct evp_pkey_st;

namespace dbv::ssh {

/// Why a key can not be used, as far as the next step differs.
enum class KeyTrouble {
    Missing,
    Unreadable,
    TooOpen, ///< others can read the file; ssh refuses such a key, and so do we
    NeedsPassphrase,
    WrongPassphrase,
    Damaged,
    NeedsSystemSsh, ///< a certificate, or a key on a device: only the system's ssh can use it
};

struct KeyError {
    KeyTrouble trouble = KeyTrouble::Damaged;
    Error error;
};

template <class T>
using KeyResult = std::expected<T, KeyError>;

/// A private key that can sign. Its bytes are those of OpenSSL, which wipes them.
///
/// Thread: one at a time.
class PrivateKey {
public:
    struct Freed {
        void operator()(EVP_PKEY* key) const;
    };
    using Handle = std::unique_ptr<EVP_PKEY, Freed>;

    /// Takes over a key of OpenSSL. Nothing when SSH has no name for its kind.
    [[nodiscard]] static std::optional<PrivateKey> from(Handle key);

    /// `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, ...
    [[nodiscard]] const std::string& type() const { return m_type; }
    /// The public half, as it goes over the wire.
    [[nodiscard]] const std::string& publicBlob() const { return m_blob; }
    /// A signature as it goes over the wire, without the name of its algorithm. For RSA the algorithm is `rsa-sha2-256` or
    /// `rsa-sha2-512`; other keys know only one.
    /// Errors: SshFailed.
    [[nodiscard]] Result<std::string> sign(std::string_view algorithm, std::string_view message) const;

private:
    PrivateKey(Handle key, std::string type, std::string blob);

    Handle m_key;
    std::string m_type;
    std::string m_blob;
};

/// Reads a private key in any form that OpenSSH writes: its own, PKCS#1, SEC1, PKCS#8, encrypted or not. `name` is for
/// messages. Without a passphrase an encrypted key ends with NeedsPassphrase.
/// Blocks: the derivation of an encrypted key takes a part of a second.
[[nodiscard]] KeyResult<PrivateKey> parsePrivateKey(std::string_view text, const Secret* passphrase,
                                                    std::string_view name);

/// The same for a file, which nobody else may be able to read.
/// Blocks: reads a file.
[[nodiscard]] KeyResult<PrivateKey> loadPrivateKey(const std::filesystem::path& path, const Secret* passphrase);

/// The public half of a key file without its passphrase: from the file beside it, from the file itself when it is a
/// public key, or from the plain part of OpenSSH's own form. Nothing when only the passphrase would tell.
/// Blocks: reads files.
[[nodiscard]] std::optional<std::string> publicBlobOf(const std::filesystem::path& path);

} // namespace dbv::ssh
