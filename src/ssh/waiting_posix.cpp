// SPDX-License-Identifier: Apache-2.0
#include "ssh/waiting.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace dbv::ssh {

WakePipe::WakePipe() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe(ends.data()) == 0) {
        m_read = Descriptor(ends[0]);
        m_write = Descriptor(ends[1]);
        for (const int end : ends) {
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
            ::fcntl(end, F_SETFL, O_NONBLOCK);
        }
    }
}

void WakePipe::wake() const {
    const char byte = 1;
    // A full pipe wakes as well.
    [[maybe_unused]] const ssize_t written = ::write(m_write.get(), &byte, 1);
}

void WakePipe::drain() const {
    std::array<char, 64> bytes{};
    while (::read(m_read.get(), bytes.data(), bytes.size()) > 0) {
    }
}

int pollUntil(std::span<pollfd> descriptors, Deadline deadline) {
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        const auto timeout = static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 3'600'000));
        const int ready = ::poll(descriptors.data(), static_cast<nfds_t>(descriptors.size()), timeout);
        if (ready >= 0 || errno != EINTR) {
            return ready;
        }
    }
}

Waiter::Waiter(std::stop_token stop) : m_stop(std::move(stop)), m_onStop(m_stop, [this] { m_wake.wake(); }) {}

Awaited Waiter::wait(int fd, short events, Deadline deadline) const {
    std::array<pollfd, 2> both{{{fd, events, 0}, {m_wake.fd(), POLLIN, 0}}};
    const int ready = pollUntil(both, deadline);
    if (stopped()) {
        return Awaited::Stopped;
    }
    return ready > 0 ? Awaited::Ready : Awaited::TimedOut;
}

} // namespace dbv::ssh
