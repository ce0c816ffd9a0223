// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "engine/cancel_watch.h"
#include "engine/dispatcher.h"
#include "engine/event_sink.h"
#include "engine/lanes.h"
#include "engine/script_runner.h"
#include "engine/session_slot.h"

namespace dbv::engine {

/// One RunQuery from its first step to its last word: it waits for the session, lends a thread to the script as long as
/// there is something to do, and parks when the reader has enough.
///
/// Thread: the dispatcher.
class QueryRun final : public LeaseHolder, public std::enable_shared_from_this<QueryRun> {
public:
    /// What a run needs of its surroundings; all outlive it.
    struct Surroundings {
        Dispatcher& dispatcher;
        Lanes& lanes;
        results::ResultShelf& shelf;
        /// A parked result is ended after this time, because its cursor holds locks or a snapshot on the server.
        std::chrono::milliseconds parkedLimit;
    };

    /// What is run instead of the query's text.
    struct Script {
        std::shared_ptr<StatementFeed> feed;
        std::optional<ScriptBlock> block;
    };

    QueryRun(Surroundings surroundings, protocol::RunQuery query, DialectId dialect, ScriptSafety safety, Emit emit,
             Finish finish, Script script = {});

    /// `heard` is the last loss that whoever asked for this knew of.
    void start(const std::shared_ptr<SessionSlot>& slot, SessionUser user, AskQuestion ask, std::uint64_t heard);
    void grant(std::uint64_t rows);
    void grantStatements(std::uint64_t statements, std::uint64_t results);
    void endResult();
    /// Nothing new is begun until it goes on.
    void pause(bool paused);
    /// Stops the run; its last word comes when the server has said that it stopped.
    void cancel();
    [[nodiscard]] bool waitsForReader() const override { return m_state == State::Parked; }
    /// A parked run that somebody else waits for ends its result.
    bool yieldSession() override;

private:
    enum class State : std::uint8_t { Waiting, Stepping, Parked, Recovering, Finished };

    void leaseGranted(SessionLease lease);
    void scheduleStep();
    void stepEnded(Result<ScriptRunner::StepEnd> end);
    void park();
    void endParked(const std::string& reason);
    void watch(std::shared_ptr<Canceller> canceller);
    void recover();
    /// Throws the session away. Thread: a step.
    void discard(SessionSlot& slot, const std::string& reason);
    void finish();
    void fail(Error error);
    void startTimeout();

    Surroundings m_around;
    std::uint64_t m_timeoutMs;
    bool m_yields;
    /// There is no statement: it is looked whether the session stands.
    bool m_onlyLooks;
    Emit m_emit;
    Finish m_finish;
    std::shared_ptr<RunControl> m_control;
    std::shared_ptr<ScriptRunner> m_runner;
    SessionLease m_lease;
    /// The step that waits for its thread or runs.
    std::optional<concurrency::OfferedWork> m_step;
    std::shared_ptr<CancelWatch> m_watch;
    State m_state = State::Waiting;
    std::shared_ptr<SessionSlot> m_slot;
    SessionSlot::Ticket m_ticket = SessionSlot::kNoTicket;
    /// Why the script could not be run at all.
    std::optional<Error> m_broken;
    std::uint64_t m_parkings = 0;
};

} // namespace dbv::engine
