// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/data/object_info.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// Whether objects of a type stand in pg_class.
[[nodiscard]] bool isRelation(ObjectType type);

/// A relation by its name, with its DDL and size; nullopt when there is none of that name (and type).
[[nodiscard]] Result<std::optional<ObjectDescription>> describeRelation(Line& line, const ObjectPath& path,
                                                                        const std::string& schemaNumber,
                                                                        std::optional<ObjectType> type,
                                                                        network::RefusedParts& refused);

/// Every table and view of a schema, without DDL and sizes, ordered by name, in at most nine statements.
[[nodiscard]] Result<void> describeRelations(Line& line, std::string_view schema, const std::string& schemaNumber,
                                             const std::function<bool(ObjectDescription)>& take,
                                             network::RefusedParts& refused);

} // namespace dbv::postgres
