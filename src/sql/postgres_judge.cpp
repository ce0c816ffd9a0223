// SPDX-License-Identifier: Apache-2.0
// What statements of PostgreSQL do.
#include "sql/postgres_judge.h"

#include <algorithm>
#include <array>

#include "sql/postgres_reads.h"

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

// Functions of the server that would be refused or asked about whoever made them, by what their names begin with.
struct ActingFunctions {
    std::string_view name;
    StatementClass kind;
    EffectReason reason;
};
constexpr auto kActingPrefixes = std::to_array<ActingFunctions>({
    {"LO_IMPORT", Escape, Outside},
    {"LO_EXPORT", Escape, Outside},
    {"DBLINK", Escape, Outside},
    {"PG_READ_", Escape, Outside},
    {"PG_LS_", Escape, Outside},
    {"PG_STAT_FILE", Escape, Outside},
    {"PG_FILE_", Escape, Outside},
    {"PG_LOGDIR_", Escape, Outside},
    {"PG_WRITE_", Escape, Outside},
    {"PG_TERMINATE_", Admin, ServerState},
    {"PG_CANCEL_", Admin, ServerState},
    {"PG_RELOAD_", Admin, ServerState},
    {"PG_ROTATE_", Admin, ServerState},
    {"PG_SWITCH_", Admin, ServerState},
    {"PG_CREATE_", Admin, ServerState},
    {"PG_DROP_", Admin, ServerState},
    {"PG_COPY_", Admin, ServerState},
    {"PG_REPLICATION_", Admin, ServerState},
    {"PG_LOGICAL_", Admin, ServerState},
    {"PG_LOG_", Admin, ServerState},
    {"PG_PROMOTE", Admin, ServerState},
    {"PG_BACKUP_", Admin, ServerState},
    {"PG_START_BACKUP", Admin, ServerState},
    {"PG_STOP_BACKUP", Admin, ServerState},
    {"PG_STAT_RESET", Admin, ServerState},
    {"PG_WAL_REPLAY_", Admin, ServerState},
    {"PG_IMPORT_", Admin, ServerState},
    {"BINARY_UPGRADE_", Admin, ServerState},
    {"BRIN_DESUMMARIZE_", Admin, ServerState},
    {"BRIN_SUMMARIZE_", Admin, ServerState},
    {"GIN_CLEAN_PENDING_", Admin, ServerState},
    {"PG_EXPORT_SNAPSHOT", Admin, ServerState},
    {"PG_NEXTOID", Admin, ServerState},
    {"PG_STOP_MAKING_", Admin, ServerState},
    {"QUERY_TO_XML", Unknown, UnseenCode},
    {"CURSOR_TO_XML", Unknown, UnseenCode},
    // What they read by name may be a view.
    {"TABLE_TO_XML", Unknown, UnseenCode},
    {"SCHEMA_TO_XML", Unknown, UnseenCode},
    {"DATABASE_TO_XML", Unknown, UnseenCode},
    {"TS_STAT", Unknown, UnseenCode},
    {"TS_REWRITE", Unknown, UnseenCode},
});

// Those that are let through more easily, by their whole names: another's may be called alike.
constexpr auto kActing = std::to_array<ActingFunctions>({
    {"NEXTVAL", Write, MovesSequence},
    {"SETVAL", Write, MovesSequence},
    {"SET_CONFIG", Escape, LiftsMode},
    {"PG_NOTIFY", Write, ServerState},
    {"PG_ADVISORY_LOCK", Admin, LocksTable},
    {"PG_ADVISORY_LOCK_SHARED", Admin, LocksTable},
    {"PG_ADVISORY_UNLOCK", Admin, LocksTable},
    {"PG_ADVISORY_UNLOCK_ALL", Admin, LocksTable},
    {"PG_ADVISORY_UNLOCK_SHARED", Admin, LocksTable},
    {"PG_ADVISORY_XACT_LOCK", Admin, LocksTable},
    {"PG_ADVISORY_XACT_LOCK_SHARED", Admin, LocksTable},
    {"PG_TRY_ADVISORY_LOCK", Admin, LocksTable},
    {"PG_TRY_ADVISORY_LOCK_SHARED", Admin, LocksTable},
    {"PG_TRY_ADVISORY_XACT_LOCK", Admin, LocksTable},
    {"PG_TRY_ADVISORY_XACT_LOCK_SHARED", Admin, LocksTable},
    {"LO_CREAT", Write, ChangesRows},
    {"LO_CREATE", Write, ChangesRows},
    {"LO_FROM_BYTEA", Write, ChangesRows},
    {"LO_PUT", Write, ChangesRows},
    {"LO_TRUNCATE", Destructive, Empties},
    {"LO_TRUNCATE64", Destructive, Empties},
    {"LO_UNLINK", Destructive, Drops},
    {"LO_OPEN", Write, ChangesRows},
    {"LO_GET", Write, ChangesRows},
    {"LOREAD", Write, ChangesRows},
    {"LOWRITE", Write, ChangesRows},
});

} // namespace

