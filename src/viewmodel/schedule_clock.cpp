// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schedule_clock.h"

#include <algorithm>
#include <vector>

#include "viewmodel/schedule_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::ScheduleEntry;

QString nameOfSchedule(const ScheduleEntry& entry) {
    return shownName(QString::fromStdString(entry.config.name));
}

} // namespace

ScheduleClock::ScheduleClock(ScheduleList& list, BackupJobs& jobs, QObject* parent)
    : QObject(parent), m_list(list), m_jobs(jobs) {
    m_timer.setInterval(kEveryMs);
    connect(&m_timer, &QTimer::timeout, &m_list, &ScheduleList::refresh);
    connect(&m_list, &ScheduleList::changed, this, &ScheduleClock::look);
    connect(&m_jobs, &BackupJobs::ended, this, &ScheduleClock::follow);
}

void ScheduleClock::start() {
    m_timer.start();
    m_list.refresh();
}

void ScheduleClock::look() {
    if (!m_timer.isActive()) {
        return;
    }
    const bool isFirst = !m_hasStarted;
    m_hasStarted = true;
    // A run may change the list while it begins.
    const std::vector<ScheduleEntry> entries = m_list.entries();
    for (const ScheduleEntry& entry : entries) {
        const bool mayRun = entry.config.enabled && entry.trouble.empty() && entry.waitsFor.empty() &&
                            entry.state.outcome != protocol::RunOutcome::Running;
        const bool isHere = std::ranges::any_of(m_runs, [&](const auto& run) { return run.second == entry.id; });
        const bool withProgram = isFirst && entry.trigger == protocol::ScheduleTrigger::ProgramStart;
        if (mayRun && !isHere && (entry.dueSince != 0 || withProgram)) {
            begin(entry, entry.dueSince != 0);
        }
    }
}

void ScheduleClock::begin(const ScheduleEntry& entry, bool onlyDue) {
    const BackupJob& job = m_jobs.run(entry, onlyDue);
    m_runs[&job] = entry.id;
    m_unasked.insert(&job);
}

BackupJob& ScheduleClock::runNow(const ScheduleEntry& entry) {
    BackupJob& job = m_jobs.run(entry, false);
    m_runs[&job] = entry.id;
    return job;
}

void ScheduleClock::follow(BackupJob& job) {
    const auto run = m_runs.find(&job);
    if (run == m_runs.end()) {
        return;
    }
    const ScheduleEntry* known = m_list.find(run->second);
    const QString name = known != nullptr ? nameOfSchedule(*known) : job.title();
    m_runs.erase(run);
    const bool unasked = m_unasked.erase(&job) > 0;
    if (unasked && job.error() && job.error()->kind == ErrorKind::Busy) {
        // Somebody else has begun it in the meantime.
        QMetaObject::invokeMethod(
            &m_jobs, [jobs = &m_jobs, gone = &job] { jobs->dismiss(*gone); }, Qt::QueuedConnection);
    } else if (unasked && job.state() == BackupJob::State::Failed) {
        Q_EMIT failed(name, job.report().section(QLatin1Char('\n'), 0, 0));
    }
    if (const auto& ended = job.schedule(); unasked && ended && ended->state.missed > 0) {
        Q_EMIT missed(name, scheduleTrouble(*ended));
    }
    m_list.refresh();
}

} // namespace dbv::viewmodel
