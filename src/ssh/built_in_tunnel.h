// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>

#include "ssh/hop_opening.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

/// A tunnel of libssh2.
/// Blocks: until it is open.
[[nodiscard]] Opened<std::shared_ptr<Tunnel>> openBuiltInTunnel(const TunnelSpec& spec, const TunnelListener& listener,
                                                                const std::stop_token& stop);

} // namespace dbv::ssh
