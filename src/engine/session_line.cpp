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
    m_grows = true;
    refuseWaiting(std::move(why));
}

void SessionLine::refuseWaiting(Error why) {
    m_refusedUpTo = m_lastTicket;
    m_why = std::move(why);
}

void SessionLine::released() {
    if (std::exchange(m_grows, false)) {
        m_refusedUpTo = m_lastTicket;
    }
}

} // namespace dbv::engine
