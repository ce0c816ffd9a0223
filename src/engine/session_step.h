// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

#include "engine/cancel_watch.h"
#include "engine/dispatcher.h"
#include "engine/event_sink.h"
#include "engine/lanes.h"
#include "engine/session_slot.h"

namespace dbv::engine {

/// One blocking step on a session that ends in one answer: metadata, an export.
///
/// Thread: the dispatcher.
class SessionStep : public std::enable_shared_from_this<SessionStep> {
public:
    /// Thread: a lane. Blocks: as it needs.
    using Body = std::move_only_function<Result<protocol::Event>(Session& session, std::stop_token stop)>;

    /// What becomes of the session when the step is over: a job's own one ends with it.
    enum class Afterwards : std::uint8_t { Keep, Close };

    SessionStep(Dispatcher& dispatcher, Lanes& lanes, concurrency::Lane& lane, Body body, Afterwards afterwards,
                Finish finish)
        : m_dispatcher(dispatcher),
          m_lanes(lanes),
          m_lane(lane),
          m_body(std::move(body)),
          m_afterwards(afterwards),
          m_finish(std::move(finish)) {}

    /// Waits for a slot's session.
    void start(const std::shared_ptr<SessionSlot>& slot, SessionSlot::Claim claim);
    /// Begins at once.
    void startOn(SessionLease lease) { run(std::move(lease)); }
    void cancel();

private:
    void run(SessionLease lease);
    void watch(std::shared_ptr<Canceller> canceller);
    void ended(Result<protocol::Event> end);
    void leaveSession(Result<protocol::Event> end);
    void finish(Result<protocol::Event> end);
    [[nodiscard]] Result<protocol::Event> onLane(SessionSlot& slot);

    Dispatcher& m_dispatcher;
    Lanes& m_lanes;
    concurrency::Lane& m_lane;
    Body m_body;
    Afterwards m_afterwards;
    Finish m_finish;
    std::stop_source m_stop;
    std::shared_ptr<SessionSlot> m_slot;
    SessionSlot::Ticket m_ticket = SessionSlot::kNoTicket;
    SessionLease m_lease;
    /// While the step waits for its thread or runs.
    std::optional<concurrency::OfferedWork> m_work;
    std::shared_ptr<CancelWatch> m_watch;
    bool m_finished = false;
};

} // namespace dbv::engine
