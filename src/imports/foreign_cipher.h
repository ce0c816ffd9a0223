// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/secret.h>

namespace dbv::imports {

/// AES in CBC mode with PKCS#7 padding; 128 or 256 bits, by the size of the key. Nothing when key or bytes are others.
[[nodiscard]] std::optional<Secret> decryptCbc(std::string_view key, std::string_view vector, std::string_view cipher);

/// The bytes that DBeaver keeps beside its connections: a vector of 16 bytes, then AES-128 under a key that is in its
/// source. Nothing when they are encrypted in another way (with a master password).
[[nodiscard]] std::optional<Secret> decryptDBeaver(std::string_view bytes);

/// The texts of the library that Beekeeper Studio and DbGate encrypt with: 64 hexadecimal digits of an HMAC, 32 of a vector,
/// AES-256 in base64; under the SHA-256 of a text. What comes out is the text inside the JSON that was encrypted.
/// Nothing when key or text are others.
[[nodiscard]] std::optional<Secret> decryptPhrase(const Secret& key, std::string_view text);
/// The same for an object, of which the value `name` is given back.
[[nodiscard]] std::optional<Secret> decryptPhraseIn(const Secret& key, std::string_view text, const char* name);

} // namespace dbv::imports
