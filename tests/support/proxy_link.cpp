// SPDX-License-Identifier: Apache-2.0
#include "proxy_link.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace dbv::support {

namespace {

/// A direction that does not get rid of so many bytes is not read on.
constexpr std::size_t kMostHeld = 262144;

bool isNotYet(int error) {
    return error == EAGAIN || error == EINTR || error == ENOTCONN || error == EINPROGRESS;
}

bool isAt(const std::optional<std::uint64_t>& limit, std::uint64_t count) {
    return limit && count >= *limit;
}

/// How many bytes may go now, of so many.
std::size_t allowed(const Faults& faults, std::uint64_t count, std::size_t size) {
    std::uint64_t most = size;
    for (const std::optional<std::uint64_t>& limit : {faults.stallAfter, faults.cutAfter, faults.resetAfter}) {
        if (limit) {
            most = std::min(most, *limit - std::min(*limit, count));
        }
    }
    if (faults.bytesPerSecond) {
        most = std::min<std::uint64_t>(most, std::max<std::uint64_t>(1, *faults.bytesPerSecond / 50));
    }
    return static_cast<std::size_t>(most);
}

void closeSocket(int& socket, bool withReset) {
    if (socket < 0) {
        return;
    }
    if (withReset) {
        const linger atOnce{1, 0};
        ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    } else {
        // Without it, bytes that were not read would make a reset of an orderly end.
        ::shutdown(socket, SHUT_WR);
        std::array<char, 65536> rest{};
        while (::recv(socket, rest.data(), rest.size(), 0) > 0) {
        }
    }
    ::close(std::exchange(socket, -1));
}

} // namespace

ProxyLink::ProxyLink(int client, int server, const std::string& answer, std::unique_ptr<LinkFilter> filter)
    : m_client(client), m_server(server), m_hasServer(server >= 0), m_filter(std::move(filter)) {
    if (!answer.empty()) {
        m_toClient.held.push_back({answer, Clock::now()});
        m_toClient.heldBytes = answer.size();
    }
}

void ProxyLink::close(bool withReset) {
    closeSocket(m_client, withReset);
    closeSocket(m_server, withReset);
}

void ProxyLink::closeIfOver(const Faults& toClient) {
    const bool isHeldBack = toClient.swallow || isAt(toClient.stallAfter, m_toClient.count);
    if (m_toServer.hasPassedEnd && (m_toClient.hasPassedEnd || !m_hasServer || (m_toClient.hasEnded && isHeldBack))) {
        close(false);
    }
}

void ProxyLink::move(ProxyDirection direction, FaultProxy::Traffic& traffic) {
    if (isOpen()) {
        read(direction, traffic);
        write(direction, traffic);
    }
}

void ProxyLink::read(ProxyDirection direction, FaultProxy::Traffic& traffic) {
    Pipe& pipe = this->pipe(direction);
    std::array<char, 65536> bytes{};
    while (source(direction) >= 0 && !pipe.hasEnded && pipe.heldBytes < kMostHeld) {
        const ssize_t count = ::recv(source(direction), bytes.data(), bytes.size(), 0);
        if (count < 0 && isNotYet(errno)) {
            return;
        }
        if (count <= 0) {
            pipe.hasEnded = true;
            pipe.wasReset = count < 0;
            return;
        }
        const auto size = static_cast<std::size_t>(count);
        traffic.received += size;
        if (!m_filter) {
            hold(direction, std::string(bytes.data(), size), traffic);
            continue;
        }
        LinkFilter::Passed passed = m_filter->pass(direction, {bytes.data(), size});
        hold(direction, std::move(passed.onward), traffic);
        const ProxyDirection back =
            direction == ProxyDirection::ToServer ? ProxyDirection::ToClient : ProxyDirection::ToServer;
        hold(back, std::move(passed.back), traffic);
        if (passed.hangUp) {
            this->pipe(ProxyDirection::ToClient).hasEnded = true;
            this->pipe(ProxyDirection::ToServer).hasEnded = true;
        }
    }
}

