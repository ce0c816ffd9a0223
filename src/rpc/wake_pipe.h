// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::rpc {

/// Ends a wait in poll() from another thread, once and for good.
/// Owns: two file descriptors.
/// Thread: `wake` from any.
class WakePipe {
public:
    WakePipe();
    WakePipe(const WakePipe&) = delete;
    WakePipe& operator=(const WakePipe&) = delete;
    ~WakePipe();

    /// Readable once `wake` was called.
    [[nodiscard]] int fd() const { return m_read; }
    void wake() const;

private:
    int m_read = -1;
    int m_write = -1;
};

/// Waits until `fd` is ready for `events` or `wake` was called. False in the second case.
/// Blocks: as told.
[[nodiscard]] bool waitReady(int fd, short events, const WakePipe& wake);

} // namespace dbv::rpc
