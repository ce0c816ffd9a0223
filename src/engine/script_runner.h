// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <dbv/connector/session.h>

#include "concurrency/clock.h"
#include "engine/batch_pace.h"
#include "engine/dry_run.h"
#include "engine/event_sink.h"
#include "engine/run_control.h"
#include "engine/script_block.h"
#include "engine/script_safety.h"
#include "engine/session_companion.h"
#include "engine/statement_feed.h"
#include "protocol/commands.h"
#include "results/result_shelf.h"
#include "sql/splitter.h"

namespace dbv::engine {

/// Runs the statements of a script on a session, in blocking steps. A step ends when the script is over or when the
/// reader has got all the rows, or the reports of all the statements, that it wanted; then statement and cursor wait for the
/// next step without a thread.
///
/// Thread: one step at a time.
class ScriptRunner {
public:
    enum class StepEnd : std::uint8_t { Finished, Parked };

    /// Without a `feed` the statements are those of the query's text.
    ScriptRunner(protocol::RunQuery query, DialectId dialect, std::shared_ptr<RunControl> control,
                 results::ResultShelf& shelf, ScriptSafety safety, Emit emit, std::shared_ptr<StatementFeed> feed,
                 std::optional<ScriptBlock> block);

    ScriptRunner(const ScriptRunner&) = delete;
    ScriptRunner& operator=(const ScriptRunner&) = delete;
    ~ScriptRunner() = default;

    /// Whether the script may run as a whole; before the first step. Errors: of `ScriptSafety::begin`.
    [[nodiscard]] Result<void> judge(Session& session, SessionCompanion& companion);
    /// What is asked, where that was the error.
    [[nodiscard]] std::optional<protocol::Confirmation> takeAsked() { return m_safety.takeAsked(); }
    /// Blocks: on the server.
    [[nodiscard]] StepEnd step(Session& session, SessionCompanion& companion);
    /// Ends the current statement because the driver failed in the middle of it; it may have run. Its cursor is gone
    /// afterwards, so that the session can be thrown away.
    /// Errors: the given one when no statement was under way.
    [[nodiscard]] Result<StepEnd> breakOff(Error error);
    /// A transaction has to be rolled back when the script is over.
    [[nodiscard]] bool mustRollBack() const {
        return (m_dryRun && m_dryRun->isOpen()) || (m_block && m_block->isOpen());
    }
    /// Rolls it back and says so; nothing of the script is under way any more, and the session is usable. Blocks: on the server.
    /// Errors: as `DryRun::rollBack`.
    [[nodiscard]] Result<void> rollBack(Session& session, SessionCompanion& companion);
    /// The session is thrown away, and the transaction is rolled back with it; says so.
    void rolledBackByLoss(SessionCompanion& companion, const std::string& reason);
    /// How the latest statement ended.
    [[nodiscard]] const std::optional<protocol::StatementReport>& latestReport() const { return m_latest; }
    /// Where the session stood when the script was over.
    [[nodiscard]] TransactionState transaction() const { return m_transaction; }
    /// What went wrong in the last statement; null when nothing did.
    [[nodiscard]] const Error* latestFailure() const;
    /// The number of the statement that runs or comes next.
    [[nodiscard]] std::size_t currentStatement() const { return m_ended; }
    /// Parked in the middle of a result, not between two statements.
    [[nodiscard]] bool waitsForRows() const { return m_current.has_value(); }
    [[nodiscard]] std::uint64_t rowsOfCurrent() const { return m_current ? m_current->rows : 0; }

private:
    struct Current {
        // Not left to the compiler: clang can not make one inside `std::optional` before the outer class is complete.
        Current();

        protocol::StatementReport report;
        /// Moves on by the time that the statement is parked.
        concurrency::TimePoint started;
        std::optional<concurrency::TimePoint> parkedAt;
        std::optional<double> firstRowMs;
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
        /// By its text.
        bool onlyReads = false;
    };
    /// Where the statements of a step run, and what goes with them.
    struct Place {
        Session& session;
        SessionCompanion& companion;
    };

