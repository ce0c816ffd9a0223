// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/grammar.h>
#include <dbv/connector/session.h>
#include <dbv/core/error.h>

#include "engine/transaction_words.h"

namespace dbv::engine {

/// The statements of a script before the place where it is to go on, which are not run: what they set of the session is, and a
/// transaction that one of them begins is not.
///
/// Thread: one at a time.
class PassedOver {
public:
    /// The next of them; `place` is where it stands, in words. True where it is sent all the same, since it sets something of the
    /// session that is the same each time.
    /// Blocks: on the server, for what tells by itself whether it was done already. Errors: of the server.
    [[nodiscard]] Result<bool> note(std::string_view statement, const std::string& place, Session& session);
    /// Whether one of them begins a transaction that none of them ends; what is to be said of it then. `state` is where the
    /// session stands.
    [[nodiscard]] std::optional<Notice> openTransaction(TransactionState state, DialectId dialect) const;
    /// What the session may have otherwise than the script would have it there.
    [[nodiscard]] std::vector<Notice> otherwiseSet() const;

private:
    void noteTransaction(std::string_view statement, const std::string& place, Grammar grammar);
    void noteRollback(TransactionWords said);

    /// Where it begins; empty where none is open.
    std::string m_openSince;
    /// The savepoint of SQLite that has begun it, and how many of its name are open.
    std::string m_savepoint;
    std::size_t m_savepoints = 0;
    /// The first statement that was set again since a transaction is open, and one of those that the script then rolls back.
    std::string m_setWithin;
    std::string m_setRolledBack;
    /// The first that sets something and was not sent, since it may be another thing each time.
    std::string m_notSet;
};

/// Whether a statement is a PRAGMA that SQLite does not heed, or refuses, within a transaction.
[[nodiscard]] bool setsOutsideTransactionOnly(std::string_view statement, Grammar grammar);

/// Whether a statement sets something of the session that is the same each time that it is said.
[[nodiscard]] bool setsSession(std::string_view statement, Grammar grammar);

} // namespace dbv::engine
