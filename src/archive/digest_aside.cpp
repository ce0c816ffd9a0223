// SPDX-License-Identifier: Apache-2.0
#include "archive/digest_aside.h"

namespace dbv::archive {

DigestAside::~DigestAside() {
    {
        const std::lock_guard lock(m_guard);
        m_isOver = true;
    }
    m_changed.notify_all();
}

DigestAside::Turn DigestAside::take(ArchiveDigest& digest, std::string_view bytes) {
    if (!m_thread.joinable()) {
        m_thread = std::jthread([this] { work(); });
    }
    {
        const std::lock_guard lock(m_guard);
        m_digest = &digest;
        m_bytes = bytes;
    }
    m_changed.notify_all();
    return Turn(*this);
}

void DigestAside::wait() {
    std::unique_lock lock(m_guard);
    m_changed.wait(lock, [this] { return !m_bytes; });
}

void DigestAside::work() {
    std::unique_lock lock(m_guard);
    while (true) {
        m_changed.wait(lock, [this] { return m_bytes || m_isOver; });
        if (!m_bytes) {
            return;
        }
        ArchiveDigest& digest = *m_digest;
        const std::string_view bytes = *m_bytes;
        lock.unlock();
        digest.add(bytes);
        lock.lock();
        m_bytes.reset();
        m_changed.notify_all();
    }
}

} // namespace dbv::archive
