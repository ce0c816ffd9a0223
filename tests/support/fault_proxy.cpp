// SPDX-License-Identifier: Apache-2.0
#include "fault_proxy.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "link_filter.h"
#include "proxy_link.h"

namespace dbv::support {

namespace {

void need(bool succeeded, const char* what) {
    if (!succeeded) {
        std::perror(what);
        std::abort();
    }
}

void makeNonBlocking(int descriptor) {
    need(::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK) == 0 &&
             ::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
         "fcntl");
}

void prepare(int socket) {
    makeNonBlocking(socket);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

sockaddr_in addressOf(std::uint32_t host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = host;
    return address;
}

int boundSocket(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    need(made >= 0, "socket");
    makeNonBlocking(made);
    const int on = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = addressOf(htonl(INADDR_LOOPBACK), port);
    need(::bind(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0, "bind");
    return made;
}

std::uint16_t portOf(int socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    need(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
    return ntohs(address.sin_port);
}

/// -1 when the server refuses at once.
int dial(std::uint32_t host, std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM, 0);
    need(made >= 0, "socket");
    prepare(made);
    const sockaddr_in address = addressOf(host, port);
    // A refusal that comes later is met where the socket is read.
    if (::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS) {
        ::close(made);
        return -1;
    }
    return made;
}

} // namespace

FaultProxy::FaultProxy(std::uint16_t port, const std::string& address)
    : m_serverPort(port), m_reservation(boundSocket(0)) {
    need(::inet_pton(AF_INET, address.c_str(), &m_serverAddress) == 1, "address");
    m_port = portOf(m_reservation);
    need(::pipe(m_wake.data()) == 0, "pipe");
    makeNonBlocking(m_wake[0]);
    makeNonBlocking(m_wake[1]);
    setListening(true);
    m_thread = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

FaultProxy::~FaultProxy() {
    m_thread.request_stop();
    wake();
    m_thread.join();
    setListening(false);
    for (const int each : {m_reservation, m_wake[0], m_wake[1]}) {
        ::close(each);
    }
}

void FaultProxy::wake() const {
    const char byte = 0;
    // A full pipe wakes as well.
    static_cast<void>(!::write(m_wake[1], &byte, 1));
}

void FaultProxy::change(const std::function<void()>& step) {
    std::unique_lock lock(m_mutex);
    step();
    const std::uint64_t before = m_turns;
    wake();
    m_turned.wait(lock, [&] { return m_turns > before; });
}

void FaultProxy::setFaults(ProxyDirection direction, const Faults& faults) {
    change([&] {
        m_traffic.at(static_cast<std::size_t>(direction)).faults = faults;
        for (const auto& link : m_links) {
            link->restartCount(direction);
        }
    });
}

void FaultProxy::setDoor(ProxyDoor door) {
    change([&] { m_door = door; });
}

void FaultProxy::setServer(std::uint16_t port) {
    change([&] { m_serverPort = port; });
}

void FaultProxy::setGarbage(std::string bytes) {
    change([&] { m_garbage = std::move(bytes); });
}

void FaultProxy::setFilter(std::function<std::unique_ptr<LinkFilter>()> make) {
    change([&] { m_makeFilter = std::move(make); });
}

void FaultProxy::cut() {
    change([&] { std::ranges::for_each(m_links, [](const auto& link) { link->close(false); }); });
}

void FaultProxy::reset() {
    change([&] { std::ranges::for_each(m_links, [](const auto& link) { link->close(true); }); });
}

const FaultProxy::Traffic& FaultProxy::traffic(ProxyDirection direction) const {
    return m_traffic.at(static_cast<std::size_t>(direction));
}

int FaultProxy::connections() const {
    const std::scoped_lock lock(m_mutex);
    return m_accepted;
}

int FaultProxy::openConnections() const {
    const std::scoped_lock lock(m_mutex);
    return static_cast<int>(m_links.size());
}

std::uint64_t FaultProxy::received(ProxyDirection direction) const {
    const std::scoped_lock lock(m_mutex);
    return traffic(direction).received;
}

std::uint64_t FaultProxy::passed(ProxyDirection direction) const {
    const std::scoped_lock lock(m_mutex);
    return traffic(direction).passed;
}

bool FaultProxy::waitUntil(const std::function<bool()>& holds) const {
    std::unique_lock lock(m_mutex);
    return m_turned.wait_for(lock, std::chrono::seconds(30), holds);
}

bool FaultProxy::waitForConnections(int count) const {
    return waitUntil([&] { return m_accepted >= count; });
}

bool FaultProxy::waitForOpenConnections(int count) const {
    return waitUntil([&] { return std::cmp_equal(m_links.size(), count); });
}

bool FaultProxy::waitForReceived(ProxyDirection direction, std::uint64_t count) const {
    return waitUntil([&] { return traffic(direction).received >= count; });
}

void FaultProxy::setListening(bool listening) {
    if (listening == (m_listener >= 0)) {
        return;
    }
    if (!listening) {
        ::close(std::exchange(m_listener, -1));
        return;
    }
    m_listener = boundSocket(m_port);
    need(::listen(m_listener, SOMAXCONN) == 0, "listen");
}

void FaultProxy::acceptAll() {
    while (m_listener >= 0) {
        const int client = ::accept(m_listener, nullptr, nullptr);
        if (client < 0) {
            return;
        }
        prepare(client);
        ++m_accepted;
        const bool isOpen = m_door == ProxyDoor::Open;
        const int server = isOpen ? dial(m_serverAddress, m_serverPort) : -1;
        const std::string answer = m_door == ProxyDoor::Garbage ? m_garbage : std::string();
        m_links.push_back(std::make_unique<ProxyLink>(client, server, answer, m_makeFilter ? m_makeFilter() : nullptr));
        if (isOpen && server < 0) {
            m_links.back()->close(true);
        }
    }
}

void FaultProxy::turn() {
    setListening(m_door != ProxyDoor::Closed);
    acceptAll();
    for (const auto& link : m_links) {
        link->move(ProxyDirection::ToServer, m_traffic[0]);
        link->move(ProxyDirection::ToClient, m_traffic[1]);
        link->closeIfOver(m_traffic[1].faults);
    }
    std::erase_if(m_links, [](const auto& link) { return !link->isOpen(); });
    ++m_turns;
    m_turned.notify_all();
}

void FaultProxy::work(const std::stop_token& stop) {
    std::vector<pollfd> polled;
    while (!stop.stop_requested()) {
        std::optional<ProxyLink::Clock::time_point> next;
        polled.assign(1, {m_wake[0], POLLIN, 0});
        {
            const std::scoped_lock lock(m_mutex);
            turn();
            if (m_listener >= 0) {
                polled.push_back({m_listener, POLLIN, 0});
            }
            for (const auto& link : m_links) {
                link->addTo(polled, next, m_traffic[0], m_traffic[1]);
            }
        }
        int timeoutMs = -1;
        if (next) {
            const auto left =
                std::chrono::duration_cast<std::chrono::milliseconds>(*next - ProxyLink::Clock::now()).count();
            timeoutMs = static_cast<int>(std::clamp<std::int64_t>(left + 1, 0, 60000));
        }
        ::poll(polled.data(), polled.size(), timeoutMs);
        std::array<char, 64> bytes{};
        while (::read(m_wake[0], bytes.data(), bytes.size()) > 0) {
        }
    }
}

} // namespace dbv::support
