// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// The bytes of rows in inventories: of each column that is kept (no generated ones) in order a letter and its value. `n` NULL; `i` a number
/// in 8 bytes, the lowest first; `f` a double in 8 bytes, likewise; `t` text in UTF-8 and `b` bytes, each behind its length in 8 bytes.
inline constexpr std::string_view kRowFormat = "sqlite values 1";

/// Tells all that the main database of a handle holds, which nobody changes meanwhile: itself with what is set in its head, everything in its
/// schema, and the rows of each table but virtual ones, whose rows are those of the tables behind them.
/// Errors: of SQLite, with the table; those of the sink; Cancelled where `progress` says so.
[[nodiscard]] Result<void> tellInventory(sqlite3* database, InventorySink& inventory, const DumpProgress& progress);

} // namespace dbv::sqlite
