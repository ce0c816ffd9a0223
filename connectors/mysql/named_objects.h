// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/named_objects.h>
#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// The queries of those of these names that are views and not the server's own, and the stored functions that are called by a name that
/// one of the server's may have.
/// Blocks: on the server. Errors: of asking.
[[nodiscard]] Result<NamedObjects> readNamedObjects(Line& line, const StatementNames& named);

/// How much a table or a database holds, by what the server knows without counting.
/// Blocks: on the server. Errors: of asking.
[[nodiscard]] Result<ObjectSize> readObjectSize(Line& line, ObjectType type, std::string_view name);

} // namespace dbv::mysql
