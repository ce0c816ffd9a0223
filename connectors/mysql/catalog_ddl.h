// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Adds the statements that make a table or view again, with its triggers; nothing where the user may not see them.
/// Errors: Cancelled, ConnectionLost.
[[nodiscard]] Result<void> writeTableDdl(Line& line, ObjectDescription& table);

/// Everything about an object that is neither a table nor a view; nullopt when there is none of this type.
/// Errors: Cancelled, ConnectionLost.
[[nodiscard]] Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path,
                                                                     ObjectType type);

} // namespace dbv::mysql
