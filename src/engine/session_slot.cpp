// SPDX-License-Identifier: Apache-2.0
#include "engine/session_slot.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "engine/loss_words.h"
#include "engine/session_login.h"
#include "engine/session_pool.h"

namespace dbv::engine {

namespace {

protocol::Moment momentNow() {
    return std::chrono::steady_clock::now();
}

} // namespace

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

SessionSlot::SessionSlot(SessionUser user, std::shared_ptr<const SessionSource> source,
                         std::shared_ptr<SessionPool> pool)
    : m_user(user),
      m_source(std::move(source)),
      m_pool(std::move(pool)),
      m_companion(
          [this](TransactionState state, std::optional<protocol::Moment> since) {
              m_pool->dispatcher().post([weak = weak_from_this(), state, since] {
                  if (const auto self = weak.lock()) {
                      self->noteTransaction(state, since);
                  }
              });
          },
          [this](bool on) { m_pool->autocommitChanged(weak_from_this(), on); }),
      m_lastUse(momentNow()),
      m_current(user),
      m_transactionOf(user) {}

void SessionSlot::adopt(std::unique_ptr<Session> session) {
    m_hasPlace = true;
    begin(std::move(session));
}

std::unique_ptr<Session> SessionSlot::giveAway() {
    m_pool->becameUsed(*this);
    m_hasPlace = false;
    return std::move(m_session);
}

SessionSlot::Ticket SessionSlot::acquire(Claim claim) {
    if (m_closed) {
        claim.granted(SessionLease());
        return kNoTicket;
    }
    SessionLine::Place place = m_line.enter(std::move(claim));
    const Ticket ticket = place.ticket;
    if (m_leased) {
        waitBehindHolder(place.claim);
        m_line.wait(std::move(place));
        return ticket;
    }
    m_leased = true;
    m_pool->becameUsed(*this);
    grant(std::move(place));
    return m_placeless ? ticket : kNoTicket;
}

void SessionSlot::waitBehindHolder(const Claim& claim) {
    const auto holder = m_holder.lock();
    const bool yields = holder && holder->yieldSession();
    // Statements of one tab stand behind each other as a matter of course.
    if (!yields && claim.waits && m_pool->oneSession() && !m_forCare && claim.user != m_current) {
        claim.waits(m_pool->awaited(claim.user));
    }
}

void SessionSlot::grant(SessionLine::Place next) {
    m_current = next.claim.user;
    m_ask = std::move(next.claim.ask);
    m_line.serve(next);
    m_justGranted = true;
    if (!m_hasPlace) {
        const auto waits = next.claim.waits;
        m_placeless = std::move(next);
        switch (m_pool->wantPlace(shared_from_this())) {
        case SessionPool::Answer::Given: placeGiven(); break;
        case SessionPool::Answer::Soon: break;
        case SessionPool::Answer::Waits:
            if (waits) {
                waits(m_pool->awaited(m_current));
            }
            break;
        }
        return;
    }
    next.claim.granted(SessionLease(shared_from_this()));
}

void SessionSlot::placeGiven() {
    m_hasPlace = true;
    if (m_session == nullptr) {
        const std::scoped_lock lock(m_publishedMutex);
        m_published.serverSessionId.clear();
        m_published.opened = momentNow();
    }
    if (std::optional<SessionLine::Place> next = std::exchange(m_placeless, std::nullopt)) {
        next->claim.granted(SessionLease(shared_from_this()));
    } else {
        returned();
    }
}

void SessionSlot::leave(Ticket ticket) {
    m_line.leave(ticket);
    if (m_placeless && m_placeless->ticket == ticket) {
        m_placeless.reset();
        m_pool->leaveLine(*this);
        returned();
    }
}

bool SessionSlot::isWanted() const {
    return !m_line.isEmpty() || m_pool->hasWaiting();
}

void SessionSlot::close(std::move_only_function<void()> unused) {
    m_closed = true;
    m_pool->becameUsed(*this);
    for (SessionLine::Place& waiting : m_line.takeAll()) {
        waiting.claim.granted(SessionLease());
    }
    if (std::optional<SessionLine::Place> placeless = std::exchange(m_placeless, std::nullopt)) {
        m_pool->leaveLine(*this);
        m_leased = false;
        placeless->claim.granted(SessionLease());
    }
    if (m_leased) {
        m_unused = std::move(unused);
        if (const auto stop = m_stopCare) {
            stop();
        }
    } else {
        unused();
    }
}

void SessionSlot::ended() {
    if (std::exchange(m_hasPlace, false)) {
        m_pool->placeFreed();
    }
}

void SessionSlot::returned() {
    m_leased = false;
    // Who stands in the line does not know that the session is not as it was set.
    if (std::optional<Error> unmade = m_companion.takeUnmade()) {
        m_line.refuse(std::move(*unmade));
    }
    m_line.released(m_pool->lastLoss());
    m_holder.reset();
    m_stopCare = nullptr;
    const bool used = !std::exchange(m_forCare, false);
    if (used) {
        m_lastUse = momentNow();
    }
    std::optional<protocol::SessionLost> loss;
    {
        const std::scoped_lock lock(m_publishedMutex);
        loss = std::exchange(m_published.loss, std::nullopt);
    }
    if (loss) {
        // First what was lost: who hears it still knows whether a transaction was open.
        m_pool->audience().tell(m_current.key, *loss);
        noteTransaction(TransactionState::None, std::nullopt);
    }
    const bool placeIsFree = m_session == nullptr && std::exchange(m_hasPlace, false);
    if (m_unused) {
        std::exchange(m_unused, nullptr)();
    } else if (!m_closed && !m_line.isEmpty()) {
        SessionLine::Place next = m_line.takeFirst();
        m_leased = true;
        // Who gives a place up stands behind those who waited for it.
        if (placeIsFree) {
            m_pool->placeFreed();
        }
        grant(std::move(next));
        return;
    } else if (!m_closed && m_session != nullptr) {
        m_pool->becameIdle(shared_from_this());
    }
    if (placeIsFree) {
        m_pool->placeFreed();
    }
}

bool SessionSlot::holdsNothing() const {
    return m_transaction == TransactionState::None && m_companion.memory().level() != SessionMemory::Level::State;
}

SessionLease SessionSlot::leaseForCare() {
    m_leased = true;
    m_forCare = true;
    m_ask = {};
    m_pool->becameUsed(*this);
    return SessionLease(shared_from_this());
}

Error SessionSlot::lostDatabase() const {
    return makeError(ErrorKind::ConnectionLost,
                     "The in-memory database and everything in it is gone, because its session was lost: " +
                         *m_lostBecause,
                     "Connect again to start a new, empty database.", Damage::Session);
}

void SessionSlot::listen() {
    Result<std::vector<Notice>> heard = m_session->listen();
    if (heard) {
        std::ranges::move(*heard, std::back_inserter(m_notices));
    } else if (heard.error().damage == Damage::Session) {
        m_missed = m_companion.missed();
        discardSession(heard.error().message);
    }
}

Result<Session*> SessionSlot::session(const std::stop_token& stop) {
    // Who only looks after the session listens by itself, and sends nothing of a user's.
    const bool begins = !m_forCare && std::exchange(m_justGranted, false);
    if (begins && m_session) {
        listen();
    }
    if (!m_forCare && !m_lostDatabase) {
        if (const std::vector<std::string> missed = std::exchange(m_missed, {}); !missed.empty()) {
            m_line.refuse(refusalWithout(missed, m_lostBecause.value_or(""), true));
        }
        if (const Error* refusal = m_line.refusal()) {
            return std::unexpected(*refusal);
        }
    }
    if (!m_session) {
        if (m_lostDatabase) {
            return std::unexpected(lostDatabase());
        }
        ConnectionDiagnosis unheard;
        Result<std::unique_ptr<Session>> opened = openAsking(*m_source, m_ask, stop, unheard);
        m_refused = m_source->hasServer && !opened && opened.error().kind == ErrorKind::Busy;
        if (!opened) {
            if (m_source->route && !m_ask && opened.error().kind == ErrorKind::AuthenticationFailed) {
                opened.error().hint = "The way to the server has to be laid anew, which only a person who answers can "
                                      "do: disconnect and connect again.";
            }
            return std::unexpected(std::move(opened.error()));
        }
        begin(std::move(*opened));
    }
    if (const std::vector<std::string> without = m_companion.without(); begins && !without.empty()) {
        m_notices.push_back({"warning", lackTold(without)});
    }
    if (begins && m_current.purpose != protocol::SessionPurpose::Metadata) {
        tellWhoseTransaction();
    }
    return m_session.get();
}

void SessionSlot::tellWhoseTransaction() {
    if (m_companion.transaction() == TransactionState::None) {
        m_transactionOf = m_current;
    } else if (m_transactionOf != m_current) {
        m_notices.push_back({"warning", "This runs in the transaction that " + m_transactionOf.name() +
                                            " has open, and is kept or undone with it: there is one session for all."});
    }
}

void SessionSlot::begin(std::unique_ptr<Session> session) {
    m_session = std::move(session);
    ++m_openings;
    m_companion.sessionOpened(m_source->params.options);
    publish();
    if (const auto reason = std::exchange(m_lostBecause, std::nullopt)) {
        m_notices.push_back({"warning", reopeningTold({*reason, m_lost, m_companion.settings()})});
    }
}

void SessionSlot::publish() {
    const std::scoped_lock lock(m_publishedMutex);
    m_published.files = m_session->facts().files;
    m_published.serverSessionId = m_session->facts().serverSessionId;
    m_published.opened = momentNow();
}

std::vector<std::string> SessionSlot::files() const {
    const std::scoped_lock lock(m_publishedMutex);
    return m_published.files ? m_published.files->list() : std::vector<std::string>();
}

void SessionSlot::discardSession(std::string reason) {
    if (!m_session) {
        return;
    }
    m_lostDatabase = m_session->facts().isPrivate;
    m_lost = m_companion.gone();
    if (m_companion.isPrepared()) {
        reason.append(" ").append(kPreparedStays);
    } else if (m_companion.transaction() != TransactionState::None) {
        m_lost.insert(m_lost.begin(), kOpenTransaction);
    }
    // Whoever has just used it is told by what failed; who stands behind it does not know that yet.
    const std::vector<std::string> missed = m_companion.missed();
    if (m_forCare) {
        m_missed = missed;
    }
    protocol::SessionLost loss{m_user.purpose, m_user.key, reason, m_lost,
                               lossTold({reason, m_lost, m_companion.settings()}, !m_lostDatabase)};
    m_lostBecause = std::move(reason);
    if (!m_forCare && !missed.empty()) {
        m_line.refuse(refusalWithout(missed, *m_lostBecause, false));
    }
    m_session.reset();
    const std::scoped_lock lock(m_publishedMutex);
    m_published.loss = std::move(loss);
}

void SessionSlot::noteTransaction(TransactionState state, std::optional<protocol::Moment> since) {
    const bool changed = state != m_transaction || (since && since != m_since);
    m_transaction = state;
    if (state == TransactionState::None) {
        m_since.reset();
    } else if (since || !m_since) {
        m_since = since ? since : momentNow();
    }
    if (changed) {
        m_pool->transactionChanged(shared_from_this());
    }
}

void SessionSlot::explain(Error& error) {
    if (!m_refused.exchange(false)) {
        return;
    }
    // It is room that is missing, not a lock that is held.
    error.damage = Damage::Session;
    const std::string others = m_pool->holders();
    if (!others.empty()) {
        error.detail +=
            (error.detail.empty() ? "" : " ") + ("Sessions that this connection itself has open: " + others + ".");
        error.hint +=
            (error.hint.empty() ? "" : " ") +
            std::string("Or allow this connection fewer sessions (option maxSessions), so that they are used in turn.");
    }
}

std::optional<protocol::SessionInfo> SessionSlot::info() const {
    const bool leased = m_leased && !m_forCare;
    if (!m_hasPlace && (m_leased || !m_lostBecause)) {
        return std::nullopt;
    }
    protocol::SessionInfo info;
    info.purpose = m_current.purpose;
    info.session = m_current.key;
    info.name = m_current.name();
    info.transaction = m_transaction;
    info.transactionSince = m_since;
    info.lastUse = m_lastUse;
    {
        const std::scoped_lock lock(m_publishedMutex);
        info.serverSessionId = m_published.serverSessionId;
        info.opened = m_published.opened;
    }
    const auto holder = m_holder.lock();
    const bool paused = holder && holder->waitsForReader();
    if (leased) {
        info.activity = paused ? protocol::SessionActivity::Paused : protocol::SessionActivity::Running;
    }
    if (!m_leased) {
        info.holds = m_companion.memory().held();
        if (!m_hasPlace) {
            info.activity = protocol::SessionActivity::Lost;
            info.lostBecause = m_lostBecause.value_or("");
            info.serverSessionId.clear();
        }
    }
    return info;
}

} // namespace dbv::engine
