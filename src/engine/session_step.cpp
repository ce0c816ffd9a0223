// SPDX-License-Identifier: Apache-2.0
#include "engine/session_step.h"

#include <utility>

#include <dbv/core/cancel.h>

#include "engine/guarded_step.h"

namespace dbv::engine {

void SessionStep::start(const std::shared_ptr<SessionSlot>& slot, SessionSlot::Claim claim) {
    m_slot = slot;
    claim.granted = [self = shared_from_this()](SessionLease lease) {
        if (self->m_finished) {
            return;
        }
        if (!lease) {
            self->finish(fail(ErrorKind::NotFound, "The connection was closed."));
            return;
        }
        self->run(std::move(lease));
    };
    m_ticket = slot->acquire(std::move(claim));
}

void SessionStep::cancel() {
    m_stop.request_stop();
    if (m_finished) {
        return;
    }
    if (!m_lease) {
        m_slot->leave(m_ticket);
        finish(std::unexpected(cancelledError(Damage::None)));
        return;
    }
    if (m_watch) {
        m_watch->deliver();
    }
    if (m_work) {
        m_work->offerTo(m_lanes.ending);
    }
}

void SessionStep::run(SessionLease lease) {
    m_lease = std::move(lease);
    m_work.emplace([self = shared_from_this(), slot = m_lease.slot().shared_from_this()] {
        auto end = guardedStep([&] { return self->onLane(*slot); });
        if (!end && end.error().damage == Damage::Session) {
            slot->discardSession(end.error().message);
        }
        self->m_dispatcher.post([self, end = std::move(end)]() mutable { self->ended(std::move(end)); });
    });
    m_work->offerTo(m_lane);
}

Result<protocol::Event> SessionStep::onLane(SessionSlot& slot) {
    if (m_stop.stop_requested()) {
        return std::unexpected(cancelledError(Damage::None));
    }
    const Result<Session*> session = slot.session(m_stop.get_token());
    if (!session) {
        return std::unexpected(session.error());
    }
    m_dispatcher.post([self = shared_from_this(), canceller = (*session)->canceller()]() mutable {
        self->watch(std::move(canceller));
    });
    return m_body(**session, m_stop.get_token());
}

void SessionStep::watch(std::shared_ptr<Canceller> canceller) {
    m_watch = std::make_shared<CancelWatch>(m_dispatcher, m_lanes, std::move(canceller));
    if (m_stop.stop_requested()) {
        m_watch->deliver();
    }
}

void SessionStep::ended(Result<protocol::Event> end) {
    m_work.reset();
    if (!m_watch) {
        finish(std::move(end));
        return;
    }
    m_watch->stop([self = shared_from_this(), end = std::move(end)]() mutable { self->leaveSession(std::move(end)); });
}

void SessionStep::leaveSession(Result<protocol::Event> end) {
    if (m_afterwards == Afterwards::Keep && !m_stop.stop_requested()) {
        finish(std::move(end));
        return;
    }
    m_lanes.ending.run(
        [self = shared_from_this(), slot = m_lease.slot().shared_from_this(), end = std::move(end)]() mutable {
            if (self->m_afterwards == Afterwards::Close) {
                slot->closeSession();
            } else if (Session* session = slot->openSession()) {
                if (const Result<void> usable = guardedStep([session] { return session->recover(); }); !usable) {
                    slot->discardSession(usable.error().message);
                }
            }
            self->m_dispatcher.post([self, end = std::move(end)]() mutable { self->finish(std::move(end)); });
        });
}

void SessionStep::finish(Result<protocol::Event> end) {
    if (std::exchange(m_finished, true)) {
        return;
    }
    if (m_lease && !end) {
        m_lease.slot().explain(end.error());
    }
    m_lease.release();
    m_finish(end ? std::move(*end) : protocol::Event(protocol::RequestFailed{std::move(end.error()), {}}));
}

} // namespace dbv::engine
