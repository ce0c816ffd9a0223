// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "scripts/script_files.h"

namespace dbv::engine {

/// Reads the rows of a statement by which its script goes on, each value as psql writes it: those of the last of its results.
/// `mostRows` of a result are kept; `mostBytes` is the most that they may be together.
/// Blocks: on the server. Errors: of the statement; Unsupported for more bytes.
[[nodiscard]] Result<scripts::UsedRows> readUsedRows(Cursor& cursor, std::uint64_t mostRows, std::size_t mostBytes);

} // namespace dbv::engine
