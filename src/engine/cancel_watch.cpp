// SPDX-License-Identifier: Apache-2.0
#include "engine/cancel_watch.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace dbv::engine {

namespace {

// What was sent before the statement ended takes a while to be read: another cancel would be waited for, too.
constexpr std::chrono::milliseconds kSendAgainAfter{30};

} // namespace

void CancelWatch::deliver() {
    if (!std::exchange(m_delivering, true)) {
        send();
    }
}

void CancelWatch::stop(std::move_only_function<void()> quiet) {
    m_stopped = true;
    if (!m_underWay) {
        quiet();
        return;
    }
    m_quiet = std::move(quiet);
}

void CancelWatch::send() {
    if (m_stopped) {
        return;
    }
    m_underWay = true;
    m_begun = std::chrono::steady_clock::now();
    m_lanes.control.run([self = shared_from_this()] {
        // A cancel that can not be delivered is tried again, and the step ends by itself when its session is lost.
        const Result<void> delivered = self->m_canceller->cancel();
        static_cast<void>(delivered);
        self->m_dispatcher.post([self] { self->sent(); });
    });
}

void CancelWatch::sent() {
    m_underWay = false;
    if (m_quiet) {
        std::exchange(m_quiet, nullptr)();
        return;
    }
    // Where it takes long to reach the server, what the server says takes long to come back.
    const concurrency::TimePoint now = std::chrono::steady_clock::now();
    const auto wait = std::max<concurrency::TimePoint::duration>(kSendAgainAfter, now - m_begun);
    m_dispatcher.postAt(now + wait, [self = shared_from_this()] { self->send(); });
}

} // namespace dbv::engine
