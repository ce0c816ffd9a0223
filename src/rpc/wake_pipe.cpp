// SPDX-License-Identifier: Apache-2.0
#include "rpc/wake_pipe.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace dbv::rpc {

WakePipe::WakePipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe(ends.data()) == 0) {
        m_read = ends[0];
        m_write = ends[1];
        ::fcntl(m_read, F_SETFD, FD_CLOEXEC);
        ::fcntl(m_write, F_SETFD, FD_CLOEXEC);
    }
}

WakePipe::~WakePipe() {
    ::close(m_read);
    ::close(m_write);
}

void WakePipe::wake() const {
    const char byte = 0;
    while (::write(m_write, &byte, 1) < 0 && errno == EINTR) {
    }
}

bool waitReady(int fd, short events, const WakePipe& wake) {
    std::array<pollfd, 2> files{{{fd, events, 0}, {wake.fd(), POLLIN, 0}}};
    while (::poll(files.data(), files.size(), -1) < 0 && errno == EINTR) {
    }
    return files[1].revents == 0;
}

} // namespace dbv::rpc
