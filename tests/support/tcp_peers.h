// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dbv::support {

/// A socket of a test, blocking, with a limit for each wait.
/// Owns: the socket.
class TestSocket {
public:
    explicit TestSocket(int fd) : m_fd(fd) {
        const timeval limit{60, 0};
        ::setsockopt(m_fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(m_fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    }
    TestSocket(TestSocket&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    TestSocket& operator=(TestSocket&&) = delete;
    TestSocket(const TestSocket&) = delete;
    TestSocket& operator=(const TestSocket&) = delete;
    ~TestSocket() { close(); }

    /// A port of 127.0.0.1, or the path of a socket.
    static TestSocket dial(const std::string& address, std::uint16_t port) {
        const bool isPath = address.starts_with('/');
        const int fd = ::socket(isPath ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        TestSocket socket(fd);
        sockaddr_un path{};
        path.sun_family = AF_UNIX;
        std::strncpy(path.sun_path, address.c_str(), sizeof path.sun_path - 1);
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(port);
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const auto* to = isPath ? reinterpret_cast<const sockaddr*>(&path) : reinterpret_cast<const sockaddr*>(&place);
        if (::connect(fd, to, isPath ? sizeof path : sizeof place) != 0) {
            socket.close();
        }
        return socket;
    }

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }
    [[nodiscard]] int fd() const { return m_fd; }
    bool send(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            // A wait with a limit is not taken up again after a signal.
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
        return true;
    }
    void endSending() const { ::shutdown(m_fd, SHUT_WR); }
    /// As many bytes, or fewer when the other side ends before.
    [[nodiscard]] std::string receive(std::size_t size) const {
        std::string bytes(size, '\0');
        std::size_t at = 0;
        while (at < size) {
            const ssize_t count = ::recv(m_fd, bytes.data() + at, size - at, 0);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0) {
                break;
            }
            at += static_cast<std::size_t>(count);
        }
        bytes.resize(at);
        return bytes;
    }
    void close() {
        if (m_fd >= 0) {
            ::close(std::exchange(m_fd, -1));
        }
    }

private:
    int m_fd = -1;
};

/// A server of a test on a free port of 127.0.0.1, which talks with each of its guests on a thread of theirs.
class TcpServer {
public:
    using Talk = std::function<void(TestSocket&)>;

    explicit TcpServer(Talk talk) : m_talk(std::move(talk)) {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        static_cast<void>(::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address));
        static_cast<void>(::listen(m_listener, SOMAXCONN));
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    TcpServer(const TcpServer&) = delete;
    TcpServer& operator=(const TcpServer&) = delete;
    ~TcpServer() {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        {
            const std::scoped_lock lock(m_mutex);
            for (const int guest : m_guests) {
                ::shutdown(guest, SHUT_RDWR);
            }
        }
        for (std::thread& talk : m_talks) {
            talk.join();
        }
        ::close(m_listener);
    }

    [[nodiscard]] std::uint16_t port() const { return m_port; }

    /// Sends back what comes, until it ends.
    static void echo(TestSocket& guest) {
        std::array<char, 65536> bytes{};
        while (true) {
            const ssize_t count = ::recv(guest.fd(), bytes.data(), bytes.size(), 0);
            if (count < 0 && errno == EINTR) {
                continue;
            }
            if (count <= 0 || !guest.send({bytes.data(), static_cast<std::size_t>(count)})) {
                return;
            }
        }
    }
    /// Says nothing until the guest goes.
    static void keepSilent(TestSocket& guest) {
        while (!guest.receive(4096).empty()) {
        }
    }

private:
    void serve() {
        while (true) {
            const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (fd < 0) {
                return;
            }
            const std::scoped_lock lock(m_mutex);
            m_guests.push_back(fd);
            m_talks.emplace_back([this, fd] {
                TestSocket guest(fd);
                m_talk(guest);
                const std::scoped_lock inner(m_mutex);
                std::erase(m_guests, fd);
                guest.close();
            });
        }
    }

    Talk m_talk;
    int m_listener = -1;
    std::uint16_t m_port = 0;
    std::mutex m_mutex;
    std::vector<int> m_guests;
    std::vector<std::thread> m_talks;
    std::thread m_thread;
};

} // namespace dbv::support
