// SPDX-License-Identifier: Apache-2.0
#include "engine/change_measure.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "concurrency/clock.h"
#include "engine/change_sample.h"
#include "engine/own_statement.h"
#include "engine/used_database.h"
#include "sql/classifier.h"
#include "sql/joined_statements.h"
#include "sql/splitter.h"

namespace dbv::engine {

namespace {

using protocol::MeasuredChange;

// Around the statement where a transaction is open already, and around what only looks.
constexpr std::string_view kMark = "SAVEPOINT dbv_measured";
constexpr std::string_view kBackToMark = "ROLLBACK TO SAVEPOINT dbv_measured";
constexpr std::string_view kForgetMark = "RELEASE SAVEPOINT dbv_measured";
constexpr std::string_view kLook = "SAVEPOINT dbv_look";
constexpr std::string_view kBackToLook = "ROLLBACK TO SAVEPOINT dbv_look";
constexpr std::string_view kForgetLook = "RELEASE SAVEPOINT dbv_look";

/// Takes an open change back, also while somebody stops what runs on the session; a session where that fails is given up, so
/// that its server rolls it back.
Result<protocol::ChangeSettled> takeBack(Session& session, SessionCompanion& companion, ChangeScope scope) {
    constexpr int kTries = 10;
    Result<protocol::ChangeSettled> back = settleChange(session, companion, scope, protocol::TransactionEnd::RollBack);
    for (int i = 1; i < kTries && !back && back.error().kind == ErrorKind::Cancelled; ++i) {
        if (Result<void> usable = session.recover(); !usable) {
            back = std::unexpected(std::move(usable.error()));
            break;
        }
        back = settleChange(session, companion, scope, protocol::TransactionEnd::RollBack);
    }
    if (!back) {
        back.error().damage = Damage::Session;
        back.error().message =
            "What was tried could not be taken back, so the session is ended: " + back.error().message;
    }
    return back;
}

/// One run of a measured statement.
class Measurement {
public:
    Measurement(Session& session, SessionCompanion& companion, UndoWish wish)
        : m_session(session), m_companion(companion), m_wish(wish) {}

    [[nodiscard]] Result<OpenChange> run(const protocol::PreviewChange& change, TextSpan span,
                                         const Classification& found) {
        m_onlyCounts = change.onlyCounts;
        if (Result<void> begun = begin(std::string_view(change.sql).substr(span.begin, span.size())); !begun) {
            return std::unexpected(std::move(begun.error()));
        }
        Result<MeasuredChange> measured = measure(change, span, found);
        if (measured) {
            return OpenChange{std::move(*measured), m_scope, std::move(m_undo)};
        }
        Error error = std::move(measured.error());
        // What is lost with its session, the server rolls back.
        if (m_begun && error.damage != Damage::Session) {
            if (Result<protocol::ChangeSettled> back = takeBack(m_session, m_companion, m_scope); !back) {
                return std::unexpected(std::move(back.error()));
            }
        }
        return std::unexpected(std::move(error));
    }

private:
    [[nodiscard]] Result<MeasuredChange> measure(const protocol::PreviewChange& change, TextSpan span,
                                                 const Classification& found) {
        const std::string_view text = std::string_view(change.sql).substr(span.begin, span.size());
        if (Result<void> undoable = m_session.checkUndoable(text); !undoable) {
            return std::unexpected(std::move(undoable.error()));
        }
        ChangeSample sample(text, found, m_session.grammar(), change.sampleRows);
        std::unique_ptr<ChangeMeter> meter;
        if (Result<void> looked =
                look([&] { return beginMeter(meter); },
                     [&](std::string why) { m_measured.footprint.remarks.push_back(std::move(why)); });
            !looked) {
            return std::unexpected(std::move(looked.error()));
        }
        const auto noSample = [&](std::string why) { sample.giveUp(std::move(why)); };
        if (Result<void> looked = look([&] { return sample.readBefore(m_session); }, noSample); !looked) {
            return std::unexpected(std::move(looked.error()));
        }
        UndoCapture undo(text, found, m_session.grammar(), m_wish);
        const auto withoutUndo = [&](std::string why) { undo.giveUp(std::move(why)); };
        if (m_wish.mostBytes == 0) {
            withoutUndo({});
        } else if (m_scope == ChangeScope::PartOfTransaction) {
            withoutUndo("The change is part of a transaction that is still open.");
        }
        if (undo.wants()) {
            if (Result<void> looked = look([&] { return undo.readBefore(m_session); }, withoutUndo); !looked) {
                return std::unexpected(std::move(looked.error()));
            }
        }
        if (Result<void> ran = runStatement({.sql = text,
                                             .positional = change.positional,
                                             .named = change.named,
                                             .copyLines = nullptr,
                                             .mustReturnRows = false,
                                             .mayBeStopped = false});
            !ran) {
            if (ran.error().where) {
                ran.error().where =
                    TextSpan{ran.error().where->begin + span.begin, ran.error().where->end + span.begin};
            }
            return std::unexpected(std::move(ran.error()));
        }
        // What a commit would find.
        if (Result<void> kept = m_session.checkDeferred(); !kept) {
            return std::unexpected(std::move(kept.error()));
        }
        if (Result<void> looked = look([&] { return sample.readAfter(m_session); }, noSample); !looked) {
            return std::unexpected(std::move(looked.error()));
        }
        if (Result<void> looked =
                look([&] { return readMeter(meter.get()); },
                     [&](std::string why) { m_measured.footprint.remarks.push_back(std::move(why)); });
            !looked) {
            return std::unexpected(std::move(looked.error()));
        }
        const std::optional<std::int64_t> affected = m_measured.affectedRows;
        if (undo.wants()) {
            if (Result<void> looked = look([&] { return undo.readAfter(m_session, affected); }, withoutUndo); !looked) {
                return std::unexpected(std::move(looked.error()));
            }
        }
        m_undo = std::move(undo).take(m_measured.footprint, affected);
        m_measured.change = found.rows;
        std::move(sample).moveInto(m_measured);
        if (m_measured.table.empty()) {
            m_measured.table = found.target;
        }
        return std::move(m_measured);
    }

