// SPDX-License-Identifier: Apache-2.0
#include "ssh/chain_service.h"

#include <algorithm>
#include <array>

namespace dbv::ssh {

namespace {

/// After so many, who has come meanwhile is let in, however much there is to move.
constexpr int kTurnsInARow = 32;

} // namespace

ChainService::ChainService(const TunnelSpec& spec, SshChain chain, DoorBoard& board)
    : m_spec(spec), m_board(board), m_chain(std::move(chain)), m_keepAlive(spec) {}

Error ChainService::run(const std::stop_token& stop) {
    const std::stop_callback wakeUp(stop, [this] { m_board.wakePipe().wake(); });
    for (std::size_t hop = 0; hop < m_chain.size(); ++hop) {
        m_chain.at(hop).setGuard([stop] { return stop.stop_requested(); });
        m_chain.at(hop).givePieces();
    }
    while (!stop.stop_requested()) {
        takeDoors();
        bool more = true;
        for (int turn = 0; more && turn < kTurnsInARow && !stop.stop_requested(); ++turn) {
            more = stepAll();
        }
        if (auto dead = deadHop()) {
            return *dead;
        }
        if (const auto silent = m_keepAlive.step(m_chain)) {
            return makeError(ErrorKind::ConnectionLost,
                             hopName(m_spec, *silent) + ": the server does not answer any more.",
                             "Check the network; the next use opens the tunnel again.", Damage::Session);
        }
        m_chain.flush();
        waitForWork(more ? Deadline() : m_keepAlive.next(m_chain));
    }
    return makeError(ErrorKind::ConnectionLost, "The tunnel was closed.", "Open it again.", Damage::Session);
}

void ChainService::openPump() {
    SshSession& last = m_chain.last();
    m_pump = libssh2_channel_open_session(last.raw());
    if (m_pump != nullptr) {
        m_pumpState = Pump::Open;
    } else if (libssh2_session_last_errno(last.raw()) != LIBSSH2_ERROR_EAGAIN) {
        m_pumpState = Pump::Refused;
    }
}

void ChainService::takeDoors() {
    m_board.wakePipe().drain();
    for (auto& door : m_board.takeAdded()) {
        m_doors.push_back(std::move(door));
    }
    DoorBoard::dropClosed(m_doors);
}

void ChainService::admit(const std::shared_ptr<ServedDoor>& door) {
    if (door->closed()) {
        return;
    }
    auto guest = door->door().accept();
    if (!guest) {
        door->setRefusal(guest.error());
    } else if (*guest) {
        door->setFarEnd(FarEnd::Asked);
        door->setRefusal(std::nullopt);
        m_passages.push_back(std::make_unique<Passage>(Passage{door, Relay(std::move(*guest), door->target())}));
    }
}

bool ChainService::pump() {
    if (m_pumpState == Pump::Open) {
        std::array<char, 256> nothing{};
        const ssize_t count = libssh2_channel_read(m_pump, nothing.data(), nothing.size());
        m_broken = m_broken || (count < 0 && count != LIBSSH2_ERROR_EAGAIN);
        return false;
    }
    return m_pumpState == Pump::Refused && m_passages.empty() && m_chain.last().receiveAhead();
}

std::optional<Error> ChainService::refusalOf(const Relay& relay) const {
    std::optional<Error> refusal = relay.refusal();
    if (refusal) {
        refusal->message = hopName(m_spec, m_chain.size() - 1) + ": " + refusal->message;
    }
    return refusal;
}

bool ChainService::stepAll() {
    const std::uint64_t before = m_chain.receivedBytes();
    bool any = pump();
    if (m_pumpState == Pump::Opening) {
        openPump();
        any = m_pumpState != Pump::Opening;
    } else {
        const bool opening = std::ranges::any_of(
            m_passages, [](const auto& passage) { return passage->relay.state() == Relay::State::Opening; });
        const auto next = std::ranges::find_if(
            m_passages, [](const auto& passage) { return passage->relay.state() == Relay::State::Waiting; });
        if (!opening && next != m_passages.end()) {
            (*next)->relay.startOpening();
        }
    }
    for (const auto& passage : m_passages) {
        const bool opening = passage->relay.state() == Relay::State::Opening;
        any = passage->relay.step(m_chain.last()) || any;
        if (opening && passage->relay.state() == Relay::State::Running) {
            passage->door->setFarEnd(FarEnd::Reached);
        }
        if (passage->relay.state() == Relay::State::Done) {
            passage->door->setRefusal(refusalOf(passage->relay));
        }
    }
    std::erase_if(m_passages, [](const auto& passage) { return passage->relay.state() == Relay::State::Done; });
    any = m_chain.flush() || any;
    // What one reads may be for another that has had its turn.
    return any || m_chain.receivedBytes() != before;
}

std::optional<Error> ChainService::deadHop() {
    for (std::size_t hop = 0; hop < m_chain.size(); ++hop) {
        const SshSession& session = m_chain.at(hop);
        const bool said = libssh2_session_last_errno(session.raw()) == LIBSSH2_ERROR_SOCKET_DISCONNECT;
        const bool last = hop + 1 == m_chain.size();
        if (said || session.linkEnded() || (last && m_broken)) {
            return makeError(ErrorKind::ConnectionLost,
                             hopName(m_spec, hop) + ": the server has closed the connection.",
                             "The next use opens the tunnel again.", Damage::Session);
        }
    }
    return std::nullopt;
}

bool ChainService::readsRemote() const {
    return m_pumpState != Pump::Refused || m_passages.empty() ||
           std::ranges::any_of(m_passages, [](const auto& passage) { return passage->relay.readsRemote(); });
}

void ChainService::waitForWork(Deadline deadline) {
    m_polled.clear();
    m_polled.push_back({m_board.wakePipe().fd(), POLLIN, 0});
    m_polled.push_back({m_chain.socket(),
                        static_cast<short>((readsRemote() ? POLLIN : 0) | (m_chain.wantsToSend() ? POLLOUT : 0)), 0});
    for (const auto& door : m_doors) {
        m_polled.push_back({door->door().fd(), POLLIN, 0});
    }
    for (const auto& passage : m_passages) {
        const auto events = passage->relay.wantedEvents(m_chain.last());
        m_polled.push_back({events ? passage->relay.localFd() : -1, events.value_or(0), 0});
    }
    if (pollUntil(m_polled, deadline) > 0) {
        notice();
    }
}

void ChainService::notice() {
    constexpr std::size_t kFixed = 2;
    const std::size_t doors = m_doors.size();
    const std::size_t passages = m_passages.size();
    for (std::size_t i = 0; i < passages; ++i) {
        if (const short events = m_polled[kFixed + doors + i].revents; events != 0) {
            m_passages[i]->relay.notice(events);
        }
    }
    for (std::size_t i = 0; i < doors; ++i) {
        if (m_polled[kFixed + i].revents != 0) {
            admit(m_doors[i]);
        }
    }
}

} // namespace dbv::ssh
