// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

[[nodiscard]] Result<std::vector<SchemaInfo>> readSchemas(Line& line);
/// What is in one schema and in a scope, ordered by type and name. `schemaNumber` is the schema's oid.
[[nodiscard]] Result<std::vector<ObjectSummary>> readObjects(Line& line, const std::string& schemaNumber,
                                                             ObjectScope scope, network::RefusedParts& refused);
/// Databases and roles.
[[nodiscard]] Result<std::vector<ObjectSummary>> readServerObjects(Line& line, network::RefusedParts& refused);
/// A kind of relation as pg_class has it.
[[nodiscard]] ObjectType relationType(std::string_view relkind);

} // namespace dbv::postgres
