// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/broken_views.h"
#include "mysql/dump_script.h"
#include "mysql/line.h"

namespace dbv::mysql {

/// The bytes of rows in inventories: the values of a row's columns in order, without generated ones, as they stand in an INSERT of a
/// dump, with brackets around.
inline constexpr std::string_view kMysqlRowFormat = "mysql insert values 1";

/// Reads what a scope has of a database at the moment, once: `script` takes the statements that make it again (null for none), and the
/// inventory what it is, in words without whoever it acts for (DEFINER). Views that are `broken` are not read: a script is without them, and the
/// inventory is told of them where there is no script.
/// Errors: of the server, with what was read; those of both takers; Cancelled where `progress` says so.
[[nodiscard]] Result<void> readDatabase(Line& line, const std::string& database, const DumpScope& scope,
                                        ScriptWriter* script, const std::vector<BrokenView>& broken,
                                        InventorySink& inventory, const DumpProgress& progress);

} // namespace dbv::mysql
