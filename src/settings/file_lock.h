// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

#include <dbv/core/result.h>

namespace dbv::settings {

/// A file that at most one process, and in it at most one FileLock, holds at a time.
///
/// The system lets go of it the moment its process ends, however it ends; a later process with the same number means
/// nothing. The file stays behind unless `remove` takes it away.
/// Owns: the open file.
class FileLock {
public:
    /// Takes the lock if nobody has it; makes the file (for its user alone) if there is none.
    /// Errors: Busy when somebody holds it, IoError when the file can not be made or opened.
    [[nodiscard]] static Result<FileLock> tryAcquire(const std::filesystem::path& path);
    /// The same, patiently.
    /// Blocks: for at most `patience`.
    [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& path,
                                                  std::chrono::milliseconds patience);

    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock() { release(); }

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    /// Takes the file away, then lets go.
    void remove();

private:
    FileLock(std::intptr_t handle, std::filesystem::path path);
    void release() noexcept;

    static constexpr std::intptr_t kNone = -1;

    std::intptr_t m_handle = kNone;
    std::filesystem::path m_path;
};

} // namespace dbv::settings
