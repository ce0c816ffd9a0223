// SPDX-License-Identifier: Apache-2.0
// What statements of PostgreSQL do about structure, sessions and the server.
#include "sql/postgres_judge.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

} // namespace

bool PostgresJudge::judgeStructure(std::size_t at, std::size_t end) {
    if (words().is(at, "DROP")) {
        judgeDrop(at);
    } else if (words().is(at, "CREATE")) {
        judgeCreate(at, end);
    } else if (words().is(at, "ALTER")) {
        judgeAlter(at, end);
    } else if (words().isOneOf(at, {"COMMENT", "SECURITY"})) {
        add(Ddl, Alters);
    } else if (words().follow(at, {"REFRESH", "MATERIALIZED", "VIEW"})) {
        const bool empties = words().has("NO", at) && words().is(end - 1, "DATA");
        add(empties ? Destructive : Write, empties ? Empties : ChangesRows);
        setTarget(words().is(at + 3, "CONCURRENTLY") ? at + 4 : at + 3, "MATERIALIZED VIEW");
    } else if (words().follow(at, {"IMPORT", "FOREIGN"})) {
        add(Escape, Outside, "IMPORT FOREIGN SCHEMA");
    } else {
        return false;
    }
    return true;
}

void PostgresJudge::judgeDrop(std::size_t at) {
    if (words().follow(at + 1, {"OWNED", "BY"})) {
        add(Destructive, Drops, "OWNED BY");
        setTarget(at + 3, "OWNED BY");
    } else {
        add(Destructive, Drops, words()[at + 1].text);
        setObject(at + 1);
    }
    const bool global = words().isOneOf(at + 1, {"DATABASE", "TABLESPACE", "SUBSCRIPTION"});
    found().undoable = found().undoable && !global && !words().has("CONCURRENTLY", at);
}

void PostgresJudge::judgeCreate(std::size_t at, std::size_t end) {
    std::size_t kind = at + 1;
    while (words().isOneOf(kind, {"OR", "REPLACE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "UNIQUE",
                                  "RECURSIVE", "TRUSTED", "PROCEDURAL", "CONSTRAINT"})) {
        ++kind;
    }
    if (words().isOneOf(kind, {"EXTENSION", "SERVER", "SUBSCRIPTION", "LANGUAGE", "TABLESPACE"}) ||
        words().follow(kind, {"FOREIGN", "DATA"}) || words().follow(kind, {"USER", "MAPPING"}) ||
        words().follow(kind, {"ACCESS", "METHOD"}) || words().follow(kind, {"FOREIGN", "TABLE"})) {
        add(Escape, Outside, "CREATE " + words()[kind].text);
        found().undoable = found().undoable && !words().isOneOf(kind, {"SUBSCRIPTION", "TABLESPACE"});
    } else if (words().isOneOf(kind, {"DATABASE", "ROLE", "USER", "GROUP", "PUBLICATION", "EVENT"})) {
        // The code of an event trigger runs with the statements of others.
        const bool state = words().isOneOf(kind, {"DATABASE", "EVENT"});
        add(Admin, state ? ServerState : Rights, "CREATE " + words()[kind].text);
        found().undoable = found().undoable && !words().is(kind, "DATABASE");
    } else {
        add(Ddl, Creates, words()[kind].text);
    }
    setObject(kind);
    if (words().follow(at + 1, {"OR", "REPLACE"})) {
        // A view's query is lost.
        add(words().is(kind, "VIEW") ? Destructive : Ddl, ReplacesCode, words()[kind].text);
    }
    if (words().isOneOf(kind, {"FUNCTION", "PROCEDURE"})) {
        const std::string called = inCapitals(words()[words().behindName(kind + 1) - 1].text);
        if (isServersOwn(called)) {
            // What calls it later would be taken for a call of the server's own.
            add(Unknown, UnseenCode, called);
        }
        // Modules of machine code, and languages that reach everywhere.
        const std::size_t language = words().find("LANGUAGE", kind, end);
        std::string name = words()[language + 1].text;
        std::erase(name, '\'');
        name = inCapitals(name);
        if (name == "C" || name == "INTERNAL" || (name.starts_with("PL") && name.ends_with("U"))) {
            add(Escape, Outside, "LANGUAGE " + name);
        }
        return;
    }
    found().undoable = found().undoable && !words().has("CONCURRENTLY", kind);
    judgeExpressions(kind, end);
    if (words().isOneOf(kind, {"TABLE", "MATERIALIZED"})) {
        const std::size_t query = words().find("AS", kind, end, words()[at].depth);
        if (query < end && words().is(query + 1, "EXECUTE")) {
            add(Unknown, UnseenCode, "EXECUTE");
        } else if (query < end) {
            judgeQuery(words().is(query + 1, "(") ? query + 2 : query + 1, end);
        }
    } else if (words().is(kind, "VIEW")) {
        const std::size_t query = words().find("AS", kind, end, words()[at].depth);
        judgeReading(query, end);
    } else if (words().is(kind, "INDEX")) {
        judgeIndex(kind, end);
    } else if (words().is(kind, "POLICY")) {
        judgeReading(kind, end);
    } else if (words().is(kind, "SCHEMA")) {
        // More statements may stand within.
        for (std::size_t i = kind + 1; i < end; ++i) {
            if (words().isOneOf(i, {"CREATE", "GRANT"})) {
                judgeWithin(i, end);
                return;
            }
        }
    }
}

