// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

#include <dbv/connector/dump_scope.h>
#include <dbv/core/result.h>

#include "cli/arguments.h"
#include "cli/verb_options.h"

/// What of a database is backed up or put back, on the command line.
namespace dbv::cli {

inline constexpr std::array kScopeOptions{
    OptionRule{"--schema", "", "NAME", "Only this schema; may be given more than once.", ""},
    OptionRule{
        "--table", "", "NAME",
        "Only this table, view or sequence, as schema.name where there are schemas; may be given more than once.", ""},
    OptionRule{"--structure-only", "", "", "Only the definitions.", ""},
    OptionRule{"--rows-only", "", "", "Only the rows.", ""},
    OptionRule{"--no-owners", "", "", "Without who owns what and what they let others do.", ""},
    OptionRule{"--roles", "", "", "With the roles (users) of the server, beside the dump.", ""},
};
inline constexpr std::array kWishOptions{
    OptionRule{
        "--table", "", "NAME",
        "Only this table, view or sequence of the backup, beside what the database holds; may be given more than "
        "once.",
        ""},
    OptionRule{"--structure-only", "", "", "Only the definitions.", ""},
    OptionRule{"--rows-only", "", "", "Only the rows, into tables that are there and empty.", ""},
    OptionRule{"--no-owners", "", "", "Everything belongs to who restores it, with no rights for others.", ""},
    OptionRule{"--jobs", "", "N",
               "Restore with so many sessions side by side, where the engine can; then no longer as a whole or not at "
               "all.",
               ""},
};

/// Errors: InvalidInput, naming the option.
[[nodiscard]] Result<DumpScope> scopeOf(const Arguments& arguments);
/// Without `--replace`, which is the verb's own. Errors: InvalidInput, naming the option.
[[nodiscard]] Result<RestoreWish> wishOf(const Arguments& arguments);
/// `2 chosen objects, structure only`; empty for a whole database.
[[nodiscard]] std::string scopeInWords(const DumpScope& scope);

} // namespace dbv::cli
