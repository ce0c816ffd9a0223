// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "archive/manifest.h"
#include "backup/backup_file.h"
#include "backup/work_share.h"

namespace dbv::backup {

/// A backup that was read back, every byte of it.
struct VerifiedBackup {
    /// SHA-256 of all but the end of the archive, in hexadecimal.
    std::string digest;
    std::uint64_t bytes = 0;
    /// Nothing for an encrypted backup of which no secret was given: then the file is whole, and nobody knows of what.
    std::optional<archive::Manifest> manifest;
};

/// Reads a whole backup, and compares what is in it with what its digest and its manifest say. `secret` may be null.
/// Blocks: until done. Errors: CorruptBackup, with the place; WrongPassphrase; IoError, NotFound; Cancelled.
[[nodiscard]] Result<VerifiedBackup> verifyBackup(const PlacedFile& placed, const Secret* secret,
                                                  const WorkProgress& progress);

/// Reads a whole backup, and hands its dump on as it was before it was packed. Whether it was whole is known when all was handed on.
/// Errors: those of `verifyBackup` and of `sink`.
[[nodiscard]] Result<archive::Manifest> unpackDump(const PlacedFile& placed, const Secret* secret, const DumpSink& sink,
                                                   const WorkProgress& progress);

/// How long the dump of a backup is, before it was packed, and how many rows there are.
[[nodiscard]] std::uint64_t dumpBytes(const archive::Manifest& manifest);
[[nodiscard]] std::uint64_t rowsOf(const std::vector<archive::ManifestObject>& objects);

/// Reads the rest of a backup behind its dump, whose stream `dump` was: the manifest and the end.
/// Errors: CorruptBackup, also where the manifest does not say the same of the streams.
[[nodiscard]] Result<archive::Manifest> readBehindDump(BackupFile& file, std::vector<archive::ManifestStream> streams);

} // namespace dbv::backup
