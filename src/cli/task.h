// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace dbv::cli {

/// One verb at work: begun once, it says its exit code when it is over.
/// Thread: the bus's.
class Task {
public:
    using Done = std::function<void(int exitCode)>;

    Task() = default;
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    virtual ~Task() = default;

    virtual void start() = 0;
    /// A signal wants it to end: what runs is cancelled, and the exit code names the signal.
    virtual void interrupt(int signal) = 0;
    /// It has not ended in time after a signal, and is left behind: says what that leaves open.
    virtual void abandon() {}
};

} // namespace dbv::cli
