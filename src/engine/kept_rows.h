// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "sql/kept_table.h"

/// Reads rows from a server as they are kept.
namespace dbv::engine {

/// How much may be read.
struct KeptBudget {
    std::uint64_t rows = 0;
    /// Unit: bytes, of values and what surrounds them in memory.
    std::uint64_t bytes = 0;
};

/// Why what is larger is not kept, for people.
inline constexpr std::string_view kTooLarge =
    "The change is larger than what is kept for undoing (100,000 rows, or the settings undo.maxBytes and "
    "undo.totalBytes).";

/// Rows of a query that asks for `sql::readsOf` the table. What was read is taken off the budget.
/// Blocks: on the server. Errors: of the server; Unsupported when there is more than the budget allows.
[[nodiscard]] Result<std::vector<sql::KeptRow>> readKeptRows(Session& session, const sql::KeptTable& table,
                                                             std::string_view query, KeptBudget& budget);
/// The rows of a table with one of these keys; those that are not there are missing.
[[nodiscard]] Result<std::vector<sql::KeptRow>> readRowsByKey(Session& session, const sql::KeptTable& table,
                                                              std::span<const sql::KeptRow> keys, bool locks,
                                                              KeptBudget& budget);
/// A table's columns, as `sql::keptTableOf`. Blocks: on the server. Errors: Unsupported, with the reason; of the server.
[[nodiscard]] Result<sql::KeptTable> readKeptTable(Session& session, std::string_view table);
/// How the session writes values. Errors: the same.
[[nodiscard]] Result<sql::KeptSettings> readKeptSettings(Session& session);
/// The one value of a query; nothing for NULL. Errors: of the server.
[[nodiscard]] Result<std::optional<std::string>> readOneValue(Session& session, std::string_view query);

} // namespace dbv::engine
