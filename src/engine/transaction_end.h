// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "engine/session_companion.h"
#include "protocol/session_events.h"

namespace dbv::engine {

/// Ends the session's transaction and says how it really ended.
/// Blocks: on the server. Errors: `noTransactionError`; of the server.
[[nodiscard]] Result<protocol::TransactionEnded> endTransaction(Session& session, SessionCompanion& companion,
                                                                protocol::TransactionEnd end);

/// InvalidInput: there is nothing to end.
[[nodiscard]] Error noTransactionError(protocol::TransactionEnd end);

} // namespace dbv::engine
