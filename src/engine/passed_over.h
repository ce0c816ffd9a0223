// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/grammar.h>
#include <dbv/connector/session.h>
#include <dbv/core/error.h>

#include "engine/transaction_words.h"
#include "protocol/script_commands.h"

namespace dbv::engine {

/// The statements of a script before the place where it is to go on, which are not run: what they set of the session is, and a
/// transaction that one of them begins is not.
///
/// Thread: one at a time.
class PassedOver {
public:
    /// One that sets something again when it is sure that the script does not take that back.
    struct Kept {
        std::string text;
        protocol::FilePlace place;
    };

    /// The next of them. True where it is sent all the same at once, since it sets something of the session that is the same each
    /// time. In a transaction of PostgreSQL's, which takes back what it has set, it is kept until that is committed.
    /// Blocks: on the server, for what tells by itself whether it was done already. Errors: of the server.
    [[nodiscard]] Result<bool> note(std::string_view statement, const protocol::FilePlace& at, Session& session);
    /// The next of those that were kept and are to be sent now.
    [[nodiscard]] std::optional<Kept> takeDue();
    /// The place is reached where it is to go on: what is set in a transaction that is open there is set. True where there is such.
    [[nodiscard]] bool reachPlace();
    /// Whether one of them begins a transaction that none of them ends; what is to be said of it then. `state` is where the
    /// session stands.
    [[nodiscard]] std::optional<Notice> openTransaction(TransactionState state, DialectId dialect) const;
    /// What the session may have otherwise than the script would have it there.
    [[nodiscard]] std::vector<Notice> otherwiseSet() const;

private:
    void noteTransaction(std::string_view statement, const std::string& place, Grammar grammar);
    /// Of PostgreSQL: which of the statements that are kept are to be sent, or not any more.
    void noteKept(TransactionWords said, const std::vector<std::string>& words);
    void settle();

    /// Where it begins; empty where none is open.
    std::string m_openSince;
    /// The savepoint of SQLite that has begun it, and how many of its name are open.
    std::string m_savepoint;
    std::size_t m_savepoints = 0;
    /// In the transaction that is open; and how many of them stand before each of its savepoints.
    std::vector<Kept> m_kept;
    std::vector<std::pair<std::string, std::size_t>> m_keptBefore;
    std::deque<Kept> m_due;
    /// The first that sets something and was not sent, since it may be another thing each time.
    std::string m_notSet;
};

/// Whether a statement is a PRAGMA that SQLite does not heed, or refuses, within a transaction.
[[nodiscard]] bool setsOutsideTransactionOnly(std::string_view statement, Grammar grammar);

/// Whether a statement sets something of the session that is the same each time that it is said.
[[nodiscard]] bool setsSession(std::string_view statement, Grammar grammar);

} // namespace dbv::engine
