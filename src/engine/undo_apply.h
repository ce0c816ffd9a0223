// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "engine/safety_gate.h"
#include "engine/undo_store.h"
#include "protocol/undo_commands.h"

/// Undoes changes that were committed.
namespace dbv::engine {

/// What is to be done.
struct UndoTask {
    bool apply = false;
    bool partly = false;
};

/// Looks how the rows are now, and puts them back where that is asked for, in one transaction that is rolled back unless each
/// statement changes exactly its rows and they are read afterwards as they were before the change.
/// Blocks: on the server.
/// Errors: Unsupported when the table is another by now; InvalidInput for rows that were changed since; of the gate; of the
/// server.
[[nodiscard]] Result<protocol::UndoDone> undoChange(Session& session, SafetyGate gate, const UndoStore::Opened& opened,
                                                    UndoTask task);

/// The statements that undo it, with what has to be set around them, for people to read and run.
[[nodiscard]] std::string undoScript(const UndoStore::Opened& opened);

} // namespace dbv::engine
