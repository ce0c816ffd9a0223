// SPDX-License-Identifier: Apache-2.0
#include "engine/script_block.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/own_statement.h"
#include "engine/passed_over.h"
#include "engine/setting_statement.h"
#include "engine/statement_words.h"
#include "engine/transaction_end.h"
#include "sql/command_tag.h"

namespace dbv::engine {

namespace {

std::string lineInWords(const protocol::FilePlace& place) {
    return "line " + std::to_string(place.line) + " of " + place.file;
}

/// Whether a statement chooses when constraints are looked at.
bool setsConstraints(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    return settingKind(statement, grammar) == SettingKind::Passing && words.next() && words.word() == "SET" &&
           words.next() && words.word() == "CONSTRAINTS";
}

/// Whether a statement makes a temporary table of PostgreSQL's that its COMMIT drops or empties.
bool makesUpToCommit(std::string_view statement, Grammar grammar) {
    if (grammar.dialect != DialectId::PostgreSql) {
        return false;
    }
    StatementWords words(statement, grammar);
    if (!words.next() || words.word() != "CREATE" || !words.next()) {
        return false;
    }
    const bool scoped = words.word() == "LOCAL" || words.word() == "GLOBAL";
    if ((scoped && !words.next()) || (words.word() != "TEMP" && words.word() != "TEMPORARY")) {
        return false;
    }
    while (words.next()) {
        if (words.isPlain() && words.word() == "ON" && words.next() && words.word() == "COMMIT" && words.next()) {
            return words.word() == "DROP" || words.word() == "DELETE";
        }
    }
    return false;
}

/// Whether a statement of MySQL's or MariaDB's locks tables by name, which commits what is open.
bool locksTables(const SessionMemory& memory, std::string_view statement, Grammar grammar) {
    if (grammar.dialect != DialectId::MySql && grammar.dialect != DialectId::MariaDb) {
        return false;
    }
    const std::string verb = sql::firstKeyword(statement, grammar);
    return (verb == "LOCK" || verb == "FLUSH" || verb == "BACKUP") && memory.wouldLockTables(statement, grammar);
}

} // namespace

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
    if (companion.memory().locksTables()) {
        return fail(ErrorKind::InvalidInput,
                    "Tables are locked in the session, and a transaction that is begun now gives the locks back. The "
                    "statement was not sent.",
                    "Run UNLOCK TABLES first, or run the script with its transactions as they are written.",
                    Damage::Statement);
    }
    m_statements = 0;
    const std::string modes = std::exchange(m_modes, {});
    const std::string sets = "SET TRANSACTION " + modes;
    const bool isPostgres = session.grammar().dialect == DialectId::PostgreSql;
    // The other servers take it for the transaction that begins next.
    if (Result<void> set = modes.empty() || isPostgres ? Result<void>() : carryOut(session, sets); !set) {
        return set;
    }
    Result<void> begun = companion.begin(session);
    m_open = begun.has_value();
    begun = begun && isPostgres && !modes.empty() ? carryOut(session, sets) : begun;
    return begun && m_within ? m_locals.setAgain(session) : begun;
}

Error ScriptBlock::refusal() const {
    return makeError(ErrorKind::InvalidInput,
                     std::string("The script ends a transaction in a way that does not go with the transactions that "
                                 "were chosen. The statement was not sent.") +
                         (m_committedWithin
                              ? " A part of what it would take back is committed already, and stays: the statements " +
                                    spanInWords(m_committedWithin->first, m_committedWithin->second) + "."
                              : std::string()),
                     "Run the script with its transactions as they are written.", Damage::Statement);
}

ScriptBlock::Before ScriptBlock::leaveOutModes(const TransactionModes& modes, const protocol::FilePlace& place) {
    Before before{.isLeftOut = true, .told = {}};
    const std::string harmless = modes.harmless();
    // One transaction is around all of it, and this one is the first: it can be as that is to be.
    const bool isGiven = m_every == 0 && !m_open && !m_hasSent && !harmless.empty();
    m_modes = isGiven ? harmless : m_modes;
    if (isGiven) {
        before.told.push_back(
            {"info", "The transaction around the script is as " + lineInWords(place) + " has it: " + harmless + "."});
    }
    if (!isGiven || harmless != modes.asked) {
        before.told.push_back({"warning", "What " + lineInWords(place) + " asks for (" + modes.asked + ") " +
                                              (isGiven ? "holds in this part only" : "does not hold") +
                                              ", since the script's transactions were chosen: what stands behind it "
                                              "runs as the transaction around it does."});
    }
    return before;
}

Result<ScriptBlock::Before> ScriptBlock::leaveOut(Session& session, bool begins) {
    if (!begins) {
        if (Result<void> back = m_open ? m_locals.giveBack(session) : Result<void>(); !back) {
            return std::unexpected(std::move(back.error()));
        }
    }
    m_locals.forget();
    m_within = begins;
    m_sentWithin.reset();
    m_committedWithin.reset();
    Before before{.isLeftOut = true, .told = {}};
    if (!std::exchange(m_toldLeftOut, true)) {
        const bool mayStay = m_every > 0 && begins;
        before.told.push_back({"info", std::string("The script's own BEGIN and COMMIT are left out, since its "
                                                   "transactions were chosen.") +
                                           (mayStay ? " What it rolls back later may be committed by then." : "")});
    }
    return before;
}

