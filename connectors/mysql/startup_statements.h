// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <dbv/connector/params.h>
#include <dbv/connector/startup_script.h>
#include <dbv/core/result.h>

#include "mysql/line.h"

namespace dbv::mysql {

/// Runs the statements of the connection's own, one after the other. Errors: the server's.
[[nodiscard]] Result<void> runStartup(Line& line, std::string_view sql);

/// The same statements before there is a server that tells which it is and how it reads quotes: each piece that `runStartup`
/// may cut out of them, in every reading. Pure.
[[nodiscard]] std::vector<StartupScript> startupScripts(const ConnectParams& params);

} // namespace dbv::mysql
