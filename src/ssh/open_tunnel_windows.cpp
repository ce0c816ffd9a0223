// SPDX-License-Identifier: Apache-2.0
#include "ssh/tunnel.h"

namespace dbv::ssh {

Result<std::shared_ptr<Tunnel>> openTunnel(const TunnelSpec& /*spec*/, const TunnelListener& /*listener*/,
                                           std::stop_token /*stop*/) {
    return fail(ErrorKind::Unsupported, "Tunnels through SSH are not available on this system yet.",
                "Open the tunnel with `ssh -L`, and connect to its port.");
}

} // namespace dbv::ssh
