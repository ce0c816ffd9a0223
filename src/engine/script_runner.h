// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include <dbv/connector/session.h>

#include "concurrency/clock.h"
#include "engine/batch_pace.h"
#include "engine/event_sink.h"
#include "protocol/commands.h"
#include "results/result_shelf.h"
#include "sql/splitter.h"

namespace dbv::engine {

/// What the dispatcher and a running step share.
class RunControl {
public:
    std::stop_source stop;
    /// Rows that the reader still wants of the current result; `kUnlimitedRows` is without end.
    std::atomic<std::uint64_t> credit = 0;
    /// End the current result in order, as truncated.
    std::atomic<bool> endResult = false;
    /// The stop was asked for by the clock. Set before the stop is.
    std::atomic<bool> timedOut = false;

    /// An error that came of a stop by the clock says so.
    void nameTimeout(Error& error, std::uint64_t timeoutMs) const;

    void grant(std::uint64_t rows) {
        change([rows](std::uint64_t now) {
            return rows > protocol::kUnlimitedRows - now ? protocol::kUnlimitedRows : now + rows;
        });
    }
    void use(std::uint64_t rows) {
        change([rows](std::uint64_t now) { return now == protocol::kUnlimitedRows ? now : now - std::min(now, rows); });
    }

private:
    // Reader and run change it at the same time.
    template <class Next>
    void change(Next next) {
        std::uint64_t now = credit.load();
        while (!credit.compare_exchange_weak(now, next(now))) {
        }
    }
};

/// Runs the statements of a script on a session, in blocking steps. A step ends when the script is over or when the
/// reader has got all the rows it wanted; then statement and cursor wait for the next step without a thread.
///
/// Thread: one step at a time.
class ScriptRunner {
public:
    enum class StepEnd : std::uint8_t { Finished, Parked };

    ScriptRunner(protocol::RunQuery query, DialectId dialect, std::shared_ptr<RunControl> control,
                 results::ResultShelf& shelf, Emit emit);

    ScriptRunner(const ScriptRunner&) = delete;
    ScriptRunner& operator=(const ScriptRunner&) = delete;
    ~ScriptRunner() = default;

    /// Blocks: on the server.
    [[nodiscard]] StepEnd step(Session& session);
    /// Ends the current statement because the driver failed in the middle of it; it may have run. Its cursor is gone
    /// afterwards, so that the session can be thrown away.
    /// Errors: the given one when no statement was under way.
    [[nodiscard]] Result<StepEnd> breakOff(Error error);
    /// How each statement ended so far.
    [[nodiscard]] const std::vector<protocol::StatementReport>& reports() const { return m_reports; }
    /// Where the session stood when the script was over.
    [[nodiscard]] TransactionState transaction() const { return m_transaction; }
    /// What went wrong in the last statement; null when nothing did.
    [[nodiscard]] const Error* latestFailure() const;
    [[nodiscard]] std::size_t currentStatement() const { return m_reports.size(); }
    [[nodiscard]] std::uint64_t rowsOfCurrent() const { return m_current ? m_current->rows : 0; }

private:
    struct Current {
        // Not left to the compiler: clang can not make one inside `std::optional` before the outer class is complete.
        Current();

        protocol::StatementReport report;
        concurrency::TimePoint started;
        std::optional<concurrency::TimePoint> firstRow;
        std::unique_ptr<Cursor> cursor;
        ResultId result;
        std::shared_ptr<results::ResultSpool> spool;
        std::optional<RowBatchBuilder> builder;
        BatchPace pace;
        /// The cursor has given its last row, and that waits in the builder.
        bool exhausted = false;
        std::uint64_t rows = 0;
        concurrency::TimePoint lastTold;
        std::uint64_t toldRows = 0;
    };
    [[nodiscard]] StepEnd runOn(Session& session);
    enum class Pump : std::uint8_t { Ended, OutOfCredit };

    void begin(Session& session, const sql::Statement& statement);
    [[nodiscard]] Result<void> send(Session& session, const sql::Statement& statement);
    [[nodiscard]] Pump pump();
    [[nodiscard]] Result<bool> fetchSome(std::uint64_t wanted);
    [[nodiscard]] Result<void> keep();
    /// Whether there is one more row; it waits in the builder, so that nobody is told of more rows that do not exist.
    [[nodiscard]] Result<bool> peek();
    void tellRows(bool atOnce);
    void tellNotices();
    void end(std::optional<Error> error, bool truncated);
    [[nodiscard]] bool scriptIsOver() const;

    protocol::RunQuery m_query;
    std::shared_ptr<RunControl> m_control;
    results::ResultShelf& m_shelf;
    Emit m_emit;
    sql::StatementScanner m_scanner;
    std::optional<Current> m_current;
    std::vector<protocol::StatementReport> m_reports;
    TransactionState m_transaction = TransactionState::None;
};

} // namespace dbv::engine
