// SPDX-License-Identifier: Apache-2.0
#include "archive/scope_json.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <QJsonArray>

namespace dbv::archive {

namespace {

constexpr QLatin1String kSchemas("schemas");
constexpr QLatin1String kObjects("objects");
constexpr QLatin1String kContent("content");
constexpr QLatin1String kOwners("owners");
constexpr QLatin1String kRoles("roles");
constexpr QLatin1String kObjectSchema("schema");
constexpr QLatin1String kObjectName("name");
constexpr auto kContents = std::to_array<std::pair<DumpContent, std::string_view>>({
    {DumpContent::All, "all"},
    {DumpContent::Structure, "structure"},
    {DumpContent::Rows, "rows"},
});

QString qtText(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

Error wrongScope(const QString& member, const char* what) {
    return makeError(ErrorKind::InvalidInput, "\"" + member.toStdString() + "\" of a scope " + what + ".",
                     "docs/archive-format.md says what there may be.");
}

bool holdsNul(const QString& text) {
    return text.contains(QChar(u'\0'));
}

Result<std::vector<std::string>> schemasFrom(const QJsonValue& list) {
    std::vector<std::string> schemas;
    const QJsonArray array = list.toArray();
    for (const auto& each : array) {
        if (holdsNul(each.toString())) {
            return std::unexpected(wrongScope(kSchemas, "has a NUL in a name, which no database has"));
        }
        if (!each.isString() || each.toString().isEmpty()) {
            return std::unexpected(wrongScope(kSchemas, "is no list of names"));
        }
        schemas.push_back(each.toString().toStdString());
    }
    // Who means all leaves it out; an empty one is a mistake.
    return list.isArray() && !array.isEmpty() ? Result<std::vector<std::string>>(std::move(schemas))
                                              : std::unexpected(wrongScope(kSchemas, "is no list of names, or empty"));
}

/// Errors: InvalidInput.
Result<void> takeScopeMember(DumpScope& scope, const QString& name, const QJsonValue& value) {
    const auto take = [](auto& into, auto read) -> Result<void> {
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        into = *std::move(read);
        return {};
    };
    if (name == kSchemas) {
        return take(scope.schemas, schemasFrom(value));
    }
    if (name == kObjects) {
        return take(scope.objects, dumpObjectsFrom(value));
    }
    if (name == kContent) {
        const std::optional<DumpContent> content = dumpContentNamed(value.toString().toStdString());
        scope.content = content.value_or(scope.content);
        return content ? Result<void>() : std::unexpected(wrongScope(name, "is not all, structure or rows"));
    }
    if (name == kOwners || name == kRoles) {
        (name == kOwners ? scope.owners : scope.roles) = value.toBool();
        return value.isBool() ? Result<void>() : std::unexpected(wrongScope(name, "is not true or false"));
    }
    return std::unexpected(wrongScope(name, "is not known"));
}

} // namespace

std::string_view dumpContentName(DumpContent content) {
    const auto* const found = std::ranges::find(kContents, content, [](const auto& each) { return each.first; });
    return found == kContents.end() ? std::string_view() : found->second;
}

std::optional<DumpContent> dumpContentNamed(std::string_view name) {
    const auto* const found = std::ranges::find(kContents, name, [](const auto& each) { return each.second; });
    return found == kContents.end() ? std::nullopt : std::optional(found->first);
}

QJsonObject scopeJson(const DumpScope& scope) {
    QJsonObject json;
    if (!scope.schemas.empty()) {
        QJsonArray schemas;
        for (const std::string& schema : scope.schemas) {
            schemas.append(qtText(schema));
        }
        json[kSchemas] = schemas;
    }
    if (!scope.objects.empty()) {
        QJsonArray objects;
        for (const DumpObject& object : scope.objects) {
            QJsonObject each{{kObjectName, qtText(object.name)}};
            if (!object.schema.empty()) {
                each[kObjectSchema] = qtText(object.schema);
            }
            objects.append(each);
        }
        json[kObjects] = objects;
    }
    if (scope.content != DumpContent::All) {
        json[kContent] = qtText(dumpContentName(scope.content));
    }
    if (!scope.owners) {
        json[kOwners] = false;
    }
    if (scope.roles) {
        json[kRoles] = true;
    }
    return json;
}

Result<DumpScope> scopeFrom(const QJsonObject& json) {
    DumpScope scope;
    for (auto member = json.begin(); member != json.end(); ++member) {
        if (Result<void> taken = takeScopeMember(scope, member.key(), member.value()); !taken) {
            return std::unexpected(std::move(taken.error()));
        }
    }
    return scope;
}

Result<std::vector<DumpObject>> dumpObjectsFrom(const QJsonValue& list) {
    std::vector<DumpObject> objects;
    const QJsonArray array = list.toArray();
    for (const auto& each : array) {
        const QJsonObject json = each.toObject();
        const QJsonValue schema = json[kObjectSchema];
        for (auto member = json.begin(); member != json.end(); ++member) {
            if (member.key() != kObjectSchema && member.key() != kObjectName) {
                return std::unexpected(wrongScope(
                    kObjects, ("has \"" + member.key().toStdString() + "\" in an entry, which is not known").c_str()));
            }
        }
        if (holdsNul(schema.toString()) || holdsNul(json[kObjectName].toString())) {
            return std::unexpected(wrongScope(kObjects, "has a NUL in a name, which no database has"));
        }
        if (!json[kObjectName].isString() || !(schema.isString() || schema.isUndefined())) {
            return std::unexpected(wrongScope(kObjects, R"(is no list of names, each {"schema", "name"})"));
        }
        objects.push_back({schema.toString().toStdString(), json[kObjectName].toString().toStdString()});
    }
    return list.isArray() && !array.isEmpty() ? Result<std::vector<DumpObject>>(std::move(objects))
                                              : std::unexpected(wrongScope(kObjects, "is no list, or empty"));
}

} // namespace dbv::archive
