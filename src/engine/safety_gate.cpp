// SPDX-License-Identifier: Apache-2.0
#include "engine/safety_gate.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::engine {

namespace {

std::string inWords(const Effect& effect) {
    const std::string what = effect.subject.empty() ? std::string() : " (" + effect.subject + ")";
    switch (effect.reason) {
    case EffectReason::ChangesRows: return "it changes rows" + what;
    case EffectReason::AddsRows: return "it adds rows" + what;
    case EffectReason::LocksRows: return "it locks rows";
    case EffectReason::EveryRow: return "it changes or deletes every row" + what;
    case EffectReason::Creates: return "it creates something" + what;
    case EffectReason::Alters: return "it changes structure" + what;
    case EffectReason::Drops: return "it drops something" + what;
    case EffectReason::DropsPart: return "it drops a part of something" + what;
    case EffectReason::Empties: return "it empties something" + what;
    case EffectReason::ControlsTransaction: return "it controls the transaction";
    case EffectReason::SetsSession: return "it sets something" + what;
    case EffectReason::LiftsMode: return "it would lift the limits of the session" + what;
    case EffectReason::LocksTable: return "it takes or releases a lock" + what;
    case EffectReason::MovesSequence: return "it uses up sequence numbers, which no rollback gives back" + what;
    case EffectReason::Rights: return "it changes who may do what" + what;
    case EffectReason::ServerState: return "it acts on the server" + what;
    case EffectReason::Outside: return "it reaches outside the database" + what;
    case EffectReason::Attaches: return "it attaches or detaches another database" + what;
    case EffectReason::UnseenCode: return "it runs code that is not in its text" + what;
    case EffectReason::UnknownFunction: return "it calls a function that is not the server's own" + what;
    case EffectReason::UnknownStatement: return "it is not recognised as a statement" + what;
    case EffectReason::TooLong: return "it is too long to be checked";
    case EffectReason::ReplacesRows: return "it overwrites rows with the same key" + what;
    case EffectReason::ChangesType: return "it converts the values of a column, which may truncate them" + what;
    case EffectReason::ReplacesCode: return "it replaces code that may be in use" + what;
    }
    return {};
}

/// Those effects that are worse than `mildest`, for the message.
std::string effectsFrom(const Classification& found, StatementClass mildest) {
    std::vector<Effect> told;
    std::ranges::copy_if(found.effects, std::back_inserter(told),
                         [mildest](const Effect& effect) { return effect.kind >= mildest; });
    std::ranges::stable_sort(told, std::ranges::greater(), &Effect::kind);
    constexpr std::size_t kMostTold = 3;
    std::string text;
    for (std::size_t i = 0; i < std::min(told.size(), kMostTold); ++i) {
        text += (i == 0 ? "" : ", and ") + inWords(told[i]);
    }
    return text;
}

/// Whether it makes, or sets to work, what runs without being called by its name.
bool runsUnseen(const Effect& effect) {
    constexpr auto kUnseen =
        std::to_array<std::string_view>({"TRIGGER", "RULE", "EVENT", "OPERATOR", "CAST", "CONVERSION", "TRANSFORM"});
    const bool alters =
        effect.reason == EffectReason::Alters &&
        (effect.subject == "EVENT" || effect.subject == "ENABLE TRIGGER" || effect.subject == "ENABLE RULE");
    return alters ||
           (effect.reason == EffectReason::Creates && std::ranges::find(kUnseen, effect.subject) != kUnseen.end());
}

bool makesCode(const Effect& effect) {
    constexpr auto kCalled = std::to_array<std::string_view>({"FUNCTION", "PROCEDURE", "PACKAGE", "AGGREGATE"});
    return runsUnseen(effect) ||
           (effect.reason == EffectReason::Creates && std::ranges::find(kCalled, effect.subject) != kCalled.end());
}

bool onlyUnknownFunctions(const Classification& found) {
    return std::ranges::all_of(found.effects, [](const Effect& effect) {
        return effect.kind <= StatementClass::Transaction || effect.reason == EffectReason::UnknownFunction;
    });
}

/// Whether an effect may be more than a rollback takes back, whatever the statement is.
bool mayOutliveRollback(const Effect& effect) {
    switch (effect.reason) {
    case EffectReason::LiftsMode:
    case EffectReason::MovesSequence:
    case EffectReason::Outside:
    case EffectReason::Attaches:
    case EffectReason::UnseenCode:
    case EffectReason::UnknownFunction:
    case EffectReason::UnknownStatement:
    case EffectReason::TooLong: return true;
    default: return effect.kind == StatementClass::Unknown;
    }
}

Result<void> judgeDryRun(const Classification& found) {
    const bool outlives = std::ranges::any_of(found.effects, mayOutliveRollback);
    if (found.undoable && !outlives) {
        return {};
    }
    Classification told = found;
    if (outlives) {
        std::erase_if(told.effects, [](const Effect& effect) { return !mayOutliveRollback(effect); });
    }
    const std::string what = effectsInWords(told);
    return fail(ErrorKind::RefusedBySandbox,
                "Not sent: a rollback would not take back all that it may do" +
                    (what.empty() ? std::string() : ": " + what) + ". The connection is in a dry run.",
                "Leave it out of the dry run, or open the connection with another safety to run it.",
                Damage::Statement);
}

} // namespace

