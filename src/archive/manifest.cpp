// SPDX-License-Identifier: Apache-2.0
#include "archive/manifest.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "archive/scope_json.h"

namespace dbv::archive {

namespace {

constexpr QLatin1String kObjects("objects");
constexpr QLatin1String kStreams("streams");
constexpr QLatin1String kName("name");
constexpr QLatin1String kType("type");
constexpr QLatin1String kSchema("schema");
constexpr QLatin1String kRows("rows");
constexpr QLatin1String kRowsDigest("rowsDigest");
constexpr QLatin1String kDefinitionDigest("definitionDigest");
constexpr QLatin1String kValue("value");
constexpr QLatin1String kOf("of");
constexpr QLatin1String kOfSchema("ofSchema");
constexpr QLatin1String kParts("parts");
constexpr QLatin1String kDetailsDigest("detailsDigest");
constexpr QLatin1String kFilled("filled");
constexpr QLatin1String kBesides("besides");
constexpr QLatin1String kScope("scope");
constexpr QLatin1String kBytes("bytes");
constexpr QLatin1String kDigest("sha256");

/// The texts of a manifest, each with its name.
struct TextField {
    const char* name;
    std::string Manifest::* text;
};
constexpr auto kTexts = std::to_array<TextField>({{"engine", &Manifest::engine},
                                                  {"serverVersion", &Manifest::serverVersion},
                                                  {"connection", &Manifest::connection},
                                                  {"server", &Manifest::server},
                                                  {"database", &Manifest::database},
                                                  {"tool", &Manifest::tool},
                                                  {"dumpFormat", &Manifest::dumpFormat},
                                                  {"rowFormat", &Manifest::rowFormat},
                                                  {"begun", &Manifest::begun},
                                                  {"ended", &Manifest::ended},
                                                  {"snapshot", &Manifest::snapshot}});

/// Numbers are texts in JSON: a double has 53 bits.
template <class Number>
QJsonValue toJson(Number number) {
    return QString::number(number);
}

void putText(QJsonObject& json, QLatin1String name, const std::string& text) {
    if (!text.empty()) {
        json[name] = QString::fromStdString(text);
    }
}

QJsonObject toJson(const ManifestObject& object) {
    QJsonObject json;
    putText(json, kType, object.type);
    putText(json, kSchema, object.schema);
    putText(json, kName, object.name);
    putText(json, kOf, object.of);
    putText(json, kOfSchema, object.ofSchema);
    putText(json, kRowsDigest, object.rowsDigest);
    putText(json, kDefinitionDigest, object.definitionDigest);
    putText(json, kDetailsDigest, object.detailsDigest);
    if (object.isFilled) {
        json[kFilled] = *object.isFilled;
    }
    if (object.rows) {
        json[kRows] = toJson(*object.rows);
    }
    if (object.value) {
        json[kValue] = toJson(*object.value);
    }
    if (!object.parts.empty()) {
        QJsonArray parts;
        for (const std::string& part : object.parts) {
            parts.append(QString::fromStdString(part));
        }
        json[kParts] = parts;
    }
    return json;
}

QJsonArray toJson(const std::vector<ManifestObject>& objects) {
    QJsonArray array;
    for (const ManifestObject& object : objects) {
        array.append(toJson(object));
    }
    return array;
}

std::unexpected<Error> wrongManifest(const std::string& how) {
    return fail(ErrorKind::CorruptBackup, "The manifest of the backup can not be read: " + how + ".",
                "Take another copy of this backup, or an earlier one.");
}

std::string textIn(const QJsonObject& json, QLatin1String name) {
    return json[name].toString().toStdString();
}

Result<ManifestObject> objectFrom(const QJsonObject& json) {
    ManifestObject object{.type = textIn(json, kType),
                          .schema = textIn(json, kSchema),
                          .name = textIn(json, kName),
                          .of = textIn(json, kOf),
                          .ofSchema = textIn(json, kOfSchema),
                          .rowsDigest = textIn(json, kRowsDigest),
                          .definitionDigest = textIn(json, kDefinitionDigest),
                          .detailsDigest = textIn(json, kDetailsDigest)};
    if (json[kFilled].isBool()) {
        object.isFilled = json[kFilled].toBool();
    }
    // A table of SQLite may be called by an empty name.
    if (object.type.empty()) {
        return wrongManifest("an object has no type");
    }
    const QJsonArray parts = json[kParts].toArray();
    for (const auto& part : parts) {
        object.parts.push_back(part.toString().toStdString());
    }
    bool areNumbers = true;
    if (json.contains(kRows)) {
        object.rows = json[kRows].toString().toULongLong(&areNumbers);
    }
    if (object.rows && object.rowsDigest.empty()) {
        // Nothing could be proved by it.
        return wrongManifest("the digest of the rows of \"" + object.name + "\" is missing");
    }
    bool isNumber = true;
    if (json.contains(kValue)) {
        object.value = json[kValue].toString().toLongLong(&isNumber);
    }
    return areNumbers && isNumber ? Result<ManifestObject>(std::move(object))
                                  : wrongManifest("a number of \"" + object.name + "\" is none");
}

Result<std::vector<ManifestObject>> objectsFrom(const QJsonArray& array) {
    std::vector<ManifestObject> objects;
    objects.reserve(static_cast<std::size_t>(array.size()));
    for (const auto& each : array) {
        Result<ManifestObject> read = objectFrom(each.toObject());
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        objects.push_back(*std::move(read));
    }
    return objects;
}

auto keyOf(const ManifestObject& object) {
    return std::tie(object.type, object.schema, object.name);
}

/// Whether two know the same, as far as both know something.
/// How a database was made is no matter of what it holds, which its details tell.
bool isMadeAndHolds(const ManifestObject& here, const ManifestObject& there) {
    return here.type == "database" && !here.detailsDigest.empty() && !there.detailsDigest.empty();
}

bool holdTheSame(const ManifestObject& here, const ManifestObject& there) {
    const auto agree = [](const auto& a, const auto& b, const auto& nothing) {
        return a == nothing || b == nothing || a == b;
    };
    return agree(here.rows, there.rows, std::optional<std::uint64_t>()) &&
           agree(here.rowsDigest, there.rowsDigest, std::string()) &&
           (isMadeAndHolds(here, there) || agree(here.definitionDigest, there.definitionDigest, std::string())) &&
           agree(here.detailsDigest, there.detailsDigest, std::string()) &&
           agree(here.isFilled, there.isFilled, std::optional<bool>()) &&
           agree(here.value, there.value, std::optional<std::int64_t>());
}

} // namespace

std::string encodeManifest(const Manifest& manifest) {
    QJsonObject json;
    for (const TextField& field : kTexts) {
        putText(json, QLatin1String(field.name), manifest.*field.text);
    }
    QJsonArray streams;
    for (const ManifestStream& stream : manifest.streams) {
        QJsonObject told{{kName, QString::fromStdString(stream.name)}, {kBytes, toJson(stream.bytes)}};
        putText(told, kDigest, stream.digest);
        streams.append(told);
    }
    json[kStreams] = streams;
    if (const QJsonObject scope = scopeJson(manifest.scope); !scope.isEmpty()) {
        json[kScope] = scope;
    }
    json[kObjects] = toJson(manifest.objects);
    if (manifest.besides) {
        json[kBesides] = toJson(*manifest.besides);
    }
    return QJsonDocument(json).toJson(QJsonDocument::Indented).toStdString();
}

Result<Manifest> decodeManifest(std::string_view json) {
    QJsonParseError failure;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &failure);
    if (!document.isObject()) {
        return wrongManifest(failure.error == QJsonParseError::NoError ? "it is no object"
                                                                       : failure.errorString().toStdString());
    }
    const QJsonObject object = document.object();
    Manifest manifest;
    for (const TextField& field : kTexts) {
        manifest.*field.text = textIn(object, QLatin1String(field.name));
    }
    if (manifest.engine.empty() || !object[kObjects].isArray() || !object[kStreams].isArray()) {
        return wrongManifest("what it is of is missing");
    }
    Result<DumpScope> scope = scopeFrom(object[kScope].toObject());
    if (!scope) {
        return wrongManifest(scope.error().message);
    }
    manifest.scope = *std::move(scope);
    const QJsonArray streams = object[kStreams].toArray();
    for (const auto& each : streams) {
        const QJsonObject stream = each.toObject();
        bool isNumber = false;
        manifest.streams.push_back({.name = textIn(stream, kName),
                                    .bytes = stream[kBytes].toString().toULongLong(&isNumber),
                                    .digest = textIn(stream, kDigest)});
        if (!isNumber) {
            return wrongManifest("the size of a stream is none");
        }
    }
    Result<std::vector<ManifestObject>> objects = objectsFrom(object[kObjects].toArray());
    Result<std::vector<ManifestObject>> besides = objects ? objectsFrom(object[kBesides].toArray()) : objects;
    if (!besides) {
        return std::unexpected(std::move(besides.error()));
    }
    manifest.objects = *std::move(objects);
    if (object[kBesides].isArray()) {
        manifest.besides = *std::move(besides);
    }
    return manifest;
}

std::vector<ManifestDifference> differencesOf(std::vector<ManifestObject> here, std::vector<ManifestObject> there) {
    const auto byKey = [](const ManifestObject& a, const ManifestObject& b) { return keyOf(a) < keyOf(b); };
    std::ranges::stable_sort(here, byKey);
    std::ranges::stable_sort(there, byKey);
    std::vector<ManifestDifference> differences;
    auto left = here.begin();
    auto right = there.begin();
    while (left != here.end() || right != there.end()) {
        const bool leftAlone = right == there.end() || (left != here.end() && byKey(*left, *right));
        const bool rightAlone = left == here.end() || (right != there.end() && byKey(*right, *left));
        if (leftAlone) {
            differences.push_back({.here = *left++, .there = std::nullopt});
        } else if (rightAlone) {
            differences.push_back({.here = std::nullopt, .there = *right++});
        } else {
            if (!holdTheSame(*left, *right)) {
                differences.push_back({.here = *left, .there = *right});
            }
            ++left;
            ++right;
        }
    }
    return differences;
}

} // namespace dbv::archive
