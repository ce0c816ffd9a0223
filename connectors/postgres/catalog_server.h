// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/data/object_info.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// A role, a database or a schema, with the statements that make it again. What the server keeps to itself (passwords) is
/// left out, which the statements say.
/// Errors: NotFound; the server's own.
[[nodiscard]] Result<ObjectDescription> describeServerObject(Line& line, const std::string& name, ObjectType type);

} // namespace dbv::postgres
