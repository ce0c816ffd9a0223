// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <libssh2.h>

#include <dbv/core/error.h>

#include "ssh/descriptor.h"
#include "ssh/ssh_session.h"

namespace dbv::ssh {

/// Where a relay leads.
struct RelayTarget {
    std::string host;
    std::uint16_t port = 0;
};

/// One connection through a tunnel: a local socket on one side, a channel of the last session on the other. Bytes of either
/// side wait here while the other does not take them, and no more than a buffer of them.
///
/// Thread: that of the tunnel. Owns: the socket and the channel.
class Relay {
public:
    Relay(Descriptor local, RelayTarget target) : m_local(std::move(local)), m_target(std::move(target)) {}

    enum class State { Waiting, Opening, Running, Closing, Done };
    [[nodiscard]] State state() const { return m_state; }
    /// Goes on as far as it can without waiting. True when anything moved. A session opens one channel at a time, so only one
    /// relay may be opening.
    bool step(SshSession& session);
    void startOpening() { m_state = State::Opening; }
    /// What the local socket has to be watched for; nothing when it is not worth it.
    [[nodiscard]] std::optional<short> wantedEvents(const SshSession& session) const;
    /// True when a step would read from the session.
    [[nodiscard]] bool readsRemote() const {
        return m_state == State::Opening || m_state == State::Closing ||
               (m_state == State::Running && m_toLocal.empty());
    }
    [[nodiscard]] int localFd() const { return m_local.get(); }
    /// What the local socket was found to be while it was watched.
    void notice(short events);
    /// Why the channel could not be opened.
    [[nodiscard]] const std::optional<Error>& refusal() const { return m_refusal; }

private:
    bool open(SshSession& session);
    bool moveToLocal();
    bool moveToRemote(const SshSession& session);
    bool close();
    void dropLocal();

    struct Buffer {
        std::vector<char> bytes;
        std::size_t begin = 0;
        std::size_t end = 0;
        [[nodiscard]] bool empty() const { return begin == end; }
    };

    Descriptor m_local;
    RelayTarget m_target;
    State m_state = State::Waiting;
    LIBSSH2_CHANNEL* m_channel = nullptr;
    Buffer m_toLocal;
    Buffer m_toRemote;
    bool m_remoteEnded = false;
    bool m_localEnded = false;
    bool m_endSent = false;
    bool m_localTold = false;
    /// The local program is gone: nothing can be given to it any more.
    bool m_localGone = false;
    std::optional<Error> m_refusal;
};

} // namespace dbv::ssh
