// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include <dbv/connector/grammar.h>
#include <dbv/connector/named_objects.h>

namespace dbv::sql {

/// All that may be the name of a table or view in a statement, in any way in which a server may read it: plain words with their
/// letters a to z small, in MySQL also as they are written, quoted ones as they are; and all by which it may reach code that is not the server's own: in PostgreSQL functions,
/// operators and types, in MySQL functions. Nothing where a name is hidden behind escapes, or there are too many.
[[nodiscard]] std::optional<StatementNames> namesIn(std::string_view statement, Grammar grammar);

/// Whether an INSERT only adds constants, as those of dumps do, which reach nothing. Looks at each byte once; false where that is not plain to see.
[[nodiscard]] bool addsConstants(std::string_view statement, Grammar grammar);

} // namespace dbv::sql
