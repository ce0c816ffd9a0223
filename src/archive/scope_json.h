// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include <QJsonObject>

#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>

/// What of a database is backed up, as the manifest, the catalogue, schedules and JSON-RPC have it (docs/archive-format.md).
namespace dbv::archive {

/// `all`, `structure`, `rows`.
[[nodiscard]] std::string_view dumpContentName(DumpContent content);
[[nodiscard]] std::optional<DumpContent> dumpContentNamed(std::string_view name);

/// Without what is as usual: a whole database is an empty object.
[[nodiscard]] QJsonObject scopeJson(const DumpScope& scope);
/// Errors: InvalidInput, naming the member that is unknown or of another type.
[[nodiscard]] Result<DumpScope> scopeFrom(const QJsonObject& json);

/// A list of objects, each `{schema, name}`. Errors: InvalidInput.
[[nodiscard]] Result<std::vector<DumpObject>> dumpObjectsFrom(const QJsonValue& list);

} // namespace dbv::archive
