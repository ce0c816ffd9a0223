// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "rpc/line_splitter.h"
#include "rpc/wake_pipe.h"

namespace dbv::rpc {

/// One line of input, or the end of it.
struct InputLine {
    enum class Kind { Text, TooLong, End };
    /// How often it was caught up with the input before the line began.
    using Epoch = std::uint64_t;
    Kind kind = Kind::Text;
    WipedText text;
    Epoch epoch = 0;
};

/// Reads lines from a file descriptor on a thread of its own. While too much of what it has read waits to be handled, it
/// reads no further.
/// Thread: `handled` from any. Destroying it ends the reading at once.
class InputThread {
public:
    /// Limits: lines that wait to be handled, by number and by size in bytes; one line alone may be larger.
    static constexpr std::size_t kMaxWaitingLines = 256;
    static constexpr std::size_t kMaxWaitingBytes = std::size_t{16} << 20U;
    /// Limits: bytes that are read beyond those to catch up.
    static constexpr std::size_t kMaxCaughtUp = std::size_t{16} << 20U;

    /// `take` is called on the thread.
    InputThread(int fd, std::function<void(InputLine)> take);
    InputThread(const InputThread&) = delete;
    InputThread& operator=(const InputThread&) = delete;
    ~InputThread();

    /// A line that was taken needs no room any more.
    void handled(std::size_t bytes);
    /// Reads what has arrived, as much of it as `kMaxCaughtUp`, and begins another epoch. Returns the one of all that has arrived
    /// before. Thread: any. Blocks: as long as that takes; it waits for nobody who writes.
    InputLine::Epoch catchUp();

private:
    void loop();
    /// What there is, without waiting; false when there is nothing now.
    bool readSome();
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
    /// Whoever reads.
    std::mutex m_reading;
    std::vector<char> m_buffer;
    LineSplitter m_splitter;
    InputLine::Epoch m_epoch = 0;
    /// Of the line that is being read.
    InputLine::Epoch m_lineEpoch = 0;
    /// There is nothing more to read.
    bool m_over = false;
    std::jthread m_thread;
};

} // namespace dbv::rpc