void PostgresJudge::judgeVerb(std::size_t at, std::size_t end) {
    if (words().isOneOf(at, {"SELECT", "VALUES", "TABLE", "WITH"})) {
        judgeQuery(at, end);
    } else if (!judgeRows(at, end) && !judgeStructure(at, end) && !judgeSession(at, end) && !judgeServer(at)) {
        add(Unknown, UnknownStatement, words()[at].text);
    }
}

bool PostgresJudge::isServersOwn(const std::string& name) {
    return std::ranges::binary_search(kPostgresReads, std::string_view(name));
}

void PostgresJudge::judgeFunction(const std::string& name, const std::string& schema) {
    const bool own = schema.empty() || schema == "PG_CATALOG";
    if (own && isServersOwn(name)) {
        return;
    }
    const auto* acting = std::ranges::find(kActing, std::string_view(name), &ActingFunctions::name);
    if (!own || acting == kActing.end()) {
        acting = std::ranges::find_if(kActingPrefixes,
                                      [&](const ActingFunctions& each) { return name.starts_with(each.name); });
        if (acting == kActingPrefixes.end()) {
            add(Unknown, UnknownFunction, name);
            return;
        }
    }
    add(acting->kind, acting->reason, name);
    found().undoable = found().undoable && acting->kind <= Destructive && acting->reason != MovesSequence;
}

void PostgresJudge::judgeQuery(std::size_t at, std::size_t end) {
    if (words().is(at, "WITH")) {
        const std::size_t main = behindWith(at, end);
        if (main >= end) {
            add(Unknown, UnknownStatement, "WITH");
        } else if (!words().isOneOf(main, {"SELECT", "VALUES", "TABLE", "("})) {
            judgeWithin(main, end);
        }
        judgeReading(at, words().isOneOf(main, {"INSERT", "MERGE"}) ? main : end);
        return;
    }
    judgeReading(at, end);
}

void PostgresJudge::judgeReading(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
        if (words().is(at, "INTO") && !words().isOneOf(at - 1, {"INSERT", "MERGE"}) && !words().is(at - 1, ".")) {
            add(Ddl, Creates, "INTO");
            setTarget(words().isOneOf(at + 1, {"TEMP", "TEMPORARY", "UNLOGGED", "TABLE"}) ? at + 2 : at + 1, "TABLE");
        }
        const bool locks = words().is(at, "FOR") &&
                           (words().isOneOf(at + 1, {"UPDATE", "SHARE"}) || words().follow(at + 1, {"NO", "KEY"}) ||
                            words().follow(at + 1, {"KEY", "SHARE"}));
        if (locks) {
            add(Write, LocksRows);
        }
        // A name whose escapes are not read here.
        const bool escaped =
            words()[at].kind == TokenKind::Identifier && words()[at].text == "U" && words().is(at + 1, "&");
        const bool quoted = words()[at].kind == TokenKind::QuotedIdentifier &&
                            (words()[at].text.starts_with("U&\"") || words()[at].text.starts_with("u&\""));
        if (escaped || quoted || (words().is(at, "UESCAPE") && words()[at + 2].kind == TokenKind::OpenBracket)) {
            add(Unknown, UnknownStatement, "U&");
        }
    }
    judgeCalls(begin, end);
}

