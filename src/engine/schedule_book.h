// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <dbv/core/result.h>

#include "concurrency/lane.h"
#include "protocol/schedule_commands.h"
#include "settings/file_lock.h"
#include "store/application_store.h"

namespace dbv::engine {

/// A run of a schedule that this process has begun. While it lives, nobody else begins one.
///
/// Owns: the lock of the schedule.
struct RunClaim {
    protocol::ScheduleEntry entry;
    settings::FileLock lock;
};

/// The runs that this process has begun and whose work has not begun yet. Thread: any.
class BegunRuns {
public:
    void put(RunClaim claim) {
        const std::scoped_lock lock(m_mutex);
        m_claims.insert_or_assign(claim.entry.id, std::move(claim));
    }
    /// Errors: NotFound.
    [[nodiscard]] Result<RunClaim> take(const std::string& id);

private:
    std::mutex m_mutex;
    std::map<std::string, RunClaim> m_claims;
};

/// The schedules, as work on other lanes uses them: when they are due, and what became of their runs. What was being done when its
/// process was killed is called interrupted.
///
/// Two processes never run one schedule at once, nor two machines that share the data directory (a lock) or only the destination (a
/// file there for each run, which one alone can make).
/// Thread: any but that of the store, for which it waits. Errors: those of the store.
class ScheduleBook {
public:
    /// `locks` is where the locks of running work are.
    ScheduleBook(store::ApplicationStore& store, concurrency::Lane& storeLane, std::filesystem::path locks)
        : m_store(store), m_lane(storeLane), m_locks(std::move(locks)) {}

    [[nodiscard]] Result<protocol::SchedulesListed> all();
    /// By its id or its name. Errors: NotFound.
    [[nodiscard]] Result<protocol::ScheduleEntry> find(const std::string& idOrName);
    /// Errors: those of `protocol::SaveSchedule`.
    [[nodiscard]] Result<protocol::ScheduleEntry> save(const std::string& id, protocol::ScheduleConfig config);
    /// Adds one that comes from elsewhere, with the id that it had there. Errors: the same.
    [[nodiscard]] Result<protocol::ScheduleEntry> add(const std::string& id, protocol::ScheduleConfig config);
    /// Errors: those of `protocol::RemoveSchedule`.
    [[nodiscard]] Result<void> remove(const std::string& id);

    /// Errors: those of `protocol::BeginScheduledRun`.
    [[nodiscard]] Result<RunClaim> begin(const std::string& idOrName, bool onlyDue);
    /// How the run has ended, from its state: `outcome`, `trouble`, `backup` and `lastDrill` are the caller's to set.
    [[nodiscard]] Result<protocol::ScheduleEntry> end(RunClaim claim);
    /// Tells others how far a run is.
    void tell(const std::string& id, const protocol::RunProgress& progress) const;
    /// Whether somebody has asked that a run ends. Thread: any.
    [[nodiscard]] bool isAskedToStop(const std::string& id) const;
    /// Errors: those of `protocol::StopScheduledRun`.
    [[nodiscard]] Result<void> askToStop(const std::string& id);

private:
    [[nodiscard]] Result<protocol::ScheduleConfig> checked(protocol::ScheduleConfig config);
    [[nodiscard]] Result<void> claimForAll(const protocol::ScheduleEntry& entry) const;
    /// Fills in what `reckonDue` tells, how far a run is, and what it waits for.
    void complete(protocol::ScheduleEntry& entry, bool hasConnection) const;

    store::ApplicationStore& m_store;
    concurrency::Lane& m_lane;
    std::filesystem::path m_locks;
};

} // namespace dbv::engine
