// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include <dbv/connector/canceller.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// Asks the server over a line of its own to stop what a session is doing. That a stop is asked for is remembered until
/// `clear`, so none is lost between two statements.
///
/// Limits: where a session goes through TLS, the request itself is not encrypted; it holds a number that is good for
/// nothing but this.
class PostgresCanceller : public Canceller {
public:
    [[nodiscard]] Result<void> cancel() override;

    [[nodiscard]] bool requested() const { return m_requested.load(std::memory_order_relaxed); }
    /// The session's thread: a statement is about to be sent, and has ended.
    void statementBegins() { m_running = true; }
    void statementEnded() { m_running = false; }
    /// Sends again what was asked for, unless that was done just now: a request that comes before its statement is lost.
    /// Blocks: not.
    void sendIfDue() { static_cast<void>(startDelivery()); }
    /// Waits for a request that is on its way, so that it can't hit the next statement. Blocks: two seconds at most.
    /// Errors: TimedOut; then nobody knows what it will hit.
    [[nodiscard]] Result<void> settle();
    /// Forgets what was asked for.
    void clear();
    /// What cleans up behind work that was stopped is not to be stopped itself: as long as nobody is heeded, whoever asks is answered, and
    /// nothing happens.
    void heed(bool heeds) { m_heeds = heeds; }
    /// Whether the server has given a key by which it can be asked.
    [[nodiscard]] bool hasKey() const { return m_hasKey.load(std::memory_order_relaxed); }
    void attach(PGconn* connection);
    void detach();

private:
    /// One request on its way. The library can neither be stopped nor limited in time while it sends one, so that has a
    /// thread of its own, which nobody has to wait for.
    struct Delivery {
        std::mutex mutex;
        std::condition_variable done;
        std::optional<bool> taken;
        std::string reason;
    };

    /// A new one when it is due; null when there is nothing to do, or one is on its way.
    [[nodiscard]] std::shared_ptr<Delivery> startDelivery();

    std::mutex m_mutex;
    std::shared_ptr<PGcancel> m_key;
    std::shared_ptr<Delivery> m_delivery;
    std::chrono::steady_clock::time_point m_lastSent;
    std::chrono::milliseconds m_pause{0};
    std::atomic<bool> m_hasKey = true;
    std::atomic<bool> m_requested = false;
    std::atomic<bool> m_running = false;
    std::atomic<bool> m_heeds = true;
};

/// As long as it is there nothing is stopped, whoever has asked for that or asks now.
class UnheededStop {
public:
    explicit UnheededStop(PostgresCanceller& canceller) : m_canceller(canceller) {
        m_canceller.heed(false);
        m_canceller.clear();
    }
    UnheededStop(const UnheededStop&) = delete;
    UnheededStop& operator=(const UnheededStop&) = delete;
    ~UnheededStop() { m_canceller.heed(true); }

private:
    PostgresCanceller& m_canceller;
};

} // namespace dbv::postgres
