// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::engine {

/// Whether a statement, where transactions are ended by hand, has one begun for it: not when it controls transactions
/// itself, and not when the server refuses it, or does not heed it, within one.
/// Source: psql's own list for AUTOCOMMIT off; the manuals of MySQL and SQLite.
[[nodiscard]] bool belongsInTransaction(std::string_view statement, Grammar grammar);

} // namespace dbv::engine
