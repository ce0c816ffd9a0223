// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace dbv::engine {

/// Waits on the sockets of all idle sessions at the same time, on one thread that sleeps until a server says something.
///
/// It never reads: whoever is told does. A socket that is closed while it is waited for is told as well, or not; who is
/// told asks the session.
/// Thread: `wait` and `forget` from any; the rest is its own.
/// Limits: on systems without poll() nobody is told; a dead session is then found at its next sign of life.
class IdleWatch {
public:
    /// Called once, on the watch's thread; it must not block.
    using Heard = std::function<void()>;
    using Id = std::uint64_t;

    IdleWatch();
    IdleWatch(const IdleWatch&) = delete;
    IdleWatch& operator=(const IdleWatch&) = delete;
    ~IdleWatch();

    [[nodiscard]] Id wait(std::intptr_t socket, Heard heard);
    void forget(Id id);

private:
    struct Waiting {
        std::intptr_t socket = -1;
        Heard heard;
    };

    void loop(const std::stop_token& stop);
    /// Ends the sleep.
    void wake() const;

    std::mutex m_mutex;
    std::map<Id, Waiting> m_waiting;
    Id m_lastId = 0;
    std::intptr_t m_wakeRead = -1;
    std::intptr_t m_wakeWrite = -1;
    std::jthread m_thread;
};

} // namespace dbv::engine
