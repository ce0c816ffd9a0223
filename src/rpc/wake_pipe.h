// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace dbv::rpc {

/// Ends a wait in poll() from another thread, once and for good.
/// Owns: two file descriptors; where the system has none left, the wait looks up now and then instead.
/// Thread: `wake` from any.
class WakePipe {
public:
    WakePipe();
    WakePipe(const WakePipe&) = delete;
    WakePipe& operator=(const WakePipe&) = delete;
    ~WakePipe();

    /// Readable once `wake` was called; -1 without descriptors.
    [[nodiscard]] int fd() const { return m_read; }
    [[nodiscard]] bool woken() const { return m_woken; }
    void wake();

private:
    std::atomic<bool> m_woken = false;
    int m_read = -1;
    int m_write = -1;
};

/// Waits until `fd` is ready for `events`, is broken, or `wake` was called. What poll() said of `fd`; 0 in the last case.
/// Blocks: as told.
[[nodiscard]] short waitReady(int fd, short events, const WakePipe& wake);

} // namespace dbv::rpc