std::vector<Notice> ScriptBlock::heldOtherwise(std::string_view statement, Grammar grammar,
                                               const protocol::FilePlace& place) const {
    if (setsLaterTransactions(statement, grammar)) {
        return {{"warning", "What " + lineInWords(place) +
                                " sets for transactions that begin behind it does not hold in "
                                "the one around it, since the script's transactions were "
                                "chosen."}};
    }
    if (m_within && setsConstraints(statement, grammar)) {
        return {{"warning", "What " + lineInWords(place) +
                                " sets holds beyond the script's own COMMIT, which is left out: up to the end of the "
                                "transaction around it."}};
    }
    if (makesUpToCommit(statement, grammar) && (m_within || m_every > 0)) {
        return {{"warning", "The temporary table of " + lineInWords(place) +
                                (m_within ? ", which the script's own COMMIT would drop or empty (ON COMMIT), stays as "
                                            "it is beyond that, which is left out: up to the end of the transaction "
                                            "around it."
                                          : " is dropped or emptied by the next COMMIT (ON COMMIT), and there is one "
                                            "behind each " +
                                                std::to_string(m_every) + " statements.")}};
    }
    if (m_every > 0 && !m_within && !localSetting(statement, grammar).empty()) {
        return {
            {"warning", "What " + lineInWords(place) +
                            " sets for its transaction is gone with the next COMMIT, and there is one behind each " +
                            std::to_string(m_every) + " statements."}};
    }
    return {};
}

Result<ScriptBlock::Before> ScriptBlock::before(Session& session, SessionCompanion& companion,
                                                std::string_view statement, const protocol::FilePlace& place) {
    const Grammar grammar = session.grammar();
    const TransactionWords said = transactionWordsOfAll(statement, grammar);
    const std::optional<TransactionModes> modes =
        said == TransactionWords::None ? std::nullopt : transactionModes(statement, grammar);
    if (said == TransactionWords::Begin || said == TransactionWords::Commit || (modes && modes->begins)) {
        Result<Before> left = leaveOut(session, said != TransactionWords::Commit);
        if (left && modes && !modes->asked.empty()) {
            std::ranges::move(leaveOutModes(*modes, place).told, std::back_inserter(left->told));
        }
        return left;
    }
    if (modes) {
        return leaveOutModes(*modes, place);
    }
    if (said == TransactionWords::RollBack || said == TransactionWords::Other) {
        return std::unexpected(refusal());
    }
    if (locksTables(companion.memory(), statement, grammar)) {
        return fail(ErrorKind::InvalidInput,
                    "Locking tables commits what is open, and the transaction that is begun behind it gives the locks "
                    "back, so it does not go with the transactions that were chosen. The statement was not sent.",
                    "Run the script with its transactions as they are written, or without LOCK TABLES (mysqldump and "
                    "mariadb-dump leave it out with --skip-add-locks).",
                    Damage::Statement);
    }
    if (setsOutsideTransactionOnly(statement, grammar)) {
        if (m_open) {
            return fail(ErrorKind::InvalidInput,
                        "This PRAGMA has no effect within a transaction, and one is open, since the script's "
                        "transactions were chosen. The statement was not sent.",
                        "Put it in front of the first other statement, or run the script with its transactions as they "
                        "are written.",
                        Damage::Statement);
        }
        return Before();
    }
    const bool unlocks = companion.memory().locksTables() && sql::firstKeyword(statement, grammar) == "UNLOCK";
    if (!m_open && (unlocks || setsLaterTransactions(statement, grammar))) {
        return Before();
    }
    Before before{.isLeftOut = false, .told = heldOtherwise(statement, grammar, place)};
    if (!m_open) {
        if (Result<void> begun = begin(session, companion); !begun) {
            return std::unexpected(std::move(begun.error()));
        }
        m_span.first = place;
    }
    if (Result<void> noted = m_within ? m_locals.note(session, statement) : Result<void>(); !noted) {
        return std::unexpected(std::move(noted.error()));
    }
    m_span.second = place;
    m_hasSent = true;
    if (m_within && !m_sentWithin) {
        m_sentWithin = place;
    }
    ++m_statements;
    return before;
}

std::optional<Notice> ScriptBlock::after(Session& session, const Error* failure) {
    m_keptBefore = false;
    if (!m_open || session.transactionState() != TransactionState::None) {
        return std::nullopt;
    }
    m_open = false;
    m_keptBefore = failure != nullptr && failure->damage <= Damage::Statement;
    // All or nothing was asked for: what stands behind it would be kept without what stood before it.
    m_isBroken = m_every == 0 && failure != nullptr;
    const std::string stops =
        m_isBroken && m_goesOn ? " The script ends here, since what stands behind it would be kept by itself." : "";
    if (failure != nullptr && failure->damage > Damage::Statement) {
        // An error that takes the transaction with it says so itself, but not what that holds.
        const bool others = failure->damage == Damage::Transaction && m_span.first != m_span.second;
        const bool ends = failure->damage == Damage::Transaction && !stops.empty();
        return others || ends ? std::optional(Notice{
                                    "warning", "The failure has rolled back the transaction around it: of the "
                                               "statements " +
                                                   spanInWords(m_span.first, m_span.second) + " none is kept." + stops})
                              : std::nullopt;
    }
    if (std::exchange(m_toldSlipped, true) && stops.empty()) {
        return std::nullopt;
    }
    return Notice{
        "warning",
        "The statement has ended the transaction around it: what stood before it is committed, as servers do with "
        "statements that define something, or gone, where the statement itself has rolled back." +
            (stops.empty() ? " A rollback takes back only what comes behind it." : stops)};
}

Result<void> ScriptBlock::commit(Session& session, SessionCompanion& companion) {
    if (!m_open) {
        return {};
    }
    const Result<protocol::TransactionEnded> ended =
        endTransaction(session, companion, protocol::TransactionEnd::Commit);
    m_open = session.transactionState() != TransactionState::None;
    if (m_sentWithin && ended) {
        m_committedWithin = Span(*m_sentWithin, m_span.second);
    }
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
