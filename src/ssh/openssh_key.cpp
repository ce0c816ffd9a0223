// SPDX-License-Identifier: Apache-2.0
#include "ssh/openssh_key.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include <openssl/crypto.h>

#include "ssh/bcrypt_pbkdf.h"
#include "ssh/key_errors.h"
#include "ssh/key_material.h"
#include "ssh/key_print.h"
#include "ssh/openssl_handles.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----";
constexpr std::string_view kMagic("openssh-key-v1\0", 15);
/// ssh-keygen's default is 16; a file that asks for more than this would only keep us busy.
constexpr std::uint32_t kMostRounds = 20000;

/// What stands in a file of OpenSSH's own form.
struct Container {
    std::string cipher;
    std::string kdf;
    std::string salt;
    std::uint32_t rounds = 0;
    std::string publicBlob;
    Secret secret;
    /// The tag of an authenticated cipher.
    std::string tag;
};

/// Base64 that leaves no copy behind; empty when it is none.
Secret decodedKey(std::string_view text) {
    std::string encoded;
    encoded.reserve(text.size());
    std::ranges::copy_if(text, std::back_inserter(encoded),
                         [](char c) { return c != '\n' && c != '\r' && c != ' ' && c != '\t'; });
    const auto padding = static_cast<std::size_t>(std::ranges::count(encoded, '='));
    std::string bytes(encoded.size() / 4 * 3, '\0');
    const int size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                        reinterpret_cast<const unsigned char*>(encoded.data()), static_cast<int>(encoded.size()));
    OPENSSL_cleanse(encoded.data(), encoded.size());
    const bool valid = size > 0 && padding <= 2;
    bytes.resize(valid ? static_cast<std::size_t>(size) - padding : 0);
    return Secret(std::move(bytes));
}

std::optional<Container> readContainer(std::string_view text) {
    const std::size_t begin = text.find(kBegin);
    const std::size_t end = text.find(kEnd);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
        return std::nullopt;
    }
    const Secret decoded = decodedKey(text.substr(begin + kBegin.size(), end - begin - kBegin.size()));
    const std::string_view bytes = decoded.reveal();
    if (!bytes.starts_with(kMagic)) {
        return std::nullopt;
    }
    WireReader reader(bytes.substr(kMagic.size()));
    const auto cipher = reader.text();
    const auto kdf = reader.text();
    const auto options = reader.text();
    const auto keys = reader.number();
    const auto publicBlob = reader.text();
    const auto secret = reader.text();
    if (!secret || keys != 1U) {
        return std::nullopt;
    }
    Container container;
    container.cipher = *cipher;
    container.kdf = *kdf;
    container.publicBlob = *publicBlob;
    container.secret = Secret(*secret);
    container.tag = reader.rest();
    if (container.kdf == "bcrypt") {
        WireReader kdfReader(*options);
        const auto salt = kdfReader.text();
        const auto rounds = kdfReader.number();
        if (!rounds || salt->empty()) {
            return std::nullopt;
        }
        container.salt = *salt;
        container.rounds = *rounds;
    }
    return container;
}

struct Cipher {
    std::string_view name;
    const EVP_CIPHER* (*make)();
    std::size_t keySize;
    std::size_t ivSize;
    bool authenticated;
};

constexpr std::array<Cipher, 9> kCiphers{{
    {"aes128-ctr", EVP_aes_128_ctr, 16, 16, false},
    {"aes192-ctr", EVP_aes_192_ctr, 24, 16, false},
    {"aes256-ctr", EVP_aes_256_ctr, 32, 16, false},
    {"aes128-cbc", EVP_aes_128_cbc, 16, 16, false},
    {"aes192-cbc", EVP_aes_192_cbc, 24, 16, false},
    {"aes256-cbc", EVP_aes_256_cbc, 32, 16, false},
    {"aes128-gcm@openssh.com", EVP_aes_128_gcm, 16, 12, true},
    {"aes256-gcm@openssh.com", EVP_aes_256_gcm, 32, 12, true},
    {"3des-cbc", EVP_des_ede3_cbc, 24, 8, false},
}};

