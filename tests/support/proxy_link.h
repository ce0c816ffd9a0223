// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>

#include "fault_proxy.h"
#include "link_filter.h"

namespace dbv::support {

/// One connection through a `FaultProxy`: two sockets and the bytes on their way between them.
/// Thread: the proxy's.
/// Owns: its sockets.
class ProxyLink {
public:
    using Clock = std::chrono::steady_clock;

    /// Without a server (-1), what the client says is dropped, and it gets the answer.
    ProxyLink(int client, int server, const std::string& answer, std::unique_ptr<LinkFilter> filter);
    ProxyLink(const ProxyLink&) = delete;
    ProxyLink& operator=(const ProxyLink&) = delete;
    ~ProxyLink() { close(false); }

    void restartCount(ProxyDirection direction) { pipe(direction).count = 0; }
    /// Reads, holds and writes what can be read, is held and may be written now.
    void move(ProxyDirection direction, FaultProxy::Traffic& traffic);
    /// Closes it when both sides have ended.
    void closeIfOver(const Faults& toClient);
    void close(bool withReset);
    [[nodiscard]] bool isOpen() const { return m_client >= 0; }

    /// Adds what it waits for; the earliest moment at which something held may go on.
    void addTo(std::vector<pollfd>& polled, std::optional<Clock::time_point>& next, const FaultProxy::Traffic& toServer,
               const FaultProxy::Traffic& toClient) const;

private:
    struct Piece {
        std::string bytes;
        Clock::time_point due;
    };
    struct Pipe {
        std::deque<Piece> held;
        std::size_t heldBytes = 0;
        std::uint64_t count = 0;
        Clock::time_point mayPassAt;
        bool hasEnded = false;
        bool wasReset = false;
        bool hasPassedEnd = false;
    };

    [[nodiscard]] Pipe& pipe(ProxyDirection direction) {
        return direction == ProxyDirection::ToServer ? m_toServer : m_toClient;
    }
    [[nodiscard]] int source(ProxyDirection direction) const {
        return direction == ProxyDirection::ToServer ? m_client : m_server;
    }
    [[nodiscard]] int target(ProxyDirection direction) const {
        return direction == ProxyDirection::ToServer ? m_server : m_client;
    }
    void read(ProxyDirection direction, FaultProxy::Traffic& traffic);
    void write(ProxyDirection direction, FaultProxy::Traffic& traffic);
    void hold(ProxyDirection direction, std::string bytes, const FaultProxy::Traffic& traffic);
    bool breakOff(const Pipe& pipe, const Faults& faults);
    void passEnd(ProxyDirection direction, const Faults& faults);
    void addPipe(std::vector<pollfd>& polled, std::optional<Clock::time_point>& next, const Pipe& pipe, int source,
                 int target, const Faults& faults) const;

    int m_client;
    int m_server;
    bool m_hasServer;
    std::unique_ptr<LinkFilter> m_filter;
    Pipe m_toServer;
    Pipe m_toClient;
};

} // namespace dbv::support
