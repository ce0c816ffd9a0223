// SPDX-License-Identifier: Apache-2.0
#include "engine/query_run.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/guarded_step.h"

namespace dbv::engine {

namespace {

// Three years: further ahead the clock's own unit would overflow.
constexpr std::uint64_t kLongestTimeoutMs = 100'000'000'000;

/// The session, which is opened anew where its server gives no sign of life any more.
Result<Session*> livingSession(SessionSlot& slot, const std::stop_token& stop) {
    Result<Session*> session = slot.session(stop);
    if (!session || (*session)->transactionState() != TransactionState::None) {
        return session;
    }
    Result<void> alive = (*session)->ping();
    if (alive) {
        return session;
    }
    if (alive.error().damage != Damage::Session || stop.stop_requested()) {
        return std::unexpected(std::move(alive.error()));
    }
    slot.discardSession(alive.error().message);
    return slot.session(stop);
}

} // namespace

QueryRun::QueryRun(Surroundings surroundings, protocol::RunQuery query, DialectId dialect, ScriptSafety safety,
                   Emit emit, Finish finish, Script script)
    : m_around(surroundings),
      m_timeoutMs(query.timeoutMs),
      m_yields(query.yields),
      m_onlyLooks(query.sql.empty()),
      m_emit(emit),
      m_finish(std::move(finish)),
      m_control(std::make_shared<RunControl>(query.statementCredit, query.resultCredit)),
      m_runner(std::make_shared<ScriptRunner>(std::move(query), dialect, m_control, surroundings.shelf,
                                              std::move(safety), std::move(emit), std::move(script.feed),
                                              script.block)) {}

void QueryRun::start(const std::shared_ptr<SessionSlot>& slot, SessionUser user, AskQuestion ask, std::uint64_t heard) {
    startTimeout();
    m_slot = slot;
    m_ticket = slot->acquire(
        {user, [self = shared_from_this()](SessionLease lease) { self->leaseGranted(std::move(lease)); },
         [emit = m_emit](protocol::SessionAwaited awaited) { emit(std::move(awaited)); }, std::move(ask), heard});
}

void QueryRun::startTimeout() {
    if (m_timeoutMs == 0) {
        return;
    }
    const auto when =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(std::min(m_timeoutMs, kLongestTimeoutMs));
    m_around.dispatcher.postAt(when, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self && self->m_state != State::Finished && !self->m_control->stop.stop_requested()) {
            self->m_control->timedOut = true;
            self->cancel();
        }
    });
}

void QueryRun::leaseGranted(SessionLease lease) {
    if (m_state == State::Finished) {
        return;
    }
    if (!lease) {
        fail(makeError(ErrorKind::NotFound, "The connection was closed before the statement could run."));
        return;
    }
    m_lease = std::move(lease);
    m_lease.slot().setHolder(weak_from_this());
    scheduleStep();
}

void QueryRun::scheduleStep() {
    m_state = State::Stepping;
    m_watch.reset();
    if (Session* session = m_lease.slot().openSession()) {
        watch(session->canceller());
    }
    m_step.emplace([self = shared_from_this(), slot = m_lease.slot().shared_from_this()] {
        auto end = guardedStep([&]() -> Result<ScriptRunner::StepEnd> {
            const std::uint64_t before = slot->openSession() == nullptr ? 0 : slot->openings();
            const std::stop_token stop = self->m_control->stop.get_token();
            Result<Session*> session = self->m_onlyLooks ? livingSession(*slot, stop) : slot->session(stop);
            if (!session) {
                return std::unexpected(session.error());
            }
            if (slot->openings() != before) {
                self->m_around.dispatcher.post(
                    [self, canceller = (*session)->canceller()]() mutable { self->watch(std::move(canceller)); });
            }
            for (Notice& notice : slot->takeNotices()) {
                self->m_emit(protocol::NoticeRaised{self->m_runner->currentStatement(), std::move(notice)});
            }
            if (Result<void> may = self->m_runner->judge(**session, slot->companion()); !may) {
                return std::unexpected(std::move(may.error()));
            }
            return self->m_runner->step(**session, slot->companion());
        });
        if (!end) {
            end = guardedStep([&] { return self->m_runner->breakOff(std::move(end.error())); });
        }
        self->m_around.dispatcher.post([self, end = std::move(end)]() mutable { self->stepEnded(std::move(end)); });
    });
    m_step->offerTo(m_around.lanes.statements);
}

void QueryRun::watch(std::shared_ptr<Canceller> canceller) {
    m_watch = std::make_shared<CancelWatch>(m_around.dispatcher, m_around.lanes, std::move(canceller));
    if (m_control->stop.stop_requested()) {
        m_watch->deliver();
    }
}

void QueryRun::grant(std::uint64_t rows) {
    m_control->rows.grant(rows);
    if (m_state == State::Parked) {
        scheduleStep();
    }
}

void QueryRun::grantStatements(std::uint64_t statements, std::uint64_t results) {
    m_control->statements.grant(statements);
    m_control->results.grant(results);
    // In the middle of a result it is rows that are waited for.
    if (m_state == State::Parked && !m_runner->waitsForRows()) {
        scheduleStep();
    }
}

