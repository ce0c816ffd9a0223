// SPDX-License-Identifier: Apache-2.0
#include "engine/script_runner.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <string_view>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/loss_words.h"
#include "engine/script_refusals.h"

namespace dbv::engine {

namespace {

// One frame: a reader learns of new rows no more often.
constexpr std::chrono::milliseconds kTellEvery{16};

concurrency::TimePoint now() {
    return std::chrono::steady_clock::now();
}

} // namespace

ScriptRunner::Current::Current() = default;

ScriptRunner::ScriptRunner(protocol::RunQuery query, DialectId dialect, std::shared_ptr<RunControl> control,
                           results::ResultShelf& shelf, ScriptSafety safety, Emit emit,
                           std::shared_ptr<StatementFeed> feed, std::optional<ScriptBlock> block)
    : m_query(std::move(query)),
      m_control(std::move(control)),
      m_shelf(shelf),
      m_safety(std::move(safety)),
      m_emit(std::move(emit)),
      m_block(std::move(block)),
      m_dialect(dialect),
      m_feed(feed ? std::move(feed) : feedOfText(m_query.sql, dialect)) {
    m_feed->useControl(m_control);
    if (m_safety.rollsBack()) {
        m_dryRun.emplace(!m_query.stopOnError);
        m_block.reset();
    }
}

const Error* ScriptRunner::latestFailure() const {
    return !m_latest || !m_latest->error ? nullptr : &*m_latest->error;
}

ScriptRunner::StepEnd ScriptRunner::step(Session& session, SessionCompanion& companion) {
    m_session = &session;
    const StepEnd ended = runOn({session, companion});
    if (ended == StepEnd::Finished) {
        m_transaction = session.transactionState();
    }
    return ended;
}

Result<ScriptRunner::StepEnd> ScriptRunner::breakOff(Error error) {
    if (!m_current) {
        return std::unexpected(std::move(error));
    }
    error.inDoubt = true;
    m_session = nullptr;
    m_current->cursor.reset();
    end(std::move(error), false);
    return StepEnd::Finished;
}

ScriptRunner::StepEnd ScriptRunner::runOn(Place place) {
    while (true) {
        if (m_current) {
            if (const auto parkedAt = std::exchange(m_current->parkedAt, std::nullopt)) {
                // The reader's time is not the statement's.
                m_current->started += now() - *parkedAt;
            }
            if (pump() == Pump::OutOfCredit) {
                m_current->parkedAt = now();
                return StepEnd::Parked;
            }
            tellCompanion(place);
            continue;
        }
        if (scriptIsOver()) {
            return StepEnd::Finished;
        }
        Ahead ahead = lookAhead(place);
        if (ahead == Ahead::Statement && !m_control->letsBegin() && !m_control->stop.stop_requested()) {
            m_feed->rests();
            return StepEnd::Parked;
        }
        Result<void> ready;
        if (ahead == Ahead::Statement) {
            m_control->statements.use(1);
            ready =
                m_control->stop.stop_requested() ? Result<void>() : place.companion.makeSettingsAgain(place.session);
            // They may have changed how it is read.
            ahead = ready ? lookAhead(place) : ahead;
        }
        if (ahead == Ahead::End) {
            return StepEnd::Finished;
        }
        if (ahead == Ahead::Statement) {
            begin(place, m_feed->take(), std::move(ready));
        }
    }
}

void ScriptRunner::begin(Place place, const sql::Statement& statement, Result<void> ready) {
    m_current.emplace();
    m_current->report.statement = m_ended;
    m_current->report.span = statement.span;
    m_current->report.sent = false;
    m_current->started = now();
    if (m_feed->isFollowed() || m_ended == 0) {
        m_emit(protocol::StatementStarted{m_ended, statement.span});
    }
    m_unclear = !ready;
    if (Result<void> sent = ready ? send(place, statement) : std::move(ready); !sent) {
        nameUnclosed(sent.error(), m_feed->script(), statement, m_feed->firstLine());
        end(std::move(sent.error()), false);
        tellCompanion(place);
        return;
    }
    if (m_current->cursor) {
        tell(m_current->cursor->takeNotices());
    }
}

Result<void> ScriptRunner::send(Place place, const sql::Statement& statement) {
    const std::string_view text = m_feed->script().substr(statement.span.begin, statement.span.size());
    if (m_control->stop.stop_requested()) {
        return std::unexpected(cancelledError(Damage::None));
    }
    if (std::optional<Error> failure = m_feed->failure()) {
        return std::unexpected(*std::move(failure));
    }
    if (statement.kind == sql::StatementKind::Meta) {
        if (sql::isObeyedByReading(text, m_dialect)) {
            m_current->report.command = "DELIMITER";
            return {};
        }
        if (guardsDump(text, m_dialect)) {
            m_current->report.command = "RESTRICT";
            return {};
        }
        // The rows behind a `\copy` are no SQL.
        Error error = metaCommandError(text, m_dialect, !m_feed->isFollowed());
        static_cast<void>(m_feed->copyLines());
        return std::unexpected(std::move(error));
    }
    if (Result<void> closed = checkClosed(m_feed->script(), statement, m_dialect, m_feed->firstLine()); !closed) {
        return closed;
    }
    const Result<ScriptSafety::Judgement> judged =
        m_safety.judge(text, {place.session, place.companion}, m_control->stop.get_token());
    if (!judged) {
        return std::unexpected(judged.error());
    }
    m_current->onlyReads = judged->onlyReads;
    StatementText sent{text, m_query.positional, m_query.named};
    sent.copyLines = m_feed->copyLines();
    if (Result<void> alone = checkCopyIsAlone(sent.copyLines != nullptr, text, place.session.grammar()); !alone) {
        return alone;
    }
    sent.mustReturnRows = m_query.mustReturnRows;
    sent.mayBeStopped = judged->onlyReads;
    if (const Result<bool> left = leftOut(place, text); !left || *left) {
        m_unclear = m_unclear || !left;
        return left ? Result<void>() : std::unexpected(left.error());
    }
    if (Result<void> ready = place.companion.before(place.session, text, statement.callsNothing); !ready) {
        m_unclear = true;
        return ready;
    }
    if (const Result<bool> done = doneInDryRun(place, text, *judged); !done || *done) {
        return done ? Result<void>() : std::unexpected(done.error());
    }
    const Grammar grammar = place.session.grammar();
    tellOfQuestions(text, grammar);
    m_current->report.sent = true;
    Result<std::unique_ptr<Cursor>> cursor = place.session.execute(sent);
    if (!cursor) {
        // What was said while it failed is said of it, also when that has ended the session.
        tell(place.session.takeNotices());
        m_unclear = mayBeMisread(cursor.error(), text, grammar);
        return std::unexpected(std::move(cursor.error()));
    }
    m_current->cursor = std::move(*cursor);
    beginResult();
    return {};
}

void ScriptRunner::beginResult() {
    const std::vector<Column>& columns = m_current->cursor->columns();
    m_current->spool.reset();
    m_current->exhausted = false;
    m_current->rows = 0;
    m_current->toldRows = 0;
    if (!columns.empty() && m_feed->isFollowed()) {
        std::tie(m_current->result, m_current->spool) = m_shelf.begin(columns);
        m_current->builder.emplace(columns.size(), BatchLimits{}, *m_current->spool, m_current->spool->batchPool());
        m_control->rows.reset(m_query.credit);
        m_control->endResult = false;
        m_control->results.use(1);
        m_emit(protocol::ColumnsArrived{m_ended, m_current->result, columns});
    }
}

Result<bool> ScriptRunner::nextResult() {
    Result<bool> more = m_current->cursor->nextResult();
    tell(m_current->cursor->takeNotices());
    if (!more || !*more) {
        return more;
    }
    if (Result<void> finished = finishResult(); !finished) {
        return std::unexpected(std::move(finished.error()));
    }
    beginResult();
    return true;
}

Result<void> ScriptRunner::finishResult() {
    if (!m_current->spool) {
        return {};
    }
    tellRows(true);
    m_current->report.rows += m_current->rows;
    return m_current->spool->finish();
}

ScriptRunner::Pump ScriptRunner::resultRead() {
    const Result<bool> more = nextResult();
    if (more && *more) {
        return Pump::GoesOn;
    }
    end(more ? std::nullopt : std::optional(more.error()), false);
    return Pump::Ended;
}

ScriptRunner::Pump ScriptRunner::pump() {
    Pump state = Pump::GoesOn;
    while (state == Pump::GoesOn) {
        if (m_control->stop.stop_requested() && m_current->spool) {
            state = endStopped();
            continue;
        }
        // Without a result, what the statement does was done when it was sent; what was only read was sent to nobody.
        if (m_current->spool) {
            state = pumpRows();
        } else if (m_current->cursor && m_feed->isFollowed()) {
            state = resultRead();
        } else {
            const bool uses = m_current->cursor && m_feed->usesRows();
            const Result<void> taken = uses ? m_feed->takeRows(*m_current->cursor) : Result<void>();
            end(taken ? std::nullopt : std::optional(taken.error()), false);
            state = Pump::Ended;
        }
    }
    return state;
}

ScriptRunner::Pump ScriptRunner::pumpRows() {
    const std::uint64_t left = m_query.maxRows - m_current->rows;
    const std::uint64_t credit = m_control->rows.left();
    if (m_control->endResult.load()) {
        end(std::nullopt, true);
        return Pump::Ended;
    }
    if (left == 0 || credit == 0) {
        const Result<bool> more = peek();
        if (more && !*more) {
            return resultRead();
        }
        if (!more || left == 0) {
            more ? end(std::nullopt, true) : end(more.error(), false);
            return Pump::Ended;
        }
        tellRows(true);
        return Pump::OutOfCredit;
    }
    const Result<bool> more = fetchSome(std::min(left, credit));
    if (!more) {
        end(more.error(), false);
        return Pump::Ended;
    }
    return *more ? Pump::GoesOn : resultRead();
}

Result<bool> ScriptRunner::fetchSome(std::uint64_t wanted) {
    const concurrency::TimePoint begun = now();
    Result<bool> more = !m_current->exhausted;
    if (m_current->builder->rows() == 0) {
        m_current->builder->setLimits(m_current->pace.next(begun, wanted));
        more = m_current->cursor->fetch(*m_current->builder);
        m_current->pace.tookFor(now() - begun);
    }
    // Rows that came before an error are kept.
    const Result<void> kept = keep();
    tell(m_current->cursor->takeNotices());
    if (!kept) {
        return std::unexpected(kept.error());
    }
    tellRows(false);
    return more;
}

Result<void> ScriptRunner::keep() {
    const std::size_t rows = m_current->builder->rows();
    if (rows == 0) {
        return {};
    }
    if (!m_current->firstRowMs) {
        m_current->firstRowMs = concurrency::millisecondsBetween(m_current->started, now());
    }
    if (Result<void> kept = m_current->spool->append(m_current->builder->take()); !kept) {
        return kept;
    }
    m_current->rows += rows;
    m_control->rows.use(rows);
    return {};
}

Result<bool> ScriptRunner::peek() {
    RowBatchBuilder& builder = *m_current->builder;
    if (builder.rows() == 0) {
        builder.setLimits({.rows = 1});
        const Result<bool> more = m_current->cursor->fetch(builder);
        if (!more) {
            return more;
        }
        m_current->exhausted = !*more;
    }
    return builder.rows() > 0;
}

void ScriptRunner::tellRows(bool atOnce) {
    const concurrency::TimePoint time = now();
    if (m_current->rows == m_current->toldRows || (!atOnce && time - m_current->lastTold < kTellEvery)) {
        return;
    }
    m_current->lastTold = time;
    m_current->toldRows = m_current->rows;
    m_emit(protocol::RowsArrived{m_ended, m_current->result, m_current->rows});
}

void ScriptRunner::tell(std::vector<Notice> notices) {
    for (Notice& notice : notices) {
        m_emit(protocol::NoticeRaised{m_ended, std::move(notice)});
    }
}

void ScriptRunner::end(std::optional<Error> error, bool truncated) {
    Current& current = *m_current;
    if (const Result<void> finished = finishResult(); !finished && !error) {
        error = finished.error();
    }
    protocol::StatementReport& report = current.report;
    if (current.cursor) {
        if (const Result<void> ended = current.cursor->end(); !ended && !error) {
            error = ended.error();
        }
        tell(current.cursor->takeNotices());
        StatementOutcome outcome = current.cursor->outcome();
        if (!error && outcome.stopReached) {
            error = interrupted();
        }
        report.command = std::move(outcome.command);
        report.affectedRows = outcome.affectedRows;
        report.rows += static_cast<std::uint64_t>(outcome.rowsWithoutColumns);
        // Ends the statement at the server before anybody is told that it has ended.
        current.cursor.reset();
    }
    error = endedInDryRun(std::move(error));
    const concurrency::TimePoint ended = now();
    report.timeMs = concurrency::millisecondsBetween(current.started, ended);
    report.firstRowMs = current.firstRowMs.value_or(report.timeMs);
    report.truncated = truncated;
    if (error && error->where) {
        error->where = TextSpan{error->where->begin + report.span.begin, error->where->end + report.span.begin};
    }
    if (error && current.onlyReads) {
        nothingWasChanged(*error);
    }
    if (error) {
        m_control->nameTimeout(*error, m_query.timeoutMs);
    }
    report.sent = report.sent || !error;
    report.error = std::move(error);
    m_emit(protocol::StatementFinished{report});
    m_latest = std::move(report);
    ++m_ended;
    m_current.reset();
}

} // namespace dbv::engine
