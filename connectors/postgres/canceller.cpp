// SPDX-License-Identifier: Apache-2.0
#include "postgres/canceller.h"

#include <algorithm>
#include <array>

namespace dbv::postgres {

namespace {

// Each request is a connection for the server: the first ones follow each other quickly, for a statement that was only
// just on its way.
constexpr std::chrono::milliseconds kFirstPause{20};
constexpr std::chrono::milliseconds kLongestPause{1000};

} // namespace

Result<void> PostgresCanceller::cancel() {
    m_requested = true;
    return sendIfDue();
}

std::shared_ptr<PGcancel> PostgresCanceller::keyIfDue() {
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (!m_key || !m_running || !m_requested || now - m_lastSent < m_pause) {
        return nullptr;
    }
    m_lastSent = now;
    m_pause = std::clamp(m_pause * 2, kFirstPause, kLongestPause);
    return m_key;
}

Result<void> PostgresCanceller::sendIfDue() {
    const std::shared_ptr<PGcancel> key = keyIfDue();
    if (!key) {
        return {};
    }
    std::array<char, 256> reason{};
    if (PQcancel(key.get(), reason.data(), static_cast<int>(reason.size())) == 0) {
        return fail(ErrorKind::ConnectionLost, std::string("The server could not be asked to stop: ") + reason.data(),
                    "It is tried again; if the server is gone, the line will be noticed to be dead.");
    }
    return {};
}

void PostgresCanceller::clear() {
    const std::scoped_lock lock(m_mutex);
    m_requested = false;
    m_pause = std::chrono::milliseconds(0);
}

void PostgresCanceller::attach(PGconn* connection) {
    const std::scoped_lock lock(m_mutex);
    m_key = std::shared_ptr<PGcancel>(PQgetCancel(connection), [](PGcancel* key) { PQfreeCancel(key); });
}

void PostgresCanceller::detach() {
    const std::scoped_lock lock(m_mutex);
    m_key.reset();
}

} // namespace dbv::postgres
