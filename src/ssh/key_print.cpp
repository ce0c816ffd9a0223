// SPDX-License-Identifier: Apache-2.0
#include "ssh/key_print.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

QByteArray viewOf(std::string_view bytes) {
    return QByteArray::fromRawData(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

} // namespace

std::string keyTypeOf(std::string_view blob) {
    const auto type = WireReader(blob).text();
    return type ? std::string(*type) : std::string();
}

std::string fingerprintOf(std::string_view blob) {
    const QByteArray digest = QCryptographicHash::hash(viewOf(blob), QCryptographicHash::Sha256);
    return "SHA256:" + digest.toBase64(QByteArray::OmitTrailingEquals).toStdString();
}

std::string md5FingerprintOf(std::string_view blob) {
    return "MD5:" + QCryptographicHash::hash(viewOf(blob), QCryptographicHash::Md5).toHex(':').toStdString();
}

std::optional<std::string> decodedBase64(std::string_view text) {
    auto result = QByteArray::fromBase64Encoding(viewOf(text), QByteArray::AbortOnBase64DecodingErrors);
    return result ? std::optional(result.decoded.toStdString()) : std::nullopt;
}

std::string encodedBase64(std::string_view bytes) {
    return viewOf(bytes).toBase64().toStdString();
}

std::string hmacSha1(std::string_view key, std::string_view text) {
    return QMessageAuthenticationCode::hash(viewOf(text), viewOf(key), QCryptographicHash::Sha1).toStdString();
}

} // namespace dbv::ssh
