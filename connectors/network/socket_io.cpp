// SPDX-License-Identifier: Apache-2.0
#include "network/socket_io.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include <QtCore/QtGlobal>

#ifdef Q_OS_WIN
#include <winsock2.h>
#include <ws2tcpip.h>
#else
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#endif

#include <dbv/core/cancel.h>

namespace dbv::network {

namespace {

// How long a wait lasts before it is looked whether somebody wants it to end.
constexpr std::chrono::milliseconds kLook{20};

#ifdef Q_OS_WIN
SOCKET native(int socket) {
    return static_cast<SOCKET>(socket);
}
int socketError() {
    return WSAGetLastError();
}
bool wouldBlock(int error) {
    return error == WSAEWOULDBLOCK || error == WSAEINPROGRESS;
}
void closeSocket(int socket) {
    closesocket(native(socket));
}
bool stopBlocking(int socket) {
    u_long yes = 1;
    return ioctlsocket(native(socket), FIONBIO, &yes) == 0;
}
constexpr int kSendFlags = 0;
using Length = int;
#else
using Length = std::size_t;
int native(int socket) {
    return socket;
}
int socketError() {
    return errno;
}
bool wouldBlock(int error) {
    return error == EAGAIN || error == EINPROGRESS || error == EINTR;
}
void closeSocket(int socket) {
    close(socket);
}
bool stopBlocking(int socket) {
#ifdef SO_NOSIGPIPE
    // Where a write to a line that is gone would end the program, and has no flag against it.
    constexpr int kYes = 1;
    static_cast<void>(setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &kYes, sizeof kYes));
#endif
    return fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 && fcntl(socket, F_SETFL, O_NONBLOCK) == 0;
}
#ifdef MSG_NOSIGNAL
constexpr int kSendFlags = MSG_NOSIGNAL;
#else
constexpr int kSendFlags = 0;
#endif
#endif

std::string where(const Address& address) {
    return address.isSocket() ? "\"" + address.socketPath + "\""
                              : "\"" + address.host + "\", port " + std::to_string(address.port);
}

std::unexpected<Error> failed(const Address& address, int error) {
    return fail(ErrorKind::ConnectionFailed,
                "The server at " + where(address) + " can't be reached: " + std::system_category().message(error) + ".",
                address.isSocket() ? "Check the socket's path, and that the server is running."
                                   : "Check host and port, and that the server is running and listens there.",
                Damage::Session);
}

std::unexpected<Error> hungUp(int error) {
    return fail(ErrorKind::ConnectionFailed,
                error == 0 ? std::string("The server closed the connection before it said what it is.")
                           : "The line broke: " + std::system_category().message(error) + ".",
                "Check that a database server of this kind listens there, and look at its log.", Damage::Session);
}

/// Begins to connect a fresh socket; the error, 0 for one that is under way or done.
int beginConnect(int socket, const sockaddr* place, std::size_t size) {
    const int code = connect(native(socket), place, static_cast<socklen_t>(size));
    const int error = code == 0 ? 0 : socketError();
    return wouldBlock(error) ? 0 : error;
}

int connectError(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
#ifdef Q_OS_WIN
    getsockopt(native(socket), SOL_SOCKET, SO_ERROR, reinterpret_cast<char*>(&error), &size);
#else
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
#endif
    return error;
}

} // namespace

std::chrono::milliseconds Patience::left() const {
    const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    return std::max(rest, std::chrono::milliseconds(0));
}

bool waitForSocket(int socket, bool forReading, bool forWriting, std::chrono::milliseconds timeout) {
    const auto events = static_cast<short>((forReading ? POLLIN : 0) | (forWriting ? POLLOUT : 0));
#ifdef Q_OS_WIN
    WSAPOLLFD waiting{native(socket), events, 0};
    return WSAPoll(&waiting, 1, static_cast<int>(timeout.count())) != 0;
#else
    pollfd waiting{socket, events, 0};
    return poll(&waiting, 1, static_cast<int>(timeout.count())) != 0;
#endif
}

void setReadMark(int socket, int bytes) {
#ifndef Q_OS_WIN
    // Where it is refused, the reader is only woken more often.
    static_cast<void>(setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes));
#else
    static_cast<void>(socket);
    static_cast<void>(bytes);
#endif
}

bool isClosed(int socket) {
#ifdef POLLRDHUP
    // Some say farewell before they close, which is there to be read.
    pollfd ended{socket, POLLRDHUP, 0};
    if (poll(&ended, 1, 0) > 0) {
        return true;
    }
#endif
    if (!waitForSocket(socket, true, false, std::chrono::milliseconds(0))) {
        return false;
    }
    char byte = 0;
    const auto got = recv(native(socket), &byte, 1, MSG_PEEK);
    return got == 0 || (got < 0 && !wouldBlock(socketError()));
}

std::size_t bytesWaiting(int socket) {
#ifdef Q_OS_WIN
    u_long count = 0;
    const bool told = ioctlsocket(native(socket), FIONREAD, &count) == 0;
#else
    int count = 0;
    const bool told = ioctl(socket, FIONREAD, &count) == 0;
#endif
    return told ? static_cast<std::size_t>(count) : 0;
}

