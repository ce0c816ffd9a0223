// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/session.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/manifest.h"
#include "backup/backup_place.h"
#include "backup/work_share.h"

namespace dbv::backup {

/// A backup that was put into a database, and what was found there afterwards.
struct RestoredBackup {
    archive::Manifest manifest;
    /// Between the manifest (here) and the database (there). Empty where the restore is the same as what was backed up.
    std::vector<archive::ManifestDifference> differences;
    /// Until the database could be used again, without the comparison.
    std::chrono::milliseconds time{0};
    std::uint64_t rows = 0;
    /// What of the wish was left out, what went with what was replaced, and what else its user should know.
    std::vector<Notice> notices;
};

/// Whether a backup, or what is wished of it, could be put into a database of this connector's kind; `path` is for what is said.
/// Errors: Unsupported for a backup of another engine; VersionMismatch; InvalidInput for what is wished and not in it; those of `Dumper::plan`.
[[nodiscard]] Result<void> checkWish(Dumper& dumper, const archive::Manifest& manifest, const RestoreWish& wish,
                                     const std::string& path);

/// Puts a backup, or what is wished of it, into the session's database, reads every byte of it on the way, and compares what is there
/// afterwards with what the manifest says of it. `secret` may be null.
/// Blocks: until done. Errors: before anything is changed: CorruptBackup, WrongPassphrase, NotFound, those of `checkWish`;
/// those of `Dumper::restore`, `checkSound`; Cancelled.
[[nodiscard]] Result<RestoredBackup> restoreBackup(Session& session, const PlacedFile& placed, const Secret* secret,
                                                   const RestoreWish& wish, const DumpGround& ground,
                                                   const WorkProgress& progress);

} // namespace dbv::backup
