// SPDX-License-Identifier: Apache-2.0
#include "rpc/termination_signals.h"

#include <csignal>
#include <utility>

#include <pthread.h>
#include <unistd.h>

namespace dbv::rpc {

namespace {

// Only between the destructor and the thread that waits.
constexpr int kStopSignal = SIGUSR2;
constexpr int kSignalExitBase = 128;

sigset_t terminationSet() {
    sigset_t set{};
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, kStopSignal}) {
        sigaddset(&set, signal);
    }
    return set;
}

} // namespace

TerminationSignals::TerminationSignals() {
    const sigset_t set = terminationSet();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    struct sigaction ignore{};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, nullptr);
    m_thread = std::jthread([this] { loop(); });
}

TerminationSignals::~TerminationSignals() {
    m_stopping.store(true);
    ::pthread_kill(m_thread.native_handle(), kStopSignal);
}

void TerminationSignals::listen(Handler handler) {
    const std::scoped_lock lock(m_mutex);
    m_handler = std::move(handler);
    if (m_handler && m_pending != 0) {
        m_handler(m_pending);
    }
}

void TerminationSignals::setLastWords(std::string words) {
    const std::scoped_lock lock(m_mutex);
    m_lastWords = std::move(words);
}

void TerminationSignals::loop() {
    const sigset_t set = terminationSet();
    while (true) {
        int signal = 0;
        if (::sigwait(&set, &signal) != 0 || m_stopping.load()) {
            return;
        }
        if (signal == kStopSignal) {
            continue;
        }
        const auto now = std::chrono::steady_clock::now();
        const std::scoped_lock lock(m_mutex);
        if (m_pending != 0 && now - m_pendingSince < kOneSignal) {
            continue;
        }
        if (m_pending != 0) {
            // Nobody is left to be told that it could not be written.
            [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, m_lastWords.data(), m_lastWords.size());
            ::_exit(kSignalExitBase + signal);
        }
        m_pending = signal;
        m_pendingSince = now;
        if (m_handler) {
            m_handler(signal);
        }
    }
}

} // namespace dbv::rpc
