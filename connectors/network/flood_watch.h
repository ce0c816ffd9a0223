// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace dbv::network {

/// Cuts a line on which more comes than is allowed, as long as this exists: a client library takes a value of any size in one
/// call, and has no limit of its own.
///
/// Owns: a descriptor of its own for the line, which the library may close at any time.
/// Where the system does not count what comes (a socket of the file system, other systems than Linux), nothing is cut.
class FloodWatch {
public:
    /// `most` is in bytes, from now on.
    FloodWatch(int socket, std::uint64_t most);
    FloodWatch(const FloodWatch&) = delete;
    FloodWatch& operator=(const FloodWatch&) = delete;
    ~FloodWatch();

    /// Thread: any.
    [[nodiscard]] bool hasCut() const { return m_hasCut; }

private:
    int m_socket = -1;
    std::atomic<bool> m_hasCut = false;
    std::mutex m_mutex;
    std::condition_variable_any m_never;
    std::jthread m_thread;
};

} // namespace dbv::network
