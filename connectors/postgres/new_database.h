// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// Makes an empty database, without what others have put into the server's usual template. `like` is how another one was made, as
/// `InventoryObject::parts` has it, or empty for as the server makes them. Where the server does not have that collation, or not for that
/// encoding, texts are sorted by their bytes in the new one.
/// Blocks: on the server. Errors: those of the server.
[[nodiscard]] Result<void> makeDatabaseLike(Line& line, const std::string& name, const std::vector<std::string>& like);

/// How the session's database was made. Errors: those of the server.
[[nodiscard]] Result<std::vector<std::string>> howDatabaseWasMade(Line& line);

} // namespace dbv::postgres
