// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include <dbv/core/result.h>

namespace dbv::settings {

/// Makes a folder, and those above it, that only its user may enter. A folder that is there already is left as it is.
/// Errors: IoError, also when something else has that name.
[[nodiscard]] Result<void> makePrivateDirectory(const std::filesystem::path& path);

/// Makes an empty file that only its user may read and write. A file that is there already is left as it is.
/// Errors: IoError.
[[nodiscard]] Result<void> makePrivateFile(const std::filesystem::path& path);

/// True when files can be made in the folder.
[[nodiscard]] bool isWritableDirectory(const std::filesystem::path& path);

} // namespace dbv::settings
