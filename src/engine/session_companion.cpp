// SPDX-License-Identifier: Apache-2.0
#include "engine/session_companion.h"

#include <chrono>
#include <memory>
#include <utility>

#include "engine/transaction_rules.h"

namespace dbv::engine {

void SessionCompanion::choose(TransactionChoice choice) {
    const std::scoped_lock lock(m_mutex);
    m_choice = std::move(choice);
}

TransactionChoice SessionCompanion::choice() const {
    const std::scoped_lock lock(m_mutex);
    return m_choice;
}

Result<void> SessionCompanion::before(Session& session, std::string_view statement) {
    const DialectId dialect = session.dialect().id;
    m_memory.note(statement, dialect);
    if (session.transactionState() != TransactionState::None) {
        return {};
    }
    const TransactionChoice wanted = choice();
    if (wanted.isolation != m_isolation) {
        if (Result<void> set = session.setIsolation(wanted.isolation); !set) {
            return set;
        }
        m_isolation = wanted.isolation;
    }
    const bool begins = wanted.mode == protocol::TransactionMode::Manual && !m_memory.locksTables() &&
                        belongsInTransaction(statement, dialect);
    return begins ? begin(session) : Result<void>();
}

Result<void> SessionCompanion::begin(Session& session) {
    if (session.dialect().begin.empty()) {
        return fail(ErrorKind::Unsupported, "This database has no transactions that could be begun by hand.",
                    "Choose automatic commits.");
    }
    Result<std::unique_ptr<Cursor>> cursor =
        session.execute({.sql = session.dialect().begin, .positional = {}, .named = {}});
    Result<void> ended = cursor ? (*cursor)->end() : std::unexpected(std::move(cursor.error()));
    if (cursor) {
        cursor->reset();
    }
    if (!ended) {
        // It is our statement that failed, not a place in the user's.
        ended.error().where.reset();
        return ended;
    }
    observe(session, true);
    return {};
}

void SessionCompanion::after(Session& session, std::string_view command) {
    // COMMIT AND CHAIN ends one transaction and begins the next.
    observe(session, command == "COMMIT");
}

void SessionCompanion::observe(Session& session, bool begun) {
    const TransactionState state = session.transactionState();
    const bool isNew = state != TransactionState::None && (m_transaction == TransactionState::None || begun);
    if (state != m_transaction || isNew) {
        m_transaction = state;
        m_changed(state, isNew ? std::optional(std::chrono::steady_clock::now()) : std::nullopt);
    }
}

void SessionCompanion::sessionOpened() {
    m_memory.clear();
    m_isolation.clear();
    m_transaction = TransactionState::None;
}

} // namespace dbv::engine
