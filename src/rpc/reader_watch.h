// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>

#include "rpc/wake_pipe.h"

namespace dbv::rpc {

/// Notices that nobody reads a pipe, socket or terminal any more, also while nothing is written to it.
/// Thread: one of its own.
class ReaderWatch {
public:
    /// `gone` is called at most once, on the watch's thread. `fd` must stay open; it is not closed.
    ReaderWatch(int fd, std::function<void()> gone);
    ReaderWatch(const ReaderWatch&) = delete;
    ReaderWatch& operator=(const ReaderWatch&) = delete;
    ~ReaderWatch();

private:
    void loop() const;

    int m_fd;
    std::function<void()> m_gone;
    WakePipe m_wake;
    std::jthread m_thread;
};

} // namespace dbv::rpc
