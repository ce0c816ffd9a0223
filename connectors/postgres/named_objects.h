// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/named_objects.h>
#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// The queries of those of these names that are views and not the server's own, and the code that the parts reach.
/// Blocks: on the server, for one question. Errors: of asking.
[[nodiscard]] Result<NamedObjects> readNamedObjects(Line& line, const StatementNames& named);

/// How much a table or a database holds, by what the server knows without counting.
/// Blocks: on the server. Errors: of asking.
[[nodiscard]] Result<ObjectSize> readObjectSize(Line& line, ObjectType type, std::string_view name);

} // namespace dbv::postgres
