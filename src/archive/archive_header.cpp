// SPDX-License-Identifier: Apache-2.0
#include "archive/archive_header.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>

#include <limits>
#include <utility>

namespace dbv::archive {

namespace {

constexpr QLatin1String kFormat("format");
constexpr QLatin1String kCreated("created");
constexpr QLatin1String kWriter("writer");
constexpr QLatin1String kCompression("compression");
constexpr QLatin1String kSealing("encryption");
constexpr QLatin1String kDigests("digests");
constexpr QLatin1String kOfTheFile("file");
constexpr QLatin1String kCipher("cipher");
constexpr QLatin1String kSecretStream("xchacha20poly1305-secretstream");
constexpr QLatin1String kBy("openedBy");
constexpr QLatin1String kPassphrase("passphrase");
constexpr QLatin1String kKey("key");
constexpr QLatin1String kKeyName("keyName");
constexpr QLatin1String kDataKey("dataKey");
constexpr QLatin1String kDerivation("argon2id");
constexpr QLatin1String kOperations("operations");
constexpr QLatin1String kMemory("memoryBytes");
constexpr QLatin1String kSalt("salt");

constexpr std::string_view kDataKeyContext = "dbv backup 1: data key";
constexpr std::size_t kSealedKeySize = secrets::kNonceSize + secrets::kKeySize + secrets::kTagSize;

QString base64Of(const std::string& bytes) {
    return QString::fromLatin1(QByteArray::fromStdString(bytes).toBase64());
}

std::optional<std::string> bytesIn(const QJsonValue& base64, std::size_t size) {
    const auto decoded =
        QByteArray::fromBase64Encoding(base64.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || static_cast<std::size_t>(decoded.decoded.size()) != size) {
        return std::nullopt;
    }
    return decoded.decoded.toStdString();
}

/// A whole number in a range; JSON knows fractions only.
std::optional<std::uint64_t> numberIn(const QJsonValue& value, std::uint64_t lowest, std::uint64_t highest) {
    const qint64 number = value.toInteger(-1);
    if (number < 0 || std::cmp_less(number, lowest) || std::cmp_greater(number, highest)) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(number);
}

std::unexpected<Error> wrongHeader(const std::string& how) {
    return fail(ErrorKind::CorruptBackup, "The head of the backup is damaged: " + how + ".",
                "Take another copy of this backup, or an earlier one.");
}

std::unexpected<Error> newerThanThis(const std::string& what) {
    return fail(ErrorKind::VersionMismatch, "The backup was made by a newer version: " + what + " is not known here.",
                "Update DB Visualizer to read it.");
}

QJsonObject toJson(const SealedDataKey& key) {
    QJsonObject json{{kCipher, kSecretStream}, {kDataKey, base64Of(key.sealed)}};
    if (key.by == OpenedBy::Key) {
        json[kBy] = kKey;
        json[kKeyName] = QString::fromStdString(key.keyName);
        return json;
    }
    json[kBy] = kPassphrase;
    json[kDerivation] = QJsonObject{{kOperations, static_cast<qint64>(key.cost.operations)},
                                    {kMemory, static_cast<qint64>(key.cost.memory)},
                                    {kSalt, base64Of(key.salt)}};
    return json;
}

Result<SealedDataKey> sealingFrom(const QJsonObject& json) {
    if (json[kCipher].toString() != kSecretStream) {
        return newerThanThis("its cipher \"" + json[kCipher].toString().toStdString() + "\"");
    }
    SealedDataKey key;
    const std::optional<std::string> sealed = bytesIn(json[kDataKey], kSealedKeySize);
    if (!sealed) {
        return wrongHeader("its data key can not be read");
    }
    key.sealed = *sealed;
    if (json[kBy].toString() == kKey) {
        key.by = OpenedBy::Key;
        key.keyName = json[kKeyName].toString().toStdString();
        return key;
    }
    if (json[kBy].toString() != kPassphrase) {
        return newerThanThis("what opens it (\"" + json[kBy].toString().toStdString() + "\")");
    }
    const QJsonObject derivation = json[kDerivation].toObject();
    const auto operations =
        numberIn(derivation[kOperations], secrets::kLowestCost.operations, secrets::kHighestCost.operations);
    const auto memory = numberIn(derivation[kMemory], secrets::kLowestCost.memory, secrets::kHighestCost.memory);
    const std::optional<std::string> salt = bytesIn(derivation[kSalt], secrets::kSaltSize);
    if (!operations || !memory || !salt) {
        return wrongHeader("how its key is made from a passphrase can not be read");
    }
    key.cost = {.operations = static_cast<std::uint32_t>(*operations), .memory = *memory};
    key.salt = *salt;
    return key;
}

/// The key that seals the data key.
Result<Secret> sealingKey(const SealedDataKey& sealed, const Secret& secret) {
    if (sealed.by == OpenedBy::Passphrase) {
        if (secret.empty()) {
            return fail(ErrorKind::InvalidInput, "The passphrase of the backup is empty.", "Give one.");
        }
        return secrets::keyFromPassword(secret, sealed.salt, sealed.cost);
    }
    if (secret.reveal().size() != secrets::kKeySize) {
        return fail(ErrorKind::InvalidInput,
                    "The key \"" + sealed.keyName + "\" of the backup is not of " + std::to_string(secrets::kKeySize) +
                        " bytes.",
                    "Look in the secret store whether it was replaced.");
    }
    return secret.clone();
}

} // namespace

std::string encodeHeader(const ArchiveHeader& header) {
    QJsonObject json{
        {kFormat, header.format},
        {kCreated, QString::fromStdString(header.created)},
        {kWriter, QString::fromStdString(header.writer)},
        {kCompression, QString::fromStdString(std::string(compressionName(header.compression)))},
    };
    if (header.sealing) {
        json[kSealing] = toJson(*header.sealing);
    }
    if (header.hasOneDigest) {
        json[kDigests] = kOfTheFile;
    }
    return QJsonDocument(json).toJson(QJsonDocument::Indented).toStdString();
}

Result<ArchiveHeader> decodeHeader(std::string_view json) {
    QJsonParseError failure;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &failure);
    if (!document.isObject()) {
        return wrongHeader(failure.error == QJsonParseError::NoError ? "it is no object"
                                                                     : failure.errorString().toStdString());
    }
    const QJsonObject object = document.object();
    const auto format = numberIn(object[kFormat], 1, std::numeric_limits<int>::max());
    if (!format) {
        return wrongHeader("its version can not be read");
    }
    if (*format > kArchiveFormat) {
        return newerThanThis("format " + std::to_string(*format));
    }
    ArchiveHeader header{.format = static_cast<int>(*format),
                         .created = object[kCreated].toString().toStdString(),
                         .writer = object[kWriter].toString().toStdString()};
    const std::string compression = object[kCompression].toString().toStdString();
    const std::optional<Compression> known = compressionNamed(compression);
    if (!known) {
        return newerThanThis("its compression \"" + compression + "\"");
    }
    header.compression = *known;
    if (object.contains(kSealing)) {
        Result<SealedDataKey> sealing = sealingFrom(object[kSealing].toObject());
        if (!sealing) {
            return std::unexpected(std::move(sealing.error()));
        }
        header.sealing = *std::move(sealing);
    }
    if (object.contains(kDigests)) {
        if (object[kDigests].toString() != kOfTheFile) {
            return newerThanThis("what its digests are of (\"" + object[kDigests].toString().toStdString() + "\")");
        }
        if (header.compression != Compression::None || header.sealing) {
            // Nothing would prove what its streams were before.
            return wrongHeader("it is packed or encrypted, and has no digests of its streams");
        }
        header.hasOneDigest = true;
    }
    return header;
}

Result<void> sealDataKey(SealedDataKey& into, const Secret& dataKey, const Secret& secret) {
    if (into.by == OpenedBy::Passphrase) {
        into.salt = secrets::randomBytes(secrets::kSaltSize);
    }
    const Result<Secret> key = sealingKey(into, secret);
    if (!key) {
        return std::unexpected(key.error());
    }
    into.sealed = secrets::seal(*key, dataKey.reveal(), kDataKeyContext);
    return {};
}

Result<Secret> openDataKey(const SealedDataKey& sealed, const Secret& secret) {
    const Result<Secret> key = sealingKey(sealed, secret);
    if (!key) {
        return std::unexpected(key.error());
    }
    std::optional<Secret> dataKey = secrets::unseal(*key, sealed.sealed, kDataKeyContext);
    if (!dataKey) {
        return fail(ErrorKind::WrongPassphrase,
                    sealed.by == OpenedBy::Passphrase ? "The passphrase does not open this backup."
                                                      : "The key \"" + sealed.keyName + "\" does not open this backup.",
                    "Give the one with which it was made.");
    }
    return *std::move(dataKey);
}

} // namespace dbv::archive
