// SPDX-License-Identifier: Apache-2.0
// What statements of MySQL and MariaDB do about sessions and the server.
#include "sql/mysql_judge.h"

#include <algorithm>
#include <array>

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

} // namespace

bool MySqlJudge::judgeSession(std::size_t at, std::size_t end) {
    if (words().is(at, "BEGIN") && end > at + 1 && !words().is(at + 1, "WORK")) {
        add(Unknown, UnseenCode, "BEGIN");
        found().undoable = false;
    } else if (words().isOneOf(at, {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "START"})) {
        judgeTransaction(at, end);
    } else if (words().is(at, "SET")) {
        judgeSet(at, end);
    } else if (words().isOneOf(at, {"EXPLAIN", "DESCRIBE", "DESC", "ANALYZE"}) && !isUpkeep(at)) {
        judgeExplain(at, end);
    } else if (words().is(at, "PREPARE")) {
        judgePrepare(at, words().find("FROM", at, end));
    } else if (words().is(at, "EXECUTE")) {
        words().is(at + 1, "IMMEDIATE") ? judgePrepare(at, at + 1) : add(Unknown, UnseenCode, "EXECUTE");
    } else if (words().isOneOf(at, {"LOCK", "UNLOCK"})) {
        add(Admin, LocksTable, words()[at].text);
        found().undoable = false;
    } else {
        // SHOW asks by a condition.
        judgeReading(words().is(at, "SHOW") ? words().find("WHERE", at, end) : end, end);
        return words().isOneOf(at, {"SHOW", "HELP", "USE", "DEALLOCATE", "CLOSE"});
    }
    return true;
}

void MySqlJudge::judgeTransaction(std::size_t at, std::size_t end) {
    const bool replication = words().is(at, "START") && !words().is(at + 1, "TRANSACTION");
    replication ? add(Admin, ServerState, "START") : add(Transaction, ControlsTransaction, words()[at].text);
    found().undoable = found().undoable && !replication;
    judgeAccess(at, end);
}

void MySqlJudge::judgeAccess(std::size_t at, std::size_t end) {
    for (std::size_t i = at; i + 1 < end; ++i) {
        if (words().follow(i, {"READ", "WRITE"})) {
            add(Escape, LiftsMode, "READ WRITE");
        }
    }
}

void MySqlJudge::judgeSet(std::size_t at, std::size_t end) {
    if (words().is(at + 1, "STATEMENT")) {
        const std::size_t behind = words().find("FOR", at, end, words()[at].depth);
        judgeAssignments(at + 2, behind);
        judgeWithin(behind + 1, end);
        return;
    }
    const std::size_t scope = words().isOneOf(at + 1, {"SESSION", "LOCAL", "GLOBAL"}) ? at + 2 : at + 1;
    if (words().is(scope, "TRANSACTION")) {
        const bool global = words().is(at + 1, "GLOBAL");
        global ? add(Admin, ServerState, "GLOBAL") : add(Transaction, ControlsTransaction, "SET TRANSACTION");
        found().undoable = found().undoable && !global;
        judgeAccess(at, end);
    } else if (words().isOneOf(at + 1, {"PASSWORD", "ROLE", "DEFAULT", "RESOURCE"})) {
        // The server commits for a password, and a role is the session's, which no rollback reaches.
        add(Admin, Rights, "SET " + words()[at + 1].text);
        found().undoable = false;
    } else if (!words().isOneOf(at + 1, {"NAMES", "CHARACTER", "CHARSET"})) {
        judgeAssignments(at + 1, end);
    } else {
        add(Read, SetsSession, words()[at + 1].text);
    }
}

void MySqlJudge::judgeAssignments(std::size_t begin, std::size_t end) {
    const std::uint32_t depth = words()[begin].depth;
    std::size_t at = begin;
    while (at < end) {
        const std::size_t next = words().find(",", at, end, depth);
        judgeAssignment(at, next);
        at = next + 1;
    }
    judgeReading(begin, end);
}

