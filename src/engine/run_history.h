// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/event_sink.h"
#include "engine/history_recorder.h"
#include "protocol/events.h"

namespace dbv::engine {

/// Where the statements of a request are sent, and who has them sent.
struct HistoryOrigin {
    std::string connection;
    std::string database;
    DialectId dialect = DialectId::Sqlite;
    protocol::StatementSource from = protocol::StatementSource::Editor;
    /// All of it is rolled back in the end.
    bool rollsBack = false;
};

/// Hears what is said of one request, and notes its statements for the history.
///
/// Thread: any, one at a time.
class RunHistory : public std::enable_shared_from_this<RunHistory> {
public:
    /// Of a script's statements so many are kept one by one, and as many that failed behind them; the others are counted.
    static constexpr std::uint64_t kMostOfScript = 1000;

    /// `text` is what was sent: a script, or one statement.
    RunHistory(std::shared_ptr<HistoryRecorder> recorder, HistoryOrigin origin, std::string text);

    /// The request is a script: how each of its statements ended is told by its report.
    void expectReports() { m_reports = true; }
    /// What hears an event and passes it on.
    [[nodiscard]] Emit hearing(Emit emit);
    [[nodiscard]] Finish hearing(Finish finish);
    /// A job has sent its one statement and is over, `timeMs` after that.
    void noteJob(const Result<protocol::Event>& end, double timeMs);

private:
    void hear(const protocol::Event& event, const Emit& emit);
    void hearEnd(const protocol::Event& event);
    void noteStatement(const protocol::StatementReport& report);
    void noteChange(const protocol::MeasuredChange& change, protocol::HistoryOutcome outcome);
    void noteFailure(const Error& error, double timeMs);
    /// Says how many statements were counted only.
    void noteRest();
    [[nodiscard]] protocol::HistoryEntry entryOf(std::string_view text, double timeMs) const;

    std::shared_ptr<HistoryRecorder> m_recorder;
    HistoryOrigin m_origin;
    std::string m_text;
    bool m_reports = false;
    std::uint64_t m_noted = 0;
    std::uint64_t m_notedFailures = 0;
    /// Statements that were not noted one by one, and what they did.
    std::uint64_t m_rest = 0;
    std::uint64_t m_restRows = 0;
    std::int64_t m_restAffected = 0;
    double m_restMs = 0;
    /// The change that waits for a decision.
    std::optional<protocol::MeasuredChange> m_held;
};

/// How a statement ended; nothing for one that was not even tried.
[[nodiscard]] std::optional<protocol::HistoryOutcome> outcomeOf(const std::optional<Error>& error);

} // namespace dbv::engine
