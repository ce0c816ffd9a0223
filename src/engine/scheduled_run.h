// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include <dbv/connector/session.h>
#include <dbv/core/secret.h>

#include "engine/backup_work.h"
#include "engine/schedule_book.h"
#include "engine/server_backup.h"

namespace dbv::engine {

/// The work of one run of a schedule: a backup, or one of each database of the server, what is done with them, and the removal of what the
/// rules do not keep.
///
/// Thread: one of the lane for jobs. Blocks: until done.
class ScheduledRun {
public:
    /// What a drill is made beside. Errors: those of opening it.
    using DrillSession = std::function<Result<std::unique_ptr<Session>>()>;
    /// Errors: those of finding the passphrase.
    using Passphrase = std::function<Result<Secret>()>;

    /// How the parts of the work are done.
    struct Works {
        /// With the login of the connection that is backed up.
        BackupWork backup;
        /// With that of the connection that drills are made beside.
        BackupWork drill;
        /// Of a run for every database.
        EnterDatabase enter;
        std::stop_token stop;
    };

    /// `drillSession` is empty where it is the one of the backup, `passphrase` where there is none.
    ScheduledRun(BackupBook backups, ScheduleBook schedules, Works works, DrillSession drillSession,
                 Passphrase passphrase)
        : m_backups(std::move(backups)),
          m_schedules(std::move(schedules)),
          m_works(std::move(works)),
          m_drillSession(std::move(drillSession)),
          m_passphrase(std::move(passphrase)) {}

    /// What went wrong stands in the answer's state. Errors: those of the catalogue; Cancelled, which is noted as well.
    [[nodiscard]] Result<protocol::ScheduledRunEnded> run(Session& session, const BackupWork::Origin& origin,
                                                          RunClaim claim);

private:
    /// What is done with each database.
    struct Order {
        BackupWork::Origin origin;
        protocol::StartBackup command;
        Secret passphrase;
        bool isDrilled = false;
    };
    [[nodiscard]] Result<Order> orderOf(const BackupWork::Origin& origin, const protocol::ScheduleEntry& entry) const;
    [[nodiscard]] Result<void> backUp(Session& session, const BackupWork::Origin& origin,
                                      protocol::ScheduleEntry& entry, protocol::ScheduledRunEnded& ended);
    [[nodiscard]] Result<void> backUpAll(Session& session, Order order, protocol::ScheduleEntry& entry,
                                         protocol::ScheduledRunEnded& ended);
    [[nodiscard]] Result<void> backUpOne(Session& session, BackupWork& work, RunSpan span, const Order& order,
                                         protocol::ScheduleState& state, protocol::DatabaseBackup& outcome);
    [[nodiscard]] Result<void> drill(Session& session, BackupWork& work, const Secret& passphrase,
                                     protocol::DatabaseBackup& outcome);
    void removeNotKept(const protocol::ScheduleEntry& entry, protocol::ScheduledRunEnded& ended);

    BackupBook m_backups;
    ScheduleBook m_schedules;
    Works m_works;
    DrillSession m_drillSession;
    Passphrase m_passphrase;
};

} // namespace dbv::engine
