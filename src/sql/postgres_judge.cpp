// SPDX-License-Identifier: Apache-2.0
// What statements of PostgreSQL do.
#include "sql/statement_judge.h"

#include <algorithm>
#include <array>

#include "sql/postgres_reads.h"

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

// Functions of the server, by what their names begin with, and what they do.
struct ActingFunctions {
    std::string_view prefix;
    StatementClass kind;
    EffectReason reason;
};
constexpr auto kActingPrefixes = std::to_array<ActingFunctions>({
    {"NEXTVAL", Write, MovesSequence},
    {"SETVAL", Write, MovesSequence},
    {"SET_CONFIG", Escape, LiftsMode},
    {"PG_NOTIFY", Write, ServerState},
    {"PG_ADVISORY_", Admin, LocksTable},
    {"PG_TRY_ADVISORY_", Admin, LocksTable},
    {"LO_IMPORT", Escape, Outside},
    {"LO_EXPORT", Escape, Outside},
    {"LO_", Write, ChangesRows},
    {"LOREAD", Write, ChangesRows},
    {"LOWRITE", Write, ChangesRows},
    {"DBLINK", Escape, Outside},
    {"PG_READ_", Escape, Outside},
    {"PG_LS_", Escape, Outside},
    {"PG_STAT_FILE", Escape, Outside},
    {"PG_FILE_", Escape, Outside},
    {"PG_LOGDIR_", Escape, Outside},
    {"PG_WRITE_", Escape, Outside},
    {"PG_CURRENT_LOGFILE", Read, ServerState},
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
    {"PG_STAT_GET_", Read, ServerState},
    {"PG_WAL_REPLAY_", Admin, ServerState},
    {"PG_IMPORT_", Admin, ServerState},
    {"BINARY_UPGRADE_", Admin, ServerState},
    {"QUERY_TO_XML", Unknown, UnseenCode},
    {"CURSOR_TO_XML", Unknown, UnseenCode},
    {"TS_STAT", Unknown, UnseenCode},
    {"TS_REWRITE", Unknown, UnseenCode},
});

class PostgresJudge final : public StatementJudge {
public:
    using StatementJudge::StatementJudge;

private:
    void judgeVerb(std::size_t at, std::size_t end) override {
        if (words().isOneOf(at, {"SELECT", "VALUES", "TABLE", "WITH"})) {
            judgeQuery(at, end);
        } else if (!judgeRows(at, end) && !judgeStructure(at, end) && !judgeSession(at, end) && !judgeServer(at, end)) {
            add(Unknown, UnknownStatement, words()[at].text);
        }
    }

    void judgeFunction(const std::string& name, const std::string& schema) override {
        const bool own = schema.empty() || schema == "PG_CATALOG";
        if (own && std::ranges::binary_search(kPostgresReads, std::string_view(name))) {
            return;
        }
        for (const ActingFunctions& acting : kActingPrefixes) {
            if (name.starts_with(acting.prefix)) {
                if (acting.kind != Read) {
                    add(acting.kind, acting.reason, name);
                    found().undoable = found().undoable && acting.kind == Write && acting.reason != MovesSequence;
                }
                return;
            }
        }
        add(Unknown, UnknownFunction, name);
    }

    void judgeQuery(std::size_t at, std::size_t end) {
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

    /// What SELECT may do besides reading.
    void judgeReading(std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            if (words().is(at, "INTO") && !words().isOneOf(at - 1, {"INSERT", "MERGE"}) && !words().is(at - 1, ".")) {
                add(Ddl, Creates, "INTO");
                setTarget(words().isOneOf(at + 1, {"TEMP", "TEMPORARY", "UNLOGGED", "TABLE"}) ? at + 2 : at + 1, "TABLE");
            }
            const bool locks = words().is(at, "FOR") && (words().isOneOf(at + 1, {"UPDATE", "SHARE"}) ||
                                                         words().follow(at + 1, {"NO", "KEY"}) ||
                                                         words().follow(at + 1, {"KEY", "SHARE"}));
            if (locks) {
                add(Write, LocksRows);
            }
            if (words()[at].kind == TokenKind::Identifier && words()[at].text == "U" && words().is(at + 1, "&")) {
                add(Unknown, UnknownStatement, "U&");
            }
        }
        judgeCalls(begin, end);
    }

