// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <dbv/connector/params.h>
#include <dbv/core/error.h>

#include "network/socket_io.h"
#include "postgres/libpq.h"

namespace dbv::postgres {

/// An attempt that failed because of TLS.
struct TlsFailure {
    /// As the user names it.
    std::string host;
    /// Host and port, as a sentence names them.
    std::string where;
    /// Where the line was laid to.
    network::Address address;
    /// The failed connection, which knows what was asked for.
    PGconn* connection = nullptr;
    const Secret* keyPassword = nullptr;
};

/// Looks for the reason why TLS to a server failed: libpq says the same words for an unknown authority and for a
/// certificate that has expired or was revoked. Connects once more, and logs in nowhere.
/// Blocks: as `patience` has it.
/// The exact reason; Cancelled; nothing when the server does not show it a second time.
[[nodiscard]] std::optional<Error> whyTlsFailed(const TlsFailure& failure, const network::Patience& patience);

/// How the owner of a server gives it TLS.
inline constexpr const char* kHowToHaveTls = "Let the server use TLS (ssl = on)";

} // namespace dbv::postgres
