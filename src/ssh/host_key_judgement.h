// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/core/error.h>

#include "ssh/host_settings.h"
#include "ssh/known_hosts.h"
#include "ssh/ssh_prompts.h"

namespace dbv::ssh {

/// Why a key that a host has shown lets nobody through, with both fingerprints. For verdicts Changed and Revoked.
[[nodiscard]] Error hostKeyRefusal(const HostSettings& settings, const HostKeyCheck& check, std::string_view blob);

/// The question for a key that nobody knows.
[[nodiscard]] HostKeyQuestion hostKeyQuestion(const std::string& hop, const HostSettings& settings,
                                              const HostKeyCheck& check, std::string_view blob);

/// The error where StrictHostKeyChecking forbids the question.
[[nodiscard]] Error strictlyUnknown(const HostKeyQuestion& question);

/// Adds a key that was accepted to the first of the host's files: `, kept in FILE`, why not, or nothing where there is none.
/// Blocks: writes a file.
[[nodiscard]] std::string keepHostKey(const HostSettings& settings, std::string_view blob);

} // namespace dbv::ssh
