// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "postgres/inventory_scope.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// How a part of a database is dumped.
struct ScopePlan {
    /// What pg_dump is told. Of the chosen objects it dumps the schemas they are in by their structure, and the rows of the objects alone:
    /// by `--table` it would leave out the types and functions that a table needs.
    std::vector<std::string> arguments;
    /// Of the rows that are dumped. Unit: bytes.
    std::uint64_t bytes = 0;
    /// What is locked, and what will be left out.
    std::vector<Notice> notices;
};

/// Finds out how a scope is dumped, with an empty search path. `toolMajor` is the version of pg_dump.
/// Blocks: on the server. Errors: NotFound with all names that are not there; Unsupported with all that is needed and not chosen.
[[nodiscard]] Result<ScopePlan> planScope(Line& line, const DumpScope& scope, int toolMajor);

/// A name as pg_dump's patterns have one that means nothing but itself.
[[nodiscard]] std::string patternOf(std::string_view name);
/// Patterns for these objects, in as few words as a program may be given of them.
[[nodiscard]] std::vector<std::string> patternsOf(const std::vector<ObjectName>& objects);

} // namespace dbv::postgres
