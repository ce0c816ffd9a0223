// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbv::cli {

/// Rows of short texts for a person: aligned, the first one as a head, or with tabs between and without the head. What
/// would steer a terminal comes as `terminalText` has it, and so does what would break a row.
[[nodiscard]] std::string tableText(std::vector<std::vector<std::string>> rows, bool aligned);

/// A moment as people read it in their own time (`2026-11-27 09:14`), or as ISO 8601 in UTC. Unit: milliseconds since 1970.
[[nodiscard]] std::string momentText(std::int64_t moment, bool forPeople);

} // namespace dbv::cli
