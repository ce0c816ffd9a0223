// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "ssh/tunnel.h"

namespace dbv::ssh {

/// A configuration for the system's ssh that says the same as a spec, whatever other files say. The last hop is
/// `kSystemSshHost`. With a folder, ssh notes in its file `kShownKeysName` which key each hop shows, a line `HOP BASE64` each, and
/// puts new keys into a file of that folder, not into the user's.
[[nodiscard]] std::string systemSshConfig(const TunnelSpec& spec, const std::filesystem::path& folder = {});
inline constexpr const char* kSystemSshHost = "dbvis-tunnel";
inline constexpr const char* kShownKeysName = "shown";

/// The script that notes a key, as `kNoteKeyName` in the folder of a configuration. Behind its three words may be the user's
/// own KnownHostsCommand.
inline constexpr const char* kNoteKeyName = "note-key";
inline constexpr std::string_view kNoteKeyScript = R"(#!/bin/sh
[ "$2" = HOSTNAME ] && (umask 077; printf '%s %s\n' "$1" "$3" >> "${0%/*}/shown")
shift 3
case "$1" in /*) exec "$@" ;; esac
exit 0)";

/// A tunnel of the system's ssh. What it asks is asked of the listener's prompts. `reason` says why it is this one.
/// Blocks: until it is open.
[[nodiscard]] Result<std::shared_ptr<Tunnel>> openSystemSshTunnel(const TunnelSpec& spec,
                                                                  const TunnelListener& listener,
                                                                  const std::string& reason,
                                                                  const std::stop_token& stop);

} // namespace dbv::ssh
