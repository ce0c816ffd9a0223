// SPDX-License-Identifier: Apache-2.0
#include "engine/session_slot.h"

namespace dbv::engine {

Result<std::unique_ptr<Session>> SessionSource::open(const std::stop_token& stop, OpeningSteps& steps,
                                                     const AskQuestion& ask) const {
    if (!route && !freshPassword) {
        return connector->open(params, stop, steps);
    }
    ConnectParams through = params.clone();
    if (freshPassword) {
        Result<Secret> password = freshPassword(stop);
        if (!password) {
            return std::unexpected(std::move(password.error()));
        }
        through.password = std::move(*password);
    }
    if (!route) {
        return connector->open(through, stop, steps);
    }
    Result<TunnelRoute::Place> place = route->open(stop, steps, ask);
    if (!place) {
        return std::unexpected(std::move(place.error()));
    }
    through.dialHost = std::move(place->address);
    through.dialPort = place->port;
    Result<std::unique_ptr<Session>> opened = connector->open(through, stop, steps);
    const auto closed = [](const Error& error) {
        return error.kind == ErrorKind::ConnectionFailed || error.kind == ErrorKind::ConnectionLost;
    };
    if (!opened && closed(opened.error())) {
        // A server that can not be reached from there looks, from here, like a line that was closed.
        if (std::optional<Error> refusal = route->refusal()) {
            return std::unexpected(std::move(*refusal));
        }
    }
    return opened;
}

SessionLease& SessionLease::operator=(SessionLease&& other) noexcept {
    if (this != &other) {
        release();
        m_slot = std::move(other.m_slot);
    }
    return *this;
}

void SessionLease::release() {
    if (const auto slot = std::exchange(m_slot, nullptr)) {
        slot->returned();
    }
}

SessionSlot::Ticket SessionSlot::acquire(Granted granted) {
    if (m_closed) {
        granted(SessionLease());
        return kNoTicket;
    }
    if (m_leased) {
        const Ticket ticket = ++m_lastTicket;
        m_waiting.emplace_back(ticket, std::move(granted));
        if (const auto holder = m_holder.lock()) {
            holder->yieldSession();
        }
        return ticket;
    }
    m_leased = true;
    granted(SessionLease(shared_from_this()));
    return kNoTicket;
}

void SessionSlot::leave(Ticket ticket) {
    std::erase_if(m_waiting, [ticket](const auto& place) { return place.first == ticket; });
}

void SessionSlot::close(std::move_only_function<void()> unused) {
    m_closed = true;
    for (auto& [ticket, granted] : std::exchange(m_waiting, {})) {
        granted(SessionLease());
    }
    if (m_leased) {
        m_unused = std::move(unused);
    } else {
        unused();
    }
}

void SessionSlot::returned() {
    m_leased = false;
    m_holder.reset();
    if (!m_waiting.empty()) {
        Granted next = std::move(m_waiting.front().second);
        m_waiting.pop_front();
        m_leased = true;
        next(SessionLease(shared_from_this()));
    } else if (m_unused) {
        std::exchange(m_unused, nullptr)();
    }
}

Result<Session*> SessionSlot::session(std::stop_token stop) {
    if (!m_session) {
        if (m_lostDatabase) {
            return fail(ErrorKind::ConnectionLost,
                        "The in-memory database and everything in it is gone, because its session was lost: " +
                            *m_lostBecause,
                        "Connect again to start a new, empty database.", Damage::Session);
        }
        NoOpeningSteps unheard;
        Result<std::unique_ptr<Session>> opened = m_source->open(std::move(stop), unheard);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        m_session = std::move(*opened);
        noteFiles();
        if (const auto reason = std::exchange(m_lostBecause, std::nullopt)) {
            m_reopening = {"warning", "The session was opened again after it was lost (" + *reason +
                                          "): temporary tables, settings and an open transaction of the old one are "
                                          "gone."};
        }
    }
    return m_session.get();
}

void SessionSlot::noteFiles() {
    if (m_session) {
        const std::scoped_lock lock(m_filesMutex);
        m_files = m_session->facts().files;
    }
}

std::vector<std::string> SessionSlot::files() const {
    const std::scoped_lock lock(m_filesMutex);
    return m_files ? m_files->list() : std::vector<std::string>();
}

void SessionSlot::discardSession(std::string reason) {
    if (m_session) {
        m_lostDatabase = m_session->facts().isPrivate;
        m_lostBecause = std::move(reason);
        m_session.reset();
    }
}

} // namespace dbv::engine
