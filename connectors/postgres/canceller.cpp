// SPDX-License-Identifier: Apache-2.0
#include "postgres/canceller.h"

#include <algorithm>
#include <array>
#include <thread>

namespace dbv::postgres {

namespace {

// Each request is a connection for the server: the first ones follow each other quickly, for a statement that was only
// just on its way.
constexpr std::chrono::milliseconds kFirstPause{20};
constexpr std::chrono::milliseconds kLongestPause{1000};
constexpr std::chrono::seconds kLongestWait{2};

} // namespace

Result<void> PostgresCanceller::cancel() {
    if (!m_heeds) {
        return {};
    }
    m_requested = true;
    if (!hasKey()) {
        return fail(ErrorKind::Unsupported,
                    "The server gave no key by which it could be asked to stop, so the stop closes the connection.",
                    "What the statement does at the server may go on for a while.");
    }
    const std::shared_ptr<Delivery> delivery = startDelivery();
    if (!delivery) {
        return {};
    }
    std::unique_lock lock(delivery->mutex);
    if (!delivery->done.wait_for(lock, kLongestWait, [&] { return delivery->taken.has_value(); })) {
        return fail(ErrorKind::TimedOut, "The server did not take the request to stop within 2 seconds.",
                    "It is sent again; if the server is gone, the line will be noticed to be dead.");
    }
    if (!*delivery->taken) {
        return fail(ErrorKind::ConnectionLost, "The server could not be asked to stop: " + delivery->reason,
                    "It is tried again; if the server is gone, the line will be noticed to be dead.");
    }
    return {};
}

std::shared_ptr<PostgresCanceller::Delivery> PostgresCanceller::startDelivery() {
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    if (!m_key || !m_hasKey || !m_running || !m_requested) {
        return nullptr;
    }
    if (m_delivery) {
        const std::scoped_lock inner(m_delivery->mutex);
        if (!m_delivery->taken) {
            // Whoever started it waits for it; it is on its way.
            return nullptr;
        }
    }
    if (now - m_lastSent < m_pause) {
        return nullptr;
    }
    m_lastSent = now;
    m_pause = std::clamp(m_pause * 2, kFirstPause, kLongestPause);
    m_delivery = std::make_shared<Delivery>();
    std::thread([delivery = m_delivery, key = m_key] {
        std::array<char, 256> reason{};
        const bool taken = PQcancel(key.get(), reason.data(), static_cast<int>(reason.size())) != 0;
        const std::scoped_lock done(delivery->mutex);
        delivery->taken = taken;
        delivery->reason = reason.data();
        delivery->done.notify_all();
    }).detach();
    return m_delivery;
}

Result<void> PostgresCanceller::settle() {
    std::shared_ptr<Delivery> delivery;
    {
        const std::scoped_lock lock(m_mutex);
        delivery = m_delivery;
    }
    if (!delivery) {
        return {};
    }
    std::unique_lock lock(delivery->mutex);
    if (delivery->done.wait_for(lock, kLongestWait, [&] { return delivery->taken.has_value(); })) {
        return {};
    }
    return fail(
        ErrorKind::TimedOut,
        "A request to stop is still on its way and could hit another statement, so the connection was given up.",
        "Reconnect.", Damage::Session);
}

void PostgresCanceller::clear() {
    const std::scoped_lock lock(m_mutex);
    m_requested = false;
    m_pause = std::chrono::milliseconds(0);
}

void PostgresCanceller::attach(PGconn* connection) {
    const std::scoped_lock lock(m_mutex);
    m_hasKey = PQbackendPID(connection) != 0;
    m_key = std::shared_ptr<PGcancel>(PQgetCancel(connection), [](PGcancel* key) { PQfreeCancel(key); });
}

void PostgresCanceller::detach() {
    const std::scoped_lock lock(m_mutex);
    m_key.reset();
}

} // namespace dbv::postgres
