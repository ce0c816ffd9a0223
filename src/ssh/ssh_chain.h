// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "ssh/ssh_session.h"
#include "ssh/waiting.h"

namespace dbv::ssh {

/// The sessions of a tunnel, each spoken through a channel of the one before it. All of them belong to one thread.
class SshChain {
public:
    SshChain() = default;
    SshChain(SshChain&&) noexcept = default;
    SshChain& operator=(SshChain&&) = delete;
    SshChain(const SshChain&) = delete;
    SshChain& operator=(const SshChain&) = delete;
    /// From the last session back to the first.
    ~SshChain();

    /// Adds the first session, over a connected socket that does not block. False when there is no memory.
    [[nodiscard]] bool addFirst(Descriptor socket);
    /// Adds a session over a channel of the last one, and takes it over.
    [[nodiscard]] bool addOver(LIBSSH2_CHANNEL* channel);

    [[nodiscard]] SshSession& last() { return *m_sessions.back(); }
    [[nodiscard]] SshSession& at(std::size_t hop) { return *m_sessions.at(hop); }
    [[nodiscard]] std::size_t size() const { return m_sessions.size(); }
    [[nodiscard]] int socket() const { return m_socket; }
    /// Hands on all output, from the last session to the socket. True when something moved.
    bool flush();
    /// All bytes that ever came to any of them, to see whether any did.
    [[nodiscard]] std::uint64_t receivedBytes() const;
    [[nodiscard]] bool wantsToSend() const { return m_sessions.front()->outputSize() > 0; }

    enum class Driven { Done, TimedOut, Stopped };
    /// Repeats a call of the library until it does not want to be called again, waiting for the socket in between. Who was
    /// asked something meanwhile may move the deadline.
    Driven drive(const Waiter& waiter, const Deadline& deadline, const std::function<bool()>& isDone);

private:
    std::vector<std::unique_ptr<SshSession>> m_sessions;
    int m_socket = -1;
};

} // namespace dbv::ssh
