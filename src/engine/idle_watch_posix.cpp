// SPDX-License-Identifier: Apache-2.0
#include "engine/idle_watch.h"

#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace dbv::engine {

namespace {

// Without a pipe, how often the list is looked at.
constexpr int kLookUpMs = 500;

void emptyPipe(int pipe) {
    std::array<char, 64> bytes{};
    while (::read(pipe, bytes.data(), bytes.size()) > 0) {
    }
}

} // namespace

IdleWatch::IdleWatch() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe(ends.data()) == 0) {
        for (const int end : ends) {
            ::fcntl(end, F_SETFD, FD_CLOEXEC);
            ::fcntl(end, F_SETFL, O_NONBLOCK);
        }
        m_wakeRead = ends[0];
        m_wakeWrite = ends[1];
    }
    m_thread = std::jthread([this](const std::stop_token& stop) { loop(stop); });
}

IdleWatch::~IdleWatch() {
    m_thread.request_stop();
    wake();
    m_thread.join();
    if (m_wakeRead >= 0) {
        ::close(static_cast<int>(m_wakeRead));
        ::close(static_cast<int>(m_wakeWrite));
    }
}

void IdleWatch::wake() const {
    const char byte = 0;
    // A full pipe wakes as well.
    while (m_wakeWrite >= 0 && ::write(static_cast<int>(m_wakeWrite), &byte, 1) < 0 && errno == EINTR) {
    }
}

IdleWatch::Id IdleWatch::wait(std::intptr_t socket, Heard heard) {
    Id id = 0;
    {
        const std::scoped_lock lock(m_mutex);
        id = ++m_lastId;
        m_waiting.emplace(id, Waiting{socket, std::move(heard)});
    }
    wake();
    return id;
}

void IdleWatch::forget(Id id) {
    // The thread finds out when it wakes; a number that it waits for in vain does no harm.
    const std::scoped_lock lock(m_mutex);
    m_waiting.erase(id);
}

void IdleWatch::loop(const std::stop_token& stop) {
    std::vector<pollfd> sockets;
    std::vector<Id> ids;
    while (!stop.stop_requested()) {
        sockets.assign(1, pollfd{static_cast<int>(m_wakeRead), POLLIN, 0});
        ids.assign(1, 0);
        {
            const std::scoped_lock lock(m_mutex);
            for (const auto& [id, waiting] : m_waiting) {
                sockets.push_back({static_cast<int>(waiting.socket), POLLIN, 0});
                ids.push_back(id);
            }
        }
        if (::poll(sockets.data(), sockets.size(), m_wakeRead >= 0 ? -1 : kLookUpMs) <= 0) {
            continue;
        }
        emptyPipe(static_cast<int>(m_wakeRead));
        for (std::size_t i = 1; i < sockets.size(); ++i) {
            if (sockets[i].revents == 0) {
                continue;
            }
            Heard heard;
            {
                const std::scoped_lock lock(m_mutex);
                if (auto found = m_waiting.extract(ids[i])) {
                    heard = std::move(found.mapped().heard);
                }
            }
            if (heard) {
                heard();
            }
        }
    }
}

} // namespace dbv::engine
