// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "connect/url_text.h"
#include "protocol/connection_config.h"

namespace dbv::connect {

// Where a configuration leads is said in its parts alone, so that what is decided about a host (is it this machine? is TLS to
// be proved?) is decided about the one that is dialled. Words for it among the options become parts.

/// Writes places into host and port. Where they have different ports, or not one for each, the option `port` lists them.
/// `ports` may be one for all, or as many as there are hosts; an empty one is the usual one.
void writePlaces(const std::vector<std::string>& hosts, const std::vector<std::string>& ports,
                 protocol::ConnectionConfig& config);

/// The query of a PostgreSQL URL: what it says of host, hostaddr, port, user and dbname goes before what stands in front of it,
/// as libpq has it.
/// Errors: InvalidInput for a host and a hostaddr that are two places, and for a port that is none.
[[nodiscard]] Result<void> takeQueryWords(protocol::ConnectionConfig& parts);

/// The same words of the options beside a URL or beside parts, in which nothing goes before anything.
/// Errors: InvalidInput, naming both values where they contradict each other.
[[nodiscard]] Result<void> takeOptionWords(protocol::ConnectionConfig& parts);

/// Errors: InvalidInput for a socket, or for several hosts, behind SSH, which leads to one host and its port.
[[nodiscard]] Result<void> checkBehindSsh(const protocol::ConnectionConfig& parts, const protocol::SshConfig& ssh);

} // namespace dbv::connect
