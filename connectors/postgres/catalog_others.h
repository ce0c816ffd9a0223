// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// A routine, type, trigger, policy or extension by its name; nullopt when there is none.
/// Errors: the server's refusal, when nothing was found among the kinds that it does tell.
[[nodiscard]] Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path,
                                                                     const std::string& schemaNumber,
                                                                     std::optional<ObjectType> type,
                                                                     network::RefusedParts& refused);

} // namespace dbv::postgres
