// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>

#include "rpc/line_splitter.h"
#include "rpc/wake_pipe.h"

namespace dbv::rpc {

/// One line of input, or the end of it.
struct InputLine {
    enum class Kind { Text, TooLong, End };
    Kind kind = Kind::Text;
    WipedText text;
};

/// Reads lines from a file descriptor on a thread of its own. While too much of what it has read waits to be handled, it
/// reads no further.
/// Thread: `handled` from any. Destroying it ends the reading at once.
class InputThread {
public:
    /// Limits: lines that wait to be handled, by number and by size in bytes; one line alone may be larger.
    static constexpr std::size_t kMaxWaitingLines = 256;
    static constexpr std::size_t kMaxWaitingBytes = std::size_t{16} << 20U;

    /// `take` is called on the thread.
    InputThread(int fd, std::function<void(InputLine)> take);
    InputThread(const InputThread&) = delete;
    InputThread& operator=(const InputThread&) = delete;
    ~InputThread();

    /// A line that was taken needs no room any more.
    void handled(std::size_t bytes);

private:
    void loop();
    void deliver(InputLine line);
    [[nodiscard]] bool waitForRoom();

    int m_fd;
    std::function<void(InputLine)> m_take;
    WakePipe m_wake;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::size_t m_waitingLines = 0;
    std::size_t m_waitingBytes = 0;
    bool m_stopped = false;
    std::jthread m_thread;
};

} // namespace dbv::rpc
