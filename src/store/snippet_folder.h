// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/snippets.h"

namespace dbv::store {

/// The snippets of a user: a folder with a file for each, whose folder is its folder (`snippetText`), and those of the
/// program. A file that is damaged stays where it is, and is told.
///
/// Thread: any. Blocks: on the disk; `current` at its first call only.
class SnippetFolder {
public:
    using List = std::shared_ptr<const std::vector<protocol::Snippet>>;

    explicit SnippetFolder(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// As they were read last.
    [[nodiscard]] List current();
    /// Reads all again. Limits: 10,000 files of up to 1 MiB.
    [[nodiscard]] protocol::SnippetsListed read();
    /// Keeps and removes, and reads all again.
    /// Errors: InvalidInput for names and folders that can be no file's; IoError, naming the file. What was done before stays.
    [[nodiscard]] Result<protocol::SnippetsListed> change(const protocol::ChangeSnippets& change);

private:
    [[nodiscard]] Result<void> keep(const protocol::Snippet& snippet) const;
    [[nodiscard]] Result<void> remove(const std::string& path) const;
    /// Errors: InvalidInput where it leads out of the folder.
    [[nodiscard]] Result<std::filesystem::path> placeOf(const std::string& path) const;

    std::filesystem::path m_folder;
    std::mutex m_mutex;
    List m_list;
};

/// Those that are a part of the program.
[[nodiscard]] std::vector<protocol::Snippet> builtInSnippets();

} // namespace dbv::store
