// SPDX-License-Identifier: Apache-2.0
#include "engine/transaction_end.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "concurrency/clock.h"

namespace dbv::engine {

Error noTransactionError(protocol::TransactionEnd end) {
    const bool commit = end == protocol::TransactionEnd::Commit;
    return makeError(ErrorKind::InvalidInput,
                     "No transaction is open, so nothing was " + std::string(commit ? "committed" : "rolled back") +
                         ".",
                     "It may have been ended by a statement, or lost with its session: look at the messages.");
}

Result<protocol::TransactionEnded> endTransaction(Session& session, SessionCompanion& companion,
                                                  protocol::TransactionEnd end) {
    const concurrency::TimePoint begun = std::chrono::steady_clock::now();
    if (session.transactionState() == TransactionState::None) {
        return std::unexpected(noTransactionError(end));
    }
    const Dialect& dialect = session.dialect();
    const std::string_view sql = end == protocol::TransactionEnd::Commit ? dialect.commit : dialect.rollback;
    Result<std::unique_ptr<Cursor>> cursor = session.execute({.sql = sql, .positional = {}, .named = {}});
    Result<void> ended = cursor ? (*cursor)->end() : std::unexpected(std::move(cursor.error()));
    const std::string command = cursor ? (*cursor)->outcome().command : std::string();
    std::vector<Notice> notices = cursor ? (*cursor)->takeNotices() : std::vector<Notice>();
    if (cursor) {
        cursor->reset();
    }
    std::ranges::move(session.takeNotices(), std::back_inserter(notices));
    if (!ended && ended.error().damage == Damage::Session) {
        return std::unexpected(std::move(ended.error()));
    }
    companion.after(session, command, ended.has_value());
    if (!ended) {
        return std::unexpected(std::move(ended.error()));
    }
    // A failed transaction that is committed is rolled back, and the server says so.
    const bool rolledBack = end == protocol::TransactionEnd::RollBack || command == "ROLLBACK";
    return protocol::TransactionEnded{
        rolledBack ? protocol::TransactionEnd::RollBack : protocol::TransactionEnd::Commit, session.transactionState(),
        concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now()), std::move(notices)};
}

} // namespace dbv::engine
