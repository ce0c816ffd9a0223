// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include <dbv/data/byte_arena.h>
#include <dbv/data/cell.h>

namespace dbv {

/// The memory of blocks that nobody reads any more, for the blocks that come.
///
/// A block is a megabyte or two: memory of that size goes back to the system when it is freed, and taking it again costs
/// a page fault every four kilobytes, and locks that the thread which frees may hold while it is not running.
/// Thread: any.
class BatchPool {
public:
    /// What a block is made of.
    struct Buffers {
        std::vector<CellSlot> cells;
        ByteArena arena;

        /// Unit: bytes of memory.
        [[nodiscard]] std::size_t byteSize() const { return cells.capacity() * sizeof(CellSlot) + arena.capacity(); }
    };

    /// Keeps at most this much. Unit: bytes.
    explicit BatchPool(std::size_t limit) : m_limit(limit) {}

    /// Empty buffers, with memory if there was some.
    [[nodiscard]] Buffers take() {
        const std::scoped_lock lock(m_mutex);
        if (m_free.empty()) {
            return {};
        }
        Buffers buffers = std::move(m_free.back());
        m_free.pop_back();
        m_bytes -= buffers.byteSize();
        return buffers;
    }
    /// Keeps the buffers, or frees them when there are enough.
    void giveBack(Buffers buffers) {
        buffers.cells.clear();
        buffers.arena.clear();
        const std::size_t bytes = buffers.byteSize();
        const std::scoped_lock lock(m_mutex);
        if (bytes <= m_limit - m_bytes) {
            m_bytes += bytes;
            m_free.push_back(std::move(buffers));
        }
    }

private:
    const std::size_t m_limit;
    std::mutex m_mutex;
    std::size_t m_bytes = 0;
    std::vector<Buffers> m_free;
};

} // namespace dbv
