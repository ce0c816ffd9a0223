// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include <dbv/connector/canceller.h>

#include "concurrency/clock.h"
#include "engine/dispatcher.h"
#include "engine/lanes.h"

namespace dbv::engine {

/// Delivers a cancel to a session until its step has ended. A cancel that arrives a moment before the statement starts is
/// lost in every engine, so one is not enough.
///
/// Thread: the dispatcher.
class CancelWatch : public std::enable_shared_from_this<CancelWatch> {
public:
    CancelWatch(Dispatcher& dispatcher, Lanes& lanes, std::shared_ptr<Canceller> canceller)
        : m_dispatcher(dispatcher), m_lanes(lanes), m_canceller(std::move(canceller)) {}

    /// Begins to deliver; does nothing when it has begun.
    void deliver();
    /// The step has ended: no new cancel is sent, and `quiet` is called when the last one is through, so that it cannot
    /// hit whatever runs next on the session.
    void stop(std::move_only_function<void()> quiet);

private:
    void send();
    void sent();

    Dispatcher& m_dispatcher;
    Lanes& m_lanes;
    std::shared_ptr<Canceller> m_canceller;
    bool m_delivering = false;
    bool m_stopped = false;
    bool m_underWay = false;
    concurrency::TimePoint m_begun;
    std::move_only_function<void()> m_quiet;
};

} // namespace dbv::engine
