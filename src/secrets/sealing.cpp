// SPDX-License-Identifier: Apache-2.0
#include "secrets/sealing.h"

#include <utility>

#include <sodium.h>

namespace dbv::secrets {

static_assert(kKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kKeySize == crypto_kdf_KEYBYTES);
static_assert(kNonceSize == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagSize == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(kDigestSize == crypto_generichash_BYTES);

namespace {

constexpr const char* kKdfContext = "dbvvault";

const unsigned char* in(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* out(std::span<char> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

} // namespace

Result<void> startSealing() {
    if (sodium_init() < 0) {
        return fail(ErrorKind::Internal, "The library for encryption, libsodium, could not be started.",
                    "Look whether the system gives random numbers.");
    }
    return {};
}

std::string randomBytes(std::size_t size) {
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

Secret randomKey() {
    return Secret::filled(kKeySize, [](std::span<char> key) { randombytes_buf(key.data(), key.size()); });
}

Secret derivedKey(const Secret& key, std::uint64_t purpose) {
    return Secret::filled(kKeySize, [&](std::span<char> bytes) {
        crypto_kdf_derive_from_key(out(bytes), bytes.size(), purpose, kKdfContext, in(key.reveal()));
    });
}

std::string seal(const Secret& key, std::string_view plain, std::string_view context) {
    std::string sealed = randomBytes(kNonceSize);
    sealed.resize(kNonceSize + plain.size() + kTagSize);
    const std::span<char> bytes(sealed);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out(bytes.subspan(kNonceSize)), nullptr, in(plain), plain.size(),
                                               in(context), context.size(), nullptr, out(bytes), in(key.reveal()));
    return sealed;
}

std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view context) {
    if (sealed.size() < kNonceSize + kTagSize) {
        return std::nullopt;
    }
    const std::string_view cipher = sealed.substr(kNonceSize);
    int failed = 0;
    Secret plain = Secret::filled(cipher.size() - kTagSize, [&](std::span<char> bytes) {
        failed = crypto_aead_xchacha20poly1305_ietf_decrypt(out(bytes), nullptr, nullptr, in(cipher), cipher.size(),
                                                            in(context), context.size(), in(sealed), in(key.reveal()));
    });
    if (failed != 0) {
        return std::nullopt;
    }
    return plain;
}

std::string digest(std::string_view bytes) {
    std::string result(kDigestSize, '\0');
    crypto_generichash(out(result), result.size(), in(bytes), bytes.size(), nullptr, 0);
    return result;
}

std::string hexadecimal(std::string_view bytes) {
    std::string text((bytes.size() * 2) + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), in(bytes), bytes.size());
    text.pop_back();
    return text;
}

} // namespace dbv::secrets
