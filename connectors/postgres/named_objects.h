// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <dbv/connector/named_objects.h>
#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// The queries of those of these names that are views and not the server's own.
/// Blocks: on the server. Errors: of asking.
[[nodiscard]] Result<std::vector<ViewQuery>> readViewQueries(Line& line, const std::vector<ViewName>& names);

/// How much a table or a database holds, by what the server knows without counting.
/// Blocks: on the server. Errors: of asking.
[[nodiscard]] Result<ObjectSize> readObjectSize(Line& line, ObjectType type, std::string_view name);

} // namespace dbv::postgres
