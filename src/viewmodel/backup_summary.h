// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

#include "protocol/schedule_commands.h"
#include "viewmodel/backup_jobs.h"

namespace dbv::viewmodel {

/// A schedule with a database whose last backup that was proved is older than one that was not.
struct UnprovedBackup {
    QString schedule;
    /// When the oldest backup was begun that nobody has proved since. Unit: milliseconds since 1970, UTC.
    std::int64_t since = 0;
};
/// The one that has waited longest, of all schedules that are on, and of each database apart. Pure.
[[nodiscard]] std::optional<UnprovedBackup> oldestUnproved(const std::vector<protocol::BackupEntry>& backups,
                                                           const std::vector<protocol::ScheduleEntry>& schedules);

/// What somebody should see of backups who does not look at the window.
struct BackupSummary {
    /// `Oldest backup that is not proved: 3 days (nightly)`, or that all are.
    QString proof;
    /// What runs, one line each.
    QStringList running;
    /// `Next: nightly, in 3 h`; empty where nothing is planned.
    QString next;
    /// A schedule has failed, or can not run.
    QString trouble;

    /// All of it, one line each.
    [[nodiscard]] QString text() const;
};
/// Unit: milliseconds since 1970, UTC.
[[nodiscard]] BackupSummary backupSummary(const std::vector<protocol::BackupEntry>& backups,
                                          const std::vector<protocol::ScheduleEntry>& schedules, const BackupJobs& jobs,
                                          std::int64_t now);

} // namespace dbv::viewmodel
