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
    /// The server lets itself be waited for.
    std::function<void()> waits;
};

/// What is known of the server before the library says a word to it.
struct Acquaintance {
    /// What its certificate must be, when it has proved itself before.
    std::string pin;
    /// It has no encryption, where that is only preferred.
    bool plain = false;
};

/// Logs in with the client library.
///
/// Where encryption is preferred and nothing is known of the server, the library goes on without it when there is none, but its
/// ways of authentication that depend on it (caching_sha2_password) believe that there is, and would send the password in clear.
/// They are refused then (the library's error 5010), until more is known.
/// Blocks: as `patience` has it.
/// Errors: those of `connectErrorFor`; TimedOut, Cancelled.
[[nodiscard]] Result<Connection> logIn(const OpenPlan& plan, const network::Address& address, const Acquaintance& known,
                                       const network::Patience& patience, const LoginListener& listener);

} // namespace dbv::mysql
