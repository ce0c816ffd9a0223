// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "jobs/byte_sink.h"
#include "jobs/partial_file.h"

namespace dbv::jobs {

/// A file that is replaced as a whole or not at all: until `commit` the old one stays, and without it nothing is left.
///
/// A symbolic link is followed, so that the file behind it is replaced. A target that is there and is no regular file
/// (a pipe, `/dev/null`) is written directly.
class AtomicFileSink final : public ByteSink {
public:
    /// None of the files `inUse` is replaced, under whatever name it is meant.
    /// Errors: InvalidInput for a directory, an empty path or a file in use; IoError, NotFound.
    [[nodiscard]] static Result<std::unique_ptr<AtomicFileSink>>
    open(const std::string& path, std::span<const std::string> inUse = {}, Readers readers = Readers::Usual);
    ~AtomicFileSink() override;

    [[nodiscard]] Result<void> write(std::string_view bytes) override;
    /// Puts the file in its place. Nothing may be written afterwards.
    /// Blocks: until the bytes are on the disk.
    [[nodiscard]] Result<void> commit();

private:
    AtomicFileSink(std::string path, std::optional<PartialFile> partial, int direct);

    std::string m_path;
    std::optional<PartialFile> m_partial;
    int m_direct;
};

} // namespace dbv::jobs
