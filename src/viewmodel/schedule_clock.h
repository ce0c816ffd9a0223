// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include <QObject>
#include <QString>
#include <QTimer>

#include "viewmodel/backup_jobs.h"
#include "viewmodel/schedule_list.h"

namespace dbv::viewmodel {

/// Begins the runs of schedules that are due while the program runs. What fails or was missed is told, what succeeds is not.
///
/// Thread: the UI thread; nothing here waits.
class ScheduleClock final : public QObject {
    Q_OBJECT

public:
    /// How often it is looked whether something is due. Unit: milliseconds.
    static constexpr int kEveryMs = 30'000;

    /// Both must outlive the clock.
    ScheduleClock(ScheduleList& list, BackupJobs& jobs, QObject* parent = nullptr);

    /// Looks now, and every half minute from now on.
    void start();
    /// Runs a schedule now, whether it is due or not.
    BackupJob& runNow(const protocol::ScheduleEntry& entry);

Q_SIGNALS:
    /// A run has failed that nobody has asked for: the schedule's name, and why.
    void failed(const QString& schedule, const QString& why);
    /// Runs were not begun when they were due.
    void missed(const QString& schedule, const QString& told);

private:
    void look();
    void begin(const protocol::ScheduleEntry& entry, bool onlyDue);
    void follow(BackupJob& job);

    ScheduleList& m_list;
    BackupJobs& m_jobs;
    QTimer m_timer;
    /// What was begun here and has not ended: the job, and the id of its schedule.
    std::map<const BackupJob*, std::string> m_runs;
    /// Of those the ones that nobody has asked for.
    std::set<const BackupJob*> m_unasked;
    /// Schedules that begin with the program, and have.
    bool m_hasStarted = false;
};

} // namespace dbv::viewmodel
