// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>
#include <dbv/core/statement_class.h>

namespace dbv::sql {

/// Tells what one statement does and to what; `database` is where MySQL looks for names without one, empty where that is not known. Where the server may read it in more ways than one (its version decides
/// of code in comments, its settings of backslashes), the worst of them counts. What it can not tell is `Unknown`.
///
/// Limits: a statement with more than half a million words besides its constants, or more than 64 ways to read it, is `Unknown`.
[[nodiscard]] Classification classify(std::string_view statement, Grammar grammar, std::string_view database = {});

/// The database that is used from this statement on; nothing where it changes nothing of that.
[[nodiscard]] std::optional<std::string> usedDatabase(std::string_view statement, Grammar grammar);

/// Whether a database holds what a server of MySQL or MariaDB knows of accounts, rights and routines.
[[nodiscard]] bool isServersDatabase(std::string_view database, Grammar grammar);

/// Adds what was found; the worst decides.
void addEffect(Classification& found, StatementClass kind, EffectReason reason, std::string_view subject = {});

} // namespace dbv::sql
