// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

/// The partitions of a table that is divided, in their order; nothing is asked about others. What is refused is noted.
/// Errors: Cancelled, ConnectionLost.
[[nodiscard]] Result<void> readPartitions(Line& line, ObjectDescription& table, network::RefusedParts& refused);

} // namespace dbv::mysql
