// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <dbv/core/result.h>

#include "mysql/client.h"
#include "mysql/open_plan.h"
#include "network/socket_io.h"

namespace dbv::mysql {

/// Logs in with the client library. `pin` is what the server's certificate must be, when it has proved itself before;
/// `reached` is called when something has answered at the address.
/// Blocks: as `patience` has it.
/// Errors: those of `connectErrorFor`; TimedOut, Cancelled.
[[nodiscard]] Result<Connection> logIn(const OpenPlan& plan, const network::Address& address, const std::string& pin,
                                       const network::Patience& patience, const std::function<void()>& reached);

} // namespace dbv::mysql