void QueryRun::endResult() {
    m_control->endResult = true;
    if (m_state == State::Parked) {
        scheduleStep();
    }
}

void QueryRun::pause(bool paused) {
    m_control->pause(paused);
    if (!paused && m_state == State::Parked && !m_runner->waitsForRows()) {
        scheduleStep();
    }
}

bool QueryRun::yieldSession() {
    const bool yields = m_yields && m_state == State::Parked && m_runner->waitsForRows();
    if (yields) {
        endParked("Another statement needed this session.");
    }
    return yields;
}

void QueryRun::cancel() {
    m_control->stop.request_stop();
    switch (m_state) {
    case State::Waiting:
        m_slot->leave(m_ticket);
        fail(cancelledError(Damage::None));
        break;
    case State::Stepping:
        if (m_watch) {
            m_watch->deliver();
        }
        m_step->offerTo(m_around.lanes.ending);
        break;
    case State::Parked: scheduleStep(); break;
    case State::Recovering:
    case State::Finished: break;
    }
}

void QueryRun::stepEnded(Result<ScriptRunner::StepEnd> end) {
    if (!end) {
        m_broken = std::move(end.error());
    } else if (*end == ScriptRunner::StepEnd::Parked) {
        park();
        return;
    }
    m_state = State::Recovering;
    if (!m_watch) {
        recover();
        return;
    }
    m_watch->stop([self = shared_from_this()] { self->recover(); });
}

void QueryRun::park() {
    m_state = State::Parked;
    if (m_watch) {
        m_watch->stop([] {});
    }
    // What arrived while the step was ending.
    const bool inResult = m_runner->waitsForRows();
    const bool goesOn = inResult ? m_control->rows.left() > 0 || m_control->endResult.load() : m_control->letsBegin();
    if (goesOn || m_control->stop.stop_requested()) {
        scheduleStep();
        return;
    }
    if (!inResult) {
        return;
    }
    if (m_yields && m_lease.slot().isWanted()) {
        endParked("Another statement needed this session.");
        return;
    }
    m_emit(protocol::RunParked{m_runner->currentStatement(), m_runner->rowsOfCurrent()});
    if (!m_yields) {
        return;
    }
    m_around.dispatcher.postAt(std::chrono::steady_clock::now() + m_around.parkedLimit,
                               [weak = weak_from_this(), parking = ++m_parkings] {
                                   const auto self = weak.lock();
                                   if (self && self->m_state == State::Parked && self->m_parkings == parking) {
                                       self->endParked("It waited too long for its reader.");
                                   }
                               });
}

void QueryRun::endParked(const std::string& reason) {
    m_emit(protocol::NoticeRaised{
        m_runner->currentStatement(),
        {"info", "The result was ended after the rows fetched so far, so that the server is not kept waiting. " +
                     reason + " Run the statement again for more."}});
    endResult();
}

void QueryRun::recover() {
    const Error* error = m_broken ? &*m_broken : m_runner->latestFailure();
    const bool lost = error != nullptr && error->damage == Damage::Session;
    const bool stopped = m_control->stop.stop_requested();
    if (!lost && !stopped && !m_runner->mustRollBack()) {
        finish();
        return;
    }
    m_around.lanes.ending.run([self = shared_from_this(), slot = m_lease.slot().shared_from_this(),
                               reason = lost ? error->message : std::string(), lost, stopped] {
        Session* session = slot->openSession();
        if (lost) {
            self->discard(*slot, reason);
        } else if (session != nullptr) {
            Result<void> usable = stopped ? guardedStep([session] { return session->recover(); }) : Result<void>();
            if (usable && self->m_runner->mustRollBack()) {
                usable = guardedStep([&] { return self->m_runner->rollBack(*session, slot->companion()); });
            }
            if (!usable) {
                self->discard(*slot, usable.error().message);
            }
        }
        self->m_around.dispatcher.post([self] { self->finish(); });
    });
}

void QueryRun::discard(SessionSlot& slot, const std::string& reason) {
    if (m_runner->mustRollBack()) {
        m_runner->rolledBackByLoss(slot.companion(), reason);
    }
    slot.discardSession(reason);
}

void QueryRun::finish() {
    if (m_broken) {
        fail(std::move(*m_broken));
        return;
    }
    protocol::QueryFinished finished{m_runner->currentStatement(), m_runner->latestReport(), m_runner->transaction()};
    m_state = State::Finished;
    SessionSlot& slot = m_lease.slot();
    slot.noteTransaction(slot.openSession() != nullptr ? m_runner->transaction() : TransactionState::None,
                         std::nullopt);
    m_lease.release();
    m_finish(std::move(finished));
}

void QueryRun::fail(Error error) {
    m_control->nameTimeout(error, m_timeoutMs);
    m_state = State::Finished;
    if (m_lease) {
        m_lease.slot().explain(error);
    }
    m_lease.release();
    m_finish(protocol::RequestFailed{.error = std::move(error), .confirmation = m_runner->takeAsked()});
}

} // namespace dbv::engine
