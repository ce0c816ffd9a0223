// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <dbv/core/ids.h>

#include "protocol/events.h"
#include "protocol/on_drop.h"
#include "protocol/session_values.h"

/// What a front end says about sessions and their transactions.
namespace dbv::protocol {

/// The sessions of a connection as they stand.
struct ListSessions {
    using Answer = SessionsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
};
/// Tells what happens to a connection's sessions between statements, until the connection is closed: `SessionLost`,
/// `SessionNoticed`, `TransactionChanged`, `TransactionReminded`, `AutocommitChanged`.
struct WatchSessions {
    using Answer = SessionWatchEnded;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    /// Only the session that this tab uses; without it all of them.
    std::optional<SessionKey> session;
};
/// Says who begins the transactions of a session, and at which isolation level. It holds from the next statement outside of a
/// transaction on, and for the session's successors.
struct SetTransactionMode {
    using Answer = TransactionModeSet;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    ConnectionId connection;
    SessionKey session;
    TransactionMode mode = TransactionMode::Automatic;
    /// One of the dialect's; empty for the server's usual one.
    std::string isolation;
};
/// Commits a session's open transaction or rolls it back.
struct EndTransaction {
    using Answer = TransactionEnded;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    ConnectionId connection;
    SessionKey session;
    TransactionEnd end = TransactionEnd::Commit;
};

} // namespace dbv::protocol
