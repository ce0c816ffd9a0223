// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <mutex>
#include <utility>

#include <dbv/data/row_batch.h>

namespace dbv::results {

/// Blocks read back from disk, the least recently used leave first; shared by all results.
///
/// Thread: any. Its lock is held for a look-up or a few pointer moves, never while memory is freed or a disk is used.
class PageCache {
public:
    /// Unit: bytes.
    explicit PageCache(std::uint64_t limit) : m_limit(limit) {}

    /// The block, or nothing.
    [[nodiscard]] RowBatchPtr find(const void* owner, std::uint32_t page);
    /// Keeps a block and hands out the one kept: another thread may have brought the same one first.
    [[nodiscard]] RowBatchPtr keep(const void* owner, std::uint32_t page, RowBatchPtr batch);
    /// Drops the blocks of one owner below a page.
    void dropBefore(const void* owner, std::uint32_t page);
    /// Drops all blocks of one owner.
    void dropAll(const void* owner);
    void setLimit(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t byteSize() const;

private:
    using Key = std::pair<const void*, std::uint32_t>;
    struct Entry {
        Key key;
        RowBatchPtr batch;
    };
    using Entries = std::list<Entry>;
    using Index = std::map<Key, Entries::iterator>;

    void moveOut(Index::iterator at, Entries& dropped);
    void shrink(Entries& dropped);
    void drop(Key from, Key to);

    mutable std::mutex m_mutex;
    std::uint64_t m_limit;
    std::uint64_t m_bytes = 0;
    /// Most recently used first.
    Entries m_entries;
    Index m_index;
};

} // namespace dbv::results
