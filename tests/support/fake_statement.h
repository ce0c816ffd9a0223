// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/grammar.h>
#include <dbv/core/error.h>

#include "support/gate.h"

namespace dbv::testing {

/// How one statement behaves. The default is a statement without a result that succeeds.
struct FakeStatement {
    /// 1 gives a result of one column that counts rows from 0.
    std::size_t columns = 0;
    std::uint64_t rows = 0;
    /// Stands before the statement reaches the server, so a cancel finds nothing to stop.
    std::shared_ptr<Gate> beforeStart;
    /// Stands while the statement runs, before its first row; a cancel that arrives there is noticed after it.
    std::shared_ptr<Gate> whileRunning;
    /// Runs until it is cancelled.
    bool endless = false;
    /// The statement is refused.
    std::optional<Error> refused;
    /// The result breaks before the row of this number.
    std::uint64_t breaksAt = 0;
    std::optional<Error> breaks;
    /// It can not be ended in order.
    std::optional<Error> endFails;
    /// The driver throws, when the statement is sent or when the first row is fetched.
    bool throwsWhenSent = false;
    bool throwsWhenFetched = false;
    /// A request to stop has reached it before its end, and it says nothing of that.
    bool stopReached = false;
    /// Said while the statement begins, also when it is refused.
    std::vector<Notice> notices;
    /// Said when it ends.
    std::vector<Notice> lastNotices;
    /// No rollback would take back what it does.
    std::optional<Error> notUndoable;
    /// The server ends the open transaction with it.
    bool endsTransaction = false;
    /// From then on the session reads statements in this way.
    std::optional<Grammar> thenReads;
};

} // namespace dbv::testing
