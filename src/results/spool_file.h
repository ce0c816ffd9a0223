// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <dbv/core/result.h>

#include "results/byte_source.h"

namespace dbv::results {

/// A temporary file without a name: it is gone when this object is, or when the process dies.
///
/// Thread: any number of threads at once; the ranges that they touch must differ where one of them writes.
class SpoolFile : public ByteSource {
public:
    /// Writes the parts one after the other from a byte of the file on.
    /// Errors: IoError. What was written before is unharmed.
    /// Blocks: on the disk.
    [[nodiscard]] virtual Result<void> write(std::uint64_t offset,
                                             std::span<const std::span<const std::byte>> parts) = 0;
    /// Gives the disk space of a range back; the range then reads as zeros. False where the file system can not.
    /// Blocks: on the disk.
    [[nodiscard]] virtual bool punch(std::uint64_t offset, std::uint64_t length) = 0;
};

/// Where spools make their files.
/// Thread: any.
class SpoolFolder {
public:
    SpoolFolder() = default;
    SpoolFolder(const SpoolFolder&) = delete;
    SpoolFolder& operator=(const SpoolFolder&) = delete;
    virtual ~SpoolFolder() = default;

    /// Errors: IoError when the folder is gone, full or not writable.
    /// Blocks: on the disk.
    [[nodiscard]] virtual Result<std::unique_ptr<SpoolFile>> createFile() = 0;
    /// How a person knows the folder.
    [[nodiscard]] virtual std::string name() const = 0;
};

/// A folder of the file system.
[[nodiscard]] std::unique_ptr<SpoolFolder> openSpoolFolder(std::filesystem::path directory);

/// The failure of one step on a temporary file, with the folder and what a person can do.
[[nodiscard]] Error spoolIoError(const std::string& what, const std::string& folder, int systemCode);

} // namespace dbv::results
