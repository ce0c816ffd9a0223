// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/values.h"
#include "settings/file_lock.h"
#include "store/sql_connection.h"

namespace dbv::store {

/// The tabs and the layout of one window, as they are kept: claimed by one process, which holds a lock for it as long as
/// it lives.
///
/// Errors: those of the connection.
class Workspace {
public:
    /// Claims what the most recently used window that is gone left behind, one with tabs first; begins an empty workspace
    /// if there is none. Takes away empty ones that nobody holds. `locks` is the folder of the locks; none for a database
    /// that no other process sees. The caller keeps other claimers out meanwhile.
    [[nodiscard]] static Result<Workspace> claim(SqlConnection& connection,
                                                 const std::optional<std::filesystem::path>& locks);

    [[nodiscard]] Result<void> saveDraft(const protocol::DraftTab& tab) const;
    /// A draft that is not there is no error.
    [[nodiscard]] Result<void> removeDraft(const std::string& id) const;
    [[nodiscard]] Result<void> saveLayout(const std::string& layout) const;

    /// In the order of their positions.
    [[nodiscard]] Result<std::vector<protocol::DraftTab>> drafts() const;
    [[nodiscard]] Result<std::string> layout() const;

private:
    Workspace(SqlConnection& connection, std::int64_t id, std::optional<settings::FileLock> lock);
    [[nodiscard]] static Result<std::optional<Workspace>> claimAbandoned(SqlConnection& connection,
                                                                         const std::filesystem::path& locks);
    /// The one workspace of a database that no other process sees.
    [[nodiscard]] static Result<std::optional<Workspace>> claimOnly(SqlConnection& connection);
    [[nodiscard]] static Result<Workspace> begin(SqlConnection& connection,
                                                 const std::optional<std::filesystem::path>& locks);
    /// Makes this workspace the most recently used one.
    [[nodiscard]] Result<void> touch() const;

    SqlConnection* m_connection;
    std::int64_t m_id;
    std::optional<settings::FileLock> m_lock;
};

} // namespace dbv::store
