// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dbv {

/// What a statement does at its worst, mildest first.
enum class StatementClass : std::uint8_t {
    Read,        ///< looks, or sets something of its own session that harms nobody
    Transaction, ///< begins or ends one, or moves within it
    Write,       ///< changes, adds or locks rows
    Ddl,         ///< makes or changes structure, and loses none of it
    Destructive, ///< loses structure or a table's rows as a whole
    Admin,       ///< acts on the server, on who may do what, or on other sessions
    Escape,      ///< reaches outside of the database, or lifts what a mode forbids
    Unknown,     ///< runs what its text does not show, or is nothing known: all of the above
};

/// Why a statement is of its class.
enum class EffectReason : std::uint8_t {
    ChangesRows, ///< UPDATE, DELETE or MERGE, under a condition
    AddsRows,    ///< INSERT, COPY … FROM, LOAD DATA
    LocksRows,   ///< SELECT … FOR UPDATE
    EveryRow,    ///< UPDATE or DELETE without a condition that any row fails
    Creates,     ///< makes an object
    Alters,      ///< changes one
    Drops,       ///< loses an object
    DropsPart,   ///< loses a column, constraint or partition
    Empties,     ///< TRUNCATE
    ControlsTransaction,
    SetsSession,     ///< a setting of its own session
    LiftsMode,       ///< a setting, or the end of one, that would let a read-only session write
    LocksTable,      ///< a table's or an advisory lock
    MovesSequence,   ///< takes numbers that no rollback gives back
    Rights,          ///< who may do what
    ServerState,     ///< the server's settings, its other sessions, its upkeep
    Outside,         ///< files, programs, modules, other servers
    Attaches,        ///< opens another database beside this one, or lets it go
    UnseenCode,      ///< CALL, DO, EXECUTE: what runs stands elsewhere
    UnknownFunction, ///< a function that is not one of the server's own
    UnknownStatement,
    TooLong,      ///< more than is looked through
    ReplacesRows, ///< REPLACE, or INSERT that overwrites rows in its way
    ChangesType,  ///< of a column: its values are converted, and may be cut
    ReplacesCode, ///< CREATE OR REPLACE of what something may run already
};

/// The wire name of a class, as PROTOCOL fixes it.
[[nodiscard]] constexpr std::string_view className(StatementClass kind) {
    switch (kind) {
    case StatementClass::Read: return "read";
    case StatementClass::Transaction: return "transaction";
    case StatementClass::Write: return "write";
    case StatementClass::Ddl: return "ddl";
    case StatementClass::Destructive: return "destructive";
    case StatementClass::Admin: return "admin";
    case StatementClass::Escape: return "escape";
    case StatementClass::Unknown: break;
    }
    return "unknown";
}

/// The wire name of a reason.
[[nodiscard]] constexpr std::string_view reasonName(EffectReason reason) {
    switch (reason) {
    case EffectReason::ChangesRows: return "changesRows";
    case EffectReason::AddsRows: return "addsRows";
    case EffectReason::LocksRows: return "locksRows";
    case EffectReason::EveryRow: return "everyRow";
    case EffectReason::Creates: return "creates";
    case EffectReason::Alters: return "alters";
    case EffectReason::Drops: return "drops";
    case EffectReason::DropsPart: return "dropsPart";
    case EffectReason::Empties: return "empties";
    case EffectReason::ControlsTransaction: return "controlsTransaction";
    case EffectReason::SetsSession: return "setsSession";
    case EffectReason::LiftsMode: return "liftsMode";
    case EffectReason::LocksTable: return "locksTable";
    case EffectReason::MovesSequence: return "movesSequence";
    case EffectReason::Rights: return "rights";
    case EffectReason::ServerState: return "serverState";
    case EffectReason::Outside: return "outside";
    case EffectReason::Attaches: return "attaches";
    case EffectReason::UnseenCode: return "unseenCode";
    case EffectReason::UnknownFunction: return "unknownFunction";
    case EffectReason::UnknownStatement: return "unknownStatement";
    case EffectReason::TooLong: return "tooLong";
    case EffectReason::ReplacesRows: return "replacesRows";
    case EffectReason::ChangesType: return "changesType";
    case EffectReason::ReplacesCode: return "replacesCode";
    }
    return "unknownStatement";
}

/// One thing that was found in a statement.
struct Effect {
    StatementClass kind = StatementClass::Read;
    EffectReason reason = EffectReason::SetsSession;
    /// What it is about, as it is written there: a function's or a setting's name. May be empty.
    std::string subject;

    friend bool operator==(const Effect&, const Effect&) = default;
};

/// How a statement may change rows that it names by a condition, so that they can be counted and looked at.
enum class RowChange : std::uint8_t { None, Insert, Update, Delete, Merge };

/// What is known of a statement from its text alone.
struct Classification {
    StatementClass kind = StatementClass::Read;
    /// All that was found, in the order of the text; without doubles.
    std::vector<Effect> effects;
    /// The table or other object that it acts on, as written; empty where there is none, or several.
    std::string target;
    /// What sort of object that is: `TABLE`, `DATABASE`.
    std::string targetKind;
    RowChange rows = RowChange::None;
    /// ROLLBACK takes back what it does, as far as its text tells: a table's engine may not.
    bool undoable = true;

    friend bool operator==(const Classification&, const Classification&) = default;
};

} // namespace dbv
