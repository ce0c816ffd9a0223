// SPDX-License-Identifier: Apache-2.0
#include "engine/session_care.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/session_pool.h"
#include "engine/session_step.h"

namespace dbv::engine {

namespace {

// How long a server may take for a sign of life before the line is given up.
constexpr std::chrono::seconds kLongestAnswer{10};

concurrency::TimePoint timeNow() {
    return std::chrono::steady_clock::now();
}

std::string ageOf(concurrency::TimePoint since) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(timeNow() - since).count();
    if (minutes < 1) {
        return "less than a minute";
    }
    return minutes == 1 ? "a minute" : std::to_string(minutes) + " minutes";
}

bool isNever(std::chrono::milliseconds time) {
    return time.count() <= 0;
}

} // namespace

void SessionCare::becameIdle(const std::shared_ptr<SessionSlot>& slot) {
    slot->m_lastHeard = timeNow();
    const std::uint64_t turn = ++slot->m_idleTurn;
    const std::intptr_t socket = slot->m_session->listeningSocket();
    if (socket >= 0) {
        slot->m_listening = m_around.watch.wait(socket, [&dispatcher = m_around.dispatcher, weak = std::weak_ptr(slot),
                                                         pool = m_pool.weak_from_this(), turn] {
            dispatcher.post([weak, pool, turn] {
                const auto live = weak.lock();
                const auto alive = pool.lock();
                // Whoever uses it by now hears for himself.
                if (live && alive && live->m_idleTurn == turn && live->isIdle()) {
                    alive->m_care.look(live, Look::Hear);
                }
            });
        });
    }
    // From its last use on: what is due by now is looked at once.
    planFor(*slot, std::min(slot->m_lastUse, slot->m_lastHeard));
}

void SessionCare::becameUsed(SessionSlot& slot) {
    ++slot.m_idleTurn;
    if (slot.m_listening != 0) {
        m_around.watch.forget(std::exchange(slot.m_listening, 0));
    }
}

void SessionCare::look(const std::shared_ptr<SessionSlot>& slot, Look how) {
    auto notices = std::make_shared<std::vector<Notice>>();
    auto body = [notices, how](Session& session, const std::stop_token&) -> Result<protocol::Event> {
        Result<std::vector<Notice>> said = session.listen();
        if (!said) {
            return std::unexpected(std::move(said.error()));
        }
        *notices = std::move(*said);
        // A line that has something to say and says nothing is asked, so that it is not heard of again and again.
        if (how == Look::Ask || notices->empty()) {
            if (Result<void> alive = session.ping(); !alive) {
                return std::unexpected(std::move(alive.error()));
            }
        }
        return protocol::SessionNoticed{};
    };
    const auto step = std::make_shared<SessionStep>(
        m_around.dispatcher, m_around.lanes, m_around.lanes.asking, std::move(body), SessionStep::Afterwards::Keep,
        [pool = m_pool.shared_from_this(), key = slot->user().key, notices](const protocol::Event&) {
            for (Notice& notice : *notices) {
                pool->audience().tell(key, protocol::SessionNoticed{key, std::move(notice)});
            }
        });
    const auto stop = [weak = std::weak_ptr(step)] {
        if (const auto live = weak.lock()) {
            live->cancel();
        }
    };
    slot->m_stopCare = stop;
    step->startOn(slot->leaseForCare());
    m_around.dispatcher.postAt(timeNow() + kLongestAnswer, stop);
}

void SessionCare::close(const std::shared_ptr<SessionSlot>& slot, std::move_only_function<void()> closed) {
    const auto step = std::make_shared<SessionStep>(
        m_around.dispatcher, m_around.lanes, m_around.lanes.ending,
        [](Session&, const std::stop_token&) { return Result<protocol::Event>(protocol::ConnectionClosed{}); },
        SessionStep::Afterwards::Close,
        [pool = m_pool.shared_from_this(), closed = std::move(closed)](const protocol::Event&) mutable {
            --pool->m_care.m_ending;
            closed();
        });
    ++m_ending;
    step->startOn(slot->leaseForCare());
}

void SessionCare::plan(TimePoint due) {
    if (m_planned && *m_planned <= due) {
        return;
    }
    m_planned = due;
    m_around.dispatcher.postAt(due, [weak = m_pool.weak_from_this(), due] {
        const auto pool = weak.lock();
        if (pool && pool->m_care.m_planned == due) {
            pool->m_care.m_planned.reset();
            pool->m_care.sweep();
        }
    });
}

void SessionCare::sweep() {
    const SessionManners& manners = m_around.manners;
    const TimePoint time = timeNow();
    std::size_t open = m_pool.places() - m_ending;
    for (const std::shared_ptr<SessionSlot>& slot : m_pool.slots()) {
        if (!slot->isIdle()) {
            continue;
        }
        const bool old = !isNever(manners.idleLimit) && slot->m_lastUse + manners.idleLimit <= time;
        const bool quiet = !isNever(manners.keepAlive) && slot->m_lastHeard + manners.keepAlive <= time;
        if (old && open > 1 && slot->holdsNothing()) {
            --open;
            close(slot, [] {});
        } else if (quiet && slot->m_listening != 0 && slot->transaction() == TransactionState::None) {
            look(slot, Look::Ask);
        } else {
            planFor(*slot, time);
        }
    }
}

void SessionCare::planFor(const SessionSlot& slot, TimePoint time) {
    const SessionManners& manners = m_around.manners;
    // What is due and was left alone (the last session, one with a transaction) is not looked at before its next use.
    if (const TimePoint due = slot.m_lastUse + manners.idleLimit; !isNever(manners.idleLimit) && due > time) {
        plan(due);
    }
    if (const TimePoint due = slot.m_lastHeard + manners.keepAlive;
        !isNever(manners.keepAlive) && slot.m_listening != 0 && due > time) {
        plan(due);
    }
}

void SessionCare::transactionOpened(const std::shared_ptr<SessionSlot>& slot) {
    const auto since = slot->transactionSince();
    if (isNever(m_around.manners.reminder) || !since || slot->m_reminded == since) {
        return;
    }
    slot->m_reminded = since;
    m_around.dispatcher.postAt(*since + m_around.manners.reminder, [weak = std::weak_ptr(slot), since,
                                                                    pool = m_pool.weak_from_this()] {
        const auto live = weak.lock();
        const auto alive = pool.lock();
        if (live && alive && live->transactionSince() == since) {
            const SessionKey key = live->user().key;
            alive->audience().tell(key, protocol::TransactionReminded{
                                            key, *since,
                                            "A transaction has been open for " + ageOf(*since) +
                                                ". What it has locked, others wait for: commit it or roll it back."});
        }
    });
}

} // namespace dbv::engine
