// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <dbv/connector/connector.h>

#include "engine/session_companion.h"
#include "engine/session_lease.h"
#include "engine/session_line.h"
#include "engine/session_source.h"
#include "protocol/events.h"

namespace dbv::engine {

class SessionPool;

/// One session, opened at its first use and again after it was lost, and the line of those who want it. It has a place
/// in its connection's pool as long as it is open or in use.
///
/// Thread: the dispatcher, except where noted.
class SessionSlot : public std::enable_shared_from_this<SessionSlot> {
public:
    using Claim = SessionLine::Claim;
    using Ticket = SessionLine::Ticket;
    static constexpr Ticket kNoTicket = SessionLine::kNoTicket;

    SessionSlot(SessionUser user, std::shared_ptr<const SessionSource> source, std::shared_ptr<SessionPool> pool);

    /// Takes an open session and its place in the pool, while there is none.
    void adopt(std::unique_ptr<Session> session);
    /// Calls back with the lease, now (then there is no ticket) or when its turn comes.
    Ticket acquire(Claim claim);
    /// Gives a place in the line up; who stood there is not called.
    void leave(Ticket ticket);
    /// Names who holds the lease beyond a step; null when it lets go.
    void setHolder(std::weak_ptr<LeaseHolder> holder) { m_holder = std::move(holder); }
    /// Somebody waits for this session, or for any of the connection's.
    [[nodiscard]] bool isWanted() const;
    /// Nobody gets the session any more; who waits is called with an empty lease. `unused` is called when the last holder
    /// has let go.
    void close(std::move_only_function<void()> unused);
    /// The session of a closed slot has ended.
    void ended();

    /// The session, opened if there is none, and opened anew when its server has left it since its last use.
    /// Thread: the holder's step. Blocks: on the server.
    /// Errors: ConnectionLost when the database existed in a lost session only, so that a new one would be empty, and
    /// once when it was lost while idle with something that the next statement must not run without: an open
    /// transaction, temporary tables, locks.
    [[nodiscard]] Result<Session*> session(const std::stop_token& stop);
    /// The session if it is open. Thread: the holder's step, or the dispatcher while no step runs.
    [[nodiscard]] Session* openSession() const { return m_session.get(); }
    /// How often a session was opened. Thread: as `openSession`.
    [[nodiscard]] std::uint64_t openings() const { return m_openings; }
    /// Throws a broken session away and remembers why. Thread: the holder's step. Blocks: on the server.
    void discardSession(std::string reason);
    /// Ends the session in order. Thread: a lane, while nobody else uses it. Blocks: on the server.
    void closeSession() { m_session.reset(); }
    /// What goes with the session's statements. Thread: the holder's step.
    [[nodiscard]] SessionCompanion& companion() { return m_companion; }
    /// What the session has open, or had when there was one: it opens the same again. Thread: any.
    [[nodiscard]] std::vector<std::string> files() const;
    /// What whoever goes on with the session has to know: that it stands in for a lost one, what its server has said
    /// unasked; said once. Thread: the holder's step.
    [[nodiscard]] std::vector<Notice> takeNotices() { return std::exchange(m_notices, {}); }

    /// Remembers where the transaction stands, and says so when that is news.
    void noteTransaction(TransactionState state, std::optional<protocol::Moment> since);
    [[nodiscard]] TransactionState transaction() const { return m_transaction; }
    [[nodiscard]] std::optional<protocol::Moment> transactionSince() const { return m_since; }
    /// The last loss for which statements were refused.
    [[nodiscard]] protocol::LossMark loss() const { return {m_line.loss(), m_user.key}; }
    /// An error in opening a session that others of the connection may be the cause of says who they are.
    void explain(Error& error);
    [[nodiscard]] const SessionUser& user() const { return m_user; }
    /// How the session stands; none when there is no session, and none was lost.
    [[nodiscard]] std::optional<protocol::SessionInfo> info() const;

private:
    friend class SessionLease;
    friend class SessionPool;
    friend class SessionCare;
    /// What is told of the session while a step uses it.
    struct Published {
        std::shared_ptr<const DatabaseFiles> files;
        std::string serverSessionId;
        protocol::Moment opened;
        /// Of a session that was lost, until the dispatcher has told it.
        std::optional<protocol::SessionLost> loss;
    };

    void grant(SessionLine::Place next);
    void placeGiven();
    void returned();
    void begin(std::unique_ptr<Session> session);
    void listen();
    void publish();
    /// Hands the idle session over, and its place with it.
    [[nodiscard]] std::unique_ptr<Session> giveAway();
    void waitBehindHolder(const Claim& claim);
    [[nodiscard]] bool isIdle() const { return !m_leased && !m_closed && m_session != nullptr; }
    /// Nothing of the user's would be gone with the session. Not while a step uses it.
    [[nodiscard]] bool holdsNothing() const;
    /// The lease of an idle session for something that is no use of it.
    [[nodiscard]] SessionLease leaseForCare();
    [[nodiscard]] Error lostDatabase() const;
    /// Says to who shares the one session of all that a transaction of somebody else is open in it.
    void tellWhoseTransaction();

    const SessionUser m_user;
    std::shared_ptr<const SessionSource> m_source;
    std::shared_ptr<SessionPool> m_pool;
    std::unique_ptr<Session> m_session;
    SessionCompanion m_companion;
    mutable std::mutex m_publishedMutex;
    Published m_published;
    /// Why there is no session any more.
    std::optional<std::string> m_lostBecause;
    /// What was in it.
    std::vector<std::string> m_lost;
    /// The database was seen by the lost session alone.
    bool m_lostDatabase = false;
    std::vector<Notice> m_notices;
    std::uint64_t m_openings = 0;
    bool m_justGranted = false; ///< nobody has used the session since the lease was granted
    /// Of who holds the session now.
    AskQuestion m_ask;
    /// What was lost while nobody used it and the next statement must not run without.
    std::vector<std::string> m_missed;
    /// The last try to open a session was refused for want of room.
    std::atomic<bool> m_refused = false;

    TransactionState m_transaction = TransactionState::None;
    std::optional<protocol::Moment> m_since;
    protocol::Moment m_lastUse;
    /// Who uses it now, or did last.
    SessionUser m_current;
    std::weak_ptr<LeaseHolder> m_holder;
    /// Who used it last while no transaction was open. Thread: the holder's step.
    SessionUser m_transactionOf;
    SessionLine m_line;
    /// Has the lease and waits for a place in the pool.
    std::optional<SessionLine::Place> m_placeless;
    bool m_hasPlace = false;
    bool m_leased = false;
    bool m_forCare = false;
    /// Ends the look after the session that is under way; empty while there is none.
    std::function<void()> m_stopCare;
    bool m_closed = false;
    /// What waits for the session's socket; 0 for nothing.
    std::uint64_t m_listening = 0;
    /// Counts the times of being idle and of being used.
    std::uint64_t m_idleTurn = 0;
    protocol::Moment m_lastHeard;
    /// The transaction of which somebody was, or will be, reminded.
    std::optional<protocol::Moment> m_reminded;
    std::move_only_function<void()> m_unused;
};

} // namespace dbv::engine
