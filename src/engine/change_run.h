// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "engine/backup_before.h"
#include "engine/change_measure.h"
#include "engine/dispatcher.h"
#include "engine/event_sink.h"
#include "engine/lanes.h"
#include "engine/safety_gate.h"
#include "engine/session_slot.h"
#include "engine/session_step.h"
#include "engine/undo_keeping.h"
#include "protocol/change_commands.h"

namespace dbv::engine {

/// One change that is held until it is decided on: it runs, is told, and is kept or taken back by whoever asked, or taken back
/// by the clock, or when nobody hears of it any more. While it waits, the session is free for looking at what it did.
///
/// Thread: the dispatcher.
class ChangeRun : public std::enable_shared_from_this<ChangeRun> {
public:
    /// Where it runs; all outlive it.
    struct Surroundings {
        Dispatcher& dispatcher;
        Lanes& lanes;
        UndoStore& undo;
        /// Where it is made.
        protocol::UndoPlace place;
        /// What is made before something is destroyed.
        BackupBefore backup = {};
    };

    ChangeRun(Surroundings surroundings, protocol::HoldChange command, SafetyGate gate, Emit emit, Finish finish)
        : m_around(std::move(surroundings)),
          m_command(std::move(command)),
          m_gate(gate),
          m_emit(std::move(emit)),
          m_finish(std::move(finish)) {}

    void start(const std::shared_ptr<SessionSlot>& slot, SessionSlot::Claim claim);
    /// Decides on it. `answer` is called when that is done, with what came of it.
    void settle(protocol::TransactionEnd end, Finish answer);
    /// Takes it back.
    void cancel();

private:
    enum class State : std::uint8_t { Measuring, Held, Settling, Finished };
    /// Written by the step that measures, read when it is over.
    struct Opened {
        ChangeScope scope = ChangeScope::Transaction;
        /// Which of the slot's sessions it was.
        std::uint64_t opening = 0;
        /// What is kept of it; null when nothing is.
        std::shared_ptr<KeptUndo> undo = nullptr;
        protocol::UndoPromise promise = {};
    };

    void measured(protocol::Event event);
    void runSettling(protocol::TransactionEnd end);
    void settled(protocol::Event event);
    void finish(protocol::Event event);

    Surroundings m_around;
    protocol::HoldChange m_command;
    SafetyGate m_gate;
    Emit m_emit;
    Finish m_finish;
    std::shared_ptr<SessionSlot> m_slot;
    std::shared_ptr<SessionStep> m_step;
    std::shared_ptr<Opened> m_opened = std::make_shared<Opened>();
    State m_state = State::Measuring;
    bool m_byClock = false;
    Finish m_answer;
};

} // namespace dbv::engine
