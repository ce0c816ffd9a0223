// SPDX-License-Identifier: Apache-2.0
#include "engine/run_control.h"

#include <string>

namespace dbv::engine {

void RunControl::nameTimeout(Error& error, std::uint64_t timeoutMs) const {
    if (!timedOut.load()) {
        return;
    }
    if (error.kind == ErrorKind::ConnectionLost && error.damage == Damage::Session) {
        // It went while the stop was waited for: what the person asked for is what ended it.
        error.kind = ErrorKind::TimedOut;
        error.message =
            "The statement was to be stopped after " + std::to_string(timeoutMs) + " ms, as asked. " + error.message;
    } else if (error.kind == ErrorKind::Cancelled) {
        error.kind = ErrorKind::TimedOut;
        error.message = "The statement was stopped after " + std::to_string(timeoutMs) + " ms, as asked.";
        error.hint = "Allow more time (timeoutMs), or make the statement cheaper.";
    }
}

void RunControl::pause(bool paused) {
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (paused && !m_paused) {
        m_since = now;
    } else if (!paused && m_paused) {
        m_pausedFor += now - m_since;
    }
    m_paused = paused;
    m_goesOn.notify_all();
}

void RunControl::waitWhilePaused() {
    if (!isPaused()) {
        return;
    }
    std::unique_lock lock(m_mutex);
    m_goesOn.wait(lock, stop.get_token(), [this] { return !m_paused.load(); });
}

std::chrono::steady_clock::duration RunControl::pausedFor() const {
    const std::scoped_lock lock(m_mutex);
    return m_pausedFor + (m_paused ? std::chrono::steady_clock::now() - m_since : std::chrono::seconds(0));
}

} // namespace dbv::engine
