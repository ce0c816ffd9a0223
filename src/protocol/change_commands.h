// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/ids.h>

#include "protocol/events.h"
#include "protocol/on_drop.h"

/// What a front end says about changes that are run before they are decided on.
namespace dbv::protocol {

/// Runs one statement that changes rows, tells what it did, and rolls it back.
/// Errors: Unsupported for what no rollback takes back, and for what changes no rows.
struct PreviewChange {
    using Answer = ChangePreviewed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    SessionKey session;
    std::string sql;
    std::vector<ParameterValue> positional;
    std::map<std::string, ParameterValue, std::less<>> named;
    /// Rows of the sample at most.
    std::uint64_t sampleRows = 20;
    /// Only the number of rows is wanted that the server tells for the statement itself.
    bool onlyCounts = false;
    /// Who sends it, for the history.
    StatementSource from = StatementSource::Editor;
};
/// The same, and keeps its transaction open until it is decided on: `ChangeHeld` comes first. Whoever drops it rolls it back.
/// Where a transaction is open already, only this statement is undone.
struct HoldChange {
    using Answer = ChangeSettled;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    PreviewChange change;
    /// Unit: milliseconds, from the moment when it has run.
    std::uint64_t keepForMs = 60'000;
};
/// Decides on a change that is held; commits it, or leaves it to the transaction in which it ran.
struct SettleChange {
    using Answer = ChangeSettled;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId held;
    TransactionEnd end = TransactionEnd::RollBack;
};

} // namespace dbv::protocol
