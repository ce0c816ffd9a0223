// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

/// Adds the statements that make a table or view again, with its triggers; nothing where they are refused, which is noted.
/// Errors: Cancelled, ConnectionLost.
[[nodiscard]] Result<void> writeTableDdl(Line& line, ObjectDescription& table, network::RefusedParts& refused);

/// Everything about an object that is neither a table nor a view; nullopt when there is none of this type.
/// Errors: Cancelled, ConnectionLost.
[[nodiscard]] Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path,
                                                                     ObjectType type, network::RefusedParts& refused);

} // namespace dbv::mysql
