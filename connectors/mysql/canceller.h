// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include <dbv/connector/canceller.h>

namespace dbv::mysql {

/// Asks the server over a connection of its own (`KILL QUERY`) to stop what a session is doing. That a stop is asked for is
/// remembered until `clear`, and the request is sent again until the statement has ended: one that comes a moment before
/// its statement is lost. A server that does not stop within ten seconds is given up: its line is cut.
///
/// Thread: `cancel` and `requested` from any; the rest from the thread that uses the session.
class MysqlCanceller : public Canceller {
public:
    /// Sends one KILL QUERY for the session; ends early when the token asks for it.
    /// Errors: Unsupported when the server refuses to do that at all.
    using Kill = std::function<Result<void>(const std::stop_token&)>;

    MysqlCanceller() = default;
    MysqlCanceller(const MysqlCanceller&) = delete;
    MysqlCanceller& operator=(const MysqlCanceller&) = delete;
    ~MysqlCanceller() override;

    [[nodiscard]] Result<void> cancel() override;

    [[nodiscard]] bool requested() const { return m_requested.load(std::memory_order_relaxed); }
    /// A statement is about to be sent. False when a stop was asked for, so that it must not be.
    [[nodiscard]] bool statementBegins();
    /// The statement has ended; waits for a request that is on its way, so that it can't hit the next one.
    void statementEnded();
    /// Whether a request that somebody asked for has reached the server since the statement began. When it has ended, it may have
    /// done so early.
    [[nodiscard]] bool reached();
    /// Stops what runs without that anybody asked for it: nothing is remembered.
    [[nodiscard]] Result<void> killNow();
    /// Forgets what was asked for.
    void clear();
    /// The server can not be asked: a stop cuts the line at once. `why` is the server's own word on it, or what was found.
    void refuse(std::string why);
    /// Why it can not be asked; empty while it can.
    [[nodiscard]] std::string refusal();
    /// Whether the line was cut because the server did not stop.
    [[nodiscard]] bool gaveUp() const { return m_gaveUp.load(std::memory_order_relaxed); }
    /// From here to `detach` a cancel reaches this session and its socket.
    void attach(Kill kill, int socket);
    void detach();

private:
    using Clock = std::chrono::steady_clock;

    [[nodiscard]] Result<void> sendIfDue(bool anyway);
    void watch(const std::stop_token& stop);
    void giveUpIfLate();
    [[nodiscard]] Error refusedError() const;

    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    Kill m_kill;
    std::string m_refusal;
    int m_socket = -1;
    bool m_running = false;
    bool m_sending = false;
    bool m_reached = false;
    std::stop_source m_sendStop;
    Clock::time_point m_askedAt;
    Clock::time_point m_lastSent;
    std::chrono::milliseconds m_pause{0};
    std::atomic<bool> m_requested = false;
    std::atomic<bool> m_gaveUp = false;
    std::jthread m_watch;
};

} // namespace dbv::mysql
