// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "engine/session_lease.h"
#include "engine/session_source.h"
#include "protocol/envelope.h"

namespace dbv::engine {

/// Who uses a session, and what for.
struct SessionUser {
    protocol::SessionPurpose purpose = protocol::SessionPurpose::Tab;
    SessionKey key;

    /// Who runs the statements of a key; 0 is the connection itself.
    [[nodiscard]] static SessionUser ofKey(SessionKey key) {
        return {key ? protocol::SessionPurpose::Tab : protocol::SessionPurpose::Connection, key};
    }
    /// For people (`query 2`).
    [[nodiscard]] std::string name() const;
    friend bool operator==(const SessionUser&, const SessionUser&) = default;
};

/// The line of those who want one session, and what is said to them instead of giving it: when something was lost in the
/// session, who stood there may mean his statement for what is gone.
///
/// Thread: the dispatcher, except where noted.
class SessionLine {
public:
    using Granted = std::move_only_function<void(SessionLease)>;
    /// A place in the line.
    using Ticket = std::uint64_t;
    static constexpr Ticket kNoTicket = 0;
    /// Somebody who wants the session.
    struct Claim {
        SessionUser user;
        Granted granted;
        /// Told when others have all sessions, so that this one waits for them; may be empty.
        std::function<void(protocol::SessionAwaited)> waits;
        /// Asks the person who waits for this, when a way that is laid anew wants to know something; may be empty.
        AskQuestion ask = {};
        /// The last loss that he knew of.
        std::uint64_t heard = protocol::kHeardAll;
    };
    struct Place {
        Ticket ticket = kNoTicket;
        Claim claim;
    };

    /// A place for who comes now; he stands in the line only after `wait`.
    [[nodiscard]] Place enter(Claim claim) { return {++m_lastTicket, std::move(claim)}; }
    void wait(Place place) { m_waiting.push_back(std::move(place)); }
    void leave(Ticket ticket);
    [[nodiscard]] bool isEmpty() const { return m_waiting.empty(); }
    /// Who has waited longest. There is somebody.
    [[nodiscard]] Place takeFirst();
    [[nodiscard]] std::deque<Place> takeAll() { return std::exchange(m_waiting, {}); }

    /// Whose turn it is from now on.
    void serve(const Place& place) {
        m_served = place.ticket;
        m_servedHeard = place.claim.heard;
    }
    /// Everybody gets this who comes before the one who is served lets go, and later who does not know of it.
    /// Thread: the holder's step, or the dispatcher while there is none.
    void refuse(Error why);
    /// The one who was served has let go: he is told what was lost, if anything was, under the next number of `lastLoss`.
    void released(std::uint64_t& lastLoss);
    /// The last that was lost and told; 0 for nothing.
    [[nodiscard]] std::uint64_t loss() const { return m_loss; }
    /// What the one who is served gets instead of the session; null for nothing. Thread: the holder's step.
    [[nodiscard]] const Error* refusal() const;

private:
    std::deque<Place> m_waiting;
    std::atomic<Ticket> m_lastTicket = kNoTicket;
    Ticket m_served = kNoTicket;
    std::uint64_t m_servedHeard = protocol::kHeardAll;
    /// The last place that is refused.
    Ticket m_refusedUpTo = kNoTicket;
    std::uint64_t m_loss = 0;
    /// Something was lost, and it is not told yet.
    bool m_untold = false;
    std::optional<Error> m_why;
};

} // namespace dbv::engine
