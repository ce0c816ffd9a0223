// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "engine/dispatcher.h"
#include "engine/idle_watch.h"
#include "engine/lanes.h"

namespace dbv::engine {

class SessionPool;
class SessionSlot;

/// How the idle sessions of a connection are treated. 0 is never.
struct SessionManners {
    /// An idle session that holds nothing is closed after this time, but for the last one.
    std::chrono::milliseconds idleLimit = std::chrono::minutes(10);
    /// An idle session is asked for a sign of life each time this has passed, so that nothing on the way forgets it.
    std::chrono::milliseconds keepAlive = std::chrono::seconds(60);
    /// A transaction that is open for longer is reminded of, once.
    std::chrono::milliseconds reminder = std::chrono::minutes(5);
};

/// Looks after the idle sessions of one pool: hears what their servers say, asks them for signs of life, closes those that
/// nobody needs, and reminds of transactions that were left open.
///
/// Thread: the dispatcher.
class SessionCare {
public:
    /// What the care of sessions needs; all outlive it.
    struct Surroundings {
        Dispatcher& dispatcher;
        Lanes& lanes;
        IdleWatch& watch;
        SessionManners manners;
        /// The number of the last loss that was told, of any connection.
        std::uint64_t& lastLoss;
    };

    SessionCare(Surroundings around, SessionPool& pool) : m_around(around), m_pool(pool) {}

    /// From the next look on.
    void setManners(const SessionManners& manners) { m_around.manners = manners; }
    void becameIdle(const std::shared_ptr<SessionSlot>& slot);
    void becameUsed(SessionSlot& slot);
    void transactionOpened(const std::shared_ptr<SessionSlot>& slot);
    /// Closes an idle session and calls back when its place is free.
    void close(const std::shared_ptr<SessionSlot>& slot, std::move_only_function<void()> closed);

private:
    using TimePoint = concurrency::TimePoint;
    enum class Look : std::uint8_t {
        Hear, ///< something may have been said
        Ask,
    };

    void look(const std::shared_ptr<SessionSlot>& slot, Look how);
    void planFor(const SessionSlot& slot, TimePoint time);
    /// Has the sessions looked at, at that time or before.
    void plan(TimePoint due);
    void sweep();

    Surroundings m_around;
    SessionPool& m_pool;
    std::optional<TimePoint> m_planned;
    /// Sessions that are being closed, and have their places still.
    std::size_t m_ending = 0;
};

} // namespace dbv::engine
