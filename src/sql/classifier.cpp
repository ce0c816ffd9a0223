// SPDX-License-Identifier: Apache-2.0
#include "sql/classifier.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "sql/joined_statements.h"
#include "sql/statement_judge.h"

namespace dbv::sql {

namespace {

Classification judgeReading(const StatementWords& words, std::string_view text, Grammar grammar,
                            std::string_view database) {
    switch (grammar.dialect) {
    case DialectId::Sqlite: return judgeSqlite(words, text);
    case DialectId::PostgreSql: return judgePostgres(words, text);
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return judgeMySql(words, text, grammar, database);
}

/// What either of two readings does.
void merge(Classification& into, Classification&& other) {
    const bool worse = other.kind > into.kind;
    if (worse || into.target.empty()) {
        into.target = std::move(other.target);
        into.targetKind = std::move(other.targetKind);
    }
    if (worse || into.rows == RowChange::None) {
        into.rows = other.rows;
    }
    into.kind = std::max(into.kind, other.kind);
    into.undoable = into.undoable && other.undoable;
    for (const Effect& effect : other.effects) {
        addEffect(into, effect.kind, effect.reason, effect.subject);
    }
}

/// What one statement does.
Classification classifyOne(std::string_view statement, Grammar grammar, std::string_view database) {
    Classification all;
    const bool complete = readInAllWays(statement, grammar, [&](const StatementWords& words) {
        merge(all, judgeReading(words, statement, grammar, database));
    });
    if (!complete) {
        addEffect(all, StatementClass::Unknown, EffectReason::TooLong);
    }
    return all;
}

} // namespace

void addEffect(Classification& found, StatementClass kind, EffectReason reason, std::string_view subject) {
    found.kind = std::max(found.kind, kind);
    const bool known = std::ranges::any_of(found.effects, [&](const Effect& effect) {
        return effect.kind == kind && effect.reason == reason && effect.subject == subject;
    });
    // A text of a million calls is not told call by call.
    constexpr std::size_t kMostEffects = 32;
    if (!known && found.effects.size() < kMostEffects) {
        found.effects.push_back({kind, reason, std::string(subject)});
    }
}

bool isServersDatabase(std::string_view database, Grammar grammar) {
    return (grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb) &&
           inCapitals(database) == "MYSQL";
}

std::optional<std::string> usedDatabase(std::string_view statement, Grammar grammar) {
    std::optional<std::string> used;
    if (grammar.dialect != DialectId::MySql && grammar.dialect != DialectId::MariaDb) {
        return used;
    }
    static_cast<void>(readInAllWays(statement, grammar, [&](const StatementWords& words) {
        if (words.is(0, "USE") && !words[1].span.empty()) {
            const std::string_view written = statement.substr(words[1].span.begin, words[1].span.size());
            used = words[1].kind == TokenKind::QuotedIdentifier ? words[1].text : std::string(written);
        }
    }));
    return used;
}

Classification classify(std::string_view statement, Grammar grammar, std::string_view database) {
    const std::vector<TextSpan> parts = joinedParts(statement, grammar);
    if (parts.empty()) {
        return classifyOne(statement, grammar, database);
    }
    // Those that go to the server together: all that they do counts.
    Classification all;
    for (const TextSpan part : parts) {
        merge(all, classifyOne(statement.substr(part.begin, part.size()), grammar, database));
    }
    return all;
}

} // namespace dbv::sql
