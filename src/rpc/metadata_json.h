// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>

#include <dbv/data/object_info.h>

namespace dbv::rpc {

/// The wire name of a type of object (`table`, `materializedView`, ...).
[[nodiscard]] std::string_view objectTypeName(ObjectType type);
[[nodiscard]] std::optional<ObjectType> objectTypeNamed(std::string_view name);

[[nodiscard]] QJsonArray schemasJson(const std::vector<SchemaInfo>& schemas);
[[nodiscard]] QJsonArray objectsJson(const std::vector<ObjectSummary>& objects);
[[nodiscard]] QJsonObject descriptionJson(const ObjectDescription& description);

} // namespace dbv::rpc
