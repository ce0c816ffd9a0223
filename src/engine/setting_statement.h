// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::engine {

/// What a statement sets, read from its text.
enum class SettingKind : std::uint8_t {
    None,       ///< it is no SET, USE, RESET or the like
    Passing,    ///< something that ends with the transaction or the statement
    Server,     ///< what holds for all sessions of the server, and stays
    Repeatable, ///< something of the session, the same each time that it is said: a search path, a database, a role
    Session,    ///< something of the session that may come out otherwise the next time (`SET @a = now()`)
};

/// What a statement sets. A call of `set_config` that is all that a SELECT does counts; other functions may set
/// something too, which nobody can see from here.
[[nodiscard]] SettingKind settingKind(std::string_view statement, Grammar grammar);
/// Whether a SET of MySQL or MariaDB gives variables of the session values that are constants or other variables, as dumps begin:
/// `SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO'`. Not what the next statement uses up.
[[nodiscard]] bool setsFromVariables(std::string_view statement, Grammar grammar);
/// What it is that a repeatable statement sets, so that a later one of the same takes its place; empty where that is not one thing,
/// or not plain to see.
[[nodiscard]] std::string settingTarget(std::string_view statement, Grammar grammar);

/// What a statement of PostgreSQL sets up to the end of its transaction (SET LOCAL, `set_config` with true), by the name under which
/// the server tells it, in capitals; empty where it is no such statement, or the name is not plain to see.
[[nodiscard]] std::string localSetting(std::string_view statement, Grammar grammar);
/// Whether it sets how transactions are that begin behind it (SESSION CHARACTERISTICS, SESSION TRANSACTION, a variable for that).
[[nodiscard]] bool setsLaterTransactions(std::string_view statement, Grammar grammar);

/// Whether a setting that was carried out says what another one should have: the same variable, role or user; or anew what is
/// not plain to see.
[[nodiscard]] bool replacesSetting(std::string_view setting, std::string_view other, Grammar grammar);
/// Whether the text of a setting may mean another thing to a session with this grammar than to a usual one.
[[nodiscard]] bool dependsOn(Grammar grammar, std::string_view setting);

} // namespace dbv::engine
