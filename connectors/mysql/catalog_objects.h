// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

[[nodiscard]] Result<std::vector<SchemaInfo>> readSchemas(Line& line);
/// The name of a schema as the server spells it. Errors: NotFound.
[[nodiscard]] Result<std::string> schemaNamed(Line& line, std::string_view name);
/// What a schema holds in a scope, by type and name.
[[nodiscard]] Result<std::vector<ObjectSummary>> readObjects(Line& line, const std::string& schema, ObjectScope scope,
                                                             network::RefusedParts& refused);
/// Users and roles, as far as they may be seen.
[[nodiscard]] Result<std::vector<ObjectSummary>> readServerObjects(Line& line, network::RefusedParts& refused);

} // namespace dbv::mysql
