// SPDX-License-Identifier: Apache-2.0
#include "engine/used_database.h"

#include <optional>
#include <utility>

#include "sql/classifier.h"

namespace dbv::engine {

std::string databaseOf(const Session& session, const std::vector<std::string>& settings) {
    std::string database = session.facts().database;
    for (const std::string& setting : settings) {
        if (std::optional<std::string> used = sql::usedDatabase(setting, session.grammar())) {
            database = std::move(*used);
        }
    }
    return database;
}

Classification UsedDatabase::follow(Classification found, std::string_view statement, Grammar grammar) {
    // Nothing is found in USE.
    if (found.effects.empty()) {
        if (std::optional<std::string> used = sql::usedDatabase(statement, grammar)) {
            m_chosen = std::move(*used);
        }
        return found;
    }
    const std::string& database = m_chosen.empty() ? m_session : m_chosen;
    if (!sql::isServersDatabase(database, grammar)) {
        return found;
    }
    const Classification there = sql::classify(statement, grammar, database);
    for (const Effect& effect : there.effects) {
        sql::addEffect(found, effect.kind, effect.reason, effect.subject);
    }
    found.undoable = found.undoable && there.undoable;
    return found;
}

} // namespace dbv::engine
