// SPDX-License-Identifier: Apache-2.0
#include "engine/session_companion.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/loss_words.h"
#include "engine/own_statement.h"
#include "engine/setting_statement.h"
#include "engine/statement_words.h"
#include "engine/transaction_rules.h"
#include "sql/joined_statements.h"

namespace dbv::engine {

void SessionCompanion::choose(TransactionChoice choice) {
    const std::scoped_lock lock(m_mutex);
    m_choice = std::move(choice);
    m_hasChoice = m_choice != TransactionChoice{};
}

TransactionChoice SessionCompanion::choice() const {
    if (!m_hasChoice) {
        return {};
    }
    const std::scoped_lock lock(m_mutex);
    return m_choice;
}

Result<void> SessionCompanion::before(Session& session, std::string_view statement, bool callsNothing) {
    const Grammar grammar = session.grammar();
    if (const std::string missed = m_numbers.missedBy(statement, grammar); !missed.empty()) {
        return fail(ErrorKind::ConnectionLost,
                    "The session is another since its last statement, so " + missed +
                        " would answer for none of yours. Nothing was sent.",
                    "Look the number up in the table; the next statement is sent.", Damage::Statement);
    }
    const TransactionChoice wanted = choice();
    const bool byHand = wanted.mode == protocol::TransactionMode::Manual;
    if (byHand) {
        if (Result<void> fine = judgeLocks(session, statement); !fine) {
            return fine;
        }
    }
    const auto [effect, setting] = note(statement, grammar, callsNothing);
    m_numbers.sent(effect == SessionMemory::Effect::Changes);
    m_mayHide = effect != SessionMemory::Effect::Known;
    notePrepared(statement, grammar);
    m_sent = setting == SettingKind::Repeatable ? std::string(statement) : std::string();
    if (session.transactionState() != TransactionState::None) {
        return {};
    }
    if (wanted.isolation != m_isolation) {
        if (Result<void> set = session.setIsolation(wanted.isolation); !set) {
            return set;
        }
        m_isolation = wanted.isolation;
    }
    return byHand && belongsInTransaction(statement, grammar) ? begin(session) : Result<void>();
}

Result<void> SessionCompanion::judgeLocks(Session& session, std::string_view statement) const {
    const Grammar grammar = session.grammar();
    if (m_memory.wouldLockTables(statement, grammar)) {
        return fail(
            ErrorKind::InvalidInput,
            "Locking tables commits what is open, and a transaction that is begun afterwards gives the locks back; "
            "here transactions are ended by hand. Nothing was sent.",
            "Choose automatic commits to lock tables, or lock rows (SELECT ... FOR UPDATE).", Damage::Statement);
    }
    const bool wouldBegin =
        session.transactionState() == TransactionState::None && belongsInTransaction(statement, grammar);
    if (!m_memory.locksTables() || !wouldBegin) {
        return {};
    }
    return fail(
        ErrorKind::InvalidInput,
        "Tables are locked: a transaction that is begun now gives the locks back, and without one each change is "
        "committed at once. Nothing was sent.",
        "Run UNLOCK TABLES first, or choose automatic commits.", Damage::Statement);
}

SessionMemory::Noted SessionCompanion::note(std::string_view statement, Grammar grammar, bool callsNothing) {
    const std::vector<TextSpan> parts = sql::joinedParts(statement, grammar);
    if (parts.empty()) {
        return m_memory.note(statement, grammar, callsNothing);
    }
    for (const TextSpan part : parts) {
        const SettingKind setting = m_memory.note(statement.substr(part.begin, part.size()), grammar).setting;
        if (setting != SettingKind::None) {
            // It is not said again by itself.
            m_memory.noteHidden();
        }
    }
    return {SessionMemory::Effect::Changes, SettingKind::None};
}

void SessionCompanion::notePrepared(std::string_view statement, Grammar grammar) {
    m_prepares.reset();
    if (grammar.dialect != DialectId::MySql && grammar.dialect != DialectId::MariaDb) {
        return;
    }
    const char first = statement.empty() ? '\0' : statement.front();
    const bool isLetter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    if (isLetter && first != 'x' && first != 'X') {
        return;
    }
    StatementWords words(statement, grammar);
    if (words.next() && words.word() == "XA" && words.next()) {
        m_prepares = words.word() == "PREPARE"   ? std::optional(true)
                     : words.word() == "RECOVER" ? std::nullopt
                                                 : std::optional(false);
    }
}

std::vector<std::string> SessionCompanion::without() const {
    std::vector<std::string> names;
    names.reserve(m_unmade.size());
    for (const std::string& each : m_unmade) {
        names.push_back(settingName(each));
    }
    return names;
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

Result<void> SessionCompanion::rollBack(Session& session) {
    Result<void> ended = carryOut(session, session.dialect().rollback);
    if (ended) {
        m_sent.clear();
        after(session, "ROLLBACK", true);
    }
    return ended;
}

void SessionCompanion::transactionGone() {
    m_sent.clear();
    if (std::exchange(m_transaction, TransactionState::None) != TransactionState::None) {
        m_changed(TransactionState::None, std::nullopt);
    }
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
            error.hint =
                "Make the setting anew, or go on without it: what is sent from now on runs in the session as it is.";
            m_settings.forget(statement);
            m_unmade.push_back(statement);
            m_unmadeBecause = error;
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
    if (m_transaction != TransactionState::None && !m_prepared) {
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
    const Grammar grammar = session.grammar();
    if (std::exchange(m_mayHide, false) && session.stateChanged()) {
        m_memory.noteHidden();
    }
    if (succeeded && !statement.empty()) {
        std::erase_if(m_unmade, [&](const std::string& each) { return replacesSetting(statement, each, grammar); });
    }
    if (const std::optional<bool> prepares = std::exchange(m_prepares, std::nullopt); prepares && succeeded) {
        m_prepared = *prepares;
    }
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
    if (const bool autocommit = session.commitsByItself(); m_autocommit.exchange(autocommit) != autocommit) {
        m_autocommitChanged(autocommit);
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
    m_unmade.clear();
    m_unmadeBecause.reset();
    m_numbers.sessionOpened();
    m_prepares.reset();
    m_prepared = false;
    m_isolation.clear();
    m_transaction = TransactionState::None;
}

} // namespace dbv::engine
