// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_summary.h"

#include <algorithm>
#include <map>
#include <string>

#include <QCoreApplication>

#include "viewmodel/backup_words.h"
#include "viewmodel/schedule_words.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::BackupState;
using protocol::ScheduleEntry;

QString summaryWords(const char* text) {
    return QCoreApplication::translate("BackupSummary", text);
}

QString scheduleName(const ScheduleEntry& entry) {
    return shownName(QString::fromStdString(entry.config.name));
}

bool wentWrong(const ScheduleEntry& entry) {
    const protocol::RunOutcome outcome = entry.state.outcome;
    return !entry.trouble.empty() || outcome == protocol::RunOutcome::Failed ||
           outcome == protocol::RunOutcome::Interrupted;
}

} // namespace

std::optional<UnprovedBackup> oldestUnproved(const std::vector<protocol::BackupEntry>& backups,
                                             const std::vector<ScheduleEntry>& schedules) {
    std::optional<UnprovedBackup> found;
    for (const ScheduleEntry& schedule : schedules) {
        if (!schedule.config.enabled) {
            continue;
        }
        // A proof of one database is none of another.
        std::map<std::string, std::int64_t> proved;
        for (const protocol::BackupEntry& backup : backups) {
            if (backup.schedule == schedule.id && backup.state == BackupState::Proved) {
                std::int64_t& last = proved[backup.database];
                last = std::max(last, backup.begunAt);
            }
        }
        for (const protocol::BackupEntry& backup : backups) {
            const bool isOpen = backup.schedule == schedule.id && backup.state != BackupState::Proved &&
                                backup.state != BackupState::Running && backup.begunAt > proved[backup.database];
            if (isOpen && (!found || backup.begunAt < found->since)) {
                found = UnprovedBackup{scheduleName(schedule), backup.begunAt};
            }
        }
    }
    return found;
}

QString BackupSummary::text() const {
    QStringList lines{proof, trouble, next};
    lines += running;
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

BackupSummary backupSummary(const std::vector<protocol::BackupEntry>& backups,
                            const std::vector<ScheduleEntry>& schedules, const BackupJobs& jobs, std::int64_t now) {
    BackupSummary summary;
    const bool anyOn = std::ranges::any_of(schedules, [](const ScheduleEntry& one) { return one.config.enabled; });
    if (const std::optional<UnprovedBackup> unproved = oldestUnproved(backups, schedules)) {
        summary.proof = summaryWords("Oldest backup that is not proved: %1 (%2)")
                            .arg(agoText(unproved->since, now), unproved->schedule);
    } else {
        summary.proof = !anyOn ? summaryWords("No schedule of backups is on")
                        : std::ranges::any_of(backups, [](const auto& one) { return !one.schedule.empty(); })
                            ? summaryWords("The backups of all schedules are proved")
                            : summaryWords("No schedule has made a backup yet");
    }
    const ScheduleEntry* next = nullptr;
    for (const ScheduleEntry& schedule : schedules) {
        if (!schedule.config.enabled) {
            continue;
        }
        if (wentWrong(schedule) && summary.trouble.isEmpty()) {
            summary.trouble = summaryWords("%1: %2").arg(scheduleName(schedule),
                                                         scheduleTrouble(schedule).section(QLatin1Char('\n'), 0, 0));
        }
        if (schedule.nextAt != 0 && (next == nullptr || schedule.nextAt < next->nextAt)) {
            next = &schedule;
        }
        // In another process.
        if (schedule.progress) {
            summary.running << QStringLiteral("%1: %2").arg(scheduleName(schedule), nextRunText(schedule, now));
        }
    }
    if (next != nullptr) {
        summary.next = summaryWords("Next: %1, %2").arg(scheduleName(*next), soonText(next->nextAt, now));
    }
    for (const auto& job : jobs.all()) {
        if (job->state() == BackupJob::State::Running && job->kind() != BackupWorkKind::Run) {
            summary.running << job->title() + QStringLiteral(": ") + job->status();
        }
    }
    return summary;
}

} // namespace dbv::viewmodel
