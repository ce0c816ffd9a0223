// SPDX-License-Identifier: Apache-2.0
#include "imports_encryption.h"

#include <array>
#include <memory>

#include <QByteArray>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace dbv::imports::workshop {

namespace {

const unsigned char* raw(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string encrypted(std::string_view key, std::string_view vector, std::string_view plain) {
    const std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> context(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free);
    std::string cipher(plain.size() + 32, '\0');
    auto* out = reinterpret_cast<unsigned char*>(cipher.data());
    int first = 0;
    int last = 0;
    EVP_EncryptInit_ex(context.get(), key.size() == 16 ? EVP_aes_128_cbc() : EVP_aes_256_cbc(), nullptr, raw(key),
                       raw(vector));
    EVP_EncryptUpdate(context.get(), out, &first, raw(plain), static_cast<int>(plain.size()));
    EVP_EncryptFinal_ex(context.get(), out + first, &last);
    cipher.resize(static_cast<std::size_t>(first + last));
    return cipher;
}

} // namespace

std::string dbeaverEncrypted(std::string_view json) {
    const std::string key = QByteArray::fromHex("babb4a9f774ab853c96c2d653dfe544a").toStdString();
    const std::string vector = "0123456789abcdef";
    return vector + encrypted(key, vector, json);
}

std::string phraseEncrypted(std::string_view key, std::string_view json) {
    std::array<unsigned char, 32> hashed{};
    std::array<unsigned char, 32> mac{};
    unsigned size = 0;
    EVP_Digest(key.data(), key.size(), hashed.data(), &size, EVP_sha256(), nullptr);
    const std::string_view hashedText(reinterpret_cast<const char*>(hashed.data()), hashed.size());
    const std::string vector = "fedcba9876543210";
    const std::string body = QByteArray::fromStdString(vector).toHex().toStdString() +
                             QByteArray::fromStdString(encrypted(hashedText, vector, json)).toBase64().toStdString();
    HMAC(EVP_sha256(), hashed.data(), static_cast<int>(hashed.size()), raw(body), body.size(), mac.data(), &size);
    return QByteArray(reinterpret_cast<const char*>(mac.data()), 32).toHex().toStdString() + body;
}

} // namespace dbv::imports::workshop
