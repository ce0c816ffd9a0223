// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace dbv::store {

/// The `.sql` files below a folder, as far as they can be seen.
struct SqlFiles {
    /// In no order.
    std::vector<std::filesystem::path> paths;
    /// There are more of them.
    bool cut = false;
    /// Why not all could be seen; empty where all were, also where the folder is not there.
    std::string problem;
};

/// Looks through a folder and those in it, but not into what begins with a dot, which git and others keep for themselves.
/// Blocks: on the disk. Limits: `most` files.
[[nodiscard]] SqlFiles sqlFilesBelow(const std::filesystem::path& folder, std::size_t most);

} // namespace dbv::store