    [[nodiscard]] Result<void> begin(std::string_view text) {
        if (Result<void> again = m_companion.makeSettingsAgain(m_session); !again) {
            return again;
        }
        if (m_session.transactionState() == TransactionState::Failed) {
            return fail(ErrorKind::InvalidInput, "The open transaction has failed, so nothing can be tried in it.",
                        "Roll it back first.", Damage::Statement);
        }
        if (Result<void> ready = m_companion.before(m_session, text); !ready) {
            return ready;
        }
        const bool own = m_session.transactionState() == TransactionState::None;
        if (Result<void> begun = carryOut(m_session, own ? m_session.dialect().begin : kMark); !begun) {
            return begun;
        }
        m_begun = true;
        m_scope = own ? ChangeScope::Transaction : ChangeScope::PartOfTransaction;
        if (own) {
            m_companion.after(m_session, "BEGIN", true);
        }
        return {};
    }

    /// Something that the change is not about: what fails there fails alone, and `why` is told.
    [[nodiscard]] Result<void> look(const std::function<Result<void>()>& part,
                                    const std::function<void(std::string why)>& tell) {
        if (m_onlyCounts) {
            return {};
        }
        if (Result<void> marked = carryOut(m_session, kLook); !marked) {
            return marked;
        }
        const Result<void> looked = part();
        if (!looked) {
            const Error& error = looked.error();
            if (error.damage == Damage::Session || error.kind == ErrorKind::Cancelled) {
                return looked;
            }
            tell(error.message);
            if (Result<void> back = carryOut(m_session, kBackToLook); !back) {
                return back;
            }
        }
        return carryOut(m_session, kForgetLook);
    }

    [[nodiscard]] Result<void> beginMeter(std::unique_ptr<ChangeMeter>& meter) {
        Result<std::unique_ptr<ChangeMeter>> made = m_session.meterChanges();
        if (!made) {
            return std::unexpected(std::move(made.error()));
        }
        meter = std::move(*made);
        return {};
    }

    [[nodiscard]] Result<void> readMeter(ChangeMeter* meter) {
        if (meter == nullptr) {
            return {};
        }
        Result<ChangeFootprint> read = meter->read();
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        std::ranges::move(m_measured.footprint.remarks, std::back_inserter(read->remarks));
        m_measured.footprint = std::move(*read);
        return {};
    }

    [[nodiscard]] Result<void> runStatement(const StatementText& statement) {
        const concurrency::TimePoint begun = std::chrono::steady_clock::now();
        Result<std::unique_ptr<Cursor>> cursor = m_session.execute(statement);
        Result<void> ended = cursor ? (*cursor)->end() : std::unexpected(std::move(cursor.error()));
        StatementOutcome outcome = cursor ? (*cursor)->outcome() : StatementOutcome();
        m_measured.notices = cursor ? (*cursor)->takeNotices() : std::vector<Notice>();
        if (cursor) {
            cursor->reset();
        }
        std::ranges::move(m_session.takeNotices(), std::back_inserter(m_measured.notices));
        m_measured.timeMs = concurrency::millisecondsBetween(begun, std::chrono::steady_clock::now());
        m_measured.affectedRows = outcome.affectedRows;
        if (!ended && ended.error().damage == Damage::Session) {
            return ended;
        }
        m_companion.after(m_session, outcome.command, ended.has_value());
        if (ended && m_session.transactionState() != TransactionState::Open) {
            m_begun = false;
            return fail(ErrorKind::Internal,
                        "The statement has ended the transaction in which it was tried, so that what it did is kept.",
                        "Look at the table before anything else is run.", Damage::Statement);
        }
        return ended;
    }