    [[nodiscard]] bool judgeRows(std::size_t at, std::size_t end) {
        if (words().is(at, "INSERT")) {
            judgeInsert(at, end);
        } else if (words().is(at, "UPDATE")) {
            judgeRowChange(at, end, words().is(at + 1, "ONLY") ? at + 2 : at + 1, RowChange::Update);
            judgeReading(at + 1, end);
        } else if (words().follow(at, {"DELETE", "FROM"})) {
            judgeRowChange(at, end, words().is(at + 2, "ONLY") ? at + 3 : at + 2, RowChange::Delete);
            judgeReading(at + 1, end);
        } else if (words().follow(at, {"MERGE", "INTO"})) {
            judgeMerge(at, end);
        } else if (words().is(at, "TRUNCATE")) {
            add(Destructive, Empties);
            const std::size_t name = words().is(at + 1, "TABLE") ? at + 2 : at + 1;
            setTarget(words().is(name, "ONLY") ? name + 1 : name, "TABLE");
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

    void judgeInsert(std::size_t at, std::size_t end) {
        const std::size_t name = words().is(at + 1, "INTO") ? at + 2 : at + 1;
        const std::size_t level = std::min(end, words().endOfLevel(at));
        const std::size_t conflict = words().find("CONFLICT", at, level);
        const bool replaces = words().has("UPDATE", conflict);
        add(Write, replaces ? ChangesRows : AddsRows, words().nameAt(name, text()));
        if (at == 0 || found().rows == RowChange::None) {
            setTarget(name, "TABLE");
            found().rows = RowChange::Insert;
        }
        judgeReading(words().behindName(name), level);
    }

    void judgeMerge(std::size_t at, std::size_t end) {
        const std::size_t name = words().is(at + 2, "ONLY") ? at + 3 : at + 2;
        bool all = false;
        for (std::size_t i = at; i < end; ++i) {
            // Rows that nothing in the source matches.
            all = all || words().follow(i, {"NOT", "MATCHED", "BY", "SOURCE", "THEN"});
        }
        add(all ? Destructive : Write, all ? EveryRow : ChangesRows, words().nameAt(name, text()));
        setTarget(name, "TABLE");
        found().rows = RowChange::Merge;
        judgeReading(words().behindName(name), end);
    }

    void judgeCopy(std::size_t at, std::size_t end) {
        const bool query = words()[at + 1].kind == TokenKind::OpenBracket;
        const std::uint32_t depth = words()[at].depth;
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
                found().rows = RowChange::Insert;
            }
            return;
        }
        static_cast<void>(depth);
        add(Escape, Outside, "COPY");
        found().undoable = false;
        if (behind >= end) {
            add(Unknown, UnknownStatement, "COPY");
        }
    }

    [[nodiscard]] bool judgeStructure(std::size_t at, std::size_t end) {
        if (words().is(at, "DROP")) {
            judgeDrop(at);
        } else if (words().is(at, "CREATE")) {
            judgeCreate(at, end);
        } else if (words().is(at, "ALTER")) {
            judgeAlter(at, end);
        } else if (words().isOneOf(at, {"COMMENT", "SECURITY"})) {
            add(Ddl, Alters);
        } else if (words().follow(at, {"REFRESH", "MATERIALIZED", "VIEW"})) {
            add(Write, ChangesRows);
            setTarget(words().is(at + 3, "CONCURRENTLY") ? at + 4 : at + 3, "MATERIALIZED VIEW");
        } else if (words().follow(at, {"IMPORT", "FOREIGN"})) {
            add(Escape, Outside, "IMPORT FOREIGN SCHEMA");
        } else {
            return false;
        }
        return true;
    }

    void judgeDrop(std::size_t at) {
        add(Destructive, Drops, words()[at + 1].text);
        setObject(at + 1);
        const bool global = words().isOneOf(at + 1, {"DATABASE", "TABLESPACE", "SUBSCRIPTION"});
        found().undoable = found().undoable && !global && !words().has("CONCURRENTLY", at);
    }

