// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>

namespace dbv::testing {

/// A place where a thread waits until a test lets it go on, and where a test waits until a thread is there.
///
/// Thread: any.
class Gate {
public:
    /// Says that somebody is here and waits until the gate is open.
    void pass() {
        std::unique_lock lock(m_mutex);
        ++m_arrivals;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_open; });
    }
    /// Waits until somebody has come.
    void awaitArrival() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_arrivals > 0; });
    }
    /// Lets go on who waits, and all who come later.
    void open() {
        const std::scoped_lock lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_arrivals = 0;
    bool m_open = false;
};

} // namespace dbv::testing
