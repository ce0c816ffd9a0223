// SPDX-License-Identifier: Apache-2.0
#include "imports/foreign_cipher.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "imports/json_values.h"

namespace dbv::imports {

namespace {

constexpr std::size_t kCbcBlock = 16;
constexpr std::size_t kShaSize = 32;
constexpr std::size_t kLongestSecret = std::size_t{1} << 24;
/// Published with DBeaver's source.
constexpr std::array<unsigned char, 16> kDBeaverKey = {0xBA, 0xBB, 0x4A, 0x9F, 0x77, 0x4A, 0xB8, 0x53,
                                                       0xC9, 0x6C, 0x2D, 0x65, 0x3D, 0xFE, 0x54, 0x4A};

struct CbcEnd {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

const unsigned char* asBytes(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string_view asText(std::span<const unsigned char> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<std::string> fromHex(std::string_view digits) {
    const QByteArray text(digits.data(), static_cast<qsizetype>(digits.size()));
    const QByteArray bytes = QByteArray::fromHex(text);
    return bytes.toHex() == text.toLower() ? std::optional(bytes.toStdString()) : std::nullopt;
}

/// The bytes inside, which are JSON.
std::optional<Secret> decryptedJson(const Secret& key, std::string_view text) {
    if (text.size() < (2 * kShaSize) + (2 * kCbcBlock)) {
        return std::nullopt;
    }
    std::array<unsigned char, kShaSize> hashed{};
    std::array<unsigned char, kShaSize> mac{};
    unsigned size = 0;
    const std::string_view signedPart = text.substr(2 * kShaSize);
    const bool hashedWell =
        EVP_Digest(key.reveal().data(), key.reveal().size(), hashed.data(), &size, EVP_sha256(), nullptr) == 1 &&
        HMAC(EVP_sha256(), hashed.data(), static_cast<int>(hashed.size()), asBytes(signedPart), signedPart.size(),
             mac.data(), &size) != nullptr;
    const std::optional<std::string> written = fromHex(text.substr(0, 2 * kShaSize));
    const std::optional<std::string> vector = fromHex(signedPart.substr(0, 2 * kCbcBlock));
    if (!hashedWell || !written || !vector || CRYPTO_memcmp(written->data(), mac.data(), mac.size()) != 0) {
        return std::nullopt;
    }
    const std::string_view base64 = signedPart.substr(2 * kCbcBlock);
    const auto cipher =
        QByteArray::fromBase64Encoding(QByteArray(base64.data(), static_cast<qsizetype>(base64.size())),
                                       QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    return cipher ? decryptCbc(asText(hashed), *vector, cipher.decoded.toStdString()) : std::nullopt;
}

QJsonDocument jsonIn(const Secret& secret, const char* before, const char* behind) {
    // A plain text is not a document of its own for the reader.
    return QJsonDocument::fromJson(
        before + QByteArray(secret.reveal().data(), static_cast<qsizetype>(secret.reveal().size())) + behind);
}

} // namespace

std::optional<Secret> decryptCbc(std::string_view key, std::string_view vector, std::string_view cipher) {
    if (vector.size() != kCbcBlock || cipher.empty() || cipher.size() % kCbcBlock != 0 ||
        cipher.size() > kLongestSecret) {
        return std::nullopt;
    }
    const std::unique_ptr<EVP_CIPHER_CTX, CbcEnd> context(EVP_CIPHER_CTX_new());
    LockedMemory plain(cipher.size() + kCbcBlock);
    auto* out = reinterpret_cast<unsigned char*>(plain.bytes().data());
    int first = 0;
    int last = 0;
    const bool good =
        context != nullptr &&
        EVP_DecryptInit_ex(context.get(), key.size() == kCbcBlock ? EVP_aes_128_cbc() : EVP_aes_256_cbc(), nullptr,
                           asBytes(key), asBytes(vector)) == 1 &&
        EVP_DecryptUpdate(context.get(), out, &first, asBytes(cipher), static_cast<int>(cipher.size())) == 1 &&
        EVP_DecryptFinal_ex(context.get(), out + first, &last) == 1;
    if (!good) {
        return std::nullopt;
    }
    plain.shrink(static_cast<std::size_t>(first) + static_cast<std::size_t>(last));
    return Secret(std::move(plain));
}

std::optional<Secret> decryptDBeaver(std::string_view bytes) {
    return bytes.size() <= kCbcBlock
               ? std::nullopt
               : decryptCbc(asText(kDBeaverKey), bytes.substr(0, kCbcBlock), bytes.substr(kCbcBlock));
}

std::optional<Secret> decryptPhrase(const Secret& key, std::string_view text) {
    const std::optional<Secret> json = decryptedJson(key, text);
    if (!json) {
        return std::nullopt;
    }
    const QJsonDocument document = jsonIn(*json, "{\"text\":", "}");
    const QJsonValue value = document.object().value(QLatin1String("text"));
    return value.isString() ? std::optional(Secret(value.toString().toStdString())) : std::nullopt;
}

std::optional<Secret> decryptPhraseIn(const Secret& key, std::string_view text, const char* name) {
    const std::optional<Secret> json = decryptedJson(key, text);
    if (!json) {
        return std::nullopt;
    }
    std::string value = textIn(jsonIn(*json, "", "").object(), name);
    return value.empty() ? std::nullopt : std::optional(Secret(std::move(value)));
}

} // namespace dbv::imports
