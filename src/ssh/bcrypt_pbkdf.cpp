// SPDX-License-Identifier: Apache-2.0
#include "ssh/bcrypt_pbkdf.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "ssh/blowfish.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

constexpr std::size_t kBlock = 32;
constexpr std::size_t kDigest = 64;
using Block = std::array<unsigned char, kBlock>;
using Digest = std::array<unsigned char, kDigest>;

template <std::size_t Size>
std::string_view viewOf(const std::array<unsigned char, Size>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Digest sha512(std::string_view text) {
    Digest digest{};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha512(), nullptr);
    return digest;
}

/// bcrypt with 64 rounds over two digests.
Block bcryptHash(const Digest& passphrase, const Digest& salt) {
    Blowfish state;
    state.expand(viewOf(salt), viewOf(passphrase));
    for (int i = 0; i < 64; ++i) {
        state.expand(viewOf(salt));
        state.expand(viewOf(passphrase));
    }
    constexpr std::string_view kPlain = "OxychromaticBlowfishSwatDynamite";
    static_assert(kPlain.size() == kBlock);
    std::array<std::uint32_t, kBlock / 4> words{};
    WireReader reader(kPlain);
    for (std::uint32_t& word : words) {
        word = reader.number().value_or(0);
    }
    for (int i = 0; i < 64; ++i) {
        state.encrypt(words);
    }
    Block block{};
    for (std::size_t i = 0; i < kBlock; ++i) {
        block[i] = static_cast<unsigned char>((words[i / 4] >> (8U * (i % 4))) & 0xFFU);
    }
    OPENSSL_cleanse(&state, sizeof state);
    return block;
}

} // namespace

Secret bcryptPbkdf(std::string_view passphrase, std::string_view salt, std::uint32_t rounds, std::size_t keySize) {
    Digest hashedPassphrase = sha512(passphrase);
    const std::size_t blocks = (keySize + kBlock - 1) / kBlock;
    std::string key(keySize, '\0');
    for (std::size_t block = 0; block < blocks; ++block) {
        WireWriter numbered;
        numbered.raw(salt);
        numbered.number(static_cast<std::uint32_t>(block + 1));
        Block last = bcryptHash(hashedPassphrase, sha512(numbered.take()));
        Block sum = last;
        for (std::uint32_t round = 1; round < rounds; ++round) {
            last = bcryptHash(hashedPassphrase, sha512(viewOf(last)));
            for (std::size_t i = 0; i < kBlock; ++i) {
                sum[i] ^= last[i];
            }
        }
        // OpenSSH spreads each block over the whole key.
        for (std::size_t i = 0; i < kBlock && i * blocks + block < keySize; ++i) {
            key[i * blocks + block] = static_cast<char>(sum[i]);
        }
        OPENSSL_cleanse(last.data(), last.size());
        OPENSSL_cleanse(sum.data(), sum.size());
    }
    OPENSSL_cleanse(hashedPassphrase.data(), hashedPassphrase.size());
    return Secret(std::move(key));
}

} // namespace dbv::ssh
