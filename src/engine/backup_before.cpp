// SPDX-License-Identifier: Apache-2.0
#include "engine/backup_before.h"

#include <algorithm>

namespace dbv::engine {

using protocol::RunOutcome;

bool destroys(const Classification& found) {
    return found.kind == StatementClass::Destructive || std::ranges::any_of(found.effects, [](const Effect& effect) {
               switch (effect.reason) {
               case EffectReason::EveryRow:
               case EffectReason::Drops:
               case EffectReason::DropsPart:
               case EffectReason::Empties:
               case EffectReason::ChangesType: return true;
               default: return false;
               }
           });
}

Result<void> BackupBefore::statement(const Classification& found, const std::stop_token& stop) {
    if (!m_book || m_isDone || !destroys(found)) {
        return {};
    }
    Result<void> made = run(stop);
    m_isDone = made.has_value();
    return made;
}

Result<void> BackupBefore::run(const std::stop_token& stop) {
    const Result<protocol::SchedulesListed> listed = m_book->all();
    if (!listed) {
        return std::unexpected(listed.error());
    }
    for (const protocol::ScheduleEntry& entry : listed->entries) {
        const bool isMeant = entry.trigger == protocol::ScheduleTrigger::BeforeDestruction && entry.config.enabled &&
                             entry.config.connection == m_connection;
        if (!isMeant) {
            continue;
        }
        const Result<protocol::ScheduledRunEnded> ended =
            JobProcess(m_program, m_dataDirectory, *m_book).run(entry.id, false, [](const auto&) {}, stop);
        if (!ended && ended.error().kind == ErrorKind::Cancelled) {
            return std::unexpected(ended.error());
        }
        if (!ended || ended->entry.state.outcome != RunOutcome::Succeeded) {
            return fail(ErrorKind::IoError,
                        "The statement was not sent: the backup before it has failed: " +
                            (ended ? ended->entry.state.trouble : ended.error().message),
                        "Mend that, or disable the schedule \"" + entry.config.name + "\".", Damage::Statement);
        }
    }
    return {};
}

} // namespace dbv::engine
