// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dbv::ssh {

/// The type that a public key blob names itself (`ssh-ed25519`, ...); empty when it is not such a blob.
[[nodiscard]] std::string keyTypeOf(std::string_view blob);

/// `SHA256:...`, as ssh shows it.
[[nodiscard]] std::string fingerprintOf(std::string_view blob);
/// `MD5:aa:bb:...`, as older programs and some hosting pages show it.
[[nodiscard]] std::string md5FingerprintOf(std::string_view blob);

/// Base64 without a line break; nothing when the text is not clean base64.
[[nodiscard]] std::optional<std::string> decodedBase64(std::string_view text);
[[nodiscard]] std::string encodedBase64(std::string_view bytes);

/// HMAC-SHA1, which hashed host names are made with.
[[nodiscard]] std::string hmacSha1(std::string_view key, std::string_view text);

} // namespace dbv::ssh
