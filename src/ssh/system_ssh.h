// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "ssh/tunnel.h"

namespace dbv::ssh {

/// A configuration for the system's ssh that says the same as a spec, whatever other files say. The last hop is
/// `kSystemSshHost`.
[[nodiscard]] std::string systemSshConfig(const TunnelSpec& spec);
inline constexpr const char* kSystemSshHost = "dbvis-tunnel";

/// A tunnel of the system's ssh, which asks nothing: keys come from the agent or from files without a passphrase, hosts have
/// to be known. `reason` says why it is this one.
/// Blocks: until it is open.
[[nodiscard]] Result<std::shared_ptr<Tunnel>> openSystemSshTunnel(const TunnelSpec& spec,
                                                                  const TunnelListener& listener,
                                                                  const std::string& reason,
                                                                  const std::stop_token& stop);

} // namespace dbv::ssh
