// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/values.h"

namespace dbv::store {

/// What the application keeps for its user: saved connections, drafts, recent files, window layouts. One file in the data
/// directory, shared by all processes that use it.
///
/// A file that is not readable is set aside under another name, one from a newer version is left untouched; either way
/// the program goes on and says so in `WorkspaceState::notices`.
/// Thread: one at a time, always the same (the store lane).
/// Blocks: every call, on the disk. The constructor does nothing; the file is opened at the first call.
class ApplicationStore {
public:
    explicit ApplicationStore(std::filesystem::path dataDirectory);
    ApplicationStore(const ApplicationStore&) = delete;
    ApplicationStore& operator=(const ApplicationStore&) = delete;
    ~ApplicationStore();

    /// Claims the workspace of a window that is gone (its process has ended), or begins an empty one. Once a process.
    [[nodiscard]] Result<protocol::WorkspaceState> openWorkspace();
    /// The next three belong to the claimed workspace.
    [[nodiscard]] Result<void> saveDraft(const protocol::DraftTab& tab);
    [[nodiscard]] Result<void> removeDraft(const std::string& id);
    [[nodiscard]] Result<void> saveLayout(const std::string& layout);
    [[nodiscard]] Result<void> noteRecent(const std::string& url);
    /// Ordered by name.
    [[nodiscard]] Result<std::vector<protocol::SavedConnection>> savedConnections();
    /// Errors: NotFound.
    [[nodiscard]] Result<protocol::SavedConnection> savedConnection(const std::string& name);
    [[nodiscard]] Result<void> saveConnection(const protocol::SavedConnection& connection);
    /// Errors: NotFound.
    [[nodiscard]] Result<void> removeConnection(const std::string& name);

private:
    class Database;

    std::filesystem::path m_dataDirectory;
    std::unique_ptr<Database> m_database;
};

} // namespace dbv::store
