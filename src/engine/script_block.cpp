// SPDX-License-Identifier: Apache-2.0
#include "engine/script_block.h"

#include <utility>

#include "engine/passed_over.h"
#include "engine/transaction_end.h"
#include "engine/transaction_words.h"

namespace dbv::engine {

Result<void> ScriptBlock::begin(Session& session, SessionCompanion& companion) {
    if (m_goesOn && session.dialect().errorFailsTransaction) {
        return fail(ErrorKind::InvalidInput,
                    "Here a statement that fails takes its whole transaction with it, so a script can not go on behind "
                    "failures and be committed in larger parts. Nothing was sent.",
                    "Stop at the first failure, or leave the transactions as they are written.", Damage::Statement);
    }
    if (session.transactionState() != TransactionState::None) {
        return fail(ErrorKind::InvalidInput, "A transaction of the session is open already. Nothing was sent.",
                    "Commit it or roll it back first.", Damage::Statement);
    }
    m_statements = 0;
    Result<void> begun = companion.begin(session);
    m_open = begun.has_value();
    return begun;
}

Result<std::optional<Notice>> ScriptBlock::before(Session& session, SessionCompanion& companion,
                                                  std::string_view statement) {
    const TransactionWords said = transactionWordsOfAll(statement, session.grammar());
    switch (said) {
    case TransactionWords::Begin:
    case TransactionWords::Commit: {
        m_within = said == TransactionWords::Begin;
        m_committedWithin = false;
        Notice told;
        if (!std::exchange(m_toldLeftOut, true)) {
            told = {"info", "The script's own BEGIN and COMMIT are left out, since its transactions were chosen."};
            if (m_every > 0 && m_within) {
                told.message += " What it rolls back later may be committed by then.";
            }
        }
        return told;
    }
    case TransactionWords::RollBack:
    case TransactionWords::Other:
        return fail(
            ErrorKind::InvalidInput,
            std::string("The script ends a transaction in a way that does not go with the transactions that "
                        "were chosen. The statement was not sent.") +
                (m_committedWithin ? " A part of what it would take back is committed already, and stays." : ""),
            "Run the script with its transactions as they are written.", Damage::Statement);
    case TransactionWords::None:
    case TransactionWords::Savepoint:
    case TransactionWords::Level: break;
    }
    if (setsOutsideTransactionOnly(statement, session.grammar())) {
        if (m_open) {
            return fail(ErrorKind::InvalidInput,
                        "This PRAGMA has no effect within a transaction, and one is open, since the script's "
                        "transactions were chosen. The statement was not sent.",
                        "Put it in front of the first other statement, or run the script with its transactions as they "
                        "are written.",
                        Damage::Statement);
        }
        return std::nullopt;
    }
    if (!m_open) {
        if (Result<void> begun = begin(session, companion); !begun) {
            return std::unexpected(std::move(begun.error()));
        }
    }
    ++m_statements;
    return std::nullopt;
}

std::optional<Notice> ScriptBlock::after(Session& session, const Error* failure) {
    if (!m_open || session.transactionState() != TransactionState::None) {
        return std::nullopt;
    }
    m_open = false;
    // An error that takes the transaction with it says so itself.
    if ((failure != nullptr && failure->damage > Damage::Statement) || std::exchange(m_toldSlipped, true)) {
        return std::nullopt;
    }
    return Notice{
        "warning",
        "The statement has ended the transaction around it: what stood before it is committed, as servers do with "
        "statements that define something, or gone, where the statement itself has rolled back. A rollback takes "
        "back only what comes behind it."};
}

Result<void> ScriptBlock::commit(Session& session, SessionCompanion& companion) {
    if (!m_open) {
        return {};
    }
    const Result<protocol::TransactionEnded> ended =
        endTransaction(session, companion, protocol::TransactionEnd::Commit);
    m_open = session.transactionState() != TransactionState::None;
    m_committedWithin = m_committedWithin || (m_within && ended.has_value());
    if (!ended) {
        Error error = ended.error();
        error.where.reset();
        return std::unexpected(std::move(error));
    }
    if (ended->end == protocol::TransactionEnd::RollBack) {
        return fail(ErrorKind::SqlError, "the server has rolled them back instead.", "Look at the failures before it.",
                    Damage::Statement);
    }
    return {};
}

Result<void> ScriptBlock::rollBack(Session& session, SessionCompanion& companion) {
    Result<void> done =
        session.transactionState() == TransactionState::None ? Result<void>() : companion.rollBack(session);
    m_open = !done;
    return done;
}

void ScriptBlock::lost(SessionCompanion& companion) {
    m_open = false;
    companion.transactionGone();
}

std::string spanInWords(const protocol::FilePlace& first, const protocol::FilePlace& last) {
    const std::string end = "line " + std::to_string(last.line) + " of " + last.file;
    const std::string file = first.file == last.file ? std::string() : " of " + first.file;
    return first == last ? "in " + end : "from line " + std::to_string(first.line) + file + " to " + end;
}

} // namespace dbv::engine
