// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/error.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// What the server said when a statement failed, and where the transaction stood.
struct Failure {
    std::string sqlState;
    std::string message;
    std::string detail;
    std::string hint;
    /// What the server adds about functions that were under way.
    std::string context;
    /// Whether a transaction block was open: it can only be rolled back now.
    bool inBlock = false;
    /// Whether this client has asked for the statement to be stopped.
    bool cancelAsked = false;
};

/// The fields of a failed result.
[[nodiscard]] Failure failureOf(const PGresult* result);

/// The Error for a failure. Pure: the same failure always gives the same error.
[[nodiscard]] Error errorFor(const Failure& failure);

/// The Error for a server that did not let us in. `sqlState` may be empty, when the client library itself gave up.
[[nodiscard]] Error connectError(std::string_view sqlState, std::string message);

/// The name of a condition as PostgreSQL's documentation writes it (`undefined_table`); empty for one that is not known.
[[nodiscard]] std::string_view conditionName(std::string_view sqlState);

} // namespace dbv::postgres
