// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/params.h>
#include <dbv/core/result.h>

namespace dbv::sqlite {

/// Whether a file is made when it is missing, and may be written.
enum class Access : std::uint8_t { ReadOnly, ReadWrite, Create };

/// What `ConnectParams` ask for, understood and checked, before anything is opened.
struct OpenPlan {
    /// Absolute; empty for a database in memory.
    std::string path;
    Access access = Access::ReadWrite;
    /// SQLite is told that nobody writes to the file, so it takes no locks.
    bool immutable = false;
    /// Empty for the system's own. A file behind another one is SQLite's to judge, not the file system's.
    std::string vfs;
    std::chrono::milliseconds busyTimeout{5000};
    std::optional<bool> foreignKeys;
    /// The tables behind virtual tables are not written by statements, nor the schema: whoever does that may make all unreadable.
    bool defensive = false;
    /// Names of schemas, and absolute paths.
    std::vector<std::pair<std::string, std::string>> attached;
    /// Further parameters of a `file:` URI, for SQLite to read.
    std::vector<std::pair<std::string, std::string>> uriParameters;

    [[nodiscard]] bool inMemory() const { return path.empty(); }
    /// The name that SQLite opens: `:memory:`, or a `file:` URI.
    [[nodiscard]] std::string uri() const;
};

/// A `file:` URI for a path.
[[nodiscard]] std::string fileUri(const std::string& path);

/// Reads the parameters: `database` is a path, `:memory:` or a `file:` URI; options (of the connection, or behind the `?` of
/// the URI) are mode (`ro`, `rw`, `rwc`, `memory`), immutable, busyTimeoutMs, vfs, foreignKeys and attach.NAME.
/// Errors: InvalidInput, naming the option.
[[nodiscard]] Result<OpenPlan> planOpening(const ConnectParams& params);

} // namespace dbv::sqlite
