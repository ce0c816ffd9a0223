// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "protocol/envelope.h"

namespace dbv::testing {

/// Everything that an engine has said, by request.
///
/// Thread: any.
class EventLog {
public:
    void add(protocol::EventEnvelope envelope) {
        const std::scoped_lock lock(m_mutex);
        m_events[envelope.request].emplace_back(std::move(envelope.event), envelope.last);
        m_changed.notify_all();
    }
    /// Waits for the last word about a request.
    [[nodiscard]] protocol::Event awaitLast(RequestId request) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return isOver(request); });
        return m_events[request].back().first;
    }
    /// Waits until an event of a kind was said for the n-th time.
    template <class T>
    [[nodiscard]] T await(RequestId request, std::size_t nth = 1) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return found<T>(request).size() >= nth; });
        return found<T>(request)[nth - 1];
    }
    /// The same, or nothing when the request is over without one.
    template <class T>
    [[nodiscard]] std::optional<T> awaitUnlessOver(RequestId request) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return !found<T>(request).empty() || isOver(request); });
        const std::vector<T> all = found<T>(request);
        return all.empty() ? std::nullopt : std::optional(all.front());
    }
    /// All events of a kind so far.
    template <class T>
    [[nodiscard]] std::vector<T> all(RequestId request) {
        const std::scoped_lock lock(m_mutex);
        return found<T>(request);
    }
    [[nodiscard]] bool hasEnded(RequestId request) {
        const std::scoped_lock lock(m_mutex);
        return isOver(request);
    }
    /// How many last words were said about a request; more than one is a mistake.
    [[nodiscard]] std::size_t lastWords(RequestId request) {
        const std::scoped_lock lock(m_mutex);
        std::size_t count = 0;
        for (const auto& [event, last] : m_events[request]) {
            count += last ? 1U : 0U;
        }
        return count;
    }

private:
    [[nodiscard]] bool isOver(RequestId request) {
        const auto& events = m_events[request];
        return !events.empty() && events.back().second;
    }
    template <class T>
    [[nodiscard]] std::vector<T> found(RequestId request) {
        std::vector<T> matching;
        for (const auto& [event, last] : m_events[request]) {
            if (const T* one = std::get_if<T>(&event)) {
                matching.push_back(*one);
            }
        }
        return matching;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<RequestId, std::vector<std::pair<protocol::Event, bool>>> m_events;
};

} // namespace dbv::testing
