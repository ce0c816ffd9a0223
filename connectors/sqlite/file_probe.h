// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include <dbv/core/result.h>

namespace dbv::sqlite {

/// Which file a path leads to. Two zeros where the system gives no such number.
struct FileId {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;

    friend bool operator==(const FileId&, const FileId&) = default;
};

/// What the file system says about a path, without opening it: closing a second descriptor of a database would drop
/// the locks that SQLite holds on it in this process.
struct FileProbe {
    bool exists = false;
    bool readable = false;
    bool writable = false;
    /// Of the folder that holds the file.
    bool folderWritable = false;
    /// Unit: bytes.
    std::uint64_t size = 0;
    FileId id;
};

/// Which file a path leads to now; both numbers 0 when there is none.
[[nodiscard]] FileId fileIdOf(const std::string& path);
/// Whether there is the permission to write to an existing file.
[[nodiscard]] bool mayBeWritten(const std::string& path);
/// Looks at a path that is to be opened as a database.
/// Errors: NotFound (its folder), InvalidInput (a folder, a pipe, a device), IoError (may not be looked at).
[[nodiscard]] Result<FileProbe> probeFile(const std::string& path);

} // namespace dbv::sqlite
