// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "backup/restore_backup.h"

namespace dbv::backup {

/// Restores a backup into an empty database beside the session's, compares, and removes that again. Proved is what has no differences.
/// Errors: those of `restoreBackup`, and of making and removing the database. Blocks: until done.
[[nodiscard]] Result<RestoredBackup> drillBackup(Session& session, const PlacedFile& file, const Secret* secret,
                                                 const DumpGround& ground, const DumpProgress& progress);

} // namespace dbv::backup
