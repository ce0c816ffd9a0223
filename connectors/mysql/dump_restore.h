// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Puts what is wished of a script into a database. All of a whole dump goes into an empty database alone; a part, or what is wished of it,
/// stands beside what is there. Statements that make things are committed one by one: what was run when one fails stays, and is told by name
/// with what is missing. Rows alone are one transaction, as far as the tables have transactions.
/// The answer is what the user should know of what is there now.
/// Errors: before anything is changed: NotFound, Unsupported with names; those of the source and of the server.
[[nodiscard]] Result<std::vector<Notice>> restoreScript(Line& line, const std::string& database,
                                                        const RestoreWish& wish, const DumpSource& source,
                                                        const DumpProgress& progress);

} // namespace dbv::mysql
