// SPDX-License-Identifier: Apache-2.0
#include "engine/view_reach.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sql/classifier.h"
#include "sql/named_words.h"

namespace dbv::engine {

namespace {

// Views within views; what is built deeper than this is nothing known.
constexpr int kDeepestView = 16;

/// Whether a statement may reach more than it shows: not what is asked about or refused whatever that does, and no mere list of rows, as
/// dumps have them.
bool mayReach(std::string_view statement, const Classification& found, Grammar grammar) {
    // A file's views call nothing that could write.
    if (grammar.dialect == DialectId::Sqlite || found.kind == StatementClass::Unknown ||
        found.kind == StatementClass::Transaction) {
        return false;
    }
    const bool adds = !found.effects.empty() && std::ranges::all_of(found.effects, [](const Effect& effect) {
        return effect.reason == EffectReason::AddsRows || effect.reason == EffectReason::ReplacesRows;
    });
    return !adds || !sql::addsConstants(statement, grammar);
}

/// The names with the database in which they are looked for.
StatementNames within(StatementNames named, const std::string& database) {
    if (database.empty()) {
        return named;
    }
    std::set<ViewName> full;
    for (const ViewName& each : named.names) {
        full.insert({each.schema.empty() ? database : each.schema, each.name});
    }
    named.names = std::move(full);
    return named;
}

} // namespace

void ViewReach::note(std::string_view statement, const Classification& found, Grammar grammar,
                     const std::string& database) {
    if (!mayReach(statement, found, grammar)) {
        return;
    }
    if (std::optional<StatementNames> named = sql::namesIn(statement, grammar)) {
        StatementNames full = within(std::move(*named), database);
        m_noted.names.merge(full.names);
        m_noted.parts.merge(full.parts);
    } else {
        m_unread = true;
    }
}

void ViewReach::take(const NamedObjects& answer, const Grammar& grammar, Trust trust, bool tooDeep) {
    for (const NamedCode& code : answer.code) {
        if (!code.declaredHarmless || trust == Trust::Nothing) {
            m_code.insert_or_assign(code.part, code.function);
        }
    }
    for (const ViewQuery& view : answer.views) {
        Classification does = sql::classify(view.query, grammar);
        std::optional<StatementNames> named = sql::namesIn(view.query, grammar);
        if (view.declaredHarmless && trust == Trust::Declarations) {
            std::erase_if(does.effects,
                          [](const Effect& effect) { return effect.reason == EffectReason::UnknownFunction; });
        }
        Known& known = m_views[view.view];
        if (view.query.empty() || !named || tooDeep) {
            // What the server does not show, or what is too much, may be anything.
            sql::addEffect(known.does, StatementClass::Unknown, EffectReason::UnseenCode, view.view.name);
        } else {
            known.named.names.merge(named->names);
            known.named.parts.merge(named->parts);
        }
        for (const Effect& effect : does.effects) {
            sql::addEffect(known.does, effect.kind, effect.reason, effect.subject);
        }
        known.does.undoable = known.does.undoable && does.undoable;
    }
}

Result<void> ViewReach::learn(Session& session, Trust trust) {
    const Grammar grammar = session.grammar();
    StatementNames next = std::exchange(m_noted, {});
    m_views.clear();
    m_code.clear();
    // A failed transaction answers nothing, and runs nothing.
    if (session.transactionState() == TransactionState::Failed) {
        return {};
    }
    StatementNames asked;
    for (int depth = 0; depth <= kDeepestView && !(next.names.empty() && next.parts.empty()); ++depth) {
        const Result<NamedObjects> found = session.namedObjects(next);
        if (!found) {
            return std::unexpected(found.error());
        }
        take(*found, grammar, trust, depth == kDeepestView);
        asked.names.merge(next.names);
        asked.parts.merge(next.parts);
        next = {};
        for (const ViewQuery& view : found->views) {
            const StatementNames& named = m_views[view.view].named;
            std::ranges::set_difference(named.names, asked.names, std::inserter(next.names, next.names.end()));
            std::ranges::set_difference(named.parts, asked.parts, std::inserter(next.parts, next.parts.end()));
        }
    }
    return {};
}

Classification ViewReach::with(Classification found, std::string_view statement, Grammar grammar,
                               const std::string& database) const {
    if (!mayReach(statement, found, grammar)) {
        return found;
    }
    std::optional<StatementNames> named = sql::namesIn(statement, grammar);
    if (!named) {
        sql::addEffect(found, StatementClass::Unknown, EffectReason::TooLong);
        return found;
    }
    std::set<ViewName> seen;
    addEffects(found, within(std::move(*named), database), seen);
    return found;
}

void ViewReach::addEffects(Classification& found, const StatementNames& named, std::set<ViewName>& seen) const {
    for (const auto& [part, function] : m_code) {
        if (named.parts.contains(part)) {
            sql::addEffect(found, StatementClass::Unknown, EffectReason::UnknownFunction, function);
        }
    }
    for (const ViewName& name : named.names) {
        auto known = m_views.find(name);
        if (known == m_views.end()) {
            // PostgreSQL tells them without their schemas.
            known = m_views.find({std::string(), name.name});
        }
        if (known == m_views.end() || !seen.insert(known->first).second) {
            continue;
        }
        for (const Effect& effect : known->second.does.effects) {
            if (effect.kind > StatementClass::Transaction) {
                sql::addEffect(found, effect.kind, effect.reason, effect.subject);
            }
        }
        found.undoable = found.undoable && known->second.does.undoable;
        addEffects(found, known->second.named, seen);
    }
}

} // namespace dbv::engine
