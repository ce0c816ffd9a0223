// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include <dbv/connector/session.h>
#include <dbv/core/secret.h>

#include "engine/backup_work.h"
#include "engine/schedule_book.h"

namespace dbv::engine {

/// The work of one run of a schedule: a backup, what is done with it, and the removal of what the rules do not keep.
///
/// Thread: one of the lane for jobs. Blocks: until done.
class ScheduledRun {
public:
    /// What a drill is made beside. Errors: those of opening it.
    using DrillSession = std::function<Result<std::unique_ptr<Session>>()>;
    /// Errors: those of finding the passphrase.
    using Passphrase = std::function<Result<Secret>()>;

    /// How the parts of the work are done: with the logins of the connections that they are on.
    struct Works {
        BackupWork backup;
        BackupWork drill;
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
    [[nodiscard]] Result<void> backUp(Session& session, const BackupWork::Origin& origin,
                                      protocol::ScheduleEntry& entry, protocol::ScheduledRunEnded& ended);
    [[nodiscard]] Result<void> drill(Session& session, protocol::ScheduleEntry& entry, const Secret& passphrase,
                                     protocol::BackupEntry& backup);
    void removeNotKept(const protocol::ScheduleEntry& entry, protocol::ScheduledRunEnded& ended);

    BackupBook m_backups;
    ScheduleBook m_schedules;
    Works m_works;
    DrillSession m_drillSession;
    Passphrase m_passphrase;
};

} // namespace dbv::engine
