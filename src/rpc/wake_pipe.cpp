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
    if (m_read >= 0) {
        ::close(m_read);
        ::close(m_write);
    }
}

void WakePipe::wake() {
    m_woken = true;
    const char byte = 0;
    while (m_write >= 0 && ::write(m_write, &byte, 1) < 0 && errno == EINTR) {
    }
}

short waitReady(int fd, short events, const WakePipe& wake) {
    constexpr int kLookUpMs = 50;
    std::array<pollfd, 2> files{{{fd, events, 0}, {wake.fd(), POLLIN, 0}}};
    while (!wake.woken()) {
        const int ready = ::poll(files.data(), files.size(), wake.fd() >= 0 ? -1 : kLookUpMs);
        if (ready > 0 && !wake.woken()) {
            return files[0].revents;
        }
    }
    return 0;
}

} // namespace dbv::rpc