void MySqlJudge::judgeAssignment(std::size_t at, std::size_t end) {
    // What would let a session write, hide what it writes, or write what nobody checks.
    constexpr auto kLifting =
        std::to_array<std::string_view>({"TRANSACTION_READ_ONLY", "TX_READ_ONLY", "SQL_LOG_BIN", "SQL_LOG_OFF",
                                         "GTID_NEXT", "PSEUDO_THREAD_ID", "SQL_SAFE_UPDATES", "DEBUG"});
    std::string scope = inCapitals(words()[at].text);
    std::size_t name = at;
    if (words().isOneOf(at, {"GLOBAL", "PERSIST", "PERSIST_ONLY", "SESSION", "LOCAL"})) {
        name = at + 1;
    } else if (scope == "@" || (scope.starts_with("@") && !scope.starts_with("@@"))) {
        add(Read, SetsSession, words()[at].text);
        return;
    }
    std::string variable = inCapitals(words()[name].text);
    // The parts of a name may stand apart.
    for (std::size_t i = name + 1;
         i < end && variable.starts_with("@@") && !words().isOneOf(i, {"=", ":="}) && !words().follow(i, {":", "="});
         ++i) {
        variable += inCapitals(words()[i].text);
    }
    scope = variable.starts_with("@@") ? variable.substr(2) : scope;
    variable = variable.substr(variable.find_last_of("@.") + 1);
    const bool global = scope.starts_with("GLOBAL") || scope.starts_with("PERSIST");
    const bool lifts = std::ranges::find(kLifting, variable) != kLifting.end();
    const bool plain = words().isOneOf(end - 1, {"ON", "TRUE", "1"}) && variable.ends_with("READ_ONLY");
    if (global || words().is(name, "PERSIST")) {
        add(Admin, ServerState, variable);
        found().undoable = false;
    } else if (variable == "AUTOCOMMIT") {
        add(Transaction, ControlsTransaction, variable);
        found().undoable = false;
    } else {
        add(lifts && !plain ? Escape : Read, lifts && !plain ? LiftsMode : SetsSession, variable);
    }
}

void MySqlJudge::judgeExplain(std::size_t at, std::size_t end) {
    // MariaDB's ANALYZE runs what it explains, and EXPLAIN ANALYZE of both.
    bool runs = words().is(at, "ANALYZE");
    for (std::size_t i = at + 1; i < end; ++i) {
        runs = runs || words().is(i, "ANALYZE");
        if (words().isOneOf(i, {"SELECT", "WITH", "TABLE", "VALUES", "INSERT", "REPLACE", "UPDATE", "DELETE"})) {
            if (runs) {
                judgeWithin(i, end);
            } else if (words().has("INTO", at) && words().has("@", i)) {
                add(Read, SetsSession, "INTO");
            }
            return;
        }
    }
}

void MySqlJudge::judgePrepare(std::size_t at, std::size_t from) {
    const StatementWord& inner = words()[from + 1];
    const bool seen = inner.kind == TokenKind::String && !words().is(from + 2, "(") && inner.span.size() >= 2;
    const std::string_view quoted = text().substr(inner.span.begin, inner.span.size());
    // A text with escapes or joined from pieces is not read here.
    if (!seen || quoted.contains('\\') ||
        (words()[from + 2].kind != TokenKind::End && words()[from + 2].kind != TokenKind::Semicolon &&
         !words().is(from + 2, "USING"))) {
        add(Unknown, UnseenCode, words()[at].text);
        found().undoable = false;
        return;
    }
    std::string sql(quoted.substr(1, quoted.size() - 2));
    for (std::size_t i = sql.find("''"); i != std::string::npos; i = sql.find("''", i + 1)) {
        sql.erase(i, 1);
    }
    const Classification prepared = classify(sql, m_grammar, m_database);
    for (const Effect& effect : prepared.effects) {
        add(effect.kind, effect.reason, effect.subject);
    }
    found().undoable = found().undoable && prepared.undoable;
    found().target = prepared.target;
    found().targetKind = prepared.targetKind;
}

bool MySqlJudge::isUpkeep(std::size_t at) const {
    return words().is(at, "ANALYZE") && words().isOneOf(at + 1, {"TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG"});
}

bool MySqlJudge::judgeServer(std::size_t at) {
    if (words().isOneOf(at, {"GRANT", "REVOKE"})) {
        add(Admin, Rights, words()[at].text);
    } else if (words().isOneOf(at, {"INSTALL", "UNINSTALL", "CLONE", "IMPORT", "BINLOG"})) {
        add(Escape, Outside, words()[at].text);
    } else if (isUpkeep(at) ||
               words().isOneOf(at, {"FLUSH", "RESET", "PURGE", "KILL", "SHUTDOWN", "RESTART", "CHANGE", "STOP",
                                    "OPTIMIZE", "REPAIR", "CHECK", "CHECKSUM", "CACHE", "LOAD", "XA", "BACKUP"})) {
        add(Admin, ServerState, words()[at].text);
    } else {
        return false;
    }
    found().undoable = false;
    return true;
}

} // namespace dbv::sql
