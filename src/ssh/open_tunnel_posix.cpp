// SPDX-License-Identifier: Apache-2.0
#include "ssh/built_in_tunnel.h"
#include "ssh/plain_names.h"
#include "ssh/system_ssh.h"
#include "ssh/transport_choice.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

Result<std::shared_ptr<Tunnel>> openTunnel(const TunnelSpec& spec, const TunnelListener& listener,
                                           std::stop_token stop) {
    if (spec.hops.empty()) {
        return fail(ErrorKind::InvalidInput, "The tunnel has no SSH server to go through.", "Name one.");
    }
    if (auto plain = checkNames(spec); !plain) {
        return std::unexpected(std::move(plain.error()));
    }
    std::string reason = spec.transport == Transport::SystemSsh   ? "it was chosen in the settings"
                         : spec.transport == Transport::Automatic ? reasonForSystemSsh(spec)
                                                                  : std::string();
    if (reason.empty()) {
        auto opened = openBuiltInTunnel(spec, listener, stop);
        if (opened) {
            return std::move(*opened);
        }
        if (opened.error().systemReason.empty() || spec.transport == Transport::BuiltIn || stop.stop_requested()) {
            return std::unexpected(std::move(opened.error().error));
        }
        reason = std::move(opened.error().systemReason);
    }
    return openSystemSshTunnel(spec, listener, reason, stop);
}

} // namespace dbv::ssh
