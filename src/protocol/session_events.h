// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/ids.h>

#include "protocol/session_values.h"

/// What the engine says about sessions and their transactions.
namespace dbv::protocol {

/// The request waits for a session, because the connection's budget of them is used up.
struct SessionAwaited {
    /// Who has them, in a sentence.
    std::string message;
    SessionList sessions;
};
struct SessionsListed {
    SessionList list;
};
/// A session is gone, and with it what it held.
struct SessionLost {
    SessionPurpose purpose = SessionPurpose::Tab;
    SessionKey session;
    std::string reason;
    /// What was in it and is gone (`the open transaction`, `temporary tables`); may be empty.
    std::vector<std::string> lost;
    /// All that in a sentence.
    std::string message;
};
/// The server said something while no statement ran.
struct SessionNoticed {
    SessionKey session;
    Notice notice;
};
/// A transaction began, failed or ended, as the server says.
struct TransactionChanged {
    SessionKey session;
    TransactionState transaction = TransactionState::None;
    /// When it began; none when none is open.
    std::optional<Moment> since;
};
/// A statement of the session has switched the server's `autocommit`, so that statements are committed by themselves or not.
struct AutocommitChanged {
    SessionKey session;
    bool on = true;
};
/// A transaction has been open for longer than the reminder's time.
struct TransactionReminded {
    SessionKey session;
    Moment since;
    std::string message;
};
/// The connection was closed.
struct SessionWatchEnded {};
struct TransactionModeSet {
    TransactionMode mode = TransactionMode::Automatic;
    std::string isolation;
};
/// The server has confirmed the end. It rolls back what was to be committed when the transaction had failed.
struct TransactionEnded {
    TransactionEnd end = TransactionEnd::Commit;
    /// Where the session stands now.
    TransactionState transaction = TransactionState::None;
    double timeMs = 0;
    /// What the server said of it: a warning that not all could be rolled back.
    std::vector<Notice> notices = {};
};

} // namespace dbv::protocol
