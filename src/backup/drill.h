// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <dbv/connector/canceller.h>

#include "backup/restore_backup.h"

namespace dbv::backup {

/// Restores a backup into an empty database beside the session's, compares, and removes that again. Proved is what has no differences.
/// `opened` hears of the session to that database, which has to be stopped with the work.
/// Errors: those of `restoreBackup`, and of making and removing the database. Blocks: until done.
[[nodiscard]] Result<RestoredBackup> drillBackup(Session& session, const PlacedFile& file, const Secret* secret,
                                                 const DumpGround& ground, const WorkProgress& progress,
                                                 const std::function<void(std::shared_ptr<Canceller>)>& opened);

} // namespace dbv::backup
