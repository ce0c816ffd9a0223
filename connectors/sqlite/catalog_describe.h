// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// Everything about one object, DDL and, where it is cheap to know, size included.
/// Errors: NotFound.
[[nodiscard]] Result<ObjectDescription> describeObject(Database& database, const ObjectPath& path);

/// Every table and view of a schema but SQLite's own, in the order in which they were made. A view that SQLite can't
/// resolve is told with its reason as comment.
[[nodiscard]] Result<void> describeSchema(Database& database, const std::string& schema,
                                          const std::function<bool(ObjectDescription)>& take);

} // namespace dbv::sqlite
