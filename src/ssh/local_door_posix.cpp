// SPDX-License-Identifier: Apache-2.0
#include "ssh/local_door.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace dbv::ssh {

namespace {

Error doorError(int code) {
    return makeError(ErrorKind::IoError,
                     "Could not open the near end of a tunnel: " + std::generic_category().message(code) + ".",
                     "Close other programs, and try again.");
}

#ifdef __linux__
/// As /proc/net/tcp writes it.
std::string kernelName(const sockaddr_in& address) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%08X:%04X", address.sin_addr.s_addr,
                  static_cast<unsigned>(ntohs(address.sin_port)));
    return text.data();
}

/// Whose program dialled; nothing when the system does not tell.
std::optional<uid_t> dialingUser(int socket) {
    sockaddr_in near{};
    sockaddr_in far{};
    socklen_t size = sizeof near;
    if (::getsockname(socket, reinterpret_cast<sockaddr*>(&near), &size) != 0 ||
        ::getpeername(socket, reinterpret_cast<sockaddr*>(&far), &size) != 0) {
        return std::nullopt;
    }
    const std::string from = kernelName(far);
    const std::string to = kernelName(near);
    std::ifstream table("/proc/net/tcp");
    for (std::string line; std::getline(table, line);) {
        std::istringstream words(line);
        std::string number;
        std::string local;
        std::string remote;
        std::string skipped;
        uid_t user = 0;
        words >> number >> local >> remote >> skipped >> skipped >> skipped >> skipped >> user;
        if (words && local == from && remote == to) {
            return user;
        }
    }
    return std::nullopt;
}

bool mayEnter(int socket) {
    const auto user = dialingUser(socket);
    return user && *user == ::geteuid();
}
#else
bool mayEnter(int /*socket*/) {
    return true;
}
#endif

} // namespace

Result<LocalDoor> LocalDoor::open(DoorKind kind, std::uint16_t port) {
    LocalDoor door;
    const int family = kind == DoorKind::UnixSocket ? AF_UNIX : AF_INET;
    door.m_socket = Descriptor(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    bool bound = false;
    if (kind == DoorKind::UnixSocket) {
        auto folder = PrivateFolder::make();
        if (!folder) {
            return std::unexpected(folder.error());
        }
        door.m_port = port;
        door.m_address = (folder->path() / (".s.PGSQL." + std::to_string(port))).string();
        door.m_folder.emplace(std::move(*folder));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, door.m_address.c_str(), door.m_address.size() + 1);
        bound = ::bind(door.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    } else {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        bound = ::bind(door.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                ::getsockname(door.fd(), reinterpret_cast<sockaddr*>(&address), &size) == 0;
        door.m_address = "127.0.0.1";
        door.m_port = ntohs(address.sin_port);
    }
    if (!door.m_socket || !bound || ::listen(door.fd(), SOMAXCONN) != 0) {
        return std::unexpected(doorError(errno));
    }
    return door;
}

Result<Descriptor> LocalDoor::accept() const {
    Descriptor guest(::accept4(fd(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!guest) {
        if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) {
            return guest;
        }
        return std::unexpected(doorError(errno));
    }
    if (!m_folder) {
        if (!mayEnter(guest.get())) {
            return fail(ErrorKind::IoError, "A program of another user was turned away from the near end of a tunnel.",
                        "Nothing has to be done; somebody else on this machine tried the port.");
        }
        const int on = 1;
        ::setsockopt(guest.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    return guest;
}

} // namespace dbv::ssh
