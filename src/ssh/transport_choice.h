// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "ssh/tunnel.h"

namespace dbv::ssh {

/// Why a tunnel has to be carried by the system's ssh, as far as that is known before it is opened; empty when the
/// built-in SSH may be tried.
/// Blocks: reads files.
[[nodiscard]] std::string reasonForSystemSsh(const TunnelSpec& spec);

} // namespace dbv::ssh
