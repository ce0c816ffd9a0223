// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "concurrency/clock.h"

namespace dbv::concurrency {

/// Values on their way from any number of threads to one.
///
/// Thread: `put` from any; the rest from the one that owns the mailbox.
/// Limits: none of its own; whoever puts is held back by credit, not here.
template <class T>
class Mailbox {
public:
    /// Adds a value. True when the box was empty, so that the owner has to be woken by other means if it doesn't wait here.
    bool put(T value) {
        bool wasEmpty = false;
        {
            const std::scoped_lock lock(m_mutex);
            wasEmpty = m_values.empty();
            m_values.push_back(std::move(value));
        }
        m_arrived.notify_one();
        return wasEmpty;
    }
    /// Everything that has arrived, in order; empty when nothing has.
    [[nodiscard]] std::vector<T> takeAll() {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_values, {});
    }
    /// Waits until something arrives, `until` is reached, or `stop` is requested, and takes everything.
    /// Blocks: as told.
    [[nodiscard]] std::vector<T> waitAndTakeAll(const std::stop_token& stop, std::optional<TimePoint> until) {
        // A condition that knows of stop tokens by itself costs each `put` another lock, for which who is woken waits.
        const std::stop_callback wake(stop, [this] {
            // Between the look at `stop` and the wait it would be missed.
            {
                const std::scoped_lock lock(m_mutex);
            }
            m_arrived.notify_all();
        });
        std::unique_lock lock(m_mutex);
        const auto over = [&] { return !m_values.empty() || stop.stop_requested(); };
        if (until) {
            m_arrived.wait_until(lock, *until, over);
        } else {
            m_arrived.wait(lock, over);
        }
        return std::exchange(m_values, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_arrived;
    std::vector<T> m_values;
};

} // namespace dbv::concurrency
