// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <dbv/core/result.h>

namespace dbv::results {

/// Bytes that are read from any place.
class ByteSource {
public:
    ByteSource() = default;
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;
    virtual ~ByteSource() = default;

    /// Fills the whole of `into`.
    /// Errors: IoError, also when the source ends before.
    /// Blocks: on the disk.
    [[nodiscard]] virtual Result<void> read(std::uint64_t offset, std::span<std::byte> into) const = 0;
};

} // namespace dbv::results
