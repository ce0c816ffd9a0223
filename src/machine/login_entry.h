// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <dbv/core/result.h>

namespace dbv::machine {

/// What is started when its user logs in.
struct LoginCall {
    /// Its whole path.
    std::string program;
    std::vector<std::string> arguments;
};

/// Whether the program starts at login: an entry of the desktop on Linux (autostart), a launch agent on macOS, a value of `Run` of the
/// registry on Windows. Blocks: on the disk.
[[nodiscard]] bool startsAtLogin();
/// Makes the entry, or takes it away. Errors: IoError.
[[nodiscard]] Result<void> setStartsAtLogin(bool starts, const LoginCall& call);

/// The text of an entry of the desktop. Source: Desktop Entry Specification 1.5, "The Exec key".
[[nodiscard]] std::string desktopEntry(const LoginCall& call);

} // namespace dbv::machine
