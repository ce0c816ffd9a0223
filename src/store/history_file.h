// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "store/sql_connection.h"

namespace dbv::store {

/// The name of the history's file in a data directory.
inline constexpr const char* kHistoryFile = "history.db";

/// The file of the history, open.
struct OpenedHistory {
    std::unique_ptr<SqlConnection> connection;
    /// A file was there that could not be read; where it is now.
    std::optional<Notice> setAside;
};

/// Opens the history of a data directory, making both where they are missing. A file that is broken or somebody else's is
/// renamed, and a fresh one begun; one of a newer version is not touched. Other processes open one after the other.
/// Blocks: on the disk.
/// Errors: those of the connection; VersionMismatch for a newer file; IoError when it can not be made.
[[nodiscard]] Result<OpenedHistory> openHistory(const std::filesystem::path& dataDirectory);

/// Renames a file that turned out to be broken, and begins a fresh one. Nothing else has it open in this process.
[[nodiscard]] Result<OpenedHistory> beginHistoryAnew(const std::filesystem::path& dataDirectory, const Error& broken);

} // namespace dbv::store
