// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>

#include <QObject>
#include <QTimer>

#include "viewmodel/backup_jobs.h"
#include "viewmodel/backup_list.h"
#include "viewmodel/schedule_list.h"

namespace dbv::viewmodel {

/// Tells the list of backups how far the work with each is: that of this window, and the runs of schedules in whichever process.
///
/// Thread: the UI thread; nothing here waits.
class BackupProgress final : public QObject {
    Q_OBJECT

public:
    /// How often runs are looked at while there are any. Unit: milliseconds.
    static constexpr int kEveryMs = 1'000;

    /// All must outlive it.
    BackupProgress(BackupList& list, BackupJobs& jobs, ScheduleList& schedules, QObject* parent = nullptr);

private:
    void gather();
    void followRuns();

    BackupList& m_list;
    BackupJobs& m_jobs;
    ScheduleList& m_schedules;
    QTimer m_looking;
    /// Schedules that run.
    std::set<std::string> m_running;
};

} // namespace dbv::viewmodel
