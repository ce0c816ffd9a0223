// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

struct sqlite3_stmt;

namespace dbv::sqlite {

/// Gives a compiled statement the values of its parameters.
///
/// Values are bound as text. SQLite turns them into numbers where a column of the other side, a LIMIT or arithmetic asks for it;
/// where nothing asks, they stay text (`SELECT typeof(?)`): there the statement says `CAST(? AS INTEGER)`.
/// Errors: InvalidInput when a parameter has no value, or a value no parameter.
[[nodiscard]] Result<void> bindParameters(sqlite3_stmt* compiled, const StatementText& statement);

} // namespace dbv::sqlite
