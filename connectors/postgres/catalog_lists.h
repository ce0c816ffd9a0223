// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

[[nodiscard]] Result<std::vector<SchemaInfo>> readSchemas(Line& line);
/// Everything in one schema, ordered by type and name; without parts that is no index, trigger or policy. `schemaNumber`
/// is its oid.
[[nodiscard]] Result<std::vector<ObjectSummary>> readObjects(Line& line, const std::string& schemaNumber,
                                                             bool withParts, network::RefusedParts& refused);
/// Databases and roles.
[[nodiscard]] Result<std::vector<ObjectSummary>> readServerObjects(Line& line, network::RefusedParts& refused);
/// A kind of relation as pg_class has it.
[[nodiscard]] ObjectType relationType(std::string_view relkind);

} // namespace dbv::postgres
