// SPDX-License-Identifier: Apache-2.0
#include "engine/script_safety.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "sql/classifier.h"
#include "sql/command_tag.h"
#include "sql/splitter.h"

namespace dbv::engine {

namespace {

// More than anybody reads through.
constexpr std::size_t kMostAsked = 100;

/// Shows `see` each statement of a script; ends early when it is stopped.
template <class See>
void eachStatement(std::string_view script, Grammar grammar, const std::stop_token& stop, See see) {
    sql::StatementScanner scanner(script, grammar);
    std::size_t number = 0;
    while (!stop.stop_requested()) {
        const std::optional<sql::Statement> statement = scanner.next();
        if (!statement) {
            return;
        }
        if (statement->kind == sql::StatementKind::Sql) {
            const std::string_view text = script.substr(statement->span.begin, statement->span.size());
            see(protocol::ClassifiedStatement{number, statement->span, sql::classify(text, grammar)});
        }
        if (statement->kind != sql::StatementKind::CopyData) {
            ++number;
        }
    }
}

/// What a dump is made of, by the megabyte: nobody waits for its rows.
bool addsRows(std::string_view statement, Grammar grammar) {
    const std::string verb = sql::firstKeyword(statement, grammar);
    return verb == "INSERT" || verb == "REPLACE";
}

std::string askedText(std::string_view script, const protocol::Confirmation& asked) {
    const protocol::ClassifiedStatement& first = asked.statements.front();
    const std::size_t count = asked.statements.size() + asked.more;
    const auto line = 1 + std::ranges::count(script.substr(0, first.span.begin), '\n');
    return "Nothing was sent: " + std::string(count == 1 ? "a statement" : std::to_string(count) + " statements") +
           " would have to be confirmed first. In line " + std::to_string(line) + ": " + effectsInWords(first.found) +
           ".";
}

} // namespace

Result<void> ScriptSafety::begin(const protocol::RunQuery& query, Grammar grammar, const std::stop_token& stop) {
    if (std::exchange(m_begun, true)) {
        return {};
    }
    if (!query.confirm.empty()) {
        const Result<void> redeemed = m_confirmations.redeem(query);
        m_confirmed = redeemed.has_value();
        if (m_confirmed) {
            m_confirmations.forget(query.connection, query.session);
        }
        return redeemed;
    }
    if (!m_gate.mayAsk()) {
        return {};
    }
    protocol::Confirmation asked;
    eachStatement(query.sql, grammar, stop, [&](protocol::ClassifiedStatement statement) {
        if (!m_gate.asks(statement.found)) {
            return;
        }
        if (asked.statements.size() < kMostAsked) {
            asked.statements.push_back(std::move(statement));
        } else {
            ++asked.more;
        }
    });
    if (asked.statements.empty()) {
        m_confirmations.forget(query.connection, query.session);
        return {};
    }
    asked.token = m_confirmations.ask(query);
    Error error = makeError(ErrorKind::ConfirmationRequired, askedText(query.sql, asked),
                            "Look at what it would do, and send it again with the confirmation if that is meant.");
    error.where = asked.statements.front().span;
    m_asked = std::move(asked);
    return std::unexpected(std::move(error));
}

Result<ScriptSafety::Judgement> ScriptSafety::judge(std::string_view statement, Grammar grammar) const {
    if (m_gate.isOpen() && addsRows(statement, grammar)) {
        return Judgement{.addsRows = true};
    }
    const Classification found = sql::classify(statement, grammar);
    if (Result<void> may = m_gate.judge(found); !may) {
        return std::unexpected(std::move(may.error()));
    }
    if (!m_confirmed && m_gate.asks(found)) {
        // A statement before it has changed how the server reads quotes, so that this is another than it seemed to be.
        return fail(ErrorKind::ConfirmationRequired,
                    "The statement was not sent: as the server reads it by now, it would have to be confirmed: " +
                        effectsInWords(found) + ".",
                    "Run it by itself.", Damage::Statement);
    }
    const auto has = [&found](EffectReason reason) {
        return std::ranges::find(found.effects, reason, &Effect::reason) != found.effects.end();
    };
    return Judgement{.onlyReads = found.kind == StatementClass::Read,
                     .controlsTransaction = has(EffectReason::ControlsTransaction),
                     .addsRows = has(EffectReason::AddsRows)};
}

Result<void> judgeExport(Safety safety, std::string_view statement, Grammar grammar) {
    const SafetyGate gate(safety);
    if (gate.isOpen()) {
        return {};
    }
    const Classification found = sql::classify(statement, grammar);
    if (gate.asks(found)) {
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
    return gate.judge(found);
}

Result<std::vector<protocol::ClassifiedStatement>> classifyScript(std::string_view script, Grammar grammar,
                                                                  const std::stop_token& stop) {
    // As much as one answer may hold.
    constexpr std::size_t kMostClassified = 200'000;
    std::vector<protocol::ClassifiedStatement> all;
    std::stop_source enough;
    const std::stop_callback given(stop, [&enough] { enough.request_stop(); });
    eachStatement(script, grammar, enough.get_token(), [&](protocol::ClassifiedStatement statement) {
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
