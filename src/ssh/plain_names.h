// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/core/result.h>

#include "ssh/ssh_config.h"
#include "ssh/tunnel.h"

namespace dbv::ssh {

/// Names of hosts and users stand in the commands of a configuration (ProxyCommand, Match exec), which a shell reads. These
/// refuse what a shell would take for more than a name, by the rules that ssh itself has for names that it is given.
/// Source: `valid_hostname` and `valid_ruser` of OpenSSH's ssh.c.

/// Errors: InvalidInput. An empty name is none of a host.
[[nodiscard]] Result<void> checkHostName(std::string_view host);
/// Errors: InvalidInput. An empty name leaves it to the configuration.
[[nodiscard]] Result<void> checkUserName(std::string_view user);
/// Host and user of what is asked for.
[[nodiscard]] Result<void> checkNames(const ConfigQuestion& question);
/// Those of every machine on a way, as they were written and as the configuration has made them.
[[nodiscard]] Result<void> checkNames(const TunnelSpec& spec);

} // namespace dbv::ssh
