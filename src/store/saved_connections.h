// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/connection_commands.h"
#include "protocol/values.h"
#include "store/sql_connection.h"

namespace dbv::store {

/// The one rule for names of saved connections: one line of UTF-8 in which something can be seen.
/// Errors: InvalidInput.
[[nodiscard]] Result<void> checkConnectionName(std::string_view given);

/// The connections that the user keeps, each under a name of its own, and the databases that were open lately.
///
/// Errors: those of the connection, and what is named.
class SavedConnections {
public:
    /// How many recent URLs are kept.
    static constexpr int kRecentUrls = 50;

    explicit SavedConnections(SqlConnection& connection) : m_connection(&connection) {}

    /// Ordered by name. What can not be read is left out, and told in `notices`.
    struct List {
        std::vector<protocol::SavedConnection> connections;
        std::vector<Notice> notices;
    };
    [[nodiscard]] Result<List> all() const;
    /// Errors: NotFound, InvalidInput when what is kept can not be read.
    [[nodiscard]] Result<protocol::SavedConnection> find(const std::string& name) const;
    /// Adds it, or replaces the one of this name. With `replaces` that one takes the new name; both in one transaction.
    /// With `read` only what was read is replaced.
    /// Errors: InvalidInput for a name that `checkConnectionName` refuses, for a new name that another connection has, and
    /// where something else is kept by now than was read.
    [[nodiscard]] Result<void> save(const protocol::SavedConnection& connection, const std::string& replaces,
                                    const std::optional<protocol::ReadConnection>& read) const;
    /// Whether that would be done now. Errors: the same.
    [[nodiscard]] Result<void> checkSave(const protocol::SavedConnection& connection, const std::string& replaces,
                                         const std::optional<protocol::ReadConnection>& read) const;
    /// Adds each whose name nobody has, in one transaction; the answer is the names that somebody has. Errors: those of `save`.
    [[nodiscard]] Result<std::vector<std::string>>
    addAll(const std::vector<protocol::SavedConnection>& connections) const;
    /// Errors: NotFound.
    [[nodiscard]] Result<void> markFavourite(const std::string& name, bool favourite) const;
    /// Makes it the one that was used last. Nothing when there is none of this name.
    [[nodiscard]] Result<void> noteUse(const std::string& name) const;
    /// Errors: NotFound; InvalidInput where something else is kept by now than was read.
    [[nodiscard]] Result<void> remove(const std::string& name,
                                      const std::optional<protocol::ReadConnection>& read) const;

    [[nodiscard]] Result<void> noteRecent(const std::string& url) const;
    /// Newest first.
    [[nodiscard]] Result<std::vector<std::string>> recentUrls() const;

private:
    [[nodiscard]] Result<void> checkUnchanged(const std::string& name,
                                              const std::optional<protocol::ReadConnection>& read) const;
    [[nodiscard]] Result<void> write(const protocol::SavedConnection& connection) const;

    SqlConnection* m_connection;
};

} // namespace dbv::store
