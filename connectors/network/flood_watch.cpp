// SPDX-License-Identifier: Apache-2.0
#include "network/flood_watch.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <stop_token>

#include "network/socket_io.h"

#ifdef __linux__
// The header of the C library has the beginning of it only, and the two do not go together.
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace dbv::network {

namespace {

// The most that comes in between is what a machine says to itself.
constexpr std::chrono::milliseconds kFloodLook{10};

std::optional<std::uint64_t> bytesReceived([[maybe_unused]] int socket) {
#ifdef __linux__
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
        size >= offsetof(tcp_info, tcpi_bytes_received) + sizeof info.tcpi_bytes_received) {
        return info.tcpi_bytes_received;
    }
#endif
    return std::nullopt;
}

} // namespace

FloodWatch::FloodWatch(int socket, std::uint64_t most) {
#ifdef __linux__
    m_socket = fcntl(socket, F_DUPFD_CLOEXEC, 0);
#endif
    const std::optional<std::uint64_t> before = bytesReceived(m_socket);
    if (!before) {
        return;
    }
    m_thread = std::jthread([this, limit = *before + most](const std::stop_token& over) {
        std::unique_lock lock(m_mutex);
        while (!m_never.wait_for(lock, over, kFloodLook, [&] { return over.stop_requested(); })) {
            if (bytesReceived(m_socket).value_or(0) > limit) {
                m_hasCut = true;
                cutLine(m_socket);
                return;
            }
        }
    });
}

FloodWatch::~FloodWatch() {
    m_thread = {};
#ifdef __linux__
    if (m_socket >= 0) {
        close(m_socket);
    }
#endif
}

} // namespace dbv::network
