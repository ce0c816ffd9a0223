// SPDX-License-Identifier: Apache-2.0
#include "ssh/built_in_tunnel.h"
#include "ssh/plain_names.h"
#include "ssh/system_ssh.h"
#include "ssh/transport_choice.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

namespace {

/// What a configuration asks for is done, or said not to be possible.
Result<void> checkWhatHolds(const TunnelSpec& spec, std::size_t hop) {
    const HostSettings& settings = spec.hops[hop];
    if (!settings.undecided.empty() && !settings.settled) {
        return fail(ErrorKind::Unsupported,
                    hopName(spec, hop) + ": " + settings.undecided + " leaves it open what holds for this host.",
                    "Ask ssh, or take the line out.");
    }
    if (spec.transport == Transport::BuiltIn && !settings.sshOnly.empty()) {
        const SshOnlyLine& line = settings.sshOnly.front();
        return fail(ErrorKind::Unsupported,
                    hopName(spec, hop) + ": the built-in SSH can not hold to " + line.keyword + " (" + line.place +
                        ").",
                    "Use the system's ssh for this tunnel.");
    }
    return {};
}

} // namespace

Result<std::shared_ptr<Tunnel>> openTunnel(const TunnelSpec& spec, const TunnelListener& listener,
                                           std::stop_token stop) {
    if (spec.hops.empty()) {
        return fail(ErrorKind::InvalidInput, "The tunnel has no SSH server to go through.", "Name one.");
    }
    if (auto plain = checkNames(spec); !plain) {
        return std::unexpected(std::move(plain.error()));
    }
    for (std::size_t hop = 0; hop < spec.hops.size(); ++hop) {
        if (auto held = checkWhatHolds(spec, hop); !held) {
            return std::unexpected(std::move(held.error()));
        }
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
