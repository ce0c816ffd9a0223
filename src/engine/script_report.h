// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "concurrency/clock.h"
#include "engine/event_sink.h"
#include "engine/file_feed.h"
#include "protocol/events.h"

namespace dbv::engine {

/// Tells of a script on the disk how far it is and what failed, where of others every statement is told.
///
/// Thread: any, one at a time.
class ScriptReport : public std::enable_shared_from_this<ScriptReport> {
public:
    ScriptReport(std::shared_ptr<FileFeed> feed, Emit emit) : m_feed(std::move(feed)), m_emit(std::move(emit)) {}

    /// Begins to listen to the feed.
    void start();
    /// What hears a run.
    [[nodiscard]] Emit hearing();
    [[nodiscard]] Finish hearing(Finish finish);

private:
    void hear(protocol::Event event);
    void noteStatement(const protocol::StatementReport& report);
    [[nodiscard]] protocol::ScriptStatementFailed failureOf(const protocol::StatementReport& report) const;
    void further(bool atOnce);
    [[nodiscard]] protocol::ScriptFinished finished(const protocol::QueryFinished& query) const;
    [[nodiscard]] double runningSeconds(concurrency::TimePoint since) const;

    std::shared_ptr<FileFeed> m_feed;
    Emit m_emit;
    concurrency::TimePoint m_begun;
    concurrency::TimePoint m_phaseBegun;
    std::string_view m_phase;
    std::uint64_t m_phaseBytes = 0;
    std::uint64_t m_phaseStatements = 0;
    concurrency::TimePoint m_nextTold;
    /// What the statements took since it was last looked whether there is something to tell. Unit: milliseconds.
    double m_unlookedMs = 0;
    /// That the first statement is sent.
    bool m_toldStart = false;
    std::uint64_t m_statements = 0;
    std::uint64_t m_failed = 0;
    std::optional<protocol::ScriptStatementFailed> m_last;
    /// That was at the end, where what is open is committed.
    bool m_lastIsEnd = false;
};

} // namespace dbv::engine
