// SPDX-License-Identifier: Apache-2.0
#include "engine/dry_run.h"

#include <algorithm>
#include <utility>

#include "engine/diagnostics_use.h"
#include "engine/own_statement.h"

namespace dbv::engine {

namespace {

constexpr std::string_view kOfBlock = "dbv_dry_run_block";
constexpr std::string_view kOfStatement = "dbv_dry_run_statement";
constexpr std::string_view kOurs = "dbv_dry_run_";

Error notSent(const std::string& why, std::string hint) {
    return makeError(ErrorKind::RefusedBySandbox, "Not sent: " + why + ". The connection is in a dry run.",
                     std::move(hint), Damage::Statement);
}

std::string inLowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

bool wasStopped(const Error& error) {
    return error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::TimedOut;
}

} // namespace

Result<void> DryRun::ours(Session& session, const std::string& sql) {
    m_hasSent = true;
    Result<void> done = carryOut(session, sql);
    // Who stops the script ends it; anything else leaves a transaction that is not what it is taken for.
    m_over = m_over || (!done && !wasStopped(done.error()));
    if (!done && done.error().message.contains(kOurs)) {
        // The name of a savepoint of ours says nothing to whoever runs the script.
        done.error().message = "The server has ended the transaction of the dry run, as it does at a deadlock.";
        done.error().detail.clear();
    }
    return done;
}

Result<void> DryRun::goBack(Session& session, std::string_view savepoint) {
    const std::string name(savepoint);
    const Result<void> back = ours(session, "ROLLBACK TO SAVEPOINT " + name);
    return back ? free(session, savepoint) : back;
}

Result<void> DryRun::free(Session& session, std::string_view savepoint) {
    return ours(session, "RELEASE SAVEPOINT " + std::string(savepoint));
}

Result<void> DryRun::begin(Session& session, SessionCompanion& companion) {
    m_over = true;
    if (session.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Internal, "A transaction was open before the dry run. Nothing was sent.",
                    "Disconnect, and connect again.", Damage::Session);
    }
    m_hasSent = true;
    if (Result<void> begun = companion.begin(session); !begun) {
        return begun;
    }
    if (session.transactionState() == TransactionState::None) {
        return fail(ErrorKind::Unsupported, "The server has begun no transaction, so there is no dry run here.",
                    "Choose another safety for the connection.", Damage::Statement);
    }
    m_open = true;
    m_over = false;
    return {};
}

Result<std::optional<DryRun::Instead>> DryRun::before(Session& session, SessionCompanion& companion,
                                                      std::string_view statement, ScriptSafety::Judgement judged) {
    const TransactionWords words = transactionWordsOfAll(statement, session.grammar());
    if (words == TransactionWords::Other || (words == TransactionWords::None && judged.controlsTransaction)) {
        return std::unexpected(
            notSent("a dry run takes BEGIN at most with an isolation level, and plain COMMIT, ROLLBACK and savepoints",
                    "Leave it out of the dry run, or write it in one of these ways."));
    }
    if (words == TransactionWords::Savepoint && inLowerCase(statement).contains(kOurs)) {
        return std::unexpected(notSent("savepoints whose names begin with dbv_dry_run_ are those of the dry run",
                                       "Choose another name for the savepoint."));
    }
    if (!m_open) {
        if (Result<void> begun = begin(session, companion); !begun) {
            return std::unexpected(std::move(begun.error()));
        }
    }
    if (diagnosticsUse(statement, session.grammar()) == DiagnosticsUse::Alone) {
        // Whatever is sent before it is what it would tell of.
        m_writes = false;
        return std::nullopt;
    }
    if (Result<void> back = std::exchange(m_goesBack, false) ? goBack(session, kOfStatement) : Result<void>(); !back) {
        return std::unexpected(std::move(back.error()));
    }
    switch (words) {
    case TransactionWords::Begin: return beginBlock(session, statement);
    case TransactionWords::Commit: return commitBlock(session);
    case TransactionWords::RollBack: return rollBackBlock(session);
    case TransactionWords::Level:
        return Instead{"SET", "Dry run: SET TRANSACTION was not sent; the isolation level is that of the dry run."};
    case TransactionWords::Savepoint: return std::nullopt;
    case TransactionWords::None:
    case TransactionWords::Other: break;
    }
    const bool failed = session.transactionState() == TransactionState::Failed;
    if (!judged.onlyReads && !failed) {
        m_hasSent = true;
        if (Result<void> may = session.checkUndoable(statement); !may) {
            return std::unexpected(std::move(may.error()));
        }
    }
    // A transaction of the script's own that fails as a whole does so here, too.
    const bool failsWhole = m_block && session.dialect().errorFailsTransaction;
    if (m_goesOn && !failed && !failsWhole) {
        if (Result<void> set = ours(session, "SAVEPOINT " + std::string(kOfStatement)); !set) {
            return std::unexpected(std::move(set.error()));
        }
        m_savepoint = true;
    }
    m_writes = !judged.onlyReads;
    m_addedRows = m_addedRows || judged.addsRows;
    return std::nullopt;
}

