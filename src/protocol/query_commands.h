// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/ids.h>

#include "protocol/events.h"
#include "protocol/on_drop.h"

/// What a front end says about running statements.
namespace dbv::protocol {

inline constexpr std::uint64_t kUnlimitedRows = std::numeric_limits<std::uint64_t>::max();
inline constexpr std::uint64_t kUnlimitedStatements = std::numeric_limits<std::uint64_t>::max();

/// Runs every statement of a script in order, each once.
struct RunQuery {
    using Answer = QueryFinished;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    /// The tab's session, made at its first use; 0 is the connection's own.
    SessionKey session;
    /// Without a text the session is opened, or its server is asked for a sign of life: one that is gone is opened anew.
    std::string sql;
    std::vector<ParameterValue> positional;
    std::map<std::string, ParameterValue, std::less<>> named;
    /// Rows of each result that may be fetched before `GrantRows` is needed.
    std::uint64_t credit = kUnlimitedRows;
    /// Statements that may run before `GrantStatements` is needed.
    std::uint64_t statementCredit = kUnlimitedStatements;
    /// Results that may come before `GrantStatements` is needed: with one, nothing runs before what the last result held has
    /// gone where it was meant to go.
    std::uint64_t resultCredit = kUnlimitedStatements;
    /// Rows of each result after which it ends as truncated.
    std::uint64_t maxRows = kUnlimitedRows;
    /// Longest time for the whole script; 0 is without end. Unit: milliseconds.
    std::uint64_t timeoutMs = 0;
    bool stopOnError = true;
    /// The token of a `Confirmation` for exactly this text and these values on this connection; empty before anything was asked.
    std::string confirm;
    /// Refuses, and does not run, what returns no rows.
    bool mustReturnRows = false;
    /// What to do with a result that waits for its reader: end it, in order and with a notice, when another statement
    /// needs the session or when it waited too long; or let it wait, so that nothing is missing.
    bool yields = false;
    /// Whether somebody hears the questions (`QuestionRaised`) of a way to the server that has to be laid anew for this, and
    /// answers them.
    bool canAnswer = false;
    /// Who sends it, for the history.
    StatementSource from = StatementSource::Editor;
};
struct GrantRows {
    using Answer = RowsGranted;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId run;
    std::uint64_t rows = kUnlimitedRows;
};
/// For a reader of every statement's report: a script of millions does not run ahead of it.
struct GrantStatements {
    using Answer = RowsGranted;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId run;
    std::uint64_t statements = 0;
    std::uint64_t results = 0;
};
/// Ends the parked or running result in order, as truncated; the script goes on.
struct EndResult {
    using Answer = RowsGranted;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId run;
};

} // namespace dbv::protocol
