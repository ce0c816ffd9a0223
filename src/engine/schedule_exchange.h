// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include <QJsonArray>

#include <dbv/core/result.h>

#include "engine/backup_book.h"
#include "engine/schedule_book.h"

namespace dbv::engine {

/// Schedules and the catalogue of backups in a file that travels to another machine. It holds no secret (docs/schedules.md has its form).
///
/// Thread: any but that of the store, for which it waits. Blocks: on the disk. Errors of all calls: those of the catalogue; IoError.
class ScheduleExchange {
public:
    ScheduleExchange(BackupBook backups, ScheduleBook schedules)
        : m_backups(std::move(backups)), m_schedules(std::move(schedules)) {}

    /// Errors: IoError also where the file is there.
    [[nodiscard]] Result<protocol::SchedulesExchanged> write(const std::string& path);
    /// Errors: NotFound; InvalidInput for what is no such file, VersionMismatch for that of a newer program.
    [[nodiscard]] Result<protocol::SchedulesExchanged> read(const std::string& path);

private:
    [[nodiscard]] Result<void> takeSchedules(const QJsonArray& schedules, protocol::SchedulesExchanged& taken);
    [[nodiscard]] Result<void> takeBackups(const QJsonArray& backups, protocol::SchedulesExchanged& taken);

    BackupBook m_backups;
    ScheduleBook m_schedules;
};

} // namespace dbv::engine
