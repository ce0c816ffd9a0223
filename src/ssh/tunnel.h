// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "ssh/host_settings.h"
#include "ssh/ssh_config.h"
#include "ssh/ssh_prompts.h"

namespace dbv::ssh {

enum class Transport { Automatic, BuiltIn, SystemSsh };

/// Which machines a tunnel goes through, the one that is dialled first and the one that dials the database last.
struct TunnelSpec {
    std::vector<HostSettings> hops;
    Transport transport = Transport::Automatic;
    /// For each hop that has no ConnectTimeout; people may take longer to answer. Unit: milliseconds.
    std::uint32_t connectTimeoutMs = 15000;
    /// The names of variables that hold secrets, which no program that is started gets.
    std::vector<std::string> secretVariables;
};

/// The tunnel that ssh would open to a host: its own settings and those of its jumps.
/// Errors: InvalidInput for a jump that can not be read or leads in a circle, and those of `settledHost`.
/// Blocks: as `settledHost` does.
[[nodiscard]] Result<TunnelSpec> tunnelTo(const ConfigPlace& place, const ConfigQuestion& question,
                                          const std::stop_token& stop = {}, std::vector<Note>* notes = nullptr);

/// `jump 2: user@host:port`
[[nodiscard]] std::string hopName(const TunnelSpec& spec, std::size_t hop);

/// A step of the opening, for a list of what went well and what did not.
struct TunnelStep {
    enum class Stage { Transport, Resolve, Connect, HostKey, Authenticate, Ready };
    std::size_t hop = 0;
    Stage stage = Stage::Connect;
    /// What came out: an address, a fingerprint, a method.
    std::string text;
    std::uint32_t elapsedMs = 0;
};

/// Whom an opening tells and asks. Functions may be empty.
struct TunnelListener {
    SshPrompts* prompts = nullptr;
    /// A step has been done. Thread: the one that opens.
    std::function<void(const TunnelStep&)> stepDone;
    /// The tunnel is dead and why, once. Thread: the tunnel's own, which must not be kept waiting, nor let go of the tunnel.
    std::function<void(const Error&)> broken;
};

enum class DoorKind {
    /// A port of 127.0.0.1. Where the system tells who dials (Linux), only programs of this user are let in; elsewhere
    /// every user of the machine could come through.
    Loopback,
    /// A socket in a folder that only this user may enter.
    UnixSocket,
};

/// How the connection that came through last stands on the far side.
enum class FarEnd {
    /// What carries the tunnel does not tell.
    Unknown,
    /// The last server was asked to dial, and has not answered.
    Asked,
    Reached,
};

/// The near end of a way through a tunnel. It closes when this is destroyed; connections that came through stay.
class Forward {
public:
    virtual ~Forward() = default;

    /// `127.0.0.1`, or the path of the socket, named `.s.PGSQL.<port>` so that libpq finds it by its folder and port.
    [[nodiscard]] virtual const std::string& address() const = 0;
    [[nodiscard]] virtual std::uint16_t port() const = 0;
    /// Why the far end let the last connection fail; a client only sees that it ended.
    [[nodiscard]] virtual std::optional<Error> refusal() const = 0;
    [[nodiscard]] virtual FarEnd farEnd() const = 0;
};

/// An open way through one or more SSH servers, shared by all connections that go this way. It lives as long as somebody
/// holds it; to open it again, open another.
///
/// Thread: any.
class Tunnel {
public:
    virtual ~Tunnel() = default;

    /// A way to a host and port, as the last hop sees them.
    /// Errors: ConnectionLost when the tunnel is dead, IoError.
    [[nodiscard]] virtual Result<std::unique_ptr<Forward>> forward(const std::string& host, std::uint16_t port,
                                                                   DoorKind kind) = 0;
    /// Why the tunnel is dead; nothing while it is open.
    [[nodiscard]] virtual std::optional<Error> trouble() const = 0;
    /// What carries it and why: for people.
    [[nodiscard]] virtual const std::string& description() const = 0;
};

/// Opens a tunnel.
/// Errors: SshFailed, HostKeyUnknown, HostKeyChanged, AuthenticationFailed, TimedOut, ConnectionFailed, Cancelled,
/// Unsupported; each names its hop.
/// Blocks: until it is open; a stop ends that at once.
[[nodiscard]] Result<std::shared_ptr<Tunnel>> openTunnel(const TunnelSpec& spec, const TunnelListener& listener,
                                                         std::stop_token stop);

} // namespace dbv::ssh
