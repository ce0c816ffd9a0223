// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include <dbv/core/result.h>

#include "mysql/client.h"
#include "mysql/open_plan.h"
#include "network/socket_io.h"

namespace dbv::mysql {

/// Hears how far a login has come.
struct LoginListener {
    /// Something has answered at the address.
    std::function<void()> reached;
    /// The line is encrypted now.
    std::function<void(MYSQL*)> secured;
};

/// Logs in with the client library. `pin` is what the server's certificate must be, when it has proved itself before.
/// Blocks: as `patience` has it.
/// Errors: those of `connectErrorFor`; TimedOut, Cancelled.
[[nodiscard]] Result<Connection> logIn(const OpenPlan& plan, const network::Address& address, const std::string& pin,
                                       const network::Patience& patience, const LoginListener& listener);

} // namespace dbv::mysql
