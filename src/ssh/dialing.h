// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "ssh/descriptor.h"
#include "ssh/host_settings.h"
#include "ssh/waiting.h"

namespace dbv::ssh {

/// The address of a host, ready for connect().
struct SocketAddress {
    int family = 0;
    std::string bytes;
    /// As people read it.
    std::string text;
};

/// Looks a host up. The system's own look-up can not be stopped, so it is left behind when time is up.
/// Errors: ConnectionFailed, TimedOut, Cancelled.
[[nodiscard]] Result<std::vector<SocketAddress>>
resolveHost(const std::string& host, std::uint16_t port, AddressFamily family, const Waiter& waiter, Deadline deadline);

struct Dialed {
    Descriptor socket;
    SocketAddress address;
};

/// Connects to the first address that answers; each gets its share of the time.
/// Errors: ConnectionFailed, TimedOut, Cancelled.
[[nodiscard]] Result<Dialed> dial(const std::vector<SocketAddress>& addresses, const Waiter& waiter, Deadline deadline);

[[nodiscard]] inline Error tunnelCancelled() {
    return makeError(ErrorKind::Cancelled, "The connection was cancelled.");
}

} // namespace dbv::ssh