    [[nodiscard]] StepEnd runOn(Place place);
    /// The latest statement has ended.
    void tellCompanion(Place place);
    enum class Pump : std::uint8_t { GoesOn, Ended, OutOfCredit };

    /// `ready` is whether the session is ready for it.
    void begin(Place place, const sql::Statement& statement, Result<void> ready);
    [[nodiscard]] Result<void> send(Place place, const sql::Statement& statement);
    enum class Ahead : std::uint8_t { Statement, End, Failure };

    /// Finds the next statement, and commits before it what is due. A failure was told, and ends the script.
    [[nodiscard]] Ahead lookAhead(Place place);
    void failBehind(Error error);
    /// Whether a statement is not sent, since the transactions are not the script's.
    [[nodiscard]] Result<bool> leftOut(Place place, std::string_view text);
    void tellOfRollback(Notice notice);
    /// Says it of a statement that reads what the server keeps of the one before it, which by then is a question of the program's own.
    void tellOfQuestions(std::string_view text, Grammar grammar);
    /// Ends what goes around the script. False when that has failed.
    [[nodiscard]] bool commitBlock(Place place);
    /// Makes room for the result at which the cursor stands, if it has one.
    void beginResult();
    /// All rows of the current one are kept.
    [[nodiscard]] Result<void> finishResult();
    /// Goes on to the statement's next result. False when it has no more.
    [[nodiscard]] Result<bool> nextResult();
    /// The same behind a result's last row; ends the statement when it was the last result.
    [[nodiscard]] Pump resultRead();
    [[nodiscard]] Pump pump();
    [[nodiscard]] Pump pumpRows();
    [[nodiscard]] Result<bool> fetchSome(std::uint64_t wanted);
    [[nodiscard]] Result<void> keep();
    /// Whether there is one more row; it waits in the builder, so that nobody is told of more rows that do not exist.
    [[nodiscard]] Result<bool> peek();
    void tellRows(bool atOnce);
    void tell(std::vector<Notice> notices);
    void end(std::optional<Error> error, bool truncated);
    /// How a statement ends that has ended without an error after the server was asked to stop it.
    [[nodiscard]] std::optional<Error> interrupted();
    /// Whoever runs it wants no more of it.
    [[nodiscard]] Pump endStopped();
    /// Reads for a while what may be the last rows; nothing when the statement is still at it.
    [[nodiscard]] std::optional<Pump> readToItsEnd();
    [[nodiscard]] bool scriptIsOver() const;
    /// Before a statement is sent, in a dry run; true when that was done in another way.
    /// Errors: why it is not sent.
    [[nodiscard]] Result<bool> doneInDryRun(Place place, std::string_view text, ScriptSafety::Judgement judged);
    /// The statement has ended at the server; with what it is to be reported.
    [[nodiscard]] std::optional<Error> endedInDryRun(std::optional<Error> error);

    protocol::RunQuery m_query;
    std::shared_ptr<RunControl> m_control;
    results::ResultShelf& m_shelf;
    ScriptSafety m_safety;
    Emit m_emit;
    /// What goes around the script where the connection's safety wants that.
    std::optional<DryRun> m_dryRun;
    /// Of the step under way, for the end of its statements; null while the driver has lost its head.
    Session* m_session = nullptr;
    /// The transactions around it that are not written in it.
    std::optional<ScriptBlock> m_block;
    const DialectId m_dialect;
    std::shared_ptr<StatementFeed> m_feed;
    std::optional<Current> m_current;
    std::size_t m_ended = 0;
    /// What stands behind the statement that failed would do something else than it says: the session could not be made ready
    /// for it, or the server has read the statement in another way than the script was cut.
    bool m_unclear = false;
    std::optional<protocol::StatementReport> m_latest;
    TransactionState m_transaction = TransactionState::None;
};

} // namespace dbv::engine
