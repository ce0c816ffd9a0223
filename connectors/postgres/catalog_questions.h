// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// What came of asking the catalogue.
struct CatalogAnswer {
    /// Null when the server refused every way.
    PgResult rows;
    /// Which of the ways was answered.
    std::size_t way = 0;
    /// What the server said to the first way, when it refused it.
    std::optional<Error> refusal;
};

/// Asks the same in several ways, the one that tells most first, until the server answers one: others that speak the
/// protocol lack tables, columns or functions that the later ways do without.
/// Errors: those that are no refusal (ConnectionLost, Cancelled, TimedOut, ...).
[[nodiscard]] Result<CatalogAnswer> askCatalog(Line& line, const std::vector<std::string>& ways);

} // namespace dbv::postgres
