// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "engine/connection_diagnosis.h"
#include "engine/question_board.h"
#include "engine/session_source.h"

namespace dbv::engine {

/// The question for the password of a server's login.
[[nodiscard]] protocol::Question passwordQuestion(const ConnectParams& params, std::string sentence, int attempt);

/// Opens a session; a password that the server refuses is asked for again, for as long as the person tries. The one that it
/// takes is that of the connection's other sessions from then on.
/// Blocks: on the way, the server, and the person who is asked. Errors: theirs.
[[nodiscard]] Result<std::unique_ptr<Session>> openAsking(const SessionSource& source, const AskQuestion& ask,
                                                          const std::stop_token& stop, ConnectionDiagnosis& diagnosis);

} // namespace dbv::engine
