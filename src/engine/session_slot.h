// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/connector.h>

#include "engine/tunnel_route.h"

namespace dbv::engine {

class SessionSlot;

/// What a connection opens sessions with. Immutable, shared by its slots.
struct SessionSource {
    std::shared_ptr<Connector> connector;
    ConnectParams params;
    /// The way to the server, where it is not a direct one.
    std::shared_ptr<TunnelRoute> route;
    /// Gives a password that does not hold for long, for each session anew; empty where it is in `params`.
    std::function<Result<Secret>(const std::stop_token&)> freshPassword;

    /// Blocks: on the tunnel and the server. Errors: theirs.
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const std::stop_token& stop, OpeningSteps& steps,
                                                        const AskQuestion& ask = {}) const;
};

/// The right to use a slot's session, one holder at a time. Letting go hands it to the next in line.
///
/// Thread: moved and destroyed on the dispatcher only; `session` is called by the holder's step.
class SessionLease {
public:
    SessionLease() = default;
    explicit SessionLease(std::shared_ptr<SessionSlot> slot) : m_slot(std::move(slot)) {}
    SessionLease(const SessionLease&) = delete;
    SessionLease& operator=(const SessionLease&) = delete;
    SessionLease(SessionLease&&) noexcept = default;
    SessionLease& operator=(SessionLease&& other) noexcept;
    ~SessionLease() { release(); }

    void release();
    [[nodiscard]] explicit operator bool() const { return m_slot != nullptr; }
    [[nodiscard]] SessionSlot& slot() const { return *m_slot; }

private:
    std::shared_ptr<SessionSlot> m_slot;
};

/// Who holds a lease for longer than one step (a run that waits for its reader).
class LeaseHolder {
public:
    LeaseHolder() = default;
    LeaseHolder(const LeaseHolder&) = delete;
    LeaseHolder& operator=(const LeaseHolder&) = delete;
    virtual ~LeaseHolder() = default;

    /// Somebody waits for the session: a holder that only waits for its own reader lets go soon.
    virtual void yieldSession() = 0;
};

/// One session, opened at its first use and again after it was lost, and the line of those who want it.
///
/// Thread: the dispatcher, except where noted.
class SessionSlot : public std::enable_shared_from_this<SessionSlot> {
public:
    using Granted = std::move_only_function<void(SessionLease)>;
    /// A place in the line.
    using Ticket = std::uint64_t;
    static constexpr Ticket kNoTicket = 0;

    explicit SessionSlot(std::shared_ptr<const SessionSource> source, std::unique_ptr<Session> session = nullptr)
        : m_source(std::move(source)), m_session(std::move(session)) {
        noteFiles();
    }

    /// Calls back with the lease, now (then there is no ticket) or when its turn comes.
    Ticket acquire(Granted granted);
    /// Gives a place in the line up; who stood there is not called.
    void leave(Ticket ticket);
    /// Names who holds the lease beyond a step; null when it lets go.
    void setHolder(std::weak_ptr<LeaseHolder> holder) { m_holder = std::move(holder); }
    [[nodiscard]] bool hasWaiting() const { return !m_waiting.empty(); }
    /// Nobody gets the session any more; who waits is called with an empty lease. `unused` is called when the last holder
    /// has let go.
    void close(std::move_only_function<void()> unused);

    /// The session, opened if there is none.
    /// Thread: the holder's step. Blocks: on the server.
    /// Errors: ConnectionLost when the database existed in a lost session only, so that a new one would be empty.
    [[nodiscard]] Result<Session*> session(std::stop_token stop);
    /// The session if it is open. Thread: the holder's step, or the dispatcher while no step runs.
    [[nodiscard]] Session* openSession() const { return m_session.get(); }
    /// Throws a broken session away and remembers why. Thread: the holder's step. Blocks: on the server.
    void discardSession(std::string reason);
    /// Ends the session in order. Thread: a lane, while nobody else uses it. Blocks: on the server.
    void closeSession() { m_session.reset(); }
    /// Remembers whether a transaction was open when the session was last let go.
    void noteTransaction(TransactionState state) { m_transaction = state; }
    [[nodiscard]] TransactionState transaction() const { return m_transaction; }
    /// What the session has open, or had when there was one: it opens the same again. Thread: any.
    [[nodiscard]] std::vector<std::string> files() const;
    /// What whoever goes on with a session that stands in for a lost one has to know; said once.
    /// Thread: the holder's step.
    [[nodiscard]] std::optional<Notice> takeReopeningNotice() { return std::exchange(m_reopening, std::nullopt); }

private:
    friend class SessionLease;
    void returned();
    void noteFiles();

    std::shared_ptr<const SessionSource> m_source;
    std::unique_ptr<Session> m_session;
    mutable std::mutex m_filesMutex;
    std::shared_ptr<const DatabaseFiles> m_files;
    TransactionState m_transaction = TransactionState::None;
    /// Why there is no session any more.
    std::optional<std::string> m_lostBecause;
    /// The database was seen by the lost session alone.
    bool m_lostDatabase = false;
    std::optional<Notice> m_reopening;
    std::weak_ptr<LeaseHolder> m_holder;
    std::deque<std::pair<Ticket, Granted>> m_waiting;
    Ticket m_lastTicket = kNoTicket;
    bool m_leased = false;
    bool m_closed = false;
    std::move_only_function<void()> m_unused;
};

} // namespace dbv::engine