    Session& m_session;
    SessionCompanion& m_companion;
    bool m_begun = false;
    bool m_onlyCounts = false;
    ChangeScope m_scope = ChangeScope::Transaction;
    MeasuredChange m_measured;
    UndoWish m_wish;
    CapturedUndo m_undo;
};

Result<void> judgeMeasurable(const Classification& found, const SafetyGate& gate) {
    if (Result<void> may = gate.judge(found); !may) {
        return may;
    }
    if (found.rows == RowChange::None) {
        return fail(ErrorKind::Unsupported, "The statement changes no rows that could be counted: nothing was sent.",
                    "Only INSERT, UPDATE, DELETE and MERGE are tried first.", Damage::Statement);
    }
    const bool onlyRows = std::ranges::all_of(found.effects, [](const Effect& effect) {
        return effect.kind <= StatementClass::Write || effect.reason == EffectReason::EveryRow;
    });
    if (!onlyRows || !found.undoable) {
        return fail(ErrorKind::Unsupported,
                    "No rollback surely takes back all that the statement does: " + effectsInWords(found) +
                        ". Nothing was sent.",
                    "Run it as it is, when that is meant.", Damage::Statement);
    }
    return {};
}

} // namespace

Result<OpenChange> openChange(Session& session, SessionCompanion& companion, SafetyGate gate,
                              const protocol::PreviewChange& change, UndoWish wish) {
    const Grammar grammar = session.grammar();
    const std::vector<sql::Statement> statements = sql::split(change.sql, grammar);
    if (statements.size() != 1 || statements.front().kind != sql::StatementKind::Sql) {
        return fail(ErrorKind::InvalidInput,
                    "One statement at a time is tried; this text has " + std::to_string(statements.size()) + ".",
                    "Mark one statement.", Damage::Statement);
    }
    const TextSpan span = statements.front().span;
    const std::string_view text = std::string_view(change.sql).substr(span.begin, span.size());
    if (const std::size_t joined = sql::joinedParts(text, grammar).size(); joined > 0) {
        return fail(ErrorKind::InvalidInput,
                    "One statement at a time is tried; \\; joins " + std::to_string(joined) + " here.",
                    "Write ; instead of \\;, and mark one statement.", Damage::Statement);
    }
    const Classification found = sql::classify(text, grammar, databaseOf(session, companion.settings()));
    if (Result<void> may = judgeMeasurable(found, gate); !may) {
        return std::unexpected(std::move(may.error()));
    }
    return Measurement(session, companion, wish).run(change, span, found);
}

Result<MeasuredChange> previewChange(Session& session, SessionCompanion& companion, SafetyGate gate,
                                     const protocol::PreviewChange& change) {
    Result<OpenChange> open = openChange(session, companion, gate, change);
    if (!open) {
        return std::unexpected(std::move(open.error()));
    }
    Result<protocol::ChangeSettled> back = takeBack(session, companion, open->scope);
    if (!back) {
        return std::unexpected(std::move(back.error()));
    }
    std::ranges::move(back->notices, std::back_inserter(open->measured.notices));
    return std::move(open->measured);
}

Result<protocol::ChangeSettled> settleChange(Session& session, SessionCompanion& companion, ChangeScope scope,
                                             protocol::TransactionEnd end) {
    if (scope == ChangeScope::Transaction) {
        const Result<protocol::TransactionEnded> ended = endTransaction(session, companion, end);
        return ended ? Result<protocol::ChangeSettled>(protocol::ChangeSettled{ended->end, false, ended->notices})
                     : std::unexpected(ended.error());
    }
    if (session.transactionState() == TransactionState::None) {
        return std::unexpected(noTransactionError(end));
    }
    if (end == protocol::TransactionEnd::RollBack) {
        if (Result<void> back = carryOut(session, kBackToMark); !back) {
            return std::unexpected(std::move(back.error()));
        }
    }
    if (Result<void> forgotten = carryOut(session, kForgetMark); !forgotten) {
        return std::unexpected(std::move(forgotten.error()));
    }
    companion.after(session, "RELEASE", true);
    return protocol::ChangeSettled{end, false, session.takeNotices()};
}

} // namespace dbv::engine