    void judgeCreate(std::size_t at, std::size_t end) {
        std::size_t kind = at + 1;
        while (words().isOneOf(kind, {"OR", "REPLACE", "TEMP", "TEMPORARY", "LOCAL", "GLOBAL", "UNLOGGED", "UNIQUE", "RECURSIVE", "TRUSTED", "PROCEDURAL", "CONSTRAINT"})) {
            ++kind;
        }
        if (words().isOneOf(kind, {"EXTENSION", "SERVER", "SUBSCRIPTION", "LANGUAGE", "TABLESPACE"}) ||
            words().follow(kind, {"FOREIGN", "DATA"}) || words().follow(kind, {"USER", "MAPPING"}) ||
            words().follow(kind, {"ACCESS", "METHOD"}) || words().follow(kind, {"FOREIGN", "TABLE"})) {
            add(Escape, Outside, "CREATE " + words()[kind].text);
            found().undoable = found().undoable && !words().isOneOf(kind, {"SUBSCRIPTION", "TABLESPACE"});
        } else if (words().isOneOf(kind, {"DATABASE", "ROLE", "USER", "GROUP", "PUBLICATION", "EVENT"})) {
            add(Admin, words().is(kind, "DATABASE") ? ServerState : Rights, "CREATE " + words()[kind].text);
            found().undoable = found().undoable && !words().is(kind, "DATABASE");
        } else {
            add(Ddl, Creates, words()[kind].text);
        }
        setObject(kind);
        if (words().isOneOf(kind, {"FUNCTION", "PROCEDURE"})) {
            // Modules of machine code, and languages that reach everywhere.
            const std::size_t language = words().find("LANGUAGE", kind, end);
            std::string name = words()[language + 1].text;
            std::erase(name, '\'');
            std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
            if (name == "C" || name == "INTERNAL" || (name.starts_with("PL") && name.ends_with("U"))) {
                add(Escape, Outside, "LANGUAGE " + name);
            }
            return;
        }
        found().undoable = found().undoable && !words().has("CONCURRENTLY", kind);
        if (words().isOneOf(kind, {"TABLE", "MATERIALIZED"})) {
            const std::size_t query = words().find("AS", kind, end, words()[at].depth);
            if (query < end && words().is(query + 1, "EXECUTE")) {
                add(Unknown, UnseenCode, "EXECUTE");
            } else if (query < end) {
                judgeQuery(words().is(query + 1, "(") ? query + 2 : query + 1, end);
            }
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

    void judgeAlter(std::size_t at, std::size_t end) {
        if (words().isOneOf(at + 1, {"SYSTEM", "DATABASE", "ROLE", "USER", "GROUP", "TABLESPACE"})) {
            add(Admin, words().isOneOf(at + 1, {"ROLE", "USER", "GROUP"}) ? Rights : ServerState, "ALTER " + words()[at + 1].text);
            found().undoable = found().undoable && !words().isOneOf(at + 1, {"SYSTEM", "DATABASE"});
        } else if (words().isOneOf(at + 1, {"EXTENSION", "SERVER", "SUBSCRIPTION"}) || words().follow(at + 1, {"FOREIGN", "DATA"})) {
            add(Escape, Outside, "ALTER " + words()[at + 1].text);
        } else if (words().follow(at + 1, {"DEFAULT", "PRIVILEGES"})) {
            add(Admin, Rights, "ALTER DEFAULT PRIVILEGES");
        } else {
            add(Ddl, Alters, words()[at + 1].text);
        }
        setObject(at + 1);
        for (std::size_t i = at + 2; i < end; ++i) {
            const bool part = words().is(i, "DROP") && !words().isOneOf(i + 1, {"NOT", "DEFAULT", "EXPRESSION", "IDENTITY"});
            if (part && !words().is(i - 1, ".")) {
                add(Destructive, DropsPart, words()[i + 1].text);
            }
            if (words().is(i, "OWNER") && words().is(i + 1, "TO")) {
                add(Admin, Rights, "OWNER TO");
            }
        }
    }

    [[nodiscard]] bool judgeSession(std::size_t at, std::size_t end) {
        if (words().isOneOf(at, {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"})) {
            judgeTransaction(at, end);
        } else if (words().is(at, "SET")) {
            judgeSet(at, end);
        } else if (words().is(at, "RESET")) {
            judgeReset(at);
        } else if (words().is(at, "DISCARD")) {
            const bool all = words().is(at + 1, "ALL");
            add(all ? Escape : Read, all ? LiftsMode : SetsSession, "DISCARD");
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

    void judgeTransaction(std::size_t at, std::size_t end) {
        const bool prepared = words().has("PREPARED", at);
        add(prepared ? Admin : Transaction, ControlsTransaction, words()[at].text);
        for (std::size_t i = at; i + 1 < end; ++i) {
            if (words().follow(i, {"READ", "WRITE"})) {
                add(Escape, LiftsMode, "READ WRITE");
            }
        }
    }

    void judgeSet(std::size_t at, std::size_t end) {
        std::size_t name = words().isOneOf(at + 1, {"SESSION", "LOCAL"}) ? at + 2 : at + 1;
        if (words().isOneOf(name, {"TRANSACTION", "CHARACTERISTICS"})) {
            judgeTransaction(at, end);
        } else if (words().isOneOf(name, {"AUTHORIZATION", "ROLE", "SESSION_AUTHORIZATION"})) {
            add(Admin, Rights, words()[name].text);
        } else {
            judgeSetting(name, end);
        }
    }

    void judgeSetting(std::size_t name, std::size_t end) {
        constexpr auto kLifting = std::to_array<std::string_view>(
            {"TRANSACTION_READ_ONLY", "DEFAULT_TRANSACTION_READ_ONLY", "SESSION_AUTHORIZATION", "ROLE", "ALLOW_SYSTEM_TABLE_MODS",
             "SESSION_REPLICATION_ROLE", "LOCAL_PRELOAD_LIBRARIES", "SESSION_PRELOAD_LIBRARIES", "DYNAMIC_LIBRARY_PATH", "ROW_SECURITY"});
        std::string setting = words()[name].text;
        std::ranges::transform(setting, setting.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        const bool lifts = std::ranges::find(kLifting, setting) != kLifting.end();
        // An escape in a name hides what it is.
        const bool hidden = words().is(name + 1, "&") || words()[name].text.starts_with("U&");
        const bool on = words().isOneOf(end - 1, {"ON", "TRUE", "1"}) && setting.ends_with("TRANSACTION_READ_ONLY");
        add(hidden ? Unknown : lifts && !on ? Escape : Read, lifts || hidden ? LiftsMode : SetsSession, setting);
    }

    void judgeReset(std::size_t at) {
        if (words().is(at + 1, "ALL")) {
            add(Escape, LiftsMode, "RESET ALL");
            return;
        }
        const bool twoWords = words().follow(at + 1, {"SESSION", "AUTHORIZATION"}) || words().is(at + 1, "TRANSACTION");
        twoWords ? add(Escape, LiftsMode, "RESET") : judgeSetting(at + 1, at + 1);
    }

    void judgeExplain(std::size_t at, std::size_t end) {
        std::size_t inner = at + 1;
        bool runs = false;
        if (words()[inner].kind == TokenKind::OpenBracket && !words().isOneOf(inner + 1, {"SELECT", "WITH", "VALUES", "TABLE", "("})) {
            const std::size_t closes = words().closing(inner);
            for (std::size_t i = inner; i < closes; ++i) {
                const bool analyzes = words()[i].text == "ANALYZE" || words()[i].text == "ANALYSE" || words()[i].text == "analyze";
                runs = runs || (analyzes && !words().isOneOf(i + 1, {"FALSE", "OFF", "0"})) || words()[i].kind == TokenKind::QuotedIdentifier;
            }
            inner = closes + 1;
        }
        while (words().isOneOf(inner, {"ANALYZE", "ANALYSE", "VERBOSE"})) {
            runs = runs || !words().is(inner, "VERBOSE");
            ++inner;
        }
        if (runs) {
            judgeWithin(inner, end);
        }
    }

    void judgePrepare(std::size_t at, std::size_t end) {
        if (words().is(at + 1, "TRANSACTION")) {
            add(Admin, ControlsTransaction, "PREPARE TRANSACTION");
            found().undoable = false;
            return;
        }
        const std::size_t as = words().find("AS", at, end, words()[at].depth);
        judgeWithin(as + 1, end);
    }

    [[nodiscard]] bool judgeServer(std::size_t at, std::size_t /*end*/) {
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
        } else if (words().is(at, "LOAD")) {
            add(Escape, Outside, "LOAD");
        } else {
            return false;
        }
        return true;
    }
};

} // namespace

Classification judgePostgres(const StatementWords& words, std::string_view text) {
    return PostgresJudge(words, text).judge();
}

} // namespace dbv::sql