bool PostgresJudge::judgeRows(std::size_t at, std::size_t end) {
    if (words().is(at, "INSERT")) {
        judgeInsert(at, end);
    } else if (words().is(at, "UPDATE")) {
        const std::size_t name = words().is(at + 1, "ONLY") ? at + 2 : at + 1;
        judgeRowChange(at, end, name, RowChange::Update);
        judgeCatalogue(name);
        judgeReading(at + 1, end);
    } else if (words().follow(at, {"DELETE", "FROM"})) {
        const std::size_t name = words().is(at + 2, "ONLY") ? at + 3 : at + 2;
        judgeRowChange(at, end, name, RowChange::Delete);
        judgeCatalogue(name);
        judgeReading(at + 1, end);
    } else if (words().follow(at, {"MERGE", "INTO"})) {
        judgeMerge(at, end);
    } else if (words().is(at, "TRUNCATE")) {
        add(Destructive, Empties);
        const std::size_t name = words().is(at + 1, "TABLE") ? at + 2 : at + 1;
        setTarget(words().is(name, "ONLY") ? name + 1 : name, "TABLE");
        judgeCatalogue(words().is(name, "ONLY") ? name + 1 : name);
    } else if (words().is(at, "COPY")) {
        judgeCopy(at, end);
    } else if (words().isOneOf(at, {"CALL", "DO", "EXECUTE"})) {
        add(Unknown, UnseenCode, words()[at].text);
        found().undoable = found().undoable && !words().is(at, "CALL");
    } else {
        return false;
    }
    return true;
}

void PostgresJudge::judgeCatalogue(std::size_t name) {
    const std::size_t behind = words().behindName(name);
    const std::string table = behind > name ? inCapitals(words()[behind - 1].text) : std::string();
    const bool schema = behind > name + 2 && (words()[behind - 3].text == "INFORMATION_SCHEMA" ||
                                              words()[behind - 3].text == "information_schema");
    if (table.starts_with("PG_") || schema) {
        // Whoever is to be found there, and what everything is.
        add(Admin, ServerState, words().nameAt(name, text()));
    }
}

void PostgresJudge::judgeInsert(std::size_t at, std::size_t end) {
    const std::size_t name = words().is(at + 1, "INTO") ? at + 2 : at + 1;
    const std::size_t level = std::min(end, words().endOfLevel(at));
    const std::size_t conflict = words().find("CONFLICT", at, level);
    const bool replaces = words().find("UPDATE", conflict, level) < level;
    add(Write, replaces ? ReplacesRows : AddsRows, words().nameAt(name, text()));
    judgeCatalogue(name);
    if (replaces && rewritesAll(name, level)) {
        add(Destructive, EveryRow, words().nameAt(name, text()));
    }
    if (at == 0 || found().rows == RowChange::None) {
        setTarget(name, "TABLE");
        found().rows = RowChange::Insert;
    }
    judgeReading(words().behindName(name), level);
}

void PostgresJudge::judgeMerge(std::size_t at, std::size_t end) {
    const std::size_t name = words().is(at + 2, "ONLY") ? at + 3 : at + 2;
    bool all = mergesAll(at, name, end);
    for (std::size_t i = at; i < end; ++i) {
        // Rows that nothing in the source matches.
        all = all || words().follow(i, {"NOT", "MATCHED", "BY", "SOURCE", "THEN"});
    }
    add(all ? Destructive : Write, all ? EveryRow : ChangesRows, words().nameAt(name, text()));
    setTarget(name, "TABLE");
    judgeCatalogue(name);
    found().rows = RowChange::Merge;
    judgeReading(words().behindName(name), end);
}

void PostgresJudge::judgeCopy(std::size_t at, std::size_t end) {
    const bool query = words()[at + 1].kind == TokenKind::OpenBracket;
    std::size_t behind = words().behindName(at + 1);
    if (query) {
        const std::size_t closes = words().closing(at + 1);
        judgeWithin(at + 2, closes);
        behind = closes + 1;
    } else if (words()[behind].kind == TokenKind::OpenBracket) {
        behind = words().closing(behind) + 1;
    }
    if (words().isOneOf(behind + 1, {"STDIN", "STDOUT"})) {
        if (words().is(behind, "FROM")) {
            add(Write, AddsRows);
            setTarget(at + 1, "TABLE");
            judgeCatalogue(at + 1);
            found().rows = RowChange::Insert;
            judgeReading(words().find("WHERE", behind, end, words()[at].depth), end);
        }
        return;
    }
    add(Escape, Outside, "COPY");
    found().undoable = false;
    if (behind >= end) {
        add(Unknown, UnknownStatement, "COPY");
    }
}

Classification judgePostgres(const StatementWords& words, std::string_view text) {
    return PostgresJudge(words, text).judge();
}

} // namespace dbv::sql
