// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "protocol/schedule_values.h"
#include "store/sql_connection.h"

namespace dbv::store {

/// The schedules of backups: what was wished, and what has become of it. Of an entry only its id, its configuration, its state and
/// when it was made are kept.
///
/// Errors: those of the connection, and what is named.
class ScheduleList {
public:
    explicit ScheduleList(SqlConnection& connection) : m_connection(&connection) {}

    /// By name. What can not be read is left out, and told in `notices`.
    struct List {
        std::vector<protocol::ScheduleEntry> entries;
        std::vector<Notice> notices;
    };
    [[nodiscard]] Result<List> all() const;
    /// Adds it, or replaces the configuration of the one with its id; that one's state stays.
    /// Errors: InvalidInput where another schedule has this name.
    [[nodiscard]] Result<void> keep(const protocol::ScheduleEntry& entry) const;
    /// Errors: NotFound.
    [[nodiscard]] Result<void> keepState(const std::string& id, const protocol::ScheduleState& state) const;
    /// Errors: NotFound.
    [[nodiscard]] Result<void> remove(const std::string& id) const;

private:
    SqlConnection* m_connection;
};

} // namespace dbv::store
