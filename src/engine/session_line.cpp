// SPDX-License-Identifier: Apache-2.0
#include "engine/session_line.h"

#include <utility>

namespace dbv::engine {

std::string SessionUser::name() const {
    switch (purpose) {
    case protocol::SessionPurpose::Connection: return "the connection's own";
    case protocol::SessionPurpose::Metadata: return "the explorer";
    case protocol::SessionPurpose::Tab: return "query " + std::to_string(key.value);
    case protocol::SessionPurpose::Job: return "an export";
    }
    return {};
}

void SessionLine::leave(Ticket ticket) {
    std::erase_if(m_waiting, [ticket](const Place& place) { return place.ticket == ticket; });
}

SessionLine::Place SessionLine::takeFirst() {
    Place first = std::move(m_waiting.front());
    m_waiting.pop_front();
    return first;
}

void SessionLine::refuse(Error why) {
    m_untold = true;
    m_refusedUpTo = m_lastTicket;
    m_why = std::move(why);
}

void SessionLine::released(std::uint64_t& lastLoss) {
    if (std::exchange(m_untold, false)) {
        m_refusedUpTo = m_lastTicket;
        m_loss = ++lastLoss;
    }
}

const Error* SessionLine::refusal() const {
    return m_why && (m_served <= m_refusedUpTo || m_servedHeard < m_loss) ? &*m_why : nullptr;
}

} // namespace dbv::engine
