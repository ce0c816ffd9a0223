// SPDX-License-Identifier: Apache-2.0
#include "sqlite/canceller.h"

#include <sqlite3.h>

namespace dbv::sqlite {

Result<void> SqliteCanceller::cancel() {
    interrupt();
    return {};
}

void SqliteCanceller::interrupt() {
    const std::scoped_lock lock(m_mutex);
    if (m_handle != nullptr) {
        m_requested.store(true, std::memory_order_relaxed);
        sqlite3_interrupt(m_handle);
        m_cancelled.notify_all();
    }
}

void SqliteCanceller::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(m_mutex);
    m_cancelled.wait_for(lock, time, [this] { return requested(); });
}

void SqliteCanceller::attach(sqlite3* handle) {
    const std::scoped_lock lock(m_mutex);
    m_handle = handle;
}

void SqliteCanceller::detach() {
    attach(nullptr);
}

} // namespace dbv::sqlite
