// SPDX-License-Identifier: Apache-2.0
#include "results/page_cache.h"

#include <limits>

namespace dbv::results {

RowBatchPtr PageCache::find(const void* owner, std::uint32_t page) {
    const std::scoped_lock lock(m_mutex);
    const auto at = m_index.find({owner, page});
    if (at == m_index.end()) {
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, at->second);
    return at->second->batch;
}

RowBatchPtr PageCache::keep(const void* owner, std::uint32_t page, RowBatchPtr batch) {
    Entries dropped;
    const std::scoped_lock lock(m_mutex);
    const Key key(owner, page);
    const auto [at, isNew] = m_index.try_emplace(key);
    if (!isNew) {
        return at->second->batch;
    }
    m_entries.push_front({key, batch});
    at->second = m_entries.begin();
    m_bytes += batch->byteSize();
    shrink(dropped);
    return batch;
}

void PageCache::dropBefore(const void* owner, std::uint32_t page) {
    drop({owner, 0}, {owner, page});
}

void PageCache::dropAll(const void* owner) {
    drop({owner, 0}, {owner, std::numeric_limits<std::uint32_t>::max()});
}

void PageCache::setLimit(std::uint64_t bytes) {
    Entries dropped;
    const std::scoped_lock lock(m_mutex);
    m_limit = bytes;
    shrink(dropped);
}

std::uint64_t PageCache::byteSize() const {
    const std::scoped_lock lock(m_mutex);
    return m_bytes;
}

void PageCache::moveOut(Index::iterator at, Entries& dropped) {
    m_bytes -= at->second->batch->byteSize();
    dropped.splice(dropped.begin(), m_entries, at->second);
    m_index.erase(at);
}

void PageCache::shrink(Entries& dropped) {
    // The newest stays even when it alone is too large: somebody is about to read it again.
    while (m_bytes > m_limit && m_entries.size() > 1) {
        moveOut(m_index.find(m_entries.back().key), dropped);
    }
}

void PageCache::drop(Key from, Key to) {
    Entries dropped;
    const std::scoped_lock lock(m_mutex);
    auto at = m_index.lower_bound(from);
    while (at != m_index.end() && at->first < to) {
        moveOut(at++, dropped);
    }
}

} // namespace dbv::results
