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
    /// Claims what the most recently used window that is gone left behind, one with tabs first, and puts the tabs of all others
    /// that are gone behind it, those of each in their order; begins an empty workspace if there is none. Takes away empty
    /// ones that nobody holds. `locks` is the folder of the locks; none for a database
    /// that no other process sees. The caller keeps other claimers out meanwhile.
    [[nodiscard]] static Result<Workspace> claim(SqlConnection& connection,
                                                 const std::optional<std::filesystem::path>& locks);

    /// Tabs that came from a window that has ended.
    struct Taken {
        std::vector<protocol::DraftTab> tabs;
        /// Empty where this window had tabs of its own.
        std::string layout;
    };
    /// The tabs of the most recently used window that has ended since are this one's from now on, behind its own; nothing
    /// where none has. The caller keeps other claimers out meanwhile.
    [[nodiscard]] Result<Taken> takeAbandoned(const std::filesystem::path& locks);
    /// How many tabs programs hold that run, or are just ending, when none were left for this one; as of the last look.
    [[nodiscard]] std::uint64_t tabsElsewhere() const { return m_tabsElsewhere; }

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
    [[nodiscard]] Result<Taken> takeFrom(std::int64_t other);
    [[nodiscard]] Result<void> takeAllAbandoned(const std::filesystem::path& locks);
    [[nodiscard]] Result<void> countElsewhere();
    /// The one workspace of a database that no other process sees.
    [[nodiscard]] static Result<std::optional<Workspace>> claimOnly(SqlConnection& connection);
    [[nodiscard]] static Result<Workspace> begin(SqlConnection& connection,
                                                 const std::optional<std::filesystem::path>& locks);
    /// Makes this workspace the most recently used one.
    [[nodiscard]] Result<void> touch() const;

    SqlConnection* m_connection;
    std::int64_t m_id;
    std::optional<settings::FileLock> m_lock;
    std::uint64_t m_tabsElsewhere = 0;
};

} // namespace dbv::store
