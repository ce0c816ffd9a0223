// SPDX-License-Identifier: Apache-2.0
#include "ssh/relay.h"

#include <cerrno>

#include <poll.h>
#include <sys/socket.h>

namespace dbv::ssh {

namespace {

constexpr std::size_t kBuffer = std::size_t{128} * 1024U;
/// After so many buffers others get their turn.
constexpr int kTurn = 8;

} // namespace

bool Relay::step(SshSession& session) {
    switch (m_state) {
    case State::Waiting:
    case State::Done: return false;
    case State::Opening: return open(session);
    case State::Closing: return close();
    case State::Running: break;
    }
    const bool down = moveToLocal();
    const bool up = moveToRemote(session);
    const bool downDone = (m_remoteEnded && m_toLocal.empty()) || m_localGone;
    const bool upDone = m_localEnded && m_toRemote.empty() && m_endSent;
    // A far end that has ended for good takes nothing more, even if the near one still has something.
    if ((downDone && upDone) || (downDone && m_remoteEnded && m_localGone)) {
        m_state = State::Closing;
        return true;
    }
    return down || up;
}

bool Relay::open(SshSession& session) {
    m_channel = libssh2_channel_direct_tcpip_ex(session.raw(), m_target.host.c_str(), m_target.port, "127.0.0.1", 0);
    if (m_channel != nullptr) {
        m_toLocal.bytes.resize(kBuffer);
        m_toRemote.bytes.resize(kBuffer);
        m_state = State::Running;
        return true;
    }
    if (libssh2_session_last_errno(session.raw()) == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    m_refusal = makeError(ErrorKind::ConnectionFailed,
                          "the server could not connect to " + m_target.host + ":" + std::to_string(m_target.port) +
                              ": " + session.reason() + ".",
                          "Check the host and port as that server sees them, and that it allows forwarding.");
    // The local program hears of it when this is destroyed, after the refusal was noted.
    m_state = State::Done;
    return true;
}

bool Relay::moveToLocal() {
    bool any = false;
    for (int turn = 0; turn < kTurn; ++turn) {
        if (m_toLocal.empty() && !m_remoteEnded) {
            const ssize_t count = libssh2_channel_read(m_channel, m_toLocal.bytes.data(), m_toLocal.bytes.size());
            if (count > 0) {
                m_toLocal.begin = 0;
                m_toLocal.end = static_cast<std::size_t>(count);
                any = true;
            } else if (count != LIBSSH2_ERROR_EAGAIN && (count < 0 || libssh2_channel_eof(m_channel) == 1)) {
                m_remoteEnded = true;
                any = true;
            }
        }
        if (m_toLocal.empty() || m_localGone) {
            break;
        }
        const ssize_t count = ::send(m_local.get(), m_toLocal.bytes.data() + m_toLocal.begin,
                                     m_toLocal.end - m_toLocal.begin, MSG_NOSIGNAL);
        if (count < 0) {
            if (errno != EAGAIN && errno != EINTR) {
                dropLocal();
                any = true;
            }
            break;
        }
        m_toLocal.begin += static_cast<std::size_t>(count);
        any = true;
    }
    if (m_localGone) {
        m_toLocal.begin = m_toLocal.end;
    }
    if (m_remoteEnded && m_toLocal.empty() && !m_localTold) {
        m_localTold = true;
        ::shutdown(m_local.get(), SHUT_WR);
        any = true;
    }
    return any;
}

bool Relay::moveToRemote(const SshSession& session) {
    bool any = false;
    for (int turn = 0; turn < kTurn && session.outputSize() < SshSession::kMostOutput; ++turn) {
        if (m_toRemote.empty() && !m_localEnded) {
            const ssize_t count = ::recv(m_local.get(), m_toRemote.bytes.data(), m_toRemote.bytes.size(), 0);
            if (count > 0) {
                m_toRemote.begin = 0;
                m_toRemote.end = static_cast<std::size_t>(count);
                any = true;
            } else if (count == 0) {
                m_localEnded = true;
                any = true;
            } else if (errno != EAGAIN && errno != EINTR) {
                dropLocal();
                any = true;
            }
        }
        if (m_toRemote.empty()) {
            break;
        }
        const ssize_t count = libssh2_channel_write(m_channel, m_toRemote.bytes.data() + m_toRemote.begin,
                                                    m_toRemote.end - m_toRemote.begin);
        if (count < 0 && count != LIBSSH2_ERROR_EAGAIN) {
            // Closed on the far side: what is left can not be given to anybody.
            m_toRemote.begin = m_toRemote.end;
            m_localEnded = true;
            m_endSent = true;
            return true;
        }
        if (count <= 0) {
            break;
        }
        m_toRemote.begin += static_cast<std::size_t>(count);
        any = true;
    }
    if (m_localEnded && m_toRemote.empty() && !m_endSent) {
        m_endSent = libssh2_channel_send_eof(m_channel) != LIBSSH2_ERROR_EAGAIN;
        any = true;
    }
    return any;
}

bool Relay::close() {
    m_local.reset();
    if (m_channel != nullptr && libssh2_channel_free(m_channel) == LIBSSH2_ERROR_EAGAIN) {
        return false;
    }
    m_channel = nullptr;
    m_state = State::Done;
    return true;
}

void Relay::dropLocal() {
    m_localGone = true;
    m_localEnded = true;
}

std::optional<short> Relay::wantedEvents(const SshSession& session) const {
    if (m_localGone || !m_local) {
        return std::nullopt;
    }
    if (m_state != State::Running) {
        // Only to notice that the program has given up.
        return static_cast<short>(0);
    }
    const bool mayRead = !m_localEnded && m_toRemote.empty() && session.outputSize() < SshSession::kMostOutput;
    return static_cast<short>((mayRead ? POLLIN : 0) | (m_toLocal.empty() ? 0 : POLLOUT));
}

void Relay::notice(short events) {
    const bool gone = (events & (POLLERR | POLLNVAL)) != 0 || ((events & POLLHUP) != 0 && (events & POLLIN) == 0);
    // Bytes that were sent before it went still have to be read; only then its end counts.
    if (gone && (m_localEnded || (events & (POLLERR | POLLNVAL)) != 0 || m_state != State::Running)) {
        m_localGone = true;
        m_localEnded = m_localEnded || (events & (POLLERR | POLLNVAL)) != 0;
    }
}

} // namespace dbv::ssh
