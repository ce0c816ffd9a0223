// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Adds to a plan which tables have rows that are about as long in a dump as the server takes in one statement, or longer, so that it could not
/// have them back. Tables whose size in the server's statistics is too small for that are passed over; one that is not read in a few seconds is told
/// as not known. Blocks: on the server. Errors: of the server.
[[nodiscard]] Result<void> tellLongRows(Line& line, const std::string& database, const DumpScope& scope,
                                        DumpPlan& plan);

} // namespace dbv::mysql
