// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QJsonArray>
#include <QJsonObject>

#include <dbv/data/object_info.h>

namespace dbv::rpc {

[[nodiscard]] QJsonArray schemasJson(const std::vector<SchemaInfo>& schemas);
[[nodiscard]] QJsonArray objectsJson(const std::vector<ObjectSummary>& objects);
[[nodiscard]] QJsonObject descriptionJson(const ObjectDescription& description);

} // namespace dbv::rpc
