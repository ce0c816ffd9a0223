// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/data/object_path.h>

namespace dbv {

/// Rows of one table that were changed, by a statement itself, by triggers or by foreign keys that cascade.
struct TableChanges {
    ObjectPath table;
    std::int64_t inserted = 0;
    std::int64_t updated = 0;
    std::int64_t deleted = 0;

    friend bool operator==(const TableChanges&, const TableChanges&) = default;
};

/// Locks of one kind that the open transaction holds on one object.
struct LockHeld {
    /// As people write it (`public.orders`).
    std::string object;
    /// As the server names it (`RowExclusiveLock`).
    std::string mode;

    friend bool operator==(const LockHeld&, const LockHeld&) = default;
};

/// What a transaction has changed and holds, as far as its server tells.
struct ChangeFootprint {
    /// Each table that was touched; nothing where the server does not count by tables.
    std::optional<std::vector<TableChanges>> tables;
    /// Rows of all tables together, where it tells only that.
    std::optional<std::int64_t> rowsChanged;
    std::optional<std::int64_t> rowsLocked;
    std::vector<LockHeld> locks;
    /// What it does not tell, for people.
    std::vector<std::string> remarks;

    friend bool operator==(const ChangeFootprint&, const ChangeFootprint&) = default;
};

/// Counts what the statements of a session change, from its making on.
///
/// Thread: the one that uses the session. Must not outlive it.
class ChangeMeter {
public:
    ChangeMeter() = default;
    ChangeMeter(const ChangeMeter&) = delete;
    ChangeMeter& operator=(const ChangeMeter&) = delete;
    virtual ~ChangeMeter() = default;

    /// Within the transaction that the statements ran in.
    /// Blocks: on the server. Errors: SqlError, ConnectionLost.
    [[nodiscard]] virtual Result<ChangeFootprint> read() = 0;
};

} // namespace dbv
