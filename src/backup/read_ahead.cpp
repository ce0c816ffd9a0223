// SPDX-License-Identifier: Apache-2.0
#include "backup/read_ahead.h"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace dbv::backup {

namespace {

/// Large enough that two threads seldom wait for each other's lock, and small enough for the processor's cache.
constexpr std::size_t kAheadAtOnce = std::size_t{256} << 10U;
/// Of blocks that nobody has taken yet.
constexpr std::size_t kMostFull = 6;

} // namespace

ReadAhead::ReadAhead(Read read, Where where)
    : m_read(std::move(read)), m_tell(std::move(where)), m_where(m_tell()), m_thread([this] { work(); }) {}

ReadAhead::~ReadAhead() {
    {
        const std::lock_guard lock(m_guard);
        m_isOver = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

Result<std::size_t> ReadAhead::read(std::span<char> into) {
    // The end and an error stay what they are.
    const bool isLast = !m_given.got || (m_at > 0 && *m_given.got == 0);
    if (isLast) {
        return m_given.got;
    }
    if (m_at >= *m_given.got) {
        std::unique_lock lock(m_guard);
        if (!m_given.bytes.empty()) {
            m_empty.push_back(std::move(m_given.bytes));
        }
        m_changed.wait(lock, [this] { return !m_full.empty(); });
        m_given = std::move(m_full.front());
        m_full.pop_front();
        lock.unlock();
        m_changed.notify_all();
        m_at = 0;
        m_where = m_given.where;
        if (!m_given.got || *m_given.got == 0) {
            m_at = 1;
            return m_given.got;
        }
    }
    const std::size_t some = std::min(into.size(), *m_given.got - m_at);
    std::copy_n(m_given.bytes.begin() + static_cast<std::ptrdiff_t>(m_at), some, into.begin());
    m_at += some;
    return some;
}

void ReadAhead::work() {
    for (bool isLast = false; !isLast;) {
        Block block;
        {
            std::unique_lock lock(m_guard);
            m_changed.wait(lock, [this] { return m_full.size() < kMostFull || m_isOver; });
            if (m_isOver) {
                return;
            }
            if (!m_empty.empty()) {
                block.bytes = std::move(m_empty.back());
                m_empty.pop_back();
            }
        }
        block.bytes.resize(kAheadAtOnce);
        block.got = fill(block);
        block.where = m_tell();
        isLast = !block.got || *block.got == 0;
        {
            const std::lock_guard lock(m_guard);
            m_full.push_back(std::move(block));
        }
        m_changed.notify_all();
    }
}

Result<std::size_t> ReadAhead::fill(Block& block) const {
    try {
        return m_read(block.bytes);
    } catch (const std::exception& failure) {
        return fail(ErrorKind::Internal,
                    std::string("A part of the backup could not be read: ") + failure.what() + ".");
    }
}

} // namespace dbv::backup
