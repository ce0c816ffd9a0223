// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/grammar.h>

#include <string>
#include <string_view>

namespace dbv::sql {

/// The first keyword or name of a statement in capitals, behind comments and opening brackets; empty when there is none.
[[nodiscard]] std::string firstKeyword(std::string_view statement, Grammar grammar);

/// What a statement does, in a word or a few: `SELECT`, `INSERT` (also behind WITH), `CREATE TABLE`, `CREATE INDEX`,
/// `DROP VIEW`, `EXPLAIN`, `PRAGMA`. It names the command and promises nothing about its effect. Empty when the
/// statement has no first keyword.
[[nodiscard]] std::string commandTag(std::string_view statement, Grammar grammar);

} // namespace dbv::sql
