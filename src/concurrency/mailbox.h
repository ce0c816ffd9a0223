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
    [[nodiscard]] std::vector<T> waitAndTakeAll(std::stop_token stop, std::optional<TimePoint> until) {
        std::unique_lock lock(m_mutex);
        const auto arrived = [this] { return !m_values.empty(); };
        if (until) {
            m_arrived.wait_until(lock, stop, *until, arrived);
        } else {
            m_arrived.wait(lock, stop, arrived);
        }
        return std::exchange(m_values, {});
    }

private:
    std::mutex m_mutex;
    std::condition_variable_any m_arrived;
    std::vector<T> m_values;
};

} // namespace dbv::concurrency
