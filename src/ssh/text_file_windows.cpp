// SPDX-License-Identifier: Apache-2.0
#include "ssh/text_file.h"

#include <fstream>
#include <system_error>

namespace dbv::ssh {

// A profile's folder admits its user, administrators and the system; what is made in it inherits that.
Result<void> appendLine(const std::filesystem::path& path, std::string_view line) {
    std::error_code code;
    if (path.has_parent_path()) {
        std::filesystem::create_directories(path.parent_path(), code);
    }
    auto before = readTextFile(path);
    const bool insideLine = before && !before->empty() && before->back() != '\n';
    std::ofstream file(path, std::ios::binary | std::ios::app);
    file << (insideLine ? "\n" : "") << line << '\n';
    file.close();
    if (!file) {
        return fail(ErrorKind::IoError, "Could not write " + path.string() + ".",
                    "Check who may write this file, and the space that is left.");
    }
    return {};
}

} // namespace dbv::ssh
