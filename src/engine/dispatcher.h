// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <thread>

#include "concurrency/clock.h"
#include "concurrency/mailbox.h"

namespace dbv::engine {

/// The one thread that owns all engine state, so that the state needs no lock. Tasks are short and never block.
///
/// Thread: `post` from any; `postAt` from the dispatcher's own.
class Dispatcher {
public:
    using Task = std::move_only_function<void()>;

    Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;
    ~Dispatcher();

    void post(Task task) { m_mailbox.put(std::move(task)); }
    /// Runs a task at a point in time, or never when the dispatcher stops before.
    void postAt(concurrency::TimePoint when, Task task) { m_timed.emplace(when, std::move(task)); }
    /// Runs what has arrived and ends the thread; what arrives later is dropped.
    /// Blocks: until the thread has ended.
    void stop();

private:
    void loop(const std::stop_token& stop);
    void runDue();

    concurrency::Mailbox<Task> m_mailbox;
    std::multimap<concurrency::TimePoint, Task> m_timed;
    std::jthread m_thread;
};

} // namespace dbv::engine
