// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <dbv/core/result.h>

#include "protocol/schedule_values.h"
#include "schedules/next_run.h"
#include "schedules/retention.h"

/// What a schedule means, reckoned for a moment. Pure.
namespace dbv::engine {

/// When it runs. Errors: InvalidInput, naming what can't be read.
[[nodiscard]] Result<schedules::Schedule> scheduleOf(const protocol::ScheduleConfig& config, std::int64_t createdAt);

/// Brings a configuration into the form that is kept: its time zone is named.
/// Errors: InvalidInput, naming the member that can not be so. `connections` are the names of the saved ones.
[[nodiscard]] Result<protocol::ScheduleConfig> checkedConfig(protocol::ScheduleConfig config,
                                                             const std::vector<std::string>& connections);

/// Counts the runs from now on where the last one was due by a clock that was set back since by more than a day: else none would be due
/// until that clock is reached. False where there is nothing to change.
[[nodiscard]] bool countAnew(protocol::ScheduleEntry& entry, std::int64_t now);
/// Fills in what follows for `now`: when it is due, next and since when; what begins it, and why it can't run. `now`: milliseconds since
/// 1970, UTC.
void reckonDue(protocol::ScheduleEntry& entry, std::int64_t now);
/// Whether a run may begin now, as far as the schedule itself tells. Errors: InvalidInput where it can not run as it is; Busy where `onlyDue`
/// is set and it is not to run now.
[[nodiscard]] Result<void> mayBegin(const protocol::ScheduleEntry& entry, bool onlyDue);
/// How many runs one that begins now stands for beside the one that is due.
[[nodiscard]] std::uint32_t missedRuns(const protocol::ScheduleEntry& entry, std::int64_t now);

/// Whether the backup of a run that begins now is to be restored for a trial.
[[nodiscard]] bool wantsDrill(const protocol::ScheduleEntry& entry, std::int64_t now);

/// The ids of those backups of a schedule that its rules do not keep, which count for each database apart.
[[nodiscard]] std::vector<std::string> notKept(const protocol::ScheduleEntry& entry,
                                               const std::vector<protocol::BackupEntry>& backups, std::int64_t now);

} // namespace dbv::engine
