// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "archive/archive_writer.h"
#include "archive/manifest.h"
#include "backup/work_share.h"

namespace dbv::backup {

/// The stream that holds the dump.
inline constexpr std::string_view kDumpStream = "dump";
/// The stream that holds the server's roles, behind the dump.
inline constexpr std::string_view kRolesStream = "roles";

/// What is known of a backup before it is made.
struct BackupOrder {
    /// The connector.
    std::string engine;
    /// What the connection is called, and which server it is to; never a secret.
    std::string connection;
    std::string server;
    /// The program, with its version.
    std::string writer;
    /// When it is begun: UTC, as ISO 8601 has it. Empty is now.
    std::string created;
    archive::Packing packing;
    std::optional<archive::SealingSecret> sealing;
    DumpGround ground;
    DumpScope scope;
};

/// A backup that was written whole.
struct MadeBackup {
    std::uint64_t bytes = 0;
    /// SHA-256 of all but the end of the archive, as that names it, and of the whole, in hexadecimal.
    std::string digest;
    std::string sha256;
    archive::Manifest manifest;
};

/// Writes a backup of the session's database: its dump, and behind it what is in it.
/// Blocks: until done. Errors: Unsupported where the engine can not be dumped; those of the dump and the output; Cancelled.
[[nodiscard]] Result<MadeBackup> makeBackup(Session& session, const DumpPlan& plan, BackupOrder order,
                                            archive::ArchiveWriter::Output output, const WorkProgress& progress);

/// UTC, as ISO 8601 has it (`2026-11-29T12:00:00Z`), and the same for the name of a file (`20261129T120000Z`).
[[nodiscard]] std::string momentNow();
[[nodiscard]] std::string momentForName(std::string_view moment);

} // namespace dbv::backup
