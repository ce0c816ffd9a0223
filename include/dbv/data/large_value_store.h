// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include <dbv/core/result.h>

namespace dbv {

/// Where values go that are too large for a block. A spool is one; a reader asks the spool for ranges of them.
/// Thread: the thread that fills the batch.
class LargeValueStore {
public:
    LargeValueStore() = default;
    LargeValueStore(const LargeValueStore&) = delete;
    LargeValueStore& operator=(const LargeValueStore&) = delete;
    virtual ~LargeValueStore() = default;

    /// Keeps a value and says at which byte of the store it begins.
    /// Errors: IoError when the disk is full or its budget used up.
    /// Blocks: on the disk.
    [[nodiscard]] virtual Result<std::uint64_t> store(std::string_view bytes) = 0;
};

} // namespace dbv