void PostgresJudge::judgeExpressions(std::size_t begin, std::size_t end) {
    constexpr auto kEnds = std::to_array<std::string_view>(
        {",", "NOT", "NULL", "CONSTRAINT", "UNIQUE", "PRIMARY", "REFERENCES", "GENERATED", "CHECK", "COLLATE"});
    bool changesType = false;
    for (std::size_t at = begin; at < end; ++at) {
        changesType = changesType || words().is(at, "TYPE");
        const bool bracket = words()[at + 1].kind == TokenKind::OpenBracket;
        const bool bound = words().isOneOf(at, {"FROM", "TO", "IN"}) && words().isOneOf(at - 1, {"VALUES", ")"});
        if (bracket && (words().is(at, "CHECK") || (words().is(at, "AS") && words().is(at - 1, "ALWAYS")) || bound)) {
            judgeReading(at + 2, words().closing(at + 1));
        } else if (words().is(at, "DEFAULT") || (changesType && words().is(at, "USING"))) {
            std::size_t behind = end;
            for (const std::string_view word : kEnds) {
                behind = std::min(behind, words().find(word, at + 1, end, words()[at].depth));
            }
            judgeReading(at + 1, std::min(behind, words().endOfLevel(at)));
        }
    }
}

void PostgresJudge::judgeIndex(std::size_t index, std::size_t end) {
    std::size_t open = words().find("ON", index, end);
    while (open < end && words()[open].kind != TokenKind::OpenBracket) {
        ++open;
    }
    judgeReading(open + 1, std::min(words().closing(open), end));
    judgeReading(words().find("WHERE", open, end), end);
}

void PostgresJudge::judgeAlter(std::size_t at, std::size_t end) {
    if (words().isOneOf(at + 1, {"SYSTEM", "DATABASE", "ROLE", "USER", "GROUP", "TABLESPACE"})) {
        add(Admin, words().isOneOf(at + 1, {"ROLE", "USER", "GROUP"}) ? Rights : ServerState,
            "ALTER " + words()[at + 1].text);
        found().undoable = found().undoable && !words().isOneOf(at + 1, {"SYSTEM", "DATABASE"});
    } else if (words().isOneOf(at + 1, {"PUBLICATION", "EVENT"})) {
        add(Admin, ServerState, "ALTER " + words()[at + 1].text);
    } else if (words().isOneOf(at + 1, {"EXTENSION", "SERVER", "SUBSCRIPTION", "FOREIGN"})) {
        add(Escape, Outside, "ALTER " + words()[at + 1].text);
    } else if (words().follow(at + 1, {"DEFAULT", "PRIVILEGES"})) {
        add(Admin, Rights, "ALTER DEFAULT PRIVILEGES");
    } else {
        add(Ddl, Alters, words()[at + 1].text);
    }
    setObject(at + 1);
    judgeExpressions(at + 2, end);
    for (std::size_t i = at + 2; i < end; ++i) {
        const bool part =
            words().is(i, "DROP") && !words().isOneOf(i + 1, {"NOT", "DEFAULT", "EXPRESSION", "IDENTITY"});
        if (part && !words().is(i - 1, ".")) {
            add(Destructive, DropsPart, words()[i + 1].text);
        }
        const std::size_t column = words().follow(i - 2, {"SET", "DATA"}) ? i - 3 : i - 1;
        const bool alters = words().is(column - 1, "ALTER") ||
                            (words().isOneOf(column - 1, {"COLUMN", "ATTRIBUTE"}) && words().is(column - 2, "ALTER"));
        if (words().is(i, "TYPE") && alters && !words().is(column, "COLUMN")) {
            add(Destructive, ChangesType, words()[column].text);
        }
        if (words().is(i, "OWNER") && words().is(i + 1, "TO")) {
            add(Admin, Rights, "OWNER TO");
        }
        judgeTableChange(i);
    }
}

