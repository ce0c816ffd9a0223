// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/grammar.h>
#include <dbv/core/result.h>

namespace dbv::postgres {

/// Judges a statement of a read-only connection by its first words and by the functions it names. The server's own
/// read-only transactions stop what changes tables; this stops what they let through: COPY to files and programs,
/// settings that lift the mode, large objects, other sessions. What is not known is refused.
/// Errors: RefusedReadOnly.
[[nodiscard]] Result<void> judgeReadOnly(std::string_view sql, const Grammar& grammar = DialectId::PostgreSql);

} // namespace dbv::postgres
