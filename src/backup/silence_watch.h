// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <dbv/connector/canceller.h>
#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

namespace dbv::backup {

/// Sees to it that work with a server or a program comes to an end when that does nothing any more.
///
/// Work that has not moved for a while has the server asked, by a session of its own, whether it is there: where it is not, several times
/// one behind the other, the work is given up. Where it is, the work has until the limit, since a server that makes an index says nothing
/// for hours.
/// Thread: any. Owns: a thread, which its destructor ends.
class SilenceWatch {
public:
    /// Opens a session to the server and closes it. Errors: those of opening one.
    using Look = std::function<Result<void>(const std::stop_token&)>;

    /// Nothing is given up with a limit of 0 or without a `look`. `stop` is whoever stops the work.
    SilenceWatch(std::chrono::milliseconds limit, Look look, std::shared_ptr<Canceller> session, std::stop_token stop);
    SilenceWatch(const SilenceWatch&) = delete;
    SilenceWatch& operator=(const SilenceWatch&) = delete;
    ~SilenceWatch();

    /// Hears of a move. False when the work is given up, and has to stop.
    [[nodiscard]] bool hears(const DumpAdvance& advance);
    /// Hears of each move on its way to `told`, and asks to stop when the work is given up.
    [[nodiscard]] DumpProgress heard(DumpProgress told);
    /// Another session of the work, which is stopped with it: also when somebody else stops it.
    void add(std::shared_ptr<Canceller> session);
    /// Why the work was given up, where it was; else the result as it is.
    template <class Value>
    [[nodiscard]] Result<Value> judged(Result<Value> result) const {
        if (result) {
            return result;
        }
        const std::lock_guard lock(m_mutex);
        return m_givenUp ? std::unexpected(*m_givenUp) : std::move(result);
    }

private:
    using Clock = std::chrono::steady_clock;

    void watch(const std::stop_token& ended);
    /// Whether the work was given up. `lock` is held before and afterwards.
    [[nodiscard]] bool askServer(std::unique_lock<std::mutex>& lock, const std::stop_token& ended);
    [[nodiscard]] Clock::time_point nextLook() const;
    void giveUp(std::unique_lock<std::mutex>& lock, Error why);
    [[nodiscard]] bool hasMoved(const DumpAdvance& advance);

    std::chrono::milliseconds m_limit;
    std::chrono::milliseconds m_betweenLooks;
    Look m_look;
    std::shared_ptr<Canceller> m_session;
    std::stop_token m_stop;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::vector<std::shared_ptr<Canceller>> m_others;
    std::string m_phase;
    std::uint64_t m_done = 0;
    Clock::time_point m_movedAt = Clock::now();
    Clock::time_point m_lookedAt;
    int m_unanswered = 0;
    std::optional<Error> m_givenUp;
    /// The last, so that it is ended before the rest is gone.
    std::jthread m_thread;
};

} // namespace dbv::backup
