// SPDX-License-Identifier: Apache-2.0
#include "sql/classifier.h"

#include <algorithm>
#include <array>
#include <utility>

#include "sql/statement_judge.h"

namespace dbv::sql {

namespace {

constexpr auto kClassNames = std::to_array<std::string_view>(
    {"read", "transaction", "write", "ddl", "destructive", "admin", "escape", "unknown"});

constexpr auto kReasonNames = std::to_array<std::string_view>(
    {"changesRows", "addsRows",     "locksRows",   "everyRow",  "creates",       "alters",
     "drops",       "dropsPart",    "empties",     "controlsTransaction",        "setsSession",
     "liftsMode",   "locksTable",   "movesSequence", "rights",  "serverState",   "outside",
     "unseenCode",  "unknownFunction", "unknownStatement", "tooLong"});

Classification judgeReading(const StatementWords& words, std::string_view text, Grammar grammar) {
    switch (grammar.dialect) {
    case DialectId::Sqlite: return judgeSqlite(words, text);
    case DialectId::PostgreSql: return judgePostgres(words, text);
    case DialectId::MySql:
    case DialectId::MariaDb: break;
    }
    return judgeMySql(words, text, grammar);
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
    into.undoable = into.undoable && other.undoable;
    for (const Effect& effect : other.effects) {
        into.add(effect.kind, effect.reason, effect.subject);
    }
}

} // namespace

bool Classification::has(EffectReason reason) const {
    return std::ranges::any_of(effects, [reason](const Effect& effect) { return effect.reason == reason; });
}

void Classification::add(StatementClass found, EffectReason reason, std::string_view subject) {
    kind = std::max(kind, found);
    const bool known = std::ranges::any_of(effects, [&](const Effect& effect) {
        return effect.kind == found && effect.reason == reason && effect.subject == subject;
    });
    // A text of a million calls is not told call by call.
    constexpr std::size_t kMostEffects = 32;
    if (!known && effects.size() < kMostEffects) {
        effects.push_back({found, reason, std::string(subject)});
    }
}

Classification classify(std::string_view statement, Grammar grammar) {
    StatementReadings readings = readingsOf(statement, grammar, kMostWords);
    Classification all = judgeReading(readings.all.front(), statement, grammar);
    for (std::size_t i = 1; i < readings.all.size(); ++i) {
        merge(all, judgeReading(readings.all[i], statement, grammar));
    }
    if (readings.incomplete) {
        all.add(StatementClass::Unknown, EffectReason::TooLong);
    }
    return all;
}

std::string_view className(StatementClass kind) {
    return kClassNames[static_cast<std::size_t>(kind)];
}

std::string_view reasonName(EffectReason reason) {
    return kReasonNames[static_cast<std::size_t>(reason)];
}

} // namespace dbv::sql