void ProxyLink::hold(ProxyDirection direction, std::string bytes, const FaultProxy::Traffic& traffic) {
    if (bytes.empty()) {
        return;
    }
    Pipe& pipe = this->pipe(direction);
    pipe.heldBytes += bytes.size();
    pipe.held.push_back({std::move(bytes), Clock::now() + traffic.faults.delay});
}

bool ProxyLink::breakOff(const Pipe& pipe, const Faults& faults) {
    const bool resets = isAt(faults.resetAfter, pipe.count);
    if (resets || isAt(faults.cutAfter, pipe.count)) {
        close(resets);
        return true;
    }
    return false;
}

void ProxyLink::write(ProxyDirection direction, FaultProxy::Traffic& traffic) {
    Pipe& pipe = this->pipe(direction);
    const Faults& faults = traffic.faults;
    while (!breakOff(pipe, faults)) {
        const Clock::time_point now = Clock::now();
        if (pipe.held.empty() || pipe.held.front().due > now || pipe.mayPassAt > now) {
            break;
        }
        std::string& bytes = pipe.held.front().bytes;
        std::size_t size = allowed(faults, pipe.count, bytes.size());
        if (size == 0) {
            return;
        }
        if (faults.swallow || target(direction) < 0) {
            size = bytes.size();
        } else {
            const ssize_t sent = ::send(target(direction), bytes.data(), size, MSG_NOSIGNAL);
            if (sent < 0 && isNotYet(errno)) {
                return;
            }
            // Whoever does not listen any more is noticed where it is read.
            size = sent < 0 ? bytes.size() : static_cast<std::size_t>(sent);
            traffic.passed += sent < 0 ? 0 : size;
            pipe.count += size;
        }
        if (faults.bytesPerSecond) {
            pipe.mayPassAt =
                now + std::chrono::microseconds(1'000'000 * size / std::max<std::uint64_t>(1, *faults.bytesPerSecond));
        }
        pipe.heldBytes -= size;
        bytes.erase(0, size);
        if (bytes.empty()) {
            pipe.held.pop_front();
        }
    }
    passEnd(direction, faults);
}

void ProxyLink::passEnd(ProxyDirection direction, const Faults& faults) {
    Pipe& pipe = this->pipe(direction);
    if (!isOpen() || !pipe.hasEnded || pipe.hasPassedEnd || !pipe.held.empty() || faults.swallow ||
        isAt(faults.stallAfter, pipe.count)) {
        return;
    }
    if (pipe.wasReset) {
        close(true);
        return;
    }
    pipe.hasPassedEnd = true;
    if (target(direction) >= 0) {
        ::shutdown(target(direction), SHUT_WR);
    }
}

void ProxyLink::addPipe(std::vector<pollfd>& polled, std::optional<Clock::time_point>& next, const Pipe& pipe,
                        int source, int target, const Faults& faults) const {
    if (source >= 0 && !pipe.hasEnded && pipe.heldBytes < kMostHeld) {
        polled.push_back({source, POLLIN, 0});
    }
    if (pipe.held.empty() || allowed(faults, pipe.count, 1) == 0) {
        return;
    }
    const Clock::time_point at = std::max(pipe.held.front().due, pipe.mayPassAt);
    if (at > Clock::now()) {
        next = next ? std::min(*next, at) : at;
    } else if (target >= 0) {
        polled.push_back({target, POLLOUT, 0});
    }
}

void ProxyLink::addTo(std::vector<pollfd>& polled, std::optional<Clock::time_point>& next,
                      const FaultProxy::Traffic& toServer, const FaultProxy::Traffic& toClient) const {
    addPipe(polled, next, m_toServer, m_client, m_server, toServer.faults);
    addPipe(polled, next, m_toClient, m_server, m_client, toClient.faults);
}

} // namespace dbv::support
