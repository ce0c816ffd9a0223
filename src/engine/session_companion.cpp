// SPDX-License-Identifier: Apache-2.0
#include "engine/session_companion.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "engine/loss_words.h"
#include "engine/setting_statement.h"
#include "engine/transaction_rules.h"

namespace dbv::engine {

namespace {

/// Runs a statement of our own, that returns nothing, to its end.
Result<void> carryOut(Session& session, std::string_view sql) {
    Result<std::unique_ptr<Cursor>> cursor = session.execute({.sql = sql, .positional = {}, .named = {}});
    if (!cursor) {
        return std::unexpected(std::move(cursor.error()));
    }
    Result<void> ended = (*cursor)->end();
    cursor->reset();
    if (!ended) {
        // It is our statement that failed, not a place in the user's.
        ended.error().where.reset();
    }
    return ended;
}

} // namespace

void SessionCompanion::choose(TransactionChoice choice) {
    const std::scoped_lock lock(m_mutex);
    m_choice = std::move(choice);
}

TransactionChoice SessionCompanion::choice() const {
    const std::scoped_lock lock(m_mutex);
    return m_choice;
}

Result<void> SessionCompanion::before(Session& session, std::string_view statement) {
    const Grammar grammar = session.grammar();
    m_memory.note(statement, grammar);
    m_sent = settingKind(statement, grammar) == SettingKind::Repeatable ? std::string(statement) : std::string();
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
                        belongsInTransaction(statement, grammar);
    return begins ? begin(session) : Result<void>();
}

Result<void> SessionCompanion::begin(Session& session) {
    if (session.dialect().begin.empty()) {
        return fail(ErrorKind::Unsupported, "This database has no transactions that could be begun by hand.",
                    "Choose automatic commits.");
    }
    if (Result<void> begun = carryOut(session, session.dialect().begin); !begun) {
        return begun;
    }
    observe(session, true);
    return {};
}

Result<void> SessionCompanion::makeAgain(Session& session, const std::string& setting) {
    if (dependsOn(session.grammar(), setting)) {
        return fail(ErrorKind::Unsupported, "This session reads backslashes in quotes in another way.",
                    "Make the setting anew.", Damage::Statement);
    }
    return carryOut(session, setting);
}

Result<void> SessionCompanion::makeSettingsAgain(Session& session) {
    while (!m_lacking.empty()) {
        const std::string& statement = m_lacking.front();
        if (Result<void> made = makeAgain(session, statement); !made) {
            Error& error = made.error();
            const bool stopped = error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::TimedOut;
            if (stopped || error.damage == Damage::Session) {
                return made;
            }
            error.message = "The session was opened again after it was lost, and a setting that was made in the lost "
                            "one could not be made again (" +
                            settingName(statement) + "): " + error.message + (error.message.ends_with('.') ? "" : ".") +
                            " Nothing else was sent.";
            error.hint = "Make the setting anew, or go on without it: the next statement runs in the session as it is.";
            m_settings.forget(statement);
            m_lacking.erase(m_lacking.begin());
            return made;
        }
        m_memory.note(statement, session.grammar());
        m_lacking.erase(m_lacking.begin());
    }
    return {};
}

std::vector<std::string> SessionCompanion::gone() const {
    std::vector<std::string> words = m_memory.gone();
    if (!m_settings.isWhole() && std::ranges::find(words, "settings") == words.end()) {
        words.emplace_back("settings");
    }
    return words;
}

std::vector<std::string> SessionCompanion::missed() const {
    std::vector<std::string> words = m_memory.missed();
    if (m_transaction != TransactionState::None) {
        words.insert(words.begin(), kOpenTransaction);
    }
    if (!m_settings.isWhole() && std::ranges::find(words, "settings") == words.end()) {
        words.emplace_back("settings");
    }
    return words;
}

void SessionCompanion::after(Session& session, std::string_view command, bool succeeded) {
    const std::string statement = std::exchange(m_sent, {});
    m_settings.carriedOut(succeeded ? std::string_view(statement) : std::string_view(), session.dialect().id, command,
                          session.transactionState());
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

void SessionCompanion::sessionOpened(const std::map<std::string, std::string, std::less<>>& options) {
    m_memory.clear();
    for (const auto& [name, value] : options) {
        m_memory.noteStart(value);
    }
    m_settings.sessionOpened();
    m_lacking = m_settings.statements();
    m_sent.clear();
    m_isolation.clear();
    m_transaction = TransactionState::None;
}

} // namespace dbv::engine
