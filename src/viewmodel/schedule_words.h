// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QString>

#include "protocol/schedule_commands.h"

namespace dbv::viewmodel {

// What is told of schedules, in words. All of these are pure; moments are milliseconds since 1970, UTC.

/// When something is going to be: `in 5 min`, `in 3 h`, `2026-12-01 02:00`; `never` for 0.
[[nodiscard]] QString soonText(std::int64_t at, std::int64_t now);
/// When the next run is, or why there is none: `now`, `in 3 h`, `Off`, `Waits: the machine runs on its battery`.
/// How far a run is, as `jobProgressText` has it.
[[nodiscard]] QString runProgressText(const protocol::RunProgress& progress);
[[nodiscard]] QString nextRunText(const protocol::ScheduleEntry& entry, std::int64_t now);
/// What came of the last run: `Succeeded, 3 h ago`.
[[nodiscard]] QString lastRunText(const protocol::ScheduleEntry& entry, std::int64_t now);
/// All that a person should know: why it can not run, why the last run failed, runs that were missed; empty for nothing.
[[nodiscard]] QString scheduleTrouble(const protocol::ScheduleEntry& entry);
/// What the last run had to tell besides, a line each: what is not in its backup, ...
[[nodiscard]] QString scheduleWarnings(const protocol::ScheduleEntry& entry);
/// `shop → /backups · verified · drill each week · keeps 7 days`.
[[nodiscard]] QString scheduleSummary(const protocol::ScheduleConfig& config);

} // namespace dbv::viewmodel