std::string_view peekWaiting(int socket, std::span<char> room) {
    if (!waitForSocket(socket, true, false, std::chrono::milliseconds(0))) {
        return {};
    }
    const auto got = recv(native(socket), room.data(), static_cast<Length>(room.size()), MSG_PEEK);
    return {room.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

void cutLine(int socket) {
    if (socket >= 0) {
#ifdef Q_OS_WIN
        shutdown(native(socket), SD_BOTH);
#else
        shutdown(socket, SHUT_RDWR);
#endif
    }
}

void watchLine(int socket) {
#ifdef TCP_KEEPIDLE
    // Where one is refused (a socket of the file system), nothing can be lost on the way either.
    const auto set = [socket](int level, int name, int value) {
        static_cast<void>(setsockopt(native(socket), level, name, &value, sizeof value));
    };
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 30);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
#ifdef TCP_USER_TIMEOUT
    set(IPPROTO_TCP, TCP_USER_TIMEOUT, 60000);
#endif
#else
    static_cast<void>(socket);
#endif
}

OwnLine::OwnLine(OwnLine&& other) noexcept : m_socket(std::exchange(other.m_socket, -1)) {}

OwnLine::~OwnLine() {
    if (m_socket >= 0) {
        closeSocket(m_socket);
    }
}

Result<OwnLine> OwnLine::open(const Address& address, const Patience& patience) {
    int error = 0;
    const int family = address.isSocket() ? AF_UNIX : address.host.contains(':') ? AF_INET6 : AF_INET;
    // NOLINTNEXTLINE(readability-redundant-casting): a socket is no int everywhere
    OwnLine line(static_cast<int>(::socket(family, SOCK_STREAM, 0)));
    if (line.m_socket < 0 || !stopBlocking(line.m_socket)) {
        return failed(address, socketError());
    }
    if (address.isSocket()) {
#ifdef Q_OS_WIN
        return fail(ErrorKind::Unsupported, "Sockets of the file system are not used on this system.",
                    "Connect to a host and a port.", Damage::Session);
#else
        sockaddr_un place{};
        place.sun_family = AF_UNIX;
        if (address.socketPath.size() >= sizeof place.sun_path) {
            return failed(address, ENAMETOOLONG);
        }
        std::memcpy(place.sun_path, address.socketPath.c_str(), address.socketPath.size() + 1);
        error = beginConnect(line.m_socket, reinterpret_cast<const sockaddr*>(&place), sizeof place);
#endif
    } else {
        addrinfo hints{};
        hints.ai_socktype = SOCK_STREAM;
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
        addrinfo* found = nullptr;
        if (getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found) != 0) {
            return failed(address, EINVAL);
        }
        const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, &freeaddrinfo);
        error = beginConnect(line.m_socket, list->ai_addr, list->ai_addrlen);
    }
    if (error != 0) {
        return failed(address, error);
    }
    if (Result<void> ready = line.wait(false, true, patience); !ready) {
        return std::unexpected(ready.error());
    }
    if (const int refused = connectError(line.m_socket); refused != 0) {
        return failed(address, refused);
    }
    return line;
}

Result<void> OwnLine::wait(bool forReading, bool forWriting, const Patience& patience) const {
    while (!waitForSocket(m_socket, forReading, forWriting, std::min(kLook, patience.left()))) {
        if (patience.stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::Session));
        }
        if (patience.left().count() == 0) {
            return fail(ErrorKind::TimedOut, "The server did not answer in time.",
                        "Check host and port, and whether a firewall stands between.", Damage::Session);
        }
    }
    return {};
}

OwnLine::Moved OwnLine::readSome(std::span<std::byte> into) const {
    const auto got = recv(native(m_socket), reinterpret_cast<char*>(into.data()), static_cast<Length>(into.size()), 0);
    if (got >= 0) {
        return {.bytes = static_cast<std::size_t>(got)};
    }
    const bool waits = wouldBlock(socketError());
    return {.wouldBlock = waits, .broken = !waits};
}

OwnLine::Moved OwnLine::writeSome(std::span<const std::byte> from) const {
    const auto put = send(native(m_socket), reinterpret_cast<const char*>(from.data()),
                          static_cast<Length>(from.size()), kSendFlags);
    if (put >= 0) {
        return {.bytes = static_cast<std::size_t>(put)};
    }
    const bool waits = wouldBlock(socketError());
    return {.wouldBlock = waits, .broken = !waits};
}

Result<void> OwnLine::read(std::span<std::byte> into, const Patience& patience) const {
    while (!into.empty()) {
        if (Result<void> ready = wait(true, false, patience); !ready) {
            return ready;
        }
        const Moved moved = readSome(into);
        if (moved.broken || (moved.bytes == 0 && !moved.wouldBlock)) {
            return hungUp(moved.broken ? socketError() : 0);
        }
        into = into.subspan(moved.bytes);
    }
    return {};
}

Result<void> OwnLine::write(std::span<const std::byte> from, const Patience& patience) const {
    while (!from.empty()) {
        if (Result<void> ready = wait(false, true, patience); !ready) {
            return ready;
        }
        const Moved moved = writeSome(from);
        if (moved.broken) {
            return hungUp(socketError());
        }
        from = from.subspan(moved.bytes);
    }
    return {};
}

} // namespace dbv::network
