// SPDX-License-Identifier: Apache-2.0
#include "rpc/reader_watch.h"

#include <utility>

#include <poll.h>

namespace dbv::rpc {

ReaderWatch::ReaderWatch(int fd, std::function<void()> gone)
    : m_fd(fd), m_gone(std::move(gone)), m_thread([this] { loop(); }) {}

ReaderWatch::~ReaderWatch() {
    m_wake.wake();
}

void ReaderWatch::loop() const {
    // Without events asked for, poll() tells of errors and hang-ups only; a file never has any.
    if ((waitReady(m_fd, 0, m_wake) & (POLLERR | POLLHUP)) != 0) {
        m_gone();
    }
}

} // namespace dbv::rpc
