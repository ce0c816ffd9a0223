// SPDX-License-Identifier: Apache-2.0
#include "engine/scheduled_run.h"

#include <algorithm>
#include <utility>

#include "engine/schedule_rules.h"

namespace dbv::engine {

using protocol::RunOutcome;

Result<void> ScheduledRun::drill(Session& session, protocol::ScheduleEntry& entry, const Secret& passphrase,
                                 protocol::BackupEntry& backup) {
    // Closed before what it leads to is gone.
    std::unique_ptr<Session> other;
    if (m_drillSession) {
        Result<std::unique_ptr<Session>> opened = m_drillSession();
        if (!opened) {
            return std::unexpected(std::move(opened.error()));
        }
        other = *std::move(opened);
    }
    Result<protocol::BackupChecked> drilled =
        m_works.drill.drill(other ? *other : session, {backup.id, {}}, passphrase);
    if (!drilled) {
        return std::unexpected(std::move(drilled.error()));
    }
    backup = std::move(drilled->entry);
    if (!drilled->differences.empty()) {
        return fail(ErrorKind::CorruptBackup, backup.trouble, "Look at the report of the drill.");
    }
    entry.state.lastDrill = millisecondsNow();
    return {};
}

Result<void> ScheduledRun::backUp(Session& session, const BackupWork::Origin& origin, protocol::ScheduleEntry& entry,
                                  protocol::ScheduledRunEnded& ended) {
    const Result<Secret> passphrase = m_passphrase ? m_passphrase() : Result<Secret>(Secret());
    if (!passphrase) {
        return std::unexpected(passphrase.error());
    }
    if (m_passphrase && passphrase->empty()) {
        return fail(ErrorKind::WrongPassphrase, "The passphrase that the schedule names is empty.",
                    "Look at where it comes from.");
    }
    protocol::StartBackup command;
    command.destination = entry.config.destination + "/";
    command.scope = entry.config.scope;
    command.compression = entry.config.compression;
    command.level = entry.config.level;
    const bool isDrilled = wantsDrill(entry, millisecondsNow());
    // A drill reads every byte as well.
    command.check = entry.config.verify && !isDrilled ? protocol::BackupCheck::Verify : protocol::BackupCheck::None;
    const double beforeDrill = isDrilled ? backup::kDumpCost / (backup::kDumpCost + backup::kDrillCost) : 1;
    m_works.backup.within(0, beforeDrill);
    m_works.drill.within(beforeDrill, 1);
    Result<protocol::BackupFinished> made = m_works.backup.make(session, origin, command, *passphrase);
    if (!made) {
        return std::unexpected(std::move(made.error()));
    }
    entry.state.backup = made->entry.id;
    ended.notices = std::move(made->notices);
    ended.backup = std::move(made->entry);
    return isDrilled ? drill(session, entry, *passphrase, *ended.backup) : Result<void>();
}

void ScheduledRun::removeNotKept(const protocol::ScheduleEntry& entry, protocol::ScheduledRunEnded& ended) {
    const Result<protocol::BackupsListed> known = m_backups.all();
    if (!known) {
        ended.notices.push_back({"warning", "Nothing old was removed: " + known.error().message});
        return;
    }
    for (const std::string& id : notKept(entry, known->entries, millisecondsNow())) {
        const auto backup = std::ranges::find(known->entries, id, &protocol::BackupEntry::id);
        if (const Result<protocol::BackupsListed> removed = m_works.backup.removeBackup({id, false}); !removed) {
            ended.notices.push_back({"warning", "An old backup was not removed: " + removed.error().message});
        } else if (backup != known->entries.end()) {
            ended.removed.push_back(*backup);
        }
    }
}

Result<protocol::ScheduledRunEnded> ScheduledRun::run(Session& session, const BackupWork::Origin& origin,
                                                      RunClaim claim) {
    protocol::ScheduledRunEnded ended;
    const Result<void> done = backUp(session, origin, claim.entry, ended);
    const bool isStopped = !done && done.error().kind == ErrorKind::Cancelled;
    claim.entry.state.outcome = done ? RunOutcome::Succeeded : isStopped ? RunOutcome::Stopped : RunOutcome::Failed;
    claim.entry.state.trouble = done        ? std::string()
                                : isStopped ? std::string("The run was stopped.")
                                            : done.error().message;
    if (done) {
        // Nothing is removed behind a failure: what is old may be all that there is.
        removeNotKept(claim.entry, ended);
    }
    Result<protocol::ScheduleEntry> entry = m_schedules.end(std::move(claim));
    if (!entry) {
        return std::unexpected(std::move(entry.error()));
    }
    if (isStopped) {
        return std::unexpected(done.error());
    }
    ended.entry = *std::move(entry);
    return ended;
}

} // namespace dbv::engine
