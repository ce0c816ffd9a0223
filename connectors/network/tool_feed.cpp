// SPDX-License-Identifier: Apache-2.0
#include "network/tool_feed.h"

#include <cerrno>
#include <utility>

#include <unistd.h>

namespace dbv::network {

namespace {

constexpr std::size_t kFedAtOnce = std::size_t{256} << 10U;

} // namespace

QuietPipes::QuietPipes() {
    sigemptyset(&m_broken);
    sigaddset(&m_broken, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &m_broken, &m_before);
}

QuietPipes::~QuietPipes() {
    sigset_t waiting;
    sigemptyset(&waiting);
    ::sigpending(&waiting);
    // What our own writes have left. Where it was blocked before, it is somebody else's.
    if (sigismember(&waiting, SIGPIPE) == 1 && sigismember(&m_before, SIGPIPE) == 0) {
        int taken = 0;
        sigwait(&m_broken, &taken);
    }
    ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
}

Result<void> ToolFeed::give(int pipe) {
    if (m_at == m_given.size()) {
        if (Result<void> got = next(); !got || m_isOver) {
            return got;
        }
    }
    const ssize_t wrote = ::write(pipe, m_given.data() + m_at, m_given.size() - m_at);
    if (wrote < 0) {
        // Who does not read any more says why by its end.
        m_isOver = errno != EAGAIN && errno != EINTR;
        return {};
    }
    m_at += static_cast<std::size_t>(wrote);
    return {};
}

/// Goes to the next block, and looks whether one follows.
Result<void> ToolFeed::next() {
    m_given.clear();
    m_at = 0;
    while (m_given.empty()) {
        if (m_hasEnded) {
            m_isOver = true;
            m_gaveAll = true;
            return {};
        }
        std::swap(m_given, m_waiting);
        m_waiting.resize(kFedAtOnce);
        const Result<std::size_t> got = m_input(m_waiting);
        if (!got) {
            return std::unexpected(got.error());
        }
        m_waiting.resize(*got);
        m_hasEnded = *got == 0;
    }
    return {};
}

} // namespace dbv::network
