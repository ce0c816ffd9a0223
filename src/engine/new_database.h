// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/connector/session.h>

#include "engine/session_source.h"

namespace dbv::engine {

/// Makes an empty database on the server of a session, and gives a session to it. `source` is where that session came from, `like` as
/// `DumpGround` has it.
/// Blocks: on the server. Errors: those of `Dumper::makeDatabase`; that it is there and can't be opened.
[[nodiscard]] Result<std::unique_ptr<Session>> makeDatabase(Session& session, const SessionSource& source,
                                                            const std::string& name,
                                                            const std::vector<std::string>& like,
                                                            const std::stop_token& stop);
/// Removes it again, by the session beside which it was made: what is in it is lost, and not where somebody else is in it. False where it is
/// left.
/// Blocks: on the server.
[[nodiscard]] bool dropDatabase(Session& session, std::unique_ptr<Session> made, const std::string& name);

} // namespace dbv::engine
