// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dialect.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace dbv::sql {

/// When a name is put in quotes.
enum class Quoting : std::uint8_t { Always, IfNeeded };

/// The name as it is written in SQL. With IfNeeded a name stays bare only where that certainly means the same: for plain
/// ASCII names that are not reserved.
/// Limits: no server has names with a NUL; one in `name` is passed on, for the server to refuse.
[[nodiscard]] std::string quoteIdentifier(std::string_view name, DialectId dialect, Quoting quoting = Quoting::Always);

/// An expression whose value is exactly this text.
/// Limits: MySQL and MariaDB read it so unless NO_BACKSLASH_ESCAPES is set. PostgreSQL has no text with a NUL.
[[nodiscard]] std::string quoteLiteral(std::string_view text, DialectId dialect);

} // namespace dbv::sql