void PostgresJudge::judgeTableChange(std::size_t at) {
    const std::size_t kind = words().isOneOf(at + 1, {"ALWAYS", "REPLICA"}) ? at + 2 : at + 1;
    const bool code = words().isOneOf(kind, {"TRIGGER", "RULE"});
    if (words().follow(at, {"SET", "UNLOGGED"})) {
        // It is empty after the server's next fall.
        add(Destructive, Empties, "UNLOGGED");
    } else if (words().is(at, "DISABLE") && code) {
        add(Destructive, DropsPart, "DISABLE " + words()[kind].text);
    } else if (words().is(at, "ENABLE") && code) {
        add(Ddl, Alters, "ENABLE " + words()[kind].text);
    } else if (words().follow(at, {"ROW", "LEVEL", "SECURITY"})) {
        add(Admin, Rights, "ROW LEVEL SECURITY");
    }
}

bool PostgresJudge::judgeSession(std::size_t at, std::size_t end) {
    if (words().isOneOf(at, {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"})) {
        judgeTransaction(at, end);
    } else if (words().is(at, "SET")) {
        judgeSet(at, end);
    } else if (words().is(at, "RESET")) {
        judgeReset(at);
    } else if (words().is(at, "DISCARD")) {
        const bool all = words().is(at + 1, "ALL");
        const bool temporary = words().isOneOf(at + 1, {"TEMP", "TEMPORARY"});
        add(all ? Escape : Read, all ? LiftsMode : SetsSession, "DISCARD");
        if (all || temporary) {
            add(Destructive, Drops, "DISCARD");
        }
        found().undoable = found().undoable && !all;
    } else if (words().is(at, "EXPLAIN")) {
        judgeExplain(at, end);
    } else if (words().is(at, "PREPARE")) {
        judgePrepare(at, end);
    } else if (words().is(at, "DECLARE")) {
        const std::size_t query = words().find("FOR", at, end, words()[at].depth);
        judgeWithin(query + 1, end);
    } else {
        return words().isOneOf(at, {"SHOW", "FETCH", "MOVE", "CLOSE", "LISTEN", "UNLISTEN", "DEALLOCATE"});
    }
    return true;
}

void PostgresJudge::judgeTransaction(std::size_t at, std::size_t end) {
    const bool prepared = words().has("PREPARED", at);
    add(prepared ? Admin : Transaction, ControlsTransaction, words()[at].text);
    for (std::size_t i = at; i + 1 < end; ++i) {
        if (words().follow(i, {"READ", "WRITE"})) {
            add(Escape, LiftsMode, "READ WRITE");
        }
    }
}

void PostgresJudge::judgeSet(std::size_t at, std::size_t end) {
    std::size_t name = words().isOneOf(at + 1, {"SESSION", "LOCAL"}) ? at + 2 : at + 1;
    if (words().isOneOf(name, {"TRANSACTION", "CHARACTERISTICS"})) {
        judgeTransaction(at, end);
    } else if (words().isOneOf(name, {"AUTHORIZATION", "ROLE", "SESSION_AUTHORIZATION"})) {
        add(Admin, Rights, words()[name].text);
    } else {
        judgeSetting(name, end);
    }
}

void PostgresJudge::judgeSetting(std::size_t name, std::size_t end) {
    constexpr auto kLifting = std::to_array<std::string_view>(
        {"TRANSACTION_READ_ONLY", "DEFAULT_TRANSACTION_READ_ONLY", "SESSION_AUTHORIZATION", "ROLE",
         "ALLOW_SYSTEM_TABLE_MODS", "SESSION_REPLICATION_ROLE", "LOCAL_PRELOAD_LIBRARIES", "SESSION_PRELOAD_LIBRARIES",
         "DYNAMIC_LIBRARY_PATH", "ROW_SECURITY"});
    std::string setting = words()[name].text;
    setting = inCapitals(setting);
    const bool lifts = std::ranges::find(kLifting, setting) != kLifting.end();
    // An escape in a name hides what it is.
    const bool hidden = words().is(name + 1, "&") || words()[name].text.starts_with("U&");
    const bool on = words().isOneOf(end - 1, {"ON", "TRUE", "1"}) && setting.ends_with("TRANSACTION_READ_ONLY");
    add(hidden ? Unknown : lifts && !on ? Escape : Read, lifts || hidden ? LiftsMode : SetsSession, setting);
}

void PostgresJudge::judgeReset(std::size_t at) {
    if (words().is(at + 1, "ALL")) {
        add(Escape, LiftsMode, "RESET ALL");
        return;
    }
    const bool twoWords = words().follow(at + 1, {"SESSION", "AUTHORIZATION"}) || words().is(at + 1, "TRANSACTION");
    twoWords ? add(Escape, LiftsMode, "RESET") : judgeSetting(at + 1, at + 1);
}

void PostgresJudge::judgeExplain(std::size_t at, std::size_t end) {
    std::size_t inner = at + 1;
    bool runs = false;
    if (words()[inner].kind == TokenKind::OpenBracket &&
        !words().isOneOf(inner + 1, {"SELECT", "WITH", "VALUES", "TABLE", "("})) {
        const std::size_t closes = words().closing(inner);
        for (std::size_t i = inner; i < closes; ++i) {
            const bool analyzes =
                words()[i].text == "ANALYZE" || words()[i].text == "ANALYSE" || words()[i].text == "analyze";
            runs = runs || (analyzes && !words().isOneOf(i + 1, {"FALSE", "OFF", "0"})) ||
                   words()[i].kind == TokenKind::QuotedIdentifier;
        }
        inner = closes + 1;
    }
    while (words().isOneOf(inner, {"ANALYZE", "ANALYSE", "VERBOSE"})) {
        runs = runs || !words().is(inner, "VERBOSE");
        ++inner;
    }
    if (runs) {
        judgeWithin(inner, end);
        return;
    }
    // A function that is declared to be constant is called for the plan.
    const Classification before = found();
    judgeCalls(inner, end);
    Classification after = std::exchange(found(), before);
    for (const Effect& effect : after.effects) {
        if (effect.reason == UnknownFunction) {
            add(effect.kind, effect.reason, effect.subject);
        }
    }
}

void PostgresJudge::judgePrepare(std::size_t at, std::size_t end) {
    if (words().is(at + 1, "TRANSACTION")) {
        add(Admin, ControlsTransaction, "PREPARE TRANSACTION");
        found().undoable = false;
        return;
    }
    const std::size_t as = words().find("AS", at, end, words()[at].depth);
    judgeWithin(as + 1, end);
}

bool PostgresJudge::judgeServer(std::size_t at) {
    if (words().isOneOf(at, {"GRANT", "REVOKE", "REASSIGN"})) {
        add(Admin, Rights, words()[at].text);
    } else if (words().is(at, "LOCK")) {
        add(Admin, LocksTable, "LOCK");
        setTarget(words().is(at + 1, "TABLE") ? at + 2 : at + 1, "TABLE");
    } else if (words().is(at, "NOTIFY")) {
        add(Write, ServerState, "NOTIFY");
    } else if (words().isOneOf(at, {"VACUUM", "ANALYZE", "ANALYSE", "CLUSTER", "REINDEX", "CHECKPOINT"})) {
        add(Admin, ServerState, words()[at].text);
        found().undoable = found().undoable && words().isOneOf(at, {"ANALYZE", "ANALYSE"});
        if (words().is(at, "VACUUM")) {
            std::size_t name = words()[at + 1].kind == TokenKind::OpenBracket ? words().closing(at + 1) + 1 : at + 1;
            while (words().isOneOf(name, {"FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE"})) {
                ++name;
            }
            setTarget(name, "TABLE");
        }
    } else if (words().is(at, "LOAD")) {
        add(Escape, Outside, "LOAD");
    } else {
        return false;
    }
    return true;
}

} // namespace dbv::sql
