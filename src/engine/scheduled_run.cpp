// SPDX-License-Identifier: Apache-2.0
#include "engine/scheduled_run.h"

#include <algorithm>
#include <utility>

#include "backup/work_share.h"
#include "engine/schedule_rules.h"

namespace dbv::engine {

using protocol::RunOutcome;

namespace {

/// What whoever looks at the schedule later has to know of a run.
std::vector<std::string> warningsOf(const protocol::ScheduledRunEnded& ended) {
    constexpr std::size_t kMostKept = 30;
    std::vector<std::string> warnings;
    const auto take = [&warnings](const std::vector<Notice>& notices, const std::string& begin) {
        for (const Notice& notice : notices) {
            if (notice.severity != "info" && warnings.size() < kMostKept) {
                warnings.push_back(begin + notice.message);
            }
        }
    };
    take(ended.notices, {});
    for (const protocol::DatabaseBackup& each : ended.databases) {
        take(each.notices, each.database + ": ");
    }
    return warnings;
}

} // namespace

Result<void> ScheduledRun::drill(Session& session, BackupWork& work, const Secret& passphrase,
                                 protocol::DatabaseBackup& outcome) {
    // Closed before what it leads to is gone.
    std::unique_ptr<Session> other;
    if (m_drillSession) {
        Result<std::unique_ptr<Session>> opened = m_drillSession();
        if (!opened) {
            return std::unexpected(std::move(opened.error()));
        }
        other = *std::move(opened);
    }
    const protocol::BackupName name{outcome.entry->id, {}};
    Result<protocol::BackupChecked> drilled =
        other ? m_works.drill.drill(*other, name, passphrase) : work.drill(session, name, passphrase);
    if (!drilled) {
        return std::unexpected(std::move(drilled.error()));
    }
    outcome.entry = std::move(drilled->entry);
    outcome.differences = std::move(drilled->differences);
    return outcome.differences.empty()
               ? Result<void>()
               : fail(ErrorKind::CorruptBackup, outcome.entry->trouble, "Look at the report of the drill.");
}

Result<ScheduledRun::Order> ScheduledRun::orderOf(const BackupWork::Origin& origin,
                                                  const protocol::ScheduleEntry& entry) const {
    Result<Secret> passphrase = m_passphrase ? m_passphrase() : Result<Secret>(Secret());
    if (!passphrase) {
        return std::unexpected(std::move(passphrase.error()));
    }
    if (m_passphrase && passphrase->empty()) {
        return fail(ErrorKind::WrongPassphrase, "The passphrase that the schedule names is empty.",
                    "Look at where it comes from.");
    }
    Order order;
    order.origin = origin;
    order.passphrase = *std::move(passphrase);
    order.isDrilled = wantsDrill(entry, millisecondsNow());
    order.command.destination = entry.config.destination + "/";
    order.command.scope = entry.config.scope;
    order.command.compression = entry.config.compression;
    order.command.level = entry.config.level;
    // A drill reads every byte as well.
    order.command.check =
        entry.config.verify && !order.isDrilled ? protocol::BackupCheck::Verify : protocol::BackupCheck::None;
    return order;
}

Result<void> ScheduledRun::backUpOne(Session& session, BackupWork& work, RunSpan span, const Order& order,
                                     protocol::ScheduleState& state, protocol::DatabaseBackup& outcome) {
    const double drilledFrom = order.isDrilled ? span.cut(backup::kDumpCost, backup::kDrillCost) : span.end;
    Result<void> done =
        makeAndCheck(session, work, {span.begin, drilledFrom}, order.origin, order.command, order.passphrase, outcome);
    if (outcome.entry) {
        state.backup = outcome.entry->id;
    }
    work.within(drilledFrom, span.end);
    m_works.drill.within(drilledFrom, span.end);
    return done && order.isDrilled ? drill(session, work, order.passphrase, outcome) : done;
}

Result<void> ScheduledRun::backUpAll(Session& session, Order order, protocol::ScheduleEntry& entry,
                                     protocol::ScheduledRunEnded& ended) {
    Result<ServerDatabases> databases =
        databasesToBackUp(m_works.backup, session, entry.config.except, !order.passphrase.empty());
    if (!databases) {
        return std::unexpected(std::move(databases.error()));
    }
    ended.notices = std::move(databases->notices);
    order.command.scope.roles = databases->roles;
    Result<std::vector<protocol::DatabaseBackup>> made = backUpEach(
        databases->names, m_works.stop, m_works.enter, [&](DatabaseGround& ground, protocol::DatabaseBackup& outcome) {
            const Result<void> done = backUpOne(*ground.session, ground.work, ground.span, order, entry.state, outcome);
            if (outcome.entry) {
                entry.state.backups.push_back(outcome.entry->id);
            }
            return done;
        });
    if (!made) {
        return std::unexpected(std::move(made.error()));
    }
    ended.databases = *std::move(made);
    const std::string failures = failuresInWords(ended.databases);
    return failures.empty() ? Result<void>() : fail(ErrorKind::IoError, failures, "Look at each of them.");
}

Result<void> ScheduledRun::backUp(Session& session, const BackupWork::Origin& origin, protocol::ScheduleEntry& entry,
                                  protocol::ScheduledRunEnded& ended) {
    Result<Order> order = orderOf(origin, entry);
    if (!order) {
        return std::unexpected(std::move(order.error()));
    }
    const bool isDrilled = order->isDrilled;
    Result<void> done;
    if (entry.config.allDatabases) {
        done = backUpAll(session, *std::move(order), entry, ended);
    } else {
        protocol::DatabaseBackup outcome;
        done = backUpOne(session, m_works.backup, {}, *order, entry.state, outcome);
        ended.notices = std::move(outcome.notices);
        ended.backup = std::move(outcome.entry);
    }
    if (done && isDrilled) {
        entry.state.lastDrill = millisecondsNow();
    }
    return done;
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
    claim.entry.state.warnings = warningsOf(ended);
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
