// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include <dbv/connector/cursor.h>

namespace dbv::engine {

/// Whether a statement that has ended in order has changed something, by what its server calls it.
[[nodiscard]] inline bool hasChanged(const StatementOutcome& outcome) {
    static constexpr auto kWriters =
        std::to_array<std::string_view>({"CALL", "DELETE", "INSERT", "MERGE", "REPLACE", "UPDATE"});
    return outcome.affectedRows.value_or(0) > 0 || std::ranges::find(kWriters, outcome.command) != kWriters.end();
}

} // namespace dbv::engine
