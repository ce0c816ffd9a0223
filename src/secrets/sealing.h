// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

namespace dbv::secrets {

/// The sizes of what libsodium makes. Unit: bytes.
inline constexpr std::size_t kKeySize = 32;
inline constexpr std::size_t kNonceSize = 24;
inline constexpr std::size_t kTagSize = 16;
inline constexpr std::size_t kSaltSize = 16;
inline constexpr std::size_t kDigestSize = 32;

/// How hard it is to make a key from a password (Argon2id).
struct KeyCost {
    std::uint32_t operations = 3;
    /// Unit: bytes.
    std::uint64_t memory = 256ULL << 20;

    friend bool operator==(const KeyCost&, const KeyCost&) = default;
};

/// The most that a file may ask for: more would only keep somebody waiting.
inline constexpr KeyCost kHighestCost{.operations = 16, .memory = 2ULL << 30};
inline constexpr KeyCost kLowestCost{.operations = 1, .memory = 8192};

/// Has to be called, once at least, before anything else here. Errors: Internal.
[[nodiscard]] Result<void> startSealing();

/// Bytes that nobody can guess.
[[nodiscard]] std::string randomBytes(std::size_t size);
[[nodiscard]] Secret randomKey();

/// A key from a password. Slow on purpose.
/// Errors: IoError when there is not enough memory. Blocks: for the time that the cost takes.
[[nodiscard]] Result<Secret> keyFromPassword(const Secret& password, std::string_view salt, const KeyCost& cost);
/// A key for one purpose from another.
[[nodiscard]] Secret derivedKey(const Secret& key, std::uint64_t purpose);

/// Encrypts with XChaCha20-Poly1305 under a new nonce. `context` is not in it, but has to be the same when it is opened.
/// Shape: nonce, ciphertext, tag.
[[nodiscard]] std::string seal(const Secret& key, std::string_view plain, std::string_view context);
/// The other way; nothing when key, context or bytes are not those of the sealing.
[[nodiscard]] std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view context);

/// The BLAKE2b-256 of some bytes.
[[nodiscard]] std::string digest(std::string_view bytes);
[[nodiscard]] std::string hexadecimal(std::string_view bytes);

} // namespace dbv::secrets
