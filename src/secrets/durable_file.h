// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv::secrets {

/// Puts a file that only its user may read in the place of another, as a whole: it is written beside, brought to the disk,
/// and renamed. When that fails the old one is as it was and nothing is left beside it.
///
/// One at a time: the caller holds the lock of the file.
/// Errors: IoError. Blocks: on the disk.
[[nodiscard]] Result<void> replaceDurably(const std::filesystem::path& path, std::string_view bytes);

} // namespace dbv::secrets
