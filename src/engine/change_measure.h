// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "engine/safety_gate.h"
#include "engine/session_companion.h"
#include "engine/transaction_end.h"
#include "engine/undo_capture.h"
#include "protocol/change_commands.h"

/// Runs a change within a transaction, or within a part of one, so that it can be undone.
namespace dbv::engine {

/// What a change that waits for a decision has begun on its session.
enum class ChangeScope : std::uint8_t {
    Transaction,
    PartOfTransaction ///< of one that was open before
};

/// A change that has run and waits for `settleChange`.
struct OpenChange {
    protocol::MeasuredChange measured;
    ChangeScope scope = ChangeScope::Transaction;
    CapturedUndo undo = {};
};

/// Runs the one statement of `change`, tells what it did, and leaves it open. After an error nothing of it is left. What is wished
/// for undoing it later is read around it.
/// Blocks: on the server.
/// Errors: InvalidInput for more than one statement; Unsupported for what no rollback takes back or what changes no rows; of
/// the gate; SqlError with `where` in the text, Cancelled, ConnectionLost.
[[nodiscard]] Result<OpenChange> openChange(Session& session, SessionCompanion& companion, SafetyGate gate,
                                            const protocol::PreviewChange& change, UndoWish wish = {});

/// The same, and takes it back.
[[nodiscard]] Result<protocol::MeasuredChange> previewChange(Session& session, SessionCompanion& companion,
                                                             SafetyGate gate, const protocol::PreviewChange& change);

/// Keeps a change, or takes it back.
/// Blocks: on the server.
/// Errors: InvalidInput when its transaction was ended by something else; of the server.
[[nodiscard]] Result<protocol::ChangeSettled> settleChange(Session& session, SessionCompanion& companion,
                                                           ChangeScope scope, protocol::TransactionEnd end);

} // namespace dbv::engine