/// Empty when the passphrase is not the right one.
Secret decrypted(const Container& container, const Cipher& cipher, const Secret& passphrase) {
    const Secret key =
        bcryptPbkdf(passphrase.reveal(), container.salt, container.rounds, cipher.keySize + cipher.ivSize);
    const auto* keyBytes = reinterpret_cast<const unsigned char*>(key.reveal().data());
    const Openssl<EVP_CIPHER_CTX> context(EVP_CIPHER_CTX_new());
    const std::string_view secret = container.secret.reveal();
    bool done =
        context && EVP_DecryptInit_ex(context.get(), cipher.make(), nullptr, keyBytes, keyBytes + cipher.keySize) == 1;
    if (done && cipher.authenticated) {
        std::string tag = container.tag.substr(0, 16);
        done = tag.size() == 16 && EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, 16, tag.data()) == 1;
    }
    Secret plain = Secret::filled(secret.size(), [&](std::span<char> bytes) {
        auto* out = reinterpret_cast<unsigned char*>(bytes.data());
        int size = 0;
        int tail = 0;
        done = done && EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
               EVP_DecryptUpdate(context.get(), out, &size, reinterpret_cast<const unsigned char*>(secret.data()),
                                 static_cast<int>(secret.size())) == 1 &&
               EVP_DecryptFinal_ex(context.get(), out + size, &tail) == 1;
    });
    return done ? std::move(plain) : Secret();
}

PrivateKey::Handle keyFrom(std::string_view type, WireReader& reader) {
    if (type == "ssh-ed25519") {
        const auto publicPart = reader.text();
        const auto both = reader.text();
        return publicPart && both && both->size() == 64 ? ed25519Key(both->substr(0, 32)) : nullptr;
    }
    if (type.starts_with("ecdsa-sha2-")) {
        const auto curve = reader.text();
        const auto point = reader.text();
        const auto scalar = reader.text();
        return scalar ? ecdsaKey(*curve, *point, *scalar) : nullptr;
    }
    RsaNumbers numbers;
    for (std::string_view* number : {&numbers.n, &numbers.e, &numbers.d, &numbers.iqmp, &numbers.p, &numbers.q}) {
        const auto text = reader.text();
        if (!text) {
            return nullptr;
        }
        *number = *text;
    }
    return rsaKey(numbers);
}

KeyResult<PrivateKey> readSecretPart(const Container& container, const Secret& plain, std::string_view name) {
    WireReader reader(plain.reveal());
    const auto first = reader.number();
    const auto second = reader.number();
    if (!second || first != second) {
        return std::unexpected(container.cipher == "none" ? keyDamaged(name, "its check numbers differ")
                                                          : keyWrongPassphrase(name));
    }
    const auto type = reader.text();
    if (!type || *type != keyTypeOf(container.publicBlob)) {
        return std::unexpected(keyDamaged(name, "its two halves are of different types"));
    }
    auto key = PrivateKey::from(keyFrom(*type, reader));
    if (!key || key->publicBlob() != container.publicBlob) {
        return std::unexpected(keyDamaged(name, "its numbers do not make a key"));
    }
    return std::move(*key);
}

} // namespace

bool isOpensshKey(std::string_view text) {
    return text.find(kBegin) != std::string_view::npos;
}

std::optional<std::string> opensshPublicBlob(std::string_view text) {
    auto container = readContainer(text);
    return container && !keyTypeOf(container->publicBlob).empty() ? std::optional(std::move(container->publicBlob))
                                                                  : std::nullopt;
}

KeyResult<PrivateKey> parseOpensshKey(std::string_view text, const Secret* passphrase, std::string_view name) {
    auto container = readContainer(text);
    if (!container) {
        return std::unexpected(keyDamaged(name, "the file is cut or changed"));
    }
    const std::string type = keyTypeOf(container->publicBlob);
    if (type.starts_with("sk-") || type.find("-cert-v01@") != std::string::npos) {
        return std::unexpected(keyNeedsSystemSsh(name, type));
    }
    if (type != "ssh-ed25519" && type != "ssh-rsa" && !type.starts_with("ecdsa-sha2-")) {
        return std::unexpected(keyDamaged(name, "keys of the type '" + type + "' are not in use any more"));
    }
    if (container->cipher == "none") {
        return readSecretPart(*container, container->secret, name);
    }
    const auto* const cipher = std::ranges::find(kCiphers, container->cipher, &Cipher::name);
    if (cipher == kCiphers.end() || container->kdf != "bcrypt" || container->rounds == 0 ||
        container->rounds > kMostRounds) {
        return std::unexpected(keyDamaged(name, "it is encrypted in a way that is not known here (" +
                                                    container->cipher + ", " + container->kdf + ")"));
    }
    if (passphrase == nullptr) {
        return std::unexpected(keyNeedsPassphrase(name));
    }
    const Secret plain = decrypted(*container, *cipher, *passphrase);
    return plain.empty() ? std::unexpected(keyWrongPassphrase(name)) : readSecretPart(*container, plain, name);
}

} // namespace dbv::ssh
