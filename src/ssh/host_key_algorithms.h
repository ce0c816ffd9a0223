// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ssh/host_settings.h"
#include "ssh/known_hosts.h"

namespace dbv::ssh {

/// The known_hosts files of a host, read.
/// Blocks: reads files.
[[nodiscard]] KnownHosts knownHostsOf(const HostSettings& settings);

/// The name that known_hosts files are asked for.
[[nodiscard]] std::string hostKeyName(const HostSettings& settings);
/// The port beside it; an alias stands for itself.
[[nodiscard]] std::uint16_t hostKeyPort(const HostSettings& settings);

/// The algorithms that the host is asked for, in order: those whose keys are stored come first, since a host has several
/// keys and any other would look unknown. `rsa` says whether RSA with SHA-2 can be checked; SHA-1 is never used.
[[nodiscard]] std::vector<std::string> hostKeyAlgorithms(const HostSettings& settings, const KnownHosts& known,
                                                         bool rsa);

/// The algorithms that a server named in its first, still readable message; none when there is no such message.
[[nodiscard]] std::vector<std::string> offeredHostKeyAlgorithms(std::string_view greeting);

[[nodiscard]] std::string joinedWithCommas(const std::vector<std::string>& words);

} // namespace dbv::ssh
