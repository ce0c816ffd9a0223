// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "store/sql_connection.h"

namespace dbv::store {

/// The state file, open, or memory in its place.
struct OpenedStore {
    std::unique_ptr<SqlConnection> connection;
    /// Why nothing is kept; absent when everything is.
    std::optional<Error> notKept;
    /// What a person should know about how it was opened.
    std::vector<Notice> notices;
    /// A file was there, or has to be, and nothing that it holds could be read.
    bool unread = false;
};

/// The name of the state file in a data directory, and of the lock that those hold who open it or claim a workspace.
inline constexpr const char* kStoreFile = "dbvis.db";
inline constexpr const char* kOpeningLock = "dbvis.lock";

/// Opens the state file of a data directory, making both where they are missing.
///
/// A file that is broken or somebody else's is renamed, and a fresh one begun; that one is gone is told. One of a newer version is not
/// touched.
/// Where nothing can be written, what is in the file is copied to memory. Other processes open one after the other.
/// Errors: only when not even memory can be had: Unsupported when Qt's SQLite driver is missing.
[[nodiscard]] Result<OpenedStore> openStore(const std::filesystem::path& dataDirectory);

/// Where the last state file is that was set aside in a data directory because it could not be read; empty when there is none.
/// Blocks: on the disk.
[[nodiscard]] std::filesystem::path lastSetAside(const std::filesystem::path& dataDirectory);

} // namespace dbv::store
