// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/core/result.h>

#include "engine/connector_registry.h"
#include "imports/import_report.h"
#include "protocol/values.h"

namespace dbv::engine {

/// Whether a connection may be kept: no password in clear anywhere in it, a name that can be shown, and a configuration that
/// could be opened. Whoever saves one asks here, and so does whoever only tells what would be saved.
/// Errors: InvalidInput, which repeats no secret. Blocks: on the disk.
[[nodiscard]] Result<void> checkToKeep(ConnectorRegistry& registry, const protocol::SavedConnection& connection);

/// Refuses, of what was read from somewhere, what may not be kept, and says why. No name and no target is left then that
/// would show a password. Blocks: on the disk.
void refuseWhatCanNotBeKept(ConnectorRegistry& registry, imports::ImportReport& report);

} // namespace dbv::engine
