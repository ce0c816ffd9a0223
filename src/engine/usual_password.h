// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/connector/connector_info.h>
#include <dbv/connector/params.h>

#include "protocol/connection_config.h"

namespace dbv::engine {

/// Finds the password that the engine's own client would, where the connector does not look by itself, and puts it into the
/// parameters. Behind SSH that is so for PostgreSQL: its library would look for the tunnel's end on this machine. What is kept for
/// `localhost` is kept for this machine, and is given to no `localhost` of another.
/// The answer is what is to be said when the login fails; empty for nothing.
/// Blocks: on the disk.
[[nodiscard]] std::string addUsualPassword(const ConnectorInfo& info, const protocol::SshConfig& ssh,
                                           ConnectParams& params);

} // namespace dbv::engine
