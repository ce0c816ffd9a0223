// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include <dbv/core/error.h>

#include "engine/credit.h"

namespace dbv::engine {

/// What the dispatcher and a running step share.
class RunControl {
public:
    RunControl(std::uint64_t statementCredit, std::uint64_t resultCredit)
        : statements(statementCredit), results(resultCredit) {}

    std::stop_source stop;
    /// Of the current result.
    Credit rows;
    /// Of the script.
    Credit statements;
    Credit results;
    /// End the current result in order, as truncated.
    std::atomic<bool> endResult = false;
    /// The stop was asked for by the clock. Set before the stop is.
    std::atomic<bool> timedOut = false;

    [[nodiscard]] bool letsBegin() const { return !isPaused() && statements.left() > 0 && results.left() > 0; }
    /// An error that came of a stop by the clock says so, also where the server did not confirm it and the line was given up.
    void nameTimeout(Error& error, std::uint64_t timeoutMs) const;

    /// Nothing new is begun while it is paused.
    void pause(bool paused);
    [[nodiscard]] bool isPaused() const { return m_paused.load(); }
    /// Within a statement whose lines are many. Blocks: while it is paused, unless it is to stop.
    void waitWhilePaused();
    /// For how long it was paused.
    [[nodiscard]] std::chrono::steady_clock::duration pausedFor() const;

private:
    std::atomic<bool> m_paused = false;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_goesOn;
    std::chrono::steady_clock::time_point m_since;
    std::chrono::steady_clock::duration m_pausedFor{0};
};

} // namespace dbv::engine
