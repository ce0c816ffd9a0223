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

bool holdsWord(std::string_view text, std::string_view small) {
    const auto same = [](char a, char b) { return (a | 0x20) == b; };
    return std::search(text.begin(), text.end(), small.begin(), small.end(), same) != text.end();
}

/// Whether a statement may read a view: not what is asked about or refused whatever its views do, and no mere list of rows, as
/// dumps have them.
bool mayReadViews(std::string_view statement, const Classification& found) {
    if (found.kind == StatementClass::Unknown || found.kind == StatementClass::Transaction) {
        return false;
    }
    const bool adds = !found.effects.empty() && std::ranges::all_of(found.effects, [](const Effect& effect) {
        return effect.reason == EffectReason::AddsRows || effect.reason == EffectReason::ReplacesRows;
    });
    return !adds || holdsWord(statement, "select") || holdsWord(statement, "table") || holdsWord(statement, "with");
}

} // namespace

void ViewReach::note(std::string_view statement, const Classification& found, Grammar grammar) {
    // A file's views call nothing that could write.
    if (grammar.dialect == DialectId::Sqlite || !mayReadViews(statement, found)) {
        return;
    }
    if (std::optional<std::set<ViewName>> names = sql::namesIn(statement, grammar)) {
        m_noted.merge(*names);
    }
}

Result<void> ViewReach::learn(Session& session, Trust trust) {
    const Grammar grammar = session.grammar();
    std::set<ViewName> next = std::exchange(m_noted, {});
    m_views.clear();
    // A failed transaction answers nothing, and runs nothing.
    if (session.transactionState() == TransactionState::Failed) {
        return {};
    }
    std::set<ViewName> asked;
    for (int depth = 0; !next.empty(); ++depth) {
        const Result<std::vector<ViewQuery>> found = session.viewQueries({next.begin(), next.end()});
        if (!found) {
            return std::unexpected(found.error());
        }
        asked.merge(std::exchange(next, {}));
        for (const ViewQuery& view : *found) {
            Known known{sql::classify(view.query, grammar), {}};
            std::optional<std::set<ViewName>> names = sql::namesIn(view.query, grammar);
            if (view.declaredHarmless && trust == Trust::Declarations) {
                std::erase_if(known.does.effects,
                              [](const Effect& effect) { return effect.reason == EffectReason::UnknownFunction; });
            }
            if (view.query.empty() || !names || depth == kDeepestView) {
                // What the server does not show, or what is too much, may be anything.
                sql::addEffect(known.does, StatementClass::Unknown, EffectReason::UnseenCode, view.view.name);
            } else {
                std::ranges::set_difference(*names, asked, std::inserter(next, next.end()));
                known.names = std::move(*names);
            }
            m_views.insert_or_assign(view.view, std::move(known));
        }
        next = depth == kDeepestView ? std::set<ViewName>() : std::move(next);
    }
    return {};
}

Classification ViewReach::with(Classification found, std::string_view statement, Grammar grammar) const {
    if (grammar.dialect == DialectId::Sqlite || !mayReadViews(statement, found)) {
        return found;
    }
    const std::optional<std::set<ViewName>> names = sql::namesIn(statement, grammar);
    if (!names) {
        sql::addEffect(found, StatementClass::Unknown, EffectReason::TooLong);
        return found;
    }
    std::set<ViewName> seen;
    addEffects(found, *names, seen);
    return found;
}

void ViewReach::addEffects(Classification& found, const std::set<ViewName>& names, std::set<ViewName>& seen) const {
    for (const ViewName& name : names) {
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
        addEffects(found, known->second.names, seen);
    }
}

} // namespace dbv::engine
