// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include <dbv/connector/session.h>

#include "engine/session_source.h"

namespace dbv::engine {

/// Makes an empty database on the server of a session, and gives a session to it. `source` is where that session came from.
/// Blocks: on the server. Errors: Unsupported where databases are files; InvalidInput for a name that can't be; those of the server; that it is there and can't be opened.
[[nodiscard]] Result<std::unique_ptr<Session>> makeDatabase(Session& session, const SessionSource& source,
                                                            const std::string& name, const std::stop_token& stop);

} // namespace dbv::engine
