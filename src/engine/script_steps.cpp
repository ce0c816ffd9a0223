// SPDX-License-Identifier: Apache-2.0
// How a script goes from one statement to the next.
#include "engine/script_runner.h"

#include <utility>

#include "engine/diagnostics_use.h"

namespace dbv::engine {

Result<void> ScriptRunner::judge(Session& session, SessionCompanion& companion) {
    return m_safety.begin(m_query, *m_feed, {session, companion}, m_control->stop.get_token());
}

bool ScriptRunner::scriptIsOver() const {
    const Error* error = latestFailure();
    if (error == nullptr) {
        return false;
    }
    // Whoever stops a script is told so by the statement that was not run any more, also after one that failed by itself.
    const bool stopped =
        error->kind == ErrorKind::Cancelled || (error->kind == ErrorKind::TimedOut && m_control->stop.stop_requested());
    // Where a statement is not what it seemed, or a shell's command moves the rest elsewhere, nobody knows what that would do.
    const bool unclear = error->kind == ErrorKind::InvalidInput || m_unclear || (m_block && m_block->isBroken());
    return m_query.stopOnError || m_feed->stopsOnError() || stopped || unclear || error->damage == Damage::Session;
}

void ScriptRunner::tellCompanion(Place place) {
    const Error* error = latestFailure();
    // A session that is lost knows nothing of its transaction any more.
    if (error == nullptr || error->damage != Damage::Session) {
        place.companion.after(place.session, m_latest->command, error == nullptr);
    }
    if (m_block) {
        if (std::optional<Notice> told = m_block->after(place.session, error)) {
            tell({std::move(*told)});
        }
        if (m_block->keptBefore()) {
            m_feed->noteKeptBefore();
        }
    }
    if ((error == nullptr || !scriptIsOver()) && place.session.transactionState() == TransactionState::None) {
        m_feed->noteKept();
    }
}

ScriptRunner::Ahead ScriptRunner::lookAhead(Place place) {
    if (m_block && m_block->isFull() && !m_control->stop.stop_requested() && !commitBlock(place)) {
        return Ahead::Failure;
    }
    const Result<bool> found = m_feed->find(place.session);
    if (!found) {
        failBehind(found.error());
        return Ahead::Failure;
    }
    if (*found) {
        return Ahead::Statement;
    }
    return !m_block || commitBlock(place) ? Ahead::End : Ahead::Failure;
}

bool ScriptRunner::commitBlock(Place place) {
    if (Result<void> committed = m_block->commit(place.session, place.companion); !committed) {
        Error& error = committed.error();
        const bool lost = error.damage == Damage::Session;
        error.message = "COMMIT has failed for the statements " + m_feed->standAtCommit() +
                        (lost ? ", and whether they are kept is not known: " : ", and none of them is kept: ") +
                        error.message;
        failBehind(std::move(error));
        return false;
    }
    m_feed->noteKept();
    return true;
}

void ScriptRunner::failBehind(Error error) {
    m_unclear = true;
    m_current.emplace();
    m_current->report.statement = m_ended;
    m_current->started = std::chrono::steady_clock::now();
    end(std::move(error), false);
}

Result<bool> ScriptRunner::leftOut(Place place, std::string_view text) {
    if (!m_block) {
        return false;
    }
    const bool wasOpen = m_block->isOpen();
    Result<ScriptBlock::Before> before = m_block->before(place.session, place.companion, text, m_feed->place());
    if (!before) {
        return std::unexpected(std::move(before.error()));
    }
    if (!wasOpen && m_block->isOpen()) {
        m_feed->noteBlock();
    }
    tell(std::move(before->told));
    return before->isLeftOut;
}

Result<void> ScriptRunner::rollBack(Session& session, SessionCompanion& companion) {
    Result<void> done = m_dryRun ? m_dryRun->rollBack(session, companion) : m_block->rollBack(session, companion);
    m_transaction = done ? TransactionState::None : m_transaction;
    if (done) {
        tellOfRollback({"info", m_dryRun ? m_dryRun->rolledBackText() : "What was not committed yet was rolled back."});
    }
    return done;
}

void ScriptRunner::rolledBackByLoss(SessionCompanion& companion, const std::string& reason) {
    m_dryRun ? m_dryRun->lost(companion) : m_block->lost(companion);
    m_transaction = TransactionState::None;
    tellOfRollback(
        {"warning", m_dryRun ? "Dry run: the session is closed (" + reason +
                                   "), which rolls back everything: nothing was committed."
                             : "The session is closed (" + reason + "), which rolls back what was not committed yet."});
}

void ScriptRunner::tellOfQuestions(std::string_view text, Grammar grammar) {
    const bool judged = m_safety.takeHasQuestioned();
    const bool ran = m_dryRun && m_dryRun->takeHasSent();
    if ((judged || ran) && diagnosticsUse(text, grammar) != DiagnosticsUse::None) {
        tell({{"warning",
               "What the server keeps of the statement before this one (ROW_COUNT(), FOUND_ROWS(), warnings) is "
               "gone: it was asked something since, as the connection's safety wants it."}});
    }
}

void ScriptRunner::tellOfRollback(Notice notice) {
    m_emit(protocol::NoticeRaised{m_ended - (m_ended > 0 ? 1 : 0), std::move(notice)});
}

} // namespace dbv::engine
