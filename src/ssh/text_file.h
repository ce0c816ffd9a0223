// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::ssh {

/// A whole file. Nothing but a plain file is read (a pipe could be waited for for ever), and none above 16 MiB.
/// Errors: NotFound, IoError.
[[nodiscard]] Result<std::string> readTextFile(const std::filesystem::path& path);

/// Adds a line in one write. A file that does not end with a line break gets one first; a new one is private, and so is a
/// new folder around it.
/// Errors: IoError.
[[nodiscard]] Result<void> appendLine(const std::filesystem::path& path, std::string_view line);

} // namespace dbv::ssh
