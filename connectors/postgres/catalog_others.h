// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <dbv/data/object_info.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// A routine, type, trigger, policy or extension by its name; nullopt when there is none.
[[nodiscard]] Result<std::optional<ObjectDescription>>
describeOther(Line& line, const ObjectPath& path, const std::string& schemaNumber, std::optional<ObjectType> type);

} // namespace dbv::postgres