Result<std::optional<DryRun::Instead>> DryRun::beginBlock(Session& session, std::string_view statement) {
    if (m_block) {
        return std::unexpected(notSent("a transaction of the script is open already",
                                       "End it with COMMIT or ROLLBACK before the next one begins."));
    }
    if (Result<void> set = ours(session, "SAVEPOINT " + std::string(kOfBlock)); !set) {
        return std::unexpected(std::move(set.error()));
    }
    m_block = true;
    const bool hasLevel = inLowerCase(statement).contains("isolation");
    return Instead{"SAVEPOINT", std::string("Dry run: BEGIN was not sent; a savepoint stands for it.") +
                                    (hasLevel ? " The isolation level is that of the dry run." : "")};
}

Result<std::optional<DryRun::Instead>> DryRun::commitBlock(Session& session) {
    if (!m_block) {
        return Instead{"RELEASE", "Dry run: COMMIT was not sent; no transaction of the script is open."};
    }
    if (session.transactionState() == TransactionState::Failed) {
        return rollBackBlock(session);
    }
    if (Result<void> deferred = session.checkDeferred(); !deferred) {
        m_block = false;
        Error& error = deferred.error();
        if (error.damage == Damage::Session || wasStopped(error)) {
            return std::unexpected(std::move(error));
        }
        const Result<void> back = goBack(session, kOfBlock);
        error.damage = Damage::Statement;
        error.hint = "Dry run: COMMIT would have failed with this. The transaction of the script was rolled back.";
        return std::unexpected(back ? error : back.error());
    }
    m_block = false;
    if (Result<void> freed = free(session, kOfBlock); !freed) {
        return std::unexpected(std::move(freed.error()));
    }
    return Instead{"RELEASE", "Dry run: COMMIT was not sent."};
}

Result<std::optional<DryRun::Instead>> DryRun::rollBackBlock(Session& session) {
    if (!std::exchange(m_block, false)) {
        return Instead{"SAVEPOINT", "Dry run: ROLLBACK was not sent; no transaction of the script is open."};
    }
    if (Result<void> back = goBack(session, kOfBlock); !back) {
        return std::unexpected(std::move(back.error()));
    }
    return Instead{"SAVEPOINT", "Dry run: the transaction of the script was rolled back to where it began."};
}

Error DryRun::slipped(std::optional<Error> error) {
    m_open = false;
    m_over = true;
    if (!error) {
        return makeError(ErrorKind::Unsupported,
                         "The statement has ended the transaction of the dry run by itself: it, and all that was run "
                         "before it, is committed and kept.",
                         "Look at what it has left, and take it back by hand. Nothing behind it was sent.",
                         Damage::Statement);
    }
    if (error->damage == Damage::Transaction) {
        error->hint =
            "The database has rolled the whole dry run back with it: nothing of it is kept. Nothing behind it was "
            "sent.";
        return *std::move(error);
    }
    error->hint = "It has ended the transaction of the dry run as well: look whether what was run before it is kept. "
                  "Nothing behind it was sent.";
    return *std::move(error);
}

std::optional<Error> DryRun::after(Session& session, std::optional<Error> error, bool stopped) {
    const bool savepoint = std::exchange(m_savepoint, false);
    const bool writes = std::exchange(m_writes, false);
    if (!m_open || (error && error->damage == Damage::Session)) {
        return error;
    }
    if (session.transactionState() == TransactionState::None) {
        return slipped(std::move(error));
    }
    if (stopped) {
        return error;
    }
    if (!error && writes && !m_block) {
        // Without a transaction of the script's own, its end is a commit.
        if (Result<void> deferred = session.checkDeferred(); !deferred) {
            error = std::move(deferred.error());
        }
    }
    if (!savepoint || (error && error->damage == Damage::Session)) {
        return error;
    }
    // These two keep of the last statement what the user may ask for next, and a savepoint that takes the name of an older one frees
    // that by itself.
    const DialectId dialect = session.grammar().dialect;
    const bool isMySql = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    if (isMySql && (!error || error->damage <= Damage::Statement)) {
        m_goesBack = error.has_value();
        return error;
    }
    if (!error) {
        const Result<void> freed = free(session, kOfStatement);
        return freed ? std::nullopt : std::optional(freed.error());
    }
    if (const Result<void> back = goBack(session, kOfStatement); !back) {
        error->hint = "The dry run can not go on, so nothing behind the statement was sent: " + back.error().message;
        error->damage = std::max(error->damage, back.error().damage);
    }
    return error;
}

Result<void> DryRun::rollBack(Session& session, SessionCompanion& companion) {
    Result<void> done = companion.rollBack(session);
    if (done && session.transactionState() != TransactionState::None) {
        done = fail(ErrorKind::Internal, "A transaction is still open after the rollback", {}, Damage::Session);
    }
    m_open = !done;
    return done;
}

void DryRun::lost(SessionCompanion& companion) {
    m_open = false;
    companion.transactionGone();
}

std::string DryRun::rolledBackText() const {
    return std::string("Dry run: everything was rolled back.") +
           (m_addedRows ? " Numbers that were drawn for new rows may stay used." : "");
}

} // namespace dbv::engine
