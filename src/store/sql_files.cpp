// SPDX-License-Identifier: Apache-2.0
#include "store/sql_files.h"

#include <system_error>

namespace dbv::store {

SqlFiles sqlFilesBelow(const std::filesystem::path& folder, std::size_t most) {
    SqlFiles files;
    std::error_code error;
    std::filesystem::recursive_directory_iterator entry(folder, error);
    const bool missing = error == std::errc::no_such_file_or_directory;
    for (const std::filesystem::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
        const std::filesystem::path& path = entry->path();
        if (path.filename().string().starts_with('.')) {
            entry.disable_recursion_pending();
            continue;
        }
        std::error_code unknown;
        if (path.extension() != ".sql" || !entry->is_regular_file(unknown)) {
            continue;
        }
        if (files.paths.size() == most) {
            files.cut = true;
            break;
        }
        files.paths.push_back(path);
    }
    if (error && !missing) {
        files.problem = error.message();
    }
    return files;
}

} // namespace dbv::store
