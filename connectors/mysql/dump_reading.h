// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/dump_script.h"
#include "mysql/line.h"

namespace dbv::mysql {

/// The bytes of rows in inventories: the values of a row's columns in order, without generated ones, as they stand in an INSERT of a
/// dump, with brackets around.
inline constexpr std::string_view kMysqlRowFormat = "mysql insert values 1";

/// Begins a transaction that shows one moment of all tables with transactions, under settings by which every value has one text.
/// Errors: Busy within a transaction; those of the server.
[[nodiscard]] Result<void> beginDumpMoment(Line& line);
/// Ends it, and gives the session back its settings. What is wrong with the line, its next use tells.
void endDumpMoment(Line& line);

/// Reads what a scope has of a database at the moment, once: `script` takes the statements that make it again (null for none), and the
/// inventory what it is, in words without whoever it acts for (DEFINER).
/// Errors: of the server, with what was read; those of both takers; Cancelled where `progress` says so.
[[nodiscard]] Result<void> readDatabase(Line& line, const std::string& database, const DumpScope& scope,
                                        ScriptWriter* script, InventorySink& inventory, const DumpProgress& progress);

} // namespace dbv::mysql
