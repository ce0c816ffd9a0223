// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "postgres/line.h"
#include "postgres/open_plan.h"

namespace dbv::postgres {

/// Takes a setting out of a login that was refused because of it, so that it is given when the session is open: poolers
/// and other servers know few. False when that was not the reason, or the setting is not one of ours.
[[nodiscard]] bool withdrawRefused(OpenPlan& plan, const Error& error);

/// Gives the open session what the login could not carry. `staysSet` tells whether a session keeps what it sets.
/// What decides over which data a statement touches has to hold; what does not hold otherwise is told in the facts.
/// Errors: Unsupported for a search path that does not hold; ConnectionLost.
[[nodiscard]] Result<void> giveWithdrawn(Line& line, const OpenPlan& plan, bool staysSet, SessionFacts& facts);

/// Takes the bytes of a database without an encoding (SQL_ASCII) as they are: in any other of the client's, the server would
/// refuse to send those that do not belong to it. Errors: ConnectionLost.
[[nodiscard]] Result<void> takeBytesAsTheyAre(Line& line);

} // namespace dbv::postgres
