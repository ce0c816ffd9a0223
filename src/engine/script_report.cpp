// SPDX-License-Identifier: Apache-2.0
#include "engine/script_report.h"

#include <charconv>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "sql/text_position.h"

namespace dbv::engine {

namespace {

constexpr std::chrono::milliseconds kTellScriptEvery{100};
// Of a script that goes on behind failures each of so many is told.
constexpr std::uint64_t kMostFailuresTold = 1000;
constexpr std::size_t kShownOfStatement = 200;
constexpr double kLookEveryMs = 1;

concurrency::TimePoint nowForScript() {
    return std::chrono::steady_clock::now();
}

/// The line among the rows of a COPY that PostgreSQL found wrong.
std::optional<std::uint64_t> copyLineIn(const Error& error) {
    const std::size_t copy = error.detail.find("COPY ");
    const std::size_t line = copy == std::string::npos ? copy : error.detail.find(", line ", copy);
    if (line == std::string::npos) {
        return std::nullopt;
    }
    const char* const begin = error.detail.data() + line + std::string_view(", line ").size();
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(begin, error.detail.data() + error.detail.size(), number);
    return failure == std::errc() ? std::optional(number) : std::nullopt;
}

std::string startOf(std::string_view text) {
    std::size_t size = std::min(text.size(), kShownOfStatement);
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        --size;
    }
    return std::string(text.substr(0, size)) + (size < text.size() ? "…" : "");
}

} // namespace

void ScriptReport::start() {
    m_begun = m_phaseBegun = nowForScript();
    m_feed->listen({.tell = [this](Notice notice) { m_emit(protocol::NoticeRaised{m_statements, std::move(notice)}); },
                    .further = [this] { further(false); },
                    .rests = [this] { further(true); }});
}

Emit ScriptReport::hearing() {
    return [self = shared_from_this()](protocol::Event event) { self->hear(std::move(event)); };
}

Finish ScriptReport::hearing(Finish finish) {
    return [self = shared_from_this(), finish = std::move(finish)](protocol::Event event) mutable {
        if (const auto* query = std::get_if<protocol::QueryFinished>(&event)) {
            event = self->finished(*query);
        }
        // The feed is not to call what is gone with this.
        self->m_feed->listen({[](const Notice&) {}, [] {}, [] {}});
        finish(std::move(event));
    };
}

void ScriptReport::hear(protocol::Event event) {
    if (const auto* finished = std::get_if<protocol::StatementFinished>(&event)) {
        noteStatement(finished->report);
        // The clock costs as much as a part of a small statement.
        m_unlookedMs += finished->report.timeMs;
        if (m_unlookedMs > kLookEveryMs || finished->report.error) {
            m_unlookedMs = 0;
            further(false);
        }
    } else if (!std::holds_alternative<protocol::StatementStarted>(event)) {
        m_emit(std::move(event));
    } else if (!std::exchange(m_toldStart, true)) {
        further(true);
    }
}

protocol::ScriptStatementFailed ScriptReport::failureOf(const protocol::StatementReport& report) const {
    protocol::ScriptStatementFailed failed{.statement = m_statements,
                                           .place = m_feed->place(),
                                           .at = std::nullopt,
                                           .position = std::nullopt,
                                           .text = startOf(m_feed->script()),
                                           .error = *report.error};
    if (report.error->where) {
        failed.at = m_feed->placeOf(report.error->where->begin);
        failed.position = sql::codePointOffset(m_feed->script(), report.error->where->begin) + 1;
    } else if (const std::optional<std::uint64_t> row = copyLineIn(*report.error)) {
        failed.at = m_feed->placeOfRow(*row);
    }
    return failed;
}

void ScriptReport::noteStatement(const protocol::StatementReport& report) {
    m_last.reset();
    if (report.error) {
        m_last = failureOf(report);
        m_lastIsEnd = m_feed->isOver();
        const bool stopped = report.error->kind == ErrorKind::Cancelled && report.error->damage == Damage::None;
        if (stopped) {
            // It was not begun.
            return;
        }
        if (++m_failed <= kMostFailuresTold) {
            m_emit(*m_last);
        }
    }
    // A commit is none of the script's.
    m_statements += m_feed->isAtCommit() ? 0U : 1U;
}

double ScriptReport::runningSeconds(concurrency::TimePoint since) const {
    const auto took = nowForScript() - since - m_feed->control()->pausedFor();
    return std::chrono::duration<double>(took).count();
}

void ScriptReport::further(bool atOnce) {
    const concurrency::TimePoint time = nowForScript();
    const bool newPhase = m_phase != m_feed->phase();
    if (newPhase) {
        m_phase = m_feed->phase();
        m_phaseBegun = time - m_feed->control()->pausedFor();
        m_phaseBytes = m_feed->bytes();
        m_phaseStatements = m_statements;
    }
    if (!atOnce && !newPhase && time < m_nextTold) {
        return;
    }
    m_nextTold = time + kTellScriptEvery;
    protocol::ScriptProgressed told{.phase = std::string(m_phase),
                                    .place = m_feed->reading(),
                                    .bytes = m_feed->bytes(),
                                    .totalBytes = m_feed->totalBytes(),
                                    .statements = m_statements,
                                    .failed = m_failed,
                                    .statementsPerSecond = 0,
                                    .secondsLeft = std::nullopt,
                                    .paused = m_feed->control()->isPaused()};
    if (const double seconds = runningSeconds(m_phaseBegun); seconds > 0) {
        told.statementsPerSecond = static_cast<double>(m_statements - m_phaseStatements) / seconds;
        const std::uint64_t read = told.bytes - std::min(told.bytes, m_phaseBytes);
        if (read > 0 && told.totalBytes >= told.bytes) {
            told.secondsLeft = seconds * static_cast<double>(told.totalBytes - told.bytes) / static_cast<double>(read);
        }
    }
    m_emit(std::move(told));
}

protocol::ScriptFinished ScriptReport::finished(const protocol::QueryFinished& query) const {
    protocol::ScriptFinished finished;
    finished.statements = m_statements;
    finished.failed = m_failed;
    finished.bytes = m_feed->bytes();
    finished.timeMs = runningSeconds(m_begun) * 1000;
    // What it went on behind is no reason.
    const bool stopped = m_last && (!m_feed->isOver() || m_lastIsEnd);
    finished.stoppedBy = stopped ? m_last : std::nullopt;
    finished.continueFrom = stopped ? m_feed->continueFrom() : std::nullopt;
    finished.transaction = query.transaction;
    return finished;
}

} // namespace dbv::engine
