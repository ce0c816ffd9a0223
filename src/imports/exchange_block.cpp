// SPDX-License-Identifier: Apache-2.0
#include "imports/exchange_block.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <QByteArray>

#include "imports/json_values.h"
#include "secrets/byte_fields.h"

namespace dbv::imports {

namespace {

constexpr const char* kKdf = "argon2id13";
constexpr const char* kCipher = "xchacha20poly1305-ietf";
/// What the block is sealed for: the bytes are of no use elsewhere.
constexpr std::string_view kPurpose = "dbvis connections 1 secrets";

std::string sizeField(std::size_t number) {
    secrets::FieldWriter field;
    field.number(static_cast<std::uint32_t>(number));
    return field.take();
}

bool hasSecrets(const ExchangedConnection& one) {
    return std::ranges::any_of(kExchangedSecrets, [&](const auto member) { return !(one.*member).empty(); });
}

/// The plain block, made where it stays.
Secret plainBlock(std::span<const ExchangedConnection> connections, std::string_view connectionsDigest) {
    std::vector<std::string> fields;
    std::vector<std::string_view> pieces;
    fields.reserve(1 + (connections.size() * (1 + kExchangedSecrets.size())));
    const auto add = [&](std::size_t number) { pieces.push_back(fields.emplace_back(sizeField(number))); };
    pieces.push_back(connectionsDigest);
    add(static_cast<std::size_t>(std::ranges::count_if(connections, hasSecrets)));
    for (std::size_t place = 0; place < connections.size(); ++place) {
        if (!hasSecrets(connections[place])) {
            continue;
        }
        add(place);
        for (const auto member : kExchangedSecrets) {
            const std::string_view secret = (connections[place].*member).reveal();
            add(secret.size());
            pieces.push_back(secret);
        }
    }
    std::size_t size = 0;
    for (const std::string_view piece : pieces) {
        size += piece.size();
    }
    return Secret::filled(size, [&](std::span<char> bytes) {
        for (const std::string_view piece : pieces) {
            std::ranges::copy(piece, bytes.begin());
            bytes = bytes.subspan(piece.size());
        }
    });
}

QString base64Of(std::string_view bytes) {
    return QString::fromLatin1(QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())).toBase64());
}

std::optional<std::string> bytesIn(const QJsonObject& object, const char* name) {
    const QJsonValue value = object.value(QLatin1String(name));
    const auto bytes = QByteArray::fromBase64Encoding(
        value.toString().toLatin1(), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    return value.isString() && bytes ? std::optional(bytes.decoded.toStdString()) : std::nullopt;
}

/// Nothing when the cost is not one that anybody would choose.
std::optional<secrets::KeyCost> costIn(const QJsonObject& block) {
    const double operations = block.value(QLatin1String("operations")).toDouble();
    const double memory = block.value(QLatin1String("memory")).toDouble();
    const auto within = [](double value, double lowest, double highest) {
        return value >= lowest && value <= highest && std::floor(value) == value;
    };
    if (!within(operations, secrets::kLowestCost.operations, secrets::kHighestCost.operations) ||
        !within(memory, static_cast<double>(secrets::kLowestCost.memory),
                static_cast<double>(secrets::kHighestCost.memory))) {
        return std::nullopt;
    }
    return secrets::KeyCost{.operations = static_cast<std::uint32_t>(operations),
                            .memory = static_cast<std::uint64_t>(memory)};
}

std::unexpected<Error> damagedBlock(const std::string& what, const std::string& why) {
    return fail(ErrorKind::InvalidInput, what + " is damaged: " + why + ".",
                "Export the connections again, or read the file without its secrets.");
}

Result<Secret> exchangeKey(const Secret& passphrase, std::string_view salt, const secrets::KeyCost& cost) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    Result<Secret> key = secrets::keyFromPassword(passphrase, salt, cost);
    if (!key) {
        return fail(ErrorKind::IoError,
                    "There is not enough memory to make the key from the passphrase: it takes " +
                        std::to_string(cost.memory >> 20) + " MB.",
                    "Close other programs and try again.");
    }
    return key;
}

Result<OpenBlock> fieldsOf(const Secret& plain, const std::string& what) {
    secrets::FieldReader fields(plain.reveal());
    OpenBlock open;
    open.connectionsDigest = fields.raw(secrets::kDigestSize);
    const auto count = fields.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && !fields.failed(); ++i) {
        auto& secretsOfOne = open.byPlace[fields.number<std::uint32_t>()];
        for (Secret& secret : secretsOfOne) {
            secret = Secret(fields.text());
        }
    }
    if (fields.failed() || fields.left() != 0) {
        return damagedBlock(what, "what was sealed makes no sense");
    }
    return open;
}

} // namespace

Result<QJsonObject> sealBlock(std::span<const ExchangedConnection> connections, std::string_view connectionsDigest,
                              const Secret& passphrase, const secrets::KeyCost& cost) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    const std::string salt = secrets::randomBytes(secrets::kSaltSize);
    const Result<Secret> key = exchangeKey(passphrase, salt, cost);
    if (!key) {
        return std::unexpected(key.error());
    }
    const Secret plain = plainBlock(connections, connectionsDigest);
    return QJsonObject{
        {QStringLiteral("kdf"), QLatin1String(kKdf)},
        {QStringLiteral("operations"), static_cast<qint64>(cost.operations)},
        {QStringLiteral("memory"), static_cast<qint64>(cost.memory)},
        {QStringLiteral("salt"), base64Of(salt)},
        {QStringLiteral("cipher"), QLatin1String(kCipher)},
        {QStringLiteral("sealed"), base64Of(secrets::seal(*key, plain.reveal(), kPurpose))},
    };
}

Result<OpenBlock> openBlock(const QJsonObject& block, const Secret& passphrase, const std::string& what) {
    if (textIn(block, "kdf") != kKdf || textIn(block, "cipher") != kCipher) {
        return fail(ErrorKind::VersionMismatch, what + " is sealed in a way that this version does not know.",
                    "Install a newer version of this program, or read the file without its secrets.");
    }
    const std::optional<std::string> salt = bytesIn(block, "salt");
    const std::optional<std::string> sealed = bytesIn(block, "sealed");
    const std::optional<secrets::KeyCost> cost = costIn(block);
    if (!salt || salt->size() != secrets::kSaltSize || !sealed || !cost) {
        return damagedBlock(what, !cost     ? "it asks for more or less work than any passphrase is worth"
                                  : !sealed ? "the sealed bytes are missing"
                                            : "the salt is missing");
    }
    const Result<Secret> key = exchangeKey(passphrase, *salt, *cost);
    if (!key) {
        return std::unexpected(key.error());
    }
    const std::optional<Secret> plain = secrets::unseal(*key, *sealed, kPurpose);
    if (!plain) {
        return fail(ErrorKind::WrongPassphrase, "This is not the passphrase of " + what + ".",
                    "Try again; look at the keyboard layout and at Caps Lock.");
    }
    return fieldsOf(*plain, what);
}

} // namespace dbv::imports
