// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace dbv::settings {

/// By what a file that was changed or replaced is told from the same file as it was.
struct FileStamp {
    /// Of the file in its file system; 0 where there is no file, or where the system has none.
    std::uint64_t id = 0;
    /// Unit: bytes; -1 where there is no file.
    std::int64_t size = -1;
    /// When it was written, and when anything of it was changed. Unit: the system's own.
    std::int64_t written = 0;
    std::int64_t touched = 0;

    friend bool operator==(const FileStamp&, const FileStamp&) = default;
};

/// The stamp of what has this path now. One that can not be looked at is as one that is not there.
/// Blocks: on the disk.
[[nodiscard]] FileStamp stampOfFile(const std::filesystem::path& path);

} // namespace dbv::settings