std::string effectsInWords(const Classification& found) {
    return effectsFrom(found, StatementClass::Read);
}

Result<void> SafetyGate::judge(const Classification& found) const {
    // What a function does on a read-only session, its server holds to.
    const bool writes = found.kind > StatementClass::Transaction && !onlyUnknownFunctions(found);
    if (m_safety == Safety::ReadOnly && writes) {
        return fail(ErrorKind::RefusedReadOnly,
                    "Not sent: " + effectsFrom(found, StatementClass::Write) + ". The connection is read-only.",
                    "Open the connection for writing to run it.", Damage::Statement);
    }
    if (m_safety == Safety::Sandbox && found.kind >= StatementClass::Destructive) {
        return fail(ErrorKind::RefusedBySandbox,
                    "Not sent: " + effectsFrom(found, StatementClass::Destructive) + ". The connection is a sandbox.",
                    "Open the connection with another safety to run it.", Damage::Statement);
    }
    const auto code = std::ranges::find_if(found.effects, makesCode);
    if (m_safety == Safety::Sandbox && code != found.effects.end()) {
        return fail(ErrorKind::RefusedBySandbox,
                    "Not sent: it makes code that runs later, and is not looked through (" + code->subject +
                        "). The connection is a sandbox.",
                    "Open the connection with another safety to run it.", Damage::Statement);
    }
    return m_safety == Safety::DryRun ? judgeDryRun(found) : Result<void>();
}

std::optional<std::uint64_t> SafetyGate::measuresAbove(const Classification& found) const {
    const bool changes = found.rows != RowChange::None && std::ranges::any_of(found.effects, [](const Effect& effect) {
                             return effect.reason == EffectReason::ChangesRows;
                         });
    // What overwrites and what has no condition is asked about whatever it does.
    const bool counts = m_safety == Safety::Confirm && m_askAbove && *m_askAbove > 0;
    return counts && changes && !asks(found) ? m_askAbove : std::nullopt;
}

bool SafetyGate::asks(const Classification& found) const {
    if (m_safety != Safety::Confirm) {
        return false;
    }
    const bool asksAlways = m_askAbove && *m_askAbove == 0;
    if (asksAlways && std::ranges::any_of(found.effects, [](const Effect& effect) {
            return effect.reason == EffectReason::ChangesRows;
        })) {
        return true;
    }
    return std::ranges::any_of(found.effects, [](const Effect& effect) {
        if (effect.reason == EffectReason::ReplacesRows || effect.reason == EffectReason::ReplacesCode ||
            runsUnseen(effect)) {
            return true;
        }
        switch (effect.kind) {
        case StatementClass::Destructive:
        case StatementClass::Unknown: return true;
        case StatementClass::Admin: return effect.reason == EffectReason::ServerState;
        case StatementClass::Escape: return effect.reason == EffectReason::Outside;
        default: return false;
        }
    });
}

} // namespace dbv::engine
