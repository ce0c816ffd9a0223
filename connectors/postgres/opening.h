// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>

#include <dbv/connector/opening_steps.h>
#include <dbv/connector/params.h>
#include <dbv/core/result.h>

#include "postgres/libpq.h"
#include "postgres/line.h"
#include "postgres/open_plan.h"

namespace dbv::postgres {

/// Once, before the first connection.
void neverAskOnATerminal();

/// Lays the line to a server: tries the places of a plan one after the other, and the addresses of each, until one lets
/// the user in and is of the kind that is wanted. Settings for which a server refuses a login are withdrawn from the plan.
/// The step `database` is under way then.
/// Blocks: at most `plan.timeout`, and ends soon after `stop`.
/// What the server says meanwhile goes into `notices`, which outlives the connection or gives way to those of its line.
/// Errors: ConnectionFailed, AuthenticationFailed, TlsFailed, TimedOut, NotFound, Busy, Cancelled.
[[nodiscard]] Result<Connection> openConnection(OpenPlan& plan, const ConnectParams& params,
                                                const std::stop_token& stop, OpeningSteps& steps, NoticeBox& notices);

} // namespace dbv::postgres
