// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/dispatcher.h"
#include "engine/lanes.h"
#include "engine/session_audience.h"
#include "engine/session_care.h"
#include "engine/session_slot.h"

namespace dbv::engine {

/// The sessions of one connection: how many there may be, and who waits for one.
///
/// When all places are taken, an idle session that holds nothing of the user's makes room: it is lent to the one who waits as it
/// is when only reading was done in it, and closed otherwise.
/// Thread: the dispatcher.
class SessionPool : public std::enable_shared_from_this<SessionPool> {
public:
    enum class Answer : std::uint8_t {
        Given,
        Soon,  ///< another session is being closed for it
        Waits, ///< all of them are in use
    };

    /// A budget of 0 is as many sessions as are asked for.
    SessionPool(SessionCare::Surroundings around, std::size_t budget, bool oneSession);

    /// Everything goes through one session, whoever uses it.
    [[nodiscard]] bool oneSession() const { return m_oneSession; }
    void enter(const std::shared_ptr<SessionSlot>& slot);
    /// Gives an entered slot a session that was open before.
    void enterOpen(const std::shared_ptr<SessionSlot>& slot, std::unique_ptr<Session> session);

    /// Asks for a place for a slot's session; unless it is given now, `SessionSlot::placeGiven` is called.
    [[nodiscard]] Answer wantPlace(const std::shared_ptr<SessionSlot>& slot);
    void leaveLine(const SessionSlot& slot);
    /// A slot has no session any more.
    void placeFreed();
    void becameIdle(const std::shared_ptr<SessionSlot>& slot);
    void becameUsed(SessionSlot& slot) { m_care.becameUsed(slot); }
    [[nodiscard]] bool hasWaiting() const { return !m_line.empty(); }
    /// How many sessions are open or being opened.
    [[nodiscard]] std::size_t places() const { return m_places; }

    [[nodiscard]] protocol::SessionList list() const;
    /// What one who has to wait is told.
    [[nodiscard]] protocol::SessionAwaited awaited(const SessionUser& who) const;
    /// Who has the sessions, as a list of words; empty when nobody does.
    [[nodiscard]] std::string holders() const;

    [[nodiscard]] SessionAudience& audience() { return m_audience; }
    [[nodiscard]] SessionCare& care() { return m_care; }
    [[nodiscard]] std::uint64_t& lastLoss() const { return m_around.lastLoss; }
    void transactionChanged(const std::shared_ptr<SessionSlot>& slot);
    /// Thread: any.
    void autocommitChanged(const std::weak_ptr<SessionSlot>& slot, bool on) const;
    [[nodiscard]] Dispatcher& dispatcher() const { return m_around.dispatcher; }
    /// The slots that are still there.
    [[nodiscard]] std::vector<std::shared_ptr<SessionSlot>> slots() const;

private:
    friend class SessionCare;
    void serveLine();
    [[nodiscard]] std::shared_ptr<SessionSlot> bestIdle() const;
    void makeRoom(const std::shared_ptr<SessionSlot>& idle);
    [[nodiscard]] bool askParkedToYield() const;

    SessionCare::Surroundings m_around;
    std::size_t m_budget;
    bool m_oneSession;
    std::size_t m_places = 0;
    /// Sessions that are being closed to make room.
    std::size_t m_closing = 0;
    std::vector<std::weak_ptr<SessionSlot>> m_slots;
    std::deque<std::weak_ptr<SessionSlot>> m_line;
    SessionAudience m_audience;
    SessionCare m_care;
};

} // namespace dbv::engine
