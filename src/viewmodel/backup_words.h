// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <QString>
#include <QStringList>

#include "bus/job_pace.h"
#include "protocol/backup_commands.h"
#include "protocol/events.h"

namespace dbv::viewmodel {

// What is told of backups, in words. All of these are pure.

/// `Failed`, `Made`, `Verified`, `Proved`; each state has another word.
[[nodiscard]] QString backupStateText(protocol::BackupState state);
/// What the word means, in a sentence.
[[nodiscard]] QString backupStateHelp(protocol::BackupState state);
/// How long ago something was: `just now`, `5 min`, `3 h`, `2 days`; empty for never.
/// Unit: milliseconds since 1970, UTC.
[[nodiscard]] QString ageText(std::int64_t at, std::int64_t now);
/// The same in a sentence: `2 days ago`.
[[nodiscard]] QString agoText(std::int64_t at, std::int64_t now);
/// `12 objects, 3,500 rows, 1.2 MB`.
[[nodiscard]] QString backupContentText(const protocol::BackupEntry& entry);
/// What of a database a backup is of where it is not all of it: `only 2 objects, structure alone`; empty for a whole one.
[[nodiscard]] QString backupPartText(const DumpScope& scope);
/// What a backup is of, by the last part of its name; as names are shown.
[[nodiscard]] QString backupDatabaseText(const protocol::BackupEntry& entry);
/// The same with what of it the backup has: nobody may take a part for the whole.
[[nodiscard]] QString backupNameText(const protocol::BackupEntry& entry);

/// One thing that is known of a backup.
struct BackupFact {
    QString name;
    QString value;
};
[[nodiscard]] std::vector<BackupFact> backupFacts(const protocol::BackupEntry& entry, std::int64_t now);

/// `Table public.orders`.
[[nodiscard]] QString backupObjectText(const protocol::BackupObject& object);
/// `Table public.orders has 12 rows instead of 13.`
[[nodiscard]] QString differenceText(const protocol::BackupDifference& difference);
/// The phase of a job, for people; one that is not known is shown as it is.
[[nodiscard]] QString jobPhaseText(const std::string& phase);
/// `shop (database 2 of 5)`.
[[nodiscard]] QString databaseTurnText(const protocol::DatabaseTurn& turn);
/// `about 45 %, 3 s left · Copying: 12 MB of 40 MB · 8 MB/s`, as far as it is known. The share and the time are of all of the job. `pace` has
/// heard of it.
[[nodiscard]] QString jobProgressText(const protocol::JobProgressed& progress, const bus::JobPace& pace);
/// `1,204 rows`, `12.3 MB`.
[[nodiscard]] QString jobCountText(std::uint64_t count, const std::string& unit);

} // namespace dbv::viewmodel
