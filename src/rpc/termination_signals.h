// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace dbv::rpc {

/// SIGINT, SIGTERM and SIGHUP as ordinary calls on a thread of their own; SIGPIPE is switched off.
///
/// Make it before any other thread: the signals are blocked in the thread that makes it and all that it starts. A second
/// signal, when the first has not ended the program, ends it at once; what comes within `kOneSignal` of the first belongs to it,
/// since `timeout` and terminals send one to the program and to its group.
/// Thread: `listen` from any.
class TerminationSignals {
public:
    using Handler = std::function<void(int signal)>;

    static constexpr std::chrono::milliseconds kOneSignal{500};

    TerminationSignals();
    TerminationSignals(const TerminationSignals&) = delete;
    TerminationSignals& operator=(const TerminationSignals&) = delete;
    ~TerminationSignals();

    /// Who hears of the next signal, on the signal thread; an empty handler takes it back. A signal that came before
    /// somebody listened is told at once.
    void listen(Handler handler);
    /// What a second signal says on standard error before it ends the program; empty for nothing.
    void setLastWords(std::string words);

private:
    void loop();

    std::mutex m_mutex;
    Handler m_handler;
    std::string m_lastWords;
    int m_pending = 0;
    /// When that came.
    std::chrono::steady_clock::time_point m_pendingSince;
    std::atomic<bool> m_stopping = false;
    std::jthread m_thread;
};

} // namespace dbv::rpc
