// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// Estimated rows by table name.
using RowEstimates = std::map<std::string, std::int64_t, std::less<>>;

[[nodiscard]] Result<std::vector<SchemaInfo>> readSchemas(Database& database);
/// The name of a schema as SQLite writes it.
/// Errors: NotFound; ConnectionLost when the file is gone.
[[nodiscard]] Result<std::string> schemaNamed(Database& database, std::string_view name);
/// The objects of a schema in a scope but SQLite's own, by type and name.
[[nodiscard]] Result<std::vector<ObjectSummary>> readObjects(Database& database, const std::string& schema,
                                                             ObjectScope scope);
/// What ANALYZE has left behind; empty where it was not run.
[[nodiscard]] Result<RowEstimates> readEstimates(Database& database, const std::string& schema);
/// The type of an object from its line in sqlite_schema. Only a virtual table has no page of its own.
[[nodiscard]] ObjectType objectType(std::string_view type, std::int64_t rootPage);

} // namespace dbv::sqlite
