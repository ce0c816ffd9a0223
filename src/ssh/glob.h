// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

namespace dbv::ssh {

/// The paths that a pattern with `*` and `?` in any of its parts stands for, sorted; hidden names only where a part begins
/// with a dot. A path without a wildcard stands for itself.
[[nodiscard]] std::vector<std::filesystem::path> filesMatching(const std::filesystem::path& pattern);

} // namespace dbv::ssh
