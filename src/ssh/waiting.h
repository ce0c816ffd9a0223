// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <stop_token>

#include "ssh/descriptor.h"

struct pollfd; // NOLINT(readability-identifier-naming): the system's name

namespace dbv::ssh {

using Deadline = std::chrono::steady_clock::time_point;

[[nodiscard]] inline Deadline deadlineIn(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

/// A pipe that wakes who waits in poll().
///
/// Thread: any for `wake`, one for the rest.
class WakePipe {
public:
    WakePipe();
    void wake() const;
    void drain() const;
    [[nodiscard]] int fd() const { return m_read.get(); }

private:
    Descriptor m_read;
    Descriptor m_write;
};

enum class Awaited { Ready, TimedOut, Stopped };

/// Waits for a descriptor, at most until a deadline and only until it is told to stop.
///
/// Thread: one. Blocks: `wait`.
class Waiter {
public:
    explicit Waiter(std::stop_token stop);

    [[nodiscard]] Awaited wait(int fd, short events, Deadline deadline) const;
    [[nodiscard]] bool stopped() const { return m_stop.stop_requested(); }
    [[nodiscard]] const std::stop_token& token() const { return m_stop; }

private:
    std::stop_token m_stop;
    WakePipe m_wake;
    std::stop_callback<std::function<void()>> m_onStop;
};

/// poll() until a deadline, going on after signals. Gives how many are ready.
[[nodiscard]] int pollUntil(std::span<pollfd> descriptors, Deadline deadline);

} // namespace dbv::ssh
