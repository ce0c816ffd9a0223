// SPDX-License-Identifier: Apache-2.0
#include "engine/run_history.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "engine/wall_clock.h"

namespace dbv::engine {

namespace {

using protocol::HistoryOutcome;

/// Lines that this program obeys by itself.
bool isClients(const protocol::StatementReport& report) {
    return report.command == "DELIMITER" || report.command == "RESTRICT";
}

} // namespace

std::optional<HistoryOutcome> outcomeOf(const std::optional<Error>& error) {
    if (!error) {
        return HistoryOutcome::Done;
    }
    if (error->inDoubt) {
        return HistoryOutcome::Unknown;
    }
    switch (error->kind) {
    case ErrorKind::Cancelled:
    case ErrorKind::TimedOut:
        // Stopped before it was sent.
        return error->damage == Damage::None ? std::nullopt : std::optional(HistoryOutcome::Cancelled);
    case ErrorKind::RefusedReadOnly:
    case ErrorKind::RefusedBySandbox: return HistoryOutcome::Refused;
    case ErrorKind::InvalidInput:
        return error->damage == Damage::None ? HistoryOutcome::Refused : HistoryOutcome::Failed;
    default: return HistoryOutcome::Failed;
    }
}

RunHistory::RunHistory(std::shared_ptr<HistoryRecorder> recorder, HistoryOrigin origin, std::string text)
    : m_recorder(std::move(recorder)), m_origin(std::move(origin)), m_text(std::move(text)) {}

Emit RunHistory::hearing(Emit emit) {
    return [self = shared_from_this(), emit = std::move(emit)](protocol::Event event) {
        self->hear(event, emit);
        emit(std::move(event));
    };
}

Finish RunHistory::hearing(Finish finish) {
    return [self = shared_from_this(), finish = std::move(finish)](protocol::Event event) mutable {
        self->hearEnd(event);
        finish(std::move(event));
    };
}

void RunHistory::hear(const protocol::Event& event, const Emit& emit) {
    if (!m_recorder->records()) {
        return;
    }
    if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
        if (std::optional<Notice> trouble = m_recorder->takeTrouble()) {
            emit(protocol::NoticeRaised{finished->report.statement, std::move(*trouble)});
        }
        noteStatement(finished->report);
    } else if (const auto* held = std::get_if<protocol::ChangeHeld>(&event)) {
        m_held = held->measured;
        m_held->sample.clear();
    }
}

void RunHistory::hearEnd(const protocol::Event& event) {
    if (!m_recorder->records()) {
        return;
    }
    if (const auto* previewed = std::get_if<protocol::ChangePreviewed>(&event)) {
        noteChange(previewed->measured, HistoryOutcome::RolledBack);
    } else if (const auto* settled = std::get_if<protocol::ChangeSettled>(&event); settled != nullptr && m_held) {
        noteChange(*m_held, settled->end == protocol::TransactionEnd::Commit ? HistoryOutcome::Done
                                                                             : HistoryOutcome::RolledBack);
    } else if (const auto* failed = std::get_if<protocol::RequestFailed>(&event); failed != nullptr && m_held) {
        noteFailure(failed->error, m_held->timeMs);
    } else if (failed != nullptr && failed->error.kind == ErrorKind::SqlError && !m_reports) {
        // What fails before anything is sent fails in other ways.
        noteFailure(failed->error, 0);
    }
    noteRest();
}

protocol::HistoryEntry RunHistory::entryOf(std::string_view text, double timeMs) const {
    protocol::HistoryEntry entry;
    entry.at = millisecondsNow() - static_cast<std::int64_t>(timeMs);
    entry.connection = m_origin.connection;
    entry.database = m_origin.database;
    entry.dialect = m_origin.dialect;
    entry.source = m_origin.from;
    entry.timeMs = timeMs;
    // What is kept at most is cut at a character's end; this is only not to copy a statement of a gigabyte.
    entry.sql = text.substr(0, store::HistoryStore::kMostTextBytes + 4);
    return entry;
}

void RunHistory::noteStatement(const protocol::StatementReport& report) {
    const std::optional<HistoryOutcome> outcome = outcomeOf(report.error);
    if (!outcome || isClients(report)) {
        return;
    }
    const bool failed = *outcome != HistoryOutcome::Done;
    const bool noted = m_noted < kMostOfScript || (failed && m_notedFailures < kMostOfScript);
    if (!noted) {
        ++m_rest;
        m_restRows += report.rows;
        m_restAffected += report.affectedRows.value_or(0);
        m_restMs += report.timeMs;
        return;
    }
    (m_noted < kMostOfScript ? m_noted : m_notedFailures) += 1;
    protocol::HistoryEntry entry =
        entryOf(std::string_view(m_text).substr(report.span.begin, report.span.size()), report.timeMs);
    entry.outcome = *outcome == HistoryOutcome::Done && m_origin.rollsBack ? HistoryOutcome::RolledBack : *outcome;
    entry.error = report.error ? report.error->message : std::string();
    entry.rows = report.rows;
    entry.affectedRows = report.affectedRows;
    m_recorder->note(std::move(entry));
}

void RunHistory::noteChange(const protocol::MeasuredChange& change, HistoryOutcome outcome) {
    protocol::HistoryEntry entry = entryOf(m_text, change.timeMs);
    entry.outcome = outcome;
    entry.affectedRows = change.affectedRows;
    m_recorder->note(std::move(entry));
}

void RunHistory::noteFailure(const Error& error, double timeMs) {
    if (const std::optional<HistoryOutcome> outcome = outcomeOf(error)) {
        protocol::HistoryEntry entry = entryOf(m_text, timeMs);
        entry.outcome = *outcome;
        entry.error = error.message;
        m_recorder->note(std::move(entry));
    }
}

void RunHistory::noteJob(const Result<protocol::Event>& end, double timeMs) {
    if (!m_recorder->records()) {
        return;
    }
    if (!end) {
        noteFailure(end.error(), timeMs);
        return;
    }
    protocol::HistoryEntry entry = entryOf(m_text, timeMs);
    if (const auto* finished = std::get_if<protocol::ExportFinished>(&*end)) {
        entry.rows = finished->rows;
    }
    m_recorder->note(std::move(entry));
}

void RunHistory::noteRest() {
    if (m_rest == 0) {
        return;
    }
    protocol::HistoryEntry entry =
        entryOf("-- " + std::to_string(m_rest) + " more statements of this script", m_restMs);
    entry.outcome = m_origin.rollsBack ? HistoryOutcome::RolledBack : HistoryOutcome::Done;
    entry.rows = m_restRows;
    entry.affectedRows = m_restAffected;
    m_recorder->note(std::move(entry));
    m_rest = 0;
}

} // namespace dbv::engine
