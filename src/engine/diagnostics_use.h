// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::engine {

/// Whether a statement of MySQL or MariaDB reads what the server keeps of the statement before it (ROW_COUNT(), FOUND_ROWS(), its
/// warnings and errors), which any other that is sent between the two takes the place of.
enum class DiagnosticsUse : std::uint8_t {
    None,
    Alone,      ///< it names no table, so that nothing has to be asked about it
    WithTables, ///< it may name some
};

[[nodiscard]] DiagnosticsUse diagnosticsUse(std::string_view statement, Grammar grammar);

} // namespace dbv::engine
