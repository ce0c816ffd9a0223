// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Writes the statements that make the users and roles of a server where they are not there yet, and give them their rights.
/// Errors: Unsupported where the user of the session may not read them; of the server; of the sink; Cancelled.
[[nodiscard]] Result<void> dumpUsers(Line& line, const DumpSink& dump, const DumpProgress& progress);

/// A statement that makes a user, as the server shows it, for a server that may have the user already: `roles` gets the roles that are active
/// at its login, which are not granted yet at that point. Pure.
[[nodiscard]] std::string userStatement(std::string_view shown, std::string& roles);

} // namespace dbv::mysql
