// SPDX-License-Identifier: Apache-2.0
#include "engine/change_run.h"

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <utility>
#include <variant>

#include <dbv/core/cancel.h>

#include "engine/used_database.h"
#include "sql/classifier.h"

namespace dbv::engine {

namespace {

// Somebody who decides reads it first; who goes away for longer than this has gone.
constexpr std::uint64_t kLongestKept = 60ULL * 60 * 1000;

} // namespace

void ChangeRun::start(const std::shared_ptr<SessionSlot>& slot, SessionSlot::Claim claim) {
    m_slot = slot;
    auto body = [slot, change = m_command.change, gate = m_gate, place = m_around.place, &store = m_around.undo,
                 backup = m_around.backup,
                 opened = m_opened](Session& session, const std::stop_token& stop) mutable -> Result<protocol::Event> {
        const Classification found =
            sql::classify(change.sql, session.grammar(), databaseOf(session, slot->companion().settings()));
        if (Result<void> made = backup.statement(found, stop); !made) {
            return std::unexpected(std::move(made.error()));
        }
        // A key may have to be asked for: not while the change holds locks.
        UndoKeeping keeping(store, place, stop);
        Result<OpenChange> open = openChange(session, slot->companion(), gate, change, keeping.wish());
        if (!open) {
            return std::unexpected(std::move(open.error()));
        }
        KeptPromise kept = keeping.keep(std::move(open->undo), open->measured, change.sql);
        *opened = {open->scope, slot->openings(), std::move(kept.undo), std::move(kept.promise)};
        return protocol::ChangePreviewed{std::move(open->measured)};
    };
    m_step = std::make_shared<SessionStep>(
        m_around.dispatcher, m_around.lanes, m_around.lanes.statements, std::move(body), SessionStep::Afterwards::Keep,
        [self = shared_from_this()](protocol::Event event) { self->measured(std::move(event)); });
    m_step->start(slot, std::move(claim));
}

void ChangeRun::measured(protocol::Event event) {
    m_step.reset();
    auto* previewed = std::get_if<protocol::ChangePreviewed>(&event);
    if (previewed == nullptr) {
        finish(std::move(event));
        return;
    }
    const std::uint64_t keepFor = std::min(m_command.keepForMs, kLongestKept);
    m_state = State::Held;
    m_emit(protocol::ChangeHeld{std::move(previewed->measured), keepFor, m_opened->promise});
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(keepFor);
    m_around.dispatcher.postAt(until, [weak = weak_from_this()] {
        const auto self = weak.lock();
        if (self && self->m_state == State::Held) {
            self->m_byClock = true;
            self->runSettling(protocol::TransactionEnd::RollBack);
        }
    });
}

void ChangeRun::settle(protocol::TransactionEnd end, Finish answer) {
    if (m_state != State::Held) {
        answer(protocol::RequestFailed{makeError(ErrorKind::InvalidInput, "The change does not wait for a decision.",
                                                 "It is still being measured, or was decided on already."),
                                       {}});
        return;
    }
    m_answer = std::move(answer);
    runSettling(end);
}

void ChangeRun::cancel() {
    switch (m_state) {
    case State::Measuring: m_step->cancel(); break;
    case State::Held: runSettling(protocol::TransactionEnd::RollBack); break;
    case State::Settling:
    case State::Finished: break;
    }
}

void ChangeRun::runSettling(protocol::TransactionEnd end) {
    m_state = State::Settling;
    auto body = [slot = m_slot, opened = *m_opened, end](Session& session,
                                                         const std::stop_token&) -> Result<protocol::Event> {
        if (slot->openings() != opened.opening) {
            return std::unexpected(noTransactionError(end));
        }
        Result<protocol::ChangeSettled> settled = settleChange(session, slot->companion(), opened.scope, end);
        if (opened.undo) {
            opened.undo->settle(settled);
        }
        if (settled && settled->end == protocol::TransactionEnd::Commit) {
            settled->undo = opened.promise;
        }
        return settled ? Result<protocol::Event>(std::move(*settled)) : std::unexpected(std::move(settled.error()));
    };
    const auto step = std::make_shared<SessionStep>(
        m_around.dispatcher, m_around.lanes, m_around.lanes.statements, std::move(body), SessionStep::Afterwards::Keep,
        [self = shared_from_this()](protocol::Event event) { self->settled(std::move(event)); });
    step->start(m_slot, {SessionUser::ofKey(m_command.change.session), {}, {}, {}, protocol::kHeardAll});
}

void ChangeRun::settled(protocol::Event event) {
    if (auto* done = std::get_if<protocol::ChangeSettled>(&event)) {
        done->byClock = m_byClock;
    }
    if (m_answer) {
        std::exchange(m_answer, nullptr)(event);
    }
    finish(std::move(event));
}

void ChangeRun::finish(protocol::Event event) {
    m_state = State::Finished;
    m_finish(std::move(event));
}

} // namespace dbv::engine
