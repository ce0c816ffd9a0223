// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <dbv/connector/canceller.h>

struct sqlite3;

namespace dbv::sqlite {

/// Stops a session by `sqlite3_interrupt`, and by a flag that is never lost: SQLite forgets an interrupt that comes
/// before the first step of a statement. The flag stays until the session recovers.
///
/// Thread: `cancel` and `requested` from any; the rest from the thread that uses the session.
class SqliteCanceller : public Canceller {
public:
    [[nodiscard]] Result<void> cancel() override;
    /// As `cancel`, which can't fail here.
    void interrupt();

    /// A cancel was asked for since the last `clear`.
    [[nodiscard]] bool requested() const { return m_requested.load(std::memory_order_relaxed); }
    void clear() { m_requested.store(false, std::memory_order_relaxed); }
    /// Waits, but not beyond a cancel.
    void pause(std::chrono::milliseconds time);
    /// From here to `detach` a cancel interrupts this handle.
    void attach(sqlite3* handle);
    /// Waits for a cancel that is being delivered; later ones do nothing.
    void detach();

private:
    std::mutex m_mutex;
    std::condition_variable m_cancelled;
    sqlite3* m_handle = nullptr;
    std::atomic<bool> m_requested = false;
};

} // namespace dbv::sqlite
