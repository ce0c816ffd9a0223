// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace dbv::concurrency {

/// A few threads that run closures to completion, first come first served. Code on a lane may block.
///
/// Threads are started when there is work for them, up to `threads`. Destroying a lane runs what waits and joins.
/// Thread: `run` from any.
class Lane {
public:
    using Work = std::move_only_function<void()>;

    explicit Lane(std::size_t threads) : m_limit(threads) {}
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;
    ~Lane() {
        {
            const std::scoped_lock lock(m_mutex);
            m_closed = true;
        }
        m_changed.notify_all();
        m_threads.clear();
    }

    void run(Work work) {
        if (!tryRun(work)) {
            // Whoever can do without a thread says `tryRun`; without any, the program can't go on.
            std::terminate();
        }
    }
    /// As `run`; false where the lane has no thread and the system gives none. Then `work` is as it was.
    [[nodiscard]] bool tryRun(Work& work) {
        {
            const std::scoped_lock lock(m_mutex);
            if (m_idle <= m_waiting.size() && m_threads.size() < m_limit && !hasThread()) {
                return false;
            }
            m_waiting.push_back(std::move(work));
        }
        m_changed.notify_one();
        return true;
    }

private:
    /// Starts one more. Others than the first are done without when the system has none.
    [[nodiscard]] bool hasThread() {
        try {
            m_threads.emplace_back([this] { loop(); });
        } catch (const std::system_error&) {
            return !m_threads.empty();
        }
        return true;
    }
    void loop() {
        std::unique_lock lock(m_mutex);
        while (true) {
            ++m_idle;
            m_changed.wait(lock, [this] { return m_closed || !m_waiting.empty(); });
            --m_idle;
            if (m_waiting.empty()) {
                return;
            }
            Work work = std::move(m_waiting.front());
            m_waiting.pop_front();
            lock.unlock();
            work();
            work = nullptr;
            lock.lock();
        }
    }

    const std::size_t m_limit;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Work> m_waiting;
    std::size_t m_idle = 0;
    bool m_closed = false;
    std::vector<std::jthread> m_threads;
};

/// Work that more than one lane is offered: the first with a free thread does it, once.
///
/// For what waits behind others and must not any more, since it is to end.
/// Thread: any, one at a time.
class OfferedWork {
public:
    explicit OfferedWork(Lane::Work work) : m_state(std::make_shared<State>(std::move(work))) {}

    void offerTo(Lane& lane) const {
        lane.run([state = m_state] {
            if (!state->taken.exchange(true)) {
                Lane::Work work = std::move(state->work);
                work();
            }
        });
    }

private:
    struct State {
        explicit State(Lane::Work toDo) : work(std::move(toDo)) {}

        Lane::Work work;
        std::atomic<bool> taken = false;
    };
    std::shared_ptr<State> m_state;
};

} // namespace dbv::concurrency
