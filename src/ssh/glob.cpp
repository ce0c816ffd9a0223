// SPDX-License-Identifier: Apache-2.0
#include "ssh/glob.h"

#include <algorithm>
#include <string>
#include <system_error>

#include "ssh/host_pattern.h"

namespace dbv::ssh {

namespace {

/// More files than this are no configuration any more.
constexpr std::size_t kMostFiles = 4096;

void addChildren(const std::filesystem::path& folder, const std::string& pattern,
                 std::vector<std::filesystem::path>& found) {
    std::error_code code;
    std::filesystem::directory_iterator entry(folder, code);
    for (; !code && entry != std::filesystem::directory_iterator() && found.size() < kMostFiles;
         entry.increment(code)) {
        const std::string name = entry->path().filename().string();
        if (name.starts_with('.') == pattern.starts_with('.') && matchesWildcard(name, pattern)) {
            found.push_back(entry->path());
        }
    }
}

} // namespace

std::vector<std::filesystem::path> filesMatching(const std::filesystem::path& pattern) {
    std::vector<std::filesystem::path> paths{pattern.root_path()};
    for (const std::filesystem::path& part : pattern.relative_path()) {
        const std::string text = part.string();
        std::vector<std::filesystem::path> next;
        for (const std::filesystem::path& path : paths) {
            if (text.find_first_of("*?") != std::string::npos) {
                addChildren(path, text, next);
            } else if (std::error_code code; std::filesystem::exists(path / part, code)) {
                next.push_back(path / part);
            }
        }
        paths = std::move(next);
    }
    std::ranges::sort(paths);
    return paths;
}

} // namespace dbv::ssh
