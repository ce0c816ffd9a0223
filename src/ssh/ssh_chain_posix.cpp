// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_chain.h"

#include <cerrno>

#include <poll.h>

namespace dbv::ssh {

namespace {

/// A channel of the session before. The channel is freed with its session, which outlives this.
class ChannelLink final : public ByteLink {
public:
    ChannelLink(SshSession& outer, LIBSSH2_CHANNEL* channel) : m_outer(outer), m_channel(channel) {}

    ssize_t receive(void* buffer, std::size_t size) override {
        const ssize_t count = libssh2_channel_read(m_channel, static_cast<char*>(buffer), size);
        if (count > 0) {
            return count;
        }
        if (count == 0) {
            return libssh2_channel_eof(m_channel) == 1 ? 0 : -EAGAIN;
        }
        return count == LIBSSH2_ERROR_EAGAIN ? -EAGAIN : -ECONNRESET;
    }

    ssize_t send(const void* buffer, std::size_t size) override {
        if (m_outer.outputSize() > SshSession::kMostOutput) {
            return -EAGAIN;
        }
        const ssize_t count = libssh2_channel_write(m_channel, static_cast<const char*>(buffer), size);
        if (count > 0) {
            return count;
        }
        return count == 0 || count == LIBSSH2_ERROR_EAGAIN ? -EAGAIN : -ECONNRESET;
    }

private:
    SshSession& m_outer;
    LIBSSH2_CHANNEL* m_channel;
};

} // namespace

SshChain::~SshChain() {
    while (!m_sessions.empty()) {
        m_sessions.pop_back();
        if (!m_sessions.empty()) {
            flush();
        }
    }
}

bool SshChain::addFirst(Descriptor socket) {
    m_socket = socket.get();
    auto session = SshSession::make(std::make_unique<SocketLink>(std::move(socket)), m_socket);
    if (session) {
        m_sessions.push_back(std::move(session));
    }
    return !m_sessions.empty();
}

bool SshChain::addOver(LIBSSH2_CHANNEL* channel) {
    auto session = SshSession::make(std::make_unique<ChannelLink>(last(), channel), m_socket);
    const bool made = session != nullptr;
    if (made) {
        m_sessions.push_back(std::move(session));
    }
    return made;
}

bool SshChain::flush() {
    bool any = false;
    for (std::size_t i = m_sessions.size(); i-- > 0;) {
        any = m_sessions[i]->flush() || any;
    }
    return any;
}

std::uint64_t SshChain::receivedBytes() const {
    std::uint64_t sum = 0;
    for (const auto& session : m_sessions) {
        sum += session->receivedBytes();
    }
    return sum;
}

SshChain::Driven SshChain::drive(const Waiter& waiter, const Deadline& deadline, const std::function<bool()>& isDone) {
    const auto mustEnd = [&] { return waiter.stopped() || std::chrono::steady_clock::now() >= deadline; };
    for (const auto& session : m_sessions) {
        session->setGuard(mustEnd);
    }
    Driven driven = Driven::Done;
    while (!isDone()) {
        flush();
        const auto events = static_cast<short>(POLLIN | (wantsToSend() ? POLLOUT : 0));
        const Awaited awaited = waiter.wait(m_socket, events, deadline);
        if (awaited != Awaited::Ready) {
            driven = awaited == Awaited::Stopped ? Driven::Stopped : Driven::TimedOut;
            break;
        }
    }
    if (driven == Driven::Done && mustEnd()) {
        driven = waiter.stopped() ? Driven::Stopped : Driven::TimedOut;
    }
    flush();
    for (const auto& session : m_sessions) {
        session->setGuard({});
    }
    return driven;
}

} // namespace dbv::ssh
