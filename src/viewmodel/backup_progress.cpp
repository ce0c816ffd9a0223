// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_progress.h"

#include <map>
#include <utility>

#include "viewmodel/schedule_words.h"

namespace dbv::viewmodel {

BackupProgress::BackupProgress(BackupList& list, BackupJobs& jobs, ScheduleList& schedules, QObject* parent)
    : QObject(parent), m_list(list), m_jobs(jobs), m_schedules(schedules) {
    m_looking.setInterval(kEveryMs);
    connect(&m_looking, &QTimer::timeout, &m_schedules, &ScheduleList::refresh);
    connect(&m_jobs, &BackupJobs::changed, this, &BackupProgress::gather);
    connect(&m_jobs, &BackupJobs::listChanged, this, &BackupProgress::gather);
    connect(&m_schedules, &ScheduleList::changed, this, &BackupProgress::followRuns);
}

void BackupProgress::followRuns() {
    std::set<std::string> running;
    for (const protocol::ScheduleEntry& entry : m_schedules.entries()) {
        if (entry.state.outcome == protocol::RunOutcome::Running) {
            running.insert(entry.id);
        }
    }
    if (running.empty()) {
        m_looking.stop();
    } else if (!m_looking.isActive()) {
        m_looking.start();
    }
    if (std::exchange(m_running, running) != running) {
        m_list.refresh();
    }
    gather();
}

void BackupProgress::gather() {
    std::map<std::string, QString> told;
    for (const protocol::ScheduleEntry& entry : m_schedules.entries()) {
        if (entry.progress && entry.state.outcome == protocol::RunOutcome::Running) {
            told[entry.progress->backup] = runProgressText(*entry.progress);
        }
    }
    // What this window does itself it knows better.
    for (const auto& job : m_jobs.all()) {
        if (job->state() == BackupJob::State::Running) {
            told[job->backup()] = job->status();
        }
    }
    told.erase(std::string());
    m_list.setProgress(std::move(told));
}

} // namespace dbv::viewmodel
