// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"
#include "sqlite/moment_file.h"
#include "sqlite/stored_pages.h"

namespace dbv::sqlite {

/// The bytes of rows in inventories: the record of a row as the file holds it, and in front of it the row's number as a varint where that is
/// one of its values (INTEGER PRIMARY KEY).
inline constexpr std::string_view kRowFormat = "sqlite records 1";

/// An object of a database, and where its rows are.
struct ListedObject {
    InventoryObject object;
    /// The page that its rows begin with, where it holds some.
    std::uint32_t root = 0;
    StoredPages::Number number = StoredPages::Number::NoValue;
};

/// What a scope has of the main database of a handle, which nobody changes meanwhile. Of a whole one itself, with what is set in its head, and
/// everything in its schema; of a part the objects and what belongs to them. Errors: of SQLite.
[[nodiscard]] Result<std::vector<ListedObject>> listInventory(sqlite3* database, const DumpScope& scope = {});

/// What is wrong with the rows of a table, with its name.
[[nodiscard]] Error tableFailure(const ListedObject& table, Error error);

/// Tells the objects, and the rows of each table but virtual ones, whose rows are those of the tables behind them; `file` is the database's.
/// Errors: of SQLite and of reading, with the table; those of the sink; Cancelled where `progress` says so.
[[nodiscard]] Result<void> tellInventory(const std::vector<ListedObject>& objects, const MomentFile& file,
                                         InventorySink& inventory, const DumpProgress& progress);

} // namespace dbv::sqlite
