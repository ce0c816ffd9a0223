// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/error.h>
#include <dbv/core/text_span.h>

#include "mysql/client.h"

namespace dbv::mysql {

/// What the server or the client library said when something failed.
struct Failure {
    unsigned int code = 0;
    std::string sqlState;
    std::string message;
    /// Whether this client has asked for the statement to be stopped.
    bool cancelAsked = false;
    /// Whether a statement was on its way that may have changed something.
    bool mayHaveChanged = false;
    /// Whether it ran in a transaction that it does not end by itself.
    bool inTransaction = false;
};

[[nodiscard]] Failure failureOf(MYSQL* connection);
[[nodiscard]] Failure failureOf(MYSQL_STMT* statement);

/// The server's own failure, where the library wraps it into one of its. Pure.
[[nodiscard]] Failure unwrapped(Failure failure);

/// The Error for a failed statement, without its place. Pure: the same failure always gives the same error.
[[nodiscard]] Error errorFor(const Failure& failure);
/// The Error for a server that did not let us in, in the sense of `Connector::open`. Pure.
[[nodiscard]] Error connectErrorFor(const Failure& failure);
/// The step of the opening at which a failure comes up (`tcp`, `tls`, `authenticate`, `database`).
[[nodiscard]] std::string_view stepOf(const Failure& failure);

/// Where in a statement a failure is, as far as the server's words tell without doubt: `near '...' at line 2`, a name that
/// stands there once.
[[nodiscard]] std::optional<TextSpan> placeOf(const Failure& failure, std::string_view sql);

} // namespace dbv::mysql
