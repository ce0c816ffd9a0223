// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
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

/// The option that libpq takes for another one: `ssl=true` and `requiressl=1` are old words for `sslmode`.
/// Errors: InvalidInput for another value of `ssl`, which libpq does not take either; its message goes on in a sentence.
[[nodiscard]] Result<std::pair<std::string, std::string>> wordOfLibrary(const std::string& name,
                                                                        const std::string& value);

/// The query of a PostgreSQL URL: what it says of host, hostaddr, port, user and dbname goes before what stands in front of it,
/// as libpq has it. A hostaddr beside a host stays an option: it is where that host is dialled.
void takeQueryWords(protocol::ConnectionConfig& parts);

/// The same words of the options beside a URL or beside parts, in which nothing goes before anything.
/// Errors: InvalidInput, naming both values where they contradict each other.
[[nodiscard]] Result<void> takeOptionWords(protocol::ConnectionConfig& parts);

/// Errors: InvalidInput for a socket, for several hosts, or for a host that is dialled by another name (`hostaddr`), behind SSH,
/// which leads to one host and its port.
[[nodiscard]] Result<void> checkBehindSsh(const protocol::ConnectionConfig& parts, const protocol::SshConfig& ssh);

} // namespace dbv::connect
