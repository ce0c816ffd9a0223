// SPDX-License-Identifier: Apache-2.0
#include "engine/session_pool.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace dbv::engine {

namespace {

std::string stateOf(const protocol::SessionInfo& info) {
    std::string state;
    const auto add = [&state](const std::string& word) { state += (state.empty() ? "" : ", ") + word; };
    if (info.activity == protocol::SessionActivity::Running) {
        add("running");
    } else if (info.activity == protocol::SessionActivity::Paused) {
        add("its result waits to be read");
    }
    if (info.transaction != TransactionState::None) {
        add("transaction open");
    }
    if (!info.holds.empty()) {
        add("holds " + enumerated(info.holds));
    }
    return state.empty() ? "idle" : state;
}

std::string listed(const std::vector<protocol::SessionInfo>& sessions) {
    std::string text;
    for (const protocol::SessionInfo& info : sessions) {
        if (info.activity != protocol::SessionActivity::Lost) {
            text += (text.empty() ? "" : ", ") + info.name + " (" + stateOf(info) + ")";
        }
    }
    return text;
}

} // namespace

SessionPool::SessionPool(SessionCare::Surroundings around, std::size_t budget, bool oneSession)
    : m_around(around), m_budget(budget), m_oneSession(oneSession), m_care(around, *this) {}

void SessionPool::enter(const std::shared_ptr<SessionSlot>& slot) {
    std::erase_if(m_slots, [](const auto& each) { return each.expired(); });
    m_slots.push_back(slot);
}

void SessionPool::enterOpen(const std::shared_ptr<SessionSlot>& slot, std::unique_ptr<Session> session) {
    ++m_places;
    slot->adopt(std::move(session));
    m_care.becameIdle(slot);
}

std::vector<std::shared_ptr<SessionSlot>> SessionPool::slots() const {
    std::vector<std::shared_ptr<SessionSlot>> alive;
    alive.reserve(m_slots.size());
    for (const std::weak_ptr<SessionSlot>& each : m_slots) {
        if (auto slot = each.lock()) {
            alive.push_back(std::move(slot));
        }
    }
    return alive;
}

SessionPool::Answer SessionPool::wantPlace(const std::shared_ptr<SessionSlot>& slot) {
    if (m_line.empty() && (m_budget == 0 || m_places < m_budget)) {
        ++m_places;
        return Answer::Given;
    }
    m_line.push_back(slot);
    serveLine();
    if (std::ranges::none_of(m_line, [&slot](const auto& each) { return each.lock() == slot; })) {
        return Answer::Soon;
    }
    // One session that is being closed is for the first in the line, and so on.
    return m_line.size() <= m_closing || askParkedToYield() ? Answer::Soon : Answer::Waits;
}

void SessionPool::leaveLine(const SessionSlot& slot) {
    std::erase_if(m_line, [&slot](const auto& each) { return each.expired() || each.lock().get() == &slot; });
}

void SessionPool::placeFreed() {
    --m_places;
    serveLine();
}

void SessionPool::serveLine() {
    while (!m_line.empty()) {
        const std::shared_ptr<SessionSlot> next = m_line.front().lock();
        if (!next) {
            m_line.pop_front();
            continue;
        }
        if (m_places < m_budget) {
            m_line.pop_front();
            ++m_places;
            next->placeGiven();
            continue;
        }
        const std::shared_ptr<SessionSlot> idle = m_line.size() > m_closing ? bestIdle() : nullptr;
        if (!idle) {
            return;
        }
        if (idle->m_companion.untouched()) {
            m_line.pop_front();
            next->adopt(idle->giveAway());
            next->placeGiven();
        } else {
            makeRoom(idle);
        }
    }
}

std::shared_ptr<SessionSlot> SessionPool::bestIdle() const {
    std::shared_ptr<SessionSlot> best;
    const auto rank = [](const SessionSlot& slot) { return std::tuple(!slot.m_companion.untouched(), slot.m_lastUse); };
    for (std::shared_ptr<SessionSlot>& slot : slots()) {
        if (slot->isIdle() && slot->holdsNothing() && (!best || rank(*slot) < rank(*best))) {
            best = std::move(slot);
        }
    }
    return best;
}

void SessionPool::makeRoom(const std::shared_ptr<SessionSlot>& idle) {
    ++m_closing;
    m_care.close(idle, [self = shared_from_this()] {
        --self->m_closing;
        self->serveLine();
    });
}

bool SessionPool::askParkedToYield() const {
    const auto all = slots();
    return std::ranges::any_of(all, [](const std::shared_ptr<SessionSlot>& slot) {
        const auto holder = slot->m_holder.lock();
        return holder && holder->waitsForReader() && slot->holdsNothing() && holder->yieldSession();
    });
}

void SessionPool::becameIdle(const std::shared_ptr<SessionSlot>& slot) {
    serveLine();
    if (slot->isIdle()) {
        m_care.becameIdle(slot);
    }
}

void SessionPool::transactionChanged(const std::shared_ptr<SessionSlot>& slot) {
    m_audience.tell(slot->user().key,
                    protocol::TransactionChanged{slot->user().key, slot->transaction(), slot->transactionSince()});
    if (slot->transaction() != TransactionState::None) {
        m_care.transactionOpened(slot);
    }
}

void SessionPool::autocommitChanged(const std::weak_ptr<SessionSlot>& slot, bool on) const {
    dispatcher().post([slot, on] {
        if (const auto alive = slot.lock()) {
            const SessionKey key = alive->user().key;
            alive->m_pool->audience().tell(key, protocol::AutocommitChanged{key, on});
        }
    });
}

protocol::SessionList SessionPool::list() const {
    protocol::SessionList list{{}, m_budget, m_line.size()};
    for (const std::shared_ptr<SessionSlot>& slot : slots()) {
        if (std::optional<protocol::SessionInfo> info = slot->info()) {
            list.sessions.push_back(std::move(*info));
        }
    }
    return list;
}

std::string SessionPool::holders() const {
    return listed(list().sessions);
}

protocol::SessionAwaited SessionPool::awaited(const SessionUser& who) const {
    protocol::SessionAwaited awaited{{}, list()};
    std::string subject = who.purpose == protocol::SessionPurpose::Connection ? "a statement" : who.name();
    subject.front() = static_cast<char>(subject.front() - 'a' + 'A');
    awaited.message = subject + " waits: " + std::to_string(m_places) + " of " + std::to_string(m_budget) +
                      (m_budget == 1 ? " session" : " sessions") + " of this connection " +
                      (m_places == 1 ? "is" : "are") + " in use: " + listed(awaited.sessions.sessions) + ".";
    return awaited;
}

} // namespace dbv::engine
