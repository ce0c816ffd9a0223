// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/ids.h>

#include "protocol/on_drop.h"
#include "protocol/schedule_values.h"
#include "protocol/server_backup_commands.h"

/// What a front end says about backups that are made by themselves, and what it hears.
namespace dbv::protocol {

struct SchedulesListed {
    /// By name.
    std::vector<ScheduleEntry> entries;
    std::vector<Notice> notices;
};
struct ScheduleSaved {
    ScheduleEntry entry;
};
/// A run has begun; nobody else begins it until it has ended.
struct ScheduledRunBegun {
    ScheduleEntry entry;
};
/// A run has ended, well or not: `entry.state` tells.
struct ScheduledRunEnded {
    ScheduleEntry entry;
    /// What it has made; nothing where it has failed before.
    std::optional<BackupEntry> backup;
    /// Backups that the rules did not keep.
    std::vector<BackupEntry> removed;
    std::vector<Notice> notices;
    /// Of a run for every database of a server: what became of each, as far as it is known here. Else empty.
    std::vector<DatabaseBackup> databases = {};
};
struct SchedulesExchanged {
    std::uint64_t schedules = 0;
    std::uint64_t backups = 0;
    /// What was left out, and why.
    std::vector<Notice> notices;
};

struct ListSchedules {
    using Answer = SchedulesListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
/// Keeps a schedule: a new one without `id`. Its state stays as it is.
/// Errors: InvalidInput for what can't be read or done, naming it; NotFound.
struct SaveSchedule {
    using Answer = ScheduleSaved;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
    ScheduleConfig config;
};
/// Its backups stay. Errors: NotFound; Busy while it runs.
struct RemoveSchedule {
    using Answer = SchedulesListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
};
/// Begins a run in this process. `id` may be the schedule's name.
/// Errors: NotFound; InvalidInput; Busy where a run of it is under way, here or elsewhere, or where `onlyDue` is set and nothing is due.
struct BeginScheduledRun {
    using Answer = ScheduledRunBegun;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
    bool onlyDue = false;
};
/// Does the work of a run that was begun, and ends it: backup, check, drill, and removal of what is not kept.
struct DoScheduledRun {
    using Answer = ScheduledRunEnded;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string id;
    ConnectionId connection;
    /// Beside whose database a drill is made; none is `connection`.
    std::optional<ConnectionId> drillConnection;
};
/// Ends a run whose work can not be done.
struct FailScheduledRun {
    using Answer = ScheduledRunEnded;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
    std::string trouble;
};
/// Runs a schedule in a process of its own, which goes on when this one ends, and tells how far it is.
/// Errors: those of `BeginScheduledRun`; IoError where no process can be begun.
struct StartScheduledRun {
    using Answer = ScheduledRunEnded;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    std::string id;
    bool onlyDue = false;
};
/// Asks the run of a schedule that is under way, in whichever process, to end. The answer does not wait for that.
/// Errors: NotFound, also where none is under way.
struct StopScheduledRun {
    using Answer = SchedulesListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
};
/// Writes schedules and the catalogue of backups to a file, for another machine. No secret is in it.
struct ExportSchedules {
    using Answer = SchedulesExchanged;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Must not be there.
    std::string path;
};
/// Adds what such a file has and nobody has here. Schedules come disabled, so that no two machines run the same unless somebody wishes it.
struct ImportSchedules {
    using Answer = SchedulesExchanged;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string path;
};

} // namespace dbv::protocol
