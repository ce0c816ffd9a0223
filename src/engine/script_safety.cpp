// SPDX-License-Identifier: Apache-2.0
#include "engine/script_safety.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "engine/change_measure.h"
#include "engine/diagnostics_use.h"
#include "engine/used_database.h"
#include "sql/classifier.h"
#include "sql/command_tag.h"
#include "sql/joined_statements.h"
#include "sql/splitter.h"

namespace dbv::engine {

namespace {

// More than anybody reads through.
constexpr std::size_t kMostAsked = 100;

/// Holds a statement to a gate, with what it does by way of views where those count. `questioned` is set where the server is asked.
Result<Classification> judgeStatement(const SafetyGate& gate, ViewReach& views, std::string_view statement,
                                      Session& session, const std::string& database, bool& questioned) {
    const Grammar grammar = session.grammar();
    Classification found = sql::classify(statement, grammar, database);
    Result<void> may = gate.judge(found);
    if (may && gate.looksAtViews() && diagnosticsUse(statement, grammar) != DiagnosticsUse::Alone) {
        views.note(statement, found, grammar);
        questioned = questioned || views.hasNoted();
        may = views.learn(session, ViewReach::Trust::Nothing);
        if (may) {
            found = views.with(std::move(found), statement, grammar);
            may = gate.judge(found);
        }
    }
    return may ? Result<Classification>(std::move(found)) : std::unexpected(std::move(may.error()));
}

/// What a dump is made of, by the megabyte: nobody waits for its rows.
bool addsRows(std::string_view statement, Grammar grammar) {
    const std::string verb = sql::firstKeyword(statement, grammar);
    return verb == "INSERT" || verb == "REPLACE";
}

std::string askedText(std::string_view script, const protocol::Confirmation& asked) {
    const protocol::ClassifiedStatement& first = asked.statements.front();
    const std::size_t count = asked.statements.size() + asked.more;
    const std::string place =
        first.place.empty() ? "line " + std::to_string(1 + std::ranges::count(script.substr(0, first.span.begin), '\n'))
                            : first.place;
    const std::string rows =
        first.affectedRows ? " (" + std::to_string(*first.affectedRows) + " rows, as measured)" : std::string();
    return "Nothing was sent: " + std::string(count == 1 ? "a statement" : std::to_string(count) + " statements") +
           " would have to be confirmed first. In " + place + ": " + effectsInWords(first.found) + rows + ".";
}

/// Whether what was found changes what a statement behind it would do.
bool leavesTraces(const Classification& found) {
    return std::ranges::any_of(found.effects,
                               [](const Effect& effect) { return effect.reason != EffectReason::ControlsTransaction; });
}

/// A statement of a file is told with its beginning: nobody else has its text.
protocol::ClassifiedStatement withText(protocol::ClassifiedStatement statement, std::string_view text) {
    constexpr std::size_t kLongestBeginning = 500;
    if (!statement.place.empty()) {
        statement.text = text.substr(0, kLongestBeginning);
    }
    return statement;
}

void add(protocol::Confirmation& asked, protocol::ClassifiedStatement statement) {
    if (asked.statements.size() < kMostAsked) {
        asked.statements.push_back(std::move(statement));
    } else {
        ++asked.more;
    }
}

/// Tells how much is at stake where nothing brings it back. What can not be asked is left out: the statement itself says more.
void addTargetSize(protocol::ClassifiedStatement& statement, Session& session) {
    const bool database = statement.found.targetKind == "DATABASE" || statement.found.targetKind == "SCHEMA";
    const bool table = statement.found.targetKind == "TABLE";
    // An error must not take a transaction of the user's with it.
    const bool safe = session.transactionState() == TransactionState::None || !session.dialect().errorFailsTransaction;
    if (statement.found.undoable || statement.found.target.empty() || !(database || table) || !safe) {
        return;
    }
    if (const Result<ObjectSize> size =
            session.sizeOf(database ? ObjectType::Database : ObjectType::Table, statement.found.target)) {
        statement.targetSize = *size;
    }
}

} // namespace

Result<void> ScriptSafety::begin(const protocol::RunQuery& query, StatementFeed& feed, ScriptPlace place,
                                 const std::stop_token& stop) {
    if (std::exchange(m_begun, true)) {
        return {};
    }
    if (!query.confirm.empty()) {
        const Result<std::string> redeemed = m_confirmations.redeem(query);
        m_confirmed = redeemed.has_value();
        if (!m_confirmed) {
            return std::unexpected(redeemed.error());
        }
        m_confirmations.forget(query.connection, query.session);
        feed.allowOnly(*redeemed);
        return {};
    }
    if (!m_gate.mayAsk()) {
        return {};
    }
    Result<protocol::Confirmation> found = lookThrough(query, feed, place, stop);
    if (!found) {
        return std::unexpected(std::move(found.error()));
    }
    protocol::Confirmation asked = std::move(*found);
    if (asked.statements.empty()) {
        m_confirmations.forget(query.connection, query.session);
        return {};
    }
    constexpr std::size_t kMostSizes = 10;
    for (std::size_t i = 0; i < std::min(kMostSizes, asked.statements.size()); ++i) {
        addTargetSize(asked.statements[i], place.session);
    }
    asked.token = m_confirmations.ask(query, feed.looked());
    Error error = makeError(ErrorKind::ConfirmationRequired, askedText(query.sql, asked),
                            "Look at what it would do, and send it again with the confirmation if that is meant.");
    error.where = asked.statements.front().span;
    m_asked = std::move(asked);
    return std::unexpected(std::move(error));
}

Result<protocol::Confirmation> ScriptSafety::lookThrough(const protocol::RunQuery& query, StatementFeed& feed,
                                                         ScriptPlace place, const std::stop_token& stop) {
    const Grammar grammar = place.session.grammar();
    protocol::Confirmation asked;
    bool measures = false;
    UsedDatabase used(databaseOf(place.session, place.companion.settings()));
    Result<void> seen = feed.each(grammar, stop, [&](protocol::ClassifiedStatement statement, std::string_view text) {
        statement.found = used.follow(std::move(statement.found), text, grammar);
        if (diagnosticsUse(text, grammar) != DiagnosticsUse::Alone) {
            m_views.note(text, statement.found, grammar, used.chosen());
        }
        measures = measures || m_gate.measuresAbove(statement.found).has_value();
        if (m_gate.asks(statement.found)) {
            add(asked, withText(std::move(statement), text));
        }
    });
    if (!seen) {
        return std::unexpected(std::move(seen.error()));
    }
    m_hasQuestioned = m_hasQuestioned || m_views.hasNoted() || measures;
    Result<void> learned = m_views.learn(place.session, ViewReach::Trust::Declarations);
    if (!learned && learned.error().damage != Damage::Session) {
        return std::unexpected(std::move(learned.error()));
    }
    // On a line that is lost nothing runs: its first statement says so.
    if (!learned || (!measures && m_views.isEmpty())) {
        return asked;
    }
    // Once more, with what only the server knows.
    asked = {};
    bool first = true;
    UsedDatabase again(databaseOf(place.session, place.companion.settings()));
    Result<void> judged;
    seen = feed.each(grammar, stop, [&](protocol::ClassifiedStatement statement, std::string_view text) {
        statement.found = again.follow(std::move(statement.found), text, grammar);
        statement.found = m_views.with(std::move(statement.found), text, grammar, again.chosen());
        const bool leaves = leavesTraces(statement.found);
        bool asks = m_gate.asks(statement.found);
        if (judged && !asks) {
            Result<bool> tooMany = isTooMany(query, text, place, statement, first);
            asks = tooMany && *tooMany;
            judged = tooMany ? Result<void>() : std::unexpected(std::move(tooMany.error()));
        }
        if (asks) {
            add(asked, withText(std::move(statement), text));
        }
        first = first && !leaves;
    });
    if (!seen) {
        return std::unexpected(std::move(seen.error()));
    }
    return judged ? Result<protocol::Confirmation>(std::move(asked)) : std::unexpected(std::move(judged.error()));
}

Result<bool> ScriptSafety::isTooMany(const protocol::RunQuery& query, std::string_view text, ScriptPlace place,
                                     protocol::ClassifiedStatement& statement, bool first) const {
    const std::optional<std::uint64_t> above = m_gate.measuresAbove(statement.found);
    if (!above) {
        return false;
    }
    if (!first || !sql::joinedParts(text, place.session.grammar()).empty()) {
        // What it changes depends on what runs before it, or beside it.
        return true;
    }
    const protocol::PreviewChange change{.connection = query.connection,
                                         .session = query.session,
                                         .sql = std::string(text),
                                         .positional = query.positional,
                                         .named = query.named,
                                         .sampleRows = 0,
                                         .onlyCounts = true};
    const Result<protocol::MeasuredChange> measured = previewChange(place.session, place.companion, m_gate, change);
    if (measured) {
        statement.affectedRows = measured->affectedRows;
        return !measured->affectedRows || std::cmp_greater(*measured->affectedRows, *above);
    }
    const Error& error = measured.error();
    if (error.damage == Damage::Session || error.kind == ErrorKind::Cancelled) {
        return std::unexpected(error);
    }
    // What fails by itself fails when it is run; what can not be tried first is asked about.
    return error.kind == ErrorKind::Unsupported || error.kind == ErrorKind::RefusedBySandbox;
}

Result<ScriptSafety::Judgement> ScriptSafety::judge(std::string_view statement, ScriptPlace place,
                                                    const std::stop_token& stop) {
    const Grammar grammar = place.session.grammar();
    if (m_gate.isOpen() && addsRows(statement, grammar)) {
        return Judgement{.addsRows = true};
    }
    std::string database = databaseOf(place.session, place.companion.settings());
    if (sql::isServersDatabase(m_used, grammar)) {
        // A statement before it has chosen that, in whatever way it was written.
        database = m_used;
    }
    Result<Classification> judged =
        judgeStatement(m_gate, m_views, statement, place.session, database, m_hasQuestioned);
    if (!judged) {
        return std::unexpected(std::move(judged.error()));
    }
    if (judged->effects.empty()) {
        m_used = sql::usedDatabase(statement, grammar).value_or(m_used);
    }
    const Classification& found = *judged;
    if (!m_confirmed && m_gate.asks(found)) {
        // A statement before it has changed how the server reads quotes, so that this is another than it seemed to be.
        return fail(ErrorKind::ConfirmationRequired,
                    "The statement was not sent: as the server reads it by now, it would have to be confirmed: " +
                        effectsInWords(found) + ".",
                    "Run it by itself.", Damage::Statement);
    }
    // What is rolled back destroys nothing.
    if (!m_gate.rollsBack()) {
        if (Result<void> made = m_backup.statement(found, stop); !made) {
            return std::unexpected(std::move(made.error()));
        }
    }
    const auto has = [&found](EffectReason reason) {
        return std::ranges::find(found.effects, reason, &Effect::reason) != found.effects.end();
    };
    return Judgement{.onlyReads = found.kind == StatementClass::Read,
                     .controlsTransaction = has(EffectReason::ControlsTransaction),
                     .addsRows = has(EffectReason::AddsRows) || has(EffectReason::ReplacesRows)};
}

Result<void> judgeExport(SafetyGate gate, std::string_view statement, Session& session) {
    if (gate.isOpen()) {
        return {};
    }
    ViewReach views;
    bool questioned = false;
    Result<Classification> judged =
        judgeStatement(gate, views, statement, session, session.facts().database, questioned);
    if (!judged) {
        return std::unexpected(std::move(judged.error()));
    }
    Classification& found = *judged;
    if (gate.mayAsk()) {
        views.note(statement, found, session.grammar());
        if (Result<void> learned = views.learn(session, ViewReach::Trust::Declarations); !learned) {
            return learned;
        }
        found = views.with(std::move(found), statement, session.grammar());
    }
    if (gate.asks(found) || gate.measuresAbove(found)) {
        return fail(ErrorKind::ConfirmationRequired,
                    "Nothing was exported, since the statement would have to be confirmed: " + effectsInWords(found) +
                        ".",
                    "Run it by itself, and export its result.", Damage::Statement);
    }
    if (gate.rollsBack() && found.kind > StatementClass::Read) {
        return fail(
            ErrorKind::RefusedBySandbox,
            "The connection is in a dry run, and nothing was exported, since the statement does more than read: " +
                effectsInWords(found) + ".",
            "Run it by itself, and export its result.", Damage::Statement);
    }
    return {};
}

Result<std::vector<protocol::ClassifiedStatement>> classifyScript(std::string_view script, Grammar grammar,
                                                                  const std::stop_token& stop) {
    // As much as one answer may hold.
    constexpr std::size_t kMostClassified = 200'000;
    std::vector<protocol::ClassifiedStatement> all;
    std::stop_source enough;
    const std::stop_callback given(stop, [&enough] { enough.request_stop(); });
    UsedDatabase used({});
    eachStatement(script, grammar, enough.get_token(),
                  [&](protocol::ClassifiedStatement statement, std::string_view text) {
                      statement.found = used.follow(std::move(statement.found), text, grammar);
                      all.push_back(std::move(statement));
                      if (all.size() > kMostClassified) {
                          enough.request_stop();
                      }
                  });
    if (stop.stop_requested()) {
        return std::unexpected(cancelledError(Damage::None));
    }
    if (all.size() > kMostClassified) {
        return fail(ErrorKind::InvalidInput,
                    "The script has more than " + std::to_string(kMostClassified) + " statements.",
                    "Give it in several parts.");
    }
    return all;
}

} // namespace dbv::engine
