// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/connector/dialect.h>
#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

/// A user, a role or a schema, with the statements that make it again. Hashes of passwords are left out, which the
/// statements say. A user is named as the list of users does: `'name'@'host'`.
/// Errors: NotFound; the server's own.
[[nodiscard]] Result<ObjectDescription> describeServerObject(Line& line, DialectId dialect, const std::string& name,
                                                             ObjectType type, network::RefusedParts& refused);

} // namespace dbv::mysql
