// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <dbv/core/result.h>

#include "engine/undo_capture.h"
#include "engine/undo_store.h"
#include "protocol/change_values.h"

namespace dbv::engine {

/// What is kept of a change that waits for a decision.
///
/// Thread: one at a time. Blocks: on the disk.
class KeptUndo {
public:
    explicit KeptUndo(PendingUndo pending) : m_pending(std::move(pending)) {}

    /// It was decided on, and the server has answered so; what it has not answered to is kept, since it may have been done.
    void settle(Result<protocol::ChangeSettled>& settled);

private:
    PendingUndo m_pending;
};

/// What was kept, and what can be said of it.
struct KeptPromise {
    std::shared_ptr<KeptUndo> undo;
    protocol::UndoPromise promise;
};

/// Keeps one change while it is held, before anybody can commit it, so that nothing is promised which can not be held.
///
/// Thread: the step's. Blocks: on the disk and the store of secrets.
class UndoKeeping {
public:
    /// Finds the key. The store outlives this.
    UndoKeeping(UndoStore& store, protocol::UndoPlace place, const std::stop_token& stop);

    [[nodiscard]] UndoWish wish() const;
    /// What goes wrong is told in the promise: it hinders no commit.
    [[nodiscard]] KeptPromise keep(CapturedUndo captured, const protocol::MeasuredChange& measured,
                                   const std::string& statement);

private:
    UndoStore& m_store;
    protocol::UndoPlace m_place;
    std::optional<UndoKey> m_key;
    std::string m_whyNot;
};

} // namespace dbv::engine
