// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <QString>

#include "protocol/values.h"

namespace dbv::viewmodel {

/// What a status line tells about a result.
struct ResultStatus {
    std::optional<std::uint64_t> rows;
    std::optional<protocol::StatementReport> report;
    bool running = false;
    bool stopping = false;
    bool parked = false;
    /// The run goes on, perhaps with another statement than the one of this result.
    bool scriptRunning = false;
    /// Somebody else than this program does the work.
    bool hasServer = true;
    /// It is only looked whether the session stands.
    bool looks = false;
    /// The statement waits for a session.
    bool waits = false;
    double elapsedMs = 0;
    std::uint64_t spooledBytes = 0;
};

/// `1,048,576 rows · more available · first row 4 ms · 2.31 s · 402 MB spooled`, or nothing when there is nothing to tell.
[[nodiscard]] QString statusText(const ResultStatus& status);
/// What a script of several statements came to.
struct ScriptOutcome {
    std::uint64_t statements = 0;
    std::uint64_t failed = 0;
    /// Rows.
    std::uint64_t changed = 0;
    double timeMs = 0;
};
/// `48,000 statements in 2.31 s, 1 failed, 47,999 rows changed.`
[[nodiscard]] QString scriptText(const ScriptOutcome& outcome);
/// `SELECT: 1,000 rows in 12 ms`.
[[nodiscard]] QString outcomeText(const protocol::StatementReport& report, bool hasResult);
/// `Stopped after 2.31 s, with 1,000 rows kept.`
[[nodiscard]] QString stoppedText(const protocol::StatementReport& report);
/// `4 ms`, `2.31 s`, `3 min 20 s`.
[[nodiscard]] QString durationText(double milliseconds);

} // namespace dbv::viewmodel
