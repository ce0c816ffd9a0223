// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include <dbv/core/locked_memory.h>

namespace dbv::network {

/// Blocks of memory of one size, wiped: more than an allocator keeps ready for a thread and a size.
class TakenBlocks {
public:
    explicit TakenBlocks(std::size_t size) {
        for (std::unique_ptr<char[]>& block : m_blocks) {
            block.reset(new char[size]);
            wipe({block.get(), size});
        }
    }

private:
    std::array<std::unique_ptr<char[]>, 64> m_blocks;
};

/// Overwrites blocks that were freed on this thread a moment ago. The client libraries copy a password and free the copies
/// as they are; an allocator gives such blocks to whoever asks next for as much.
///
/// `size` is that of the block. Other allocators may keep theirs longer: what this is worth, the scan for secrets tells.
inline void overwriteFreed(std::size_t size) {
    const TakenBlocks taken(size);
}

/// The same around a call that frees blocks, perhaps of another thread: those that this thread has ready are taken first, so
/// that what is freed becomes its own.
template <class Free>
void overwriteFreedBy(std::size_t size, const Free& free) {
    const TakenBlocks before(size);
    free();
    overwriteFreed(size);
}

} // namespace dbv::network
