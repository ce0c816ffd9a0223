// SPDX-License-Identifier: Apache-2.0
// What statements of MySQL and MariaDB do.
#include "sql/statement_judge.h"

#include <algorithm>
#include <array>

#include "sql/mysql_reads.h"

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

std::string capitalsOfName(std::string name) {
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return name;
}

class MySqlJudge final : public StatementJudge {
public:
    MySqlJudge(const StatementWords& words, std::string_view text, Grammar grammar)
        : StatementJudge(words, text), m_grammar(grammar) {}

private:
    void judgeVerb(std::size_t at, std::size_t end) override {
        if (words().isOneOf(at, {"SELECT", "VALUES", "TABLE", "WITH"})) {
            judgeQuery(at, end);
        } else if (!judgeRows(at, end) && !judgeStructure(at, end) && !judgeSession(at, end) && !judgeServer(at, end)) {
            add(Unknown, UnknownStatement, words()[at].text);
            found().undoable = false;
        }
    }

    void judgeFunction(const std::string& name, const std::string& schema) override {
        constexpr auto kLocks = std::to_array<std::string_view>({"GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS"});
        constexpr auto kWaits =
            std::to_array<std::string_view>({"MASTER_POS_WAIT", "SOURCE_POS_WAIT", "MASTER_GTID_WAIT", "WAIT_FOR_EXECUTED_GTID_SET"});
        if (!schema.empty()) {
            add(Unknown, UnknownFunction, schema + "." + name);
        } else if (std::ranges::find(kLocks, name) != kLocks.end()) {
            add(Admin, LocksTable, name);
        } else if (name == "LOAD_FILE") {
            add(Escape, Outside, name);
        } else if (name == "NEXTVAL" || name == "SETVAL" || name == "LASTVAL") {
            add(Write, MovesSequence, name);
            found().undoable = false;
        } else if (std::ranges::find(kWaits, name) != kWaits.end()) {
            add(Read, ServerState, name);
        } else if (!name.starts_with("ST_") && !std::ranges::binary_search(kMySqlReads, std::string_view(name))) {
            add(Unknown, UnknownFunction, name);
            found().undoable = false;
        }
    }

    void judgeQuery(std::size_t at, std::size_t end) {
        if (words().is(at, "WITH")) {
            const std::size_t main = behindWith(at, end);
            if (main >= end) {
                add(Unknown, UnknownStatement, "WITH");
            } else if (!words().isOneOf(main, {"SELECT", "VALUES", "TABLE", "("})) {
                judgeWithin(main, end);
            }
        }
        judgeReading(at, end);
    }

    /// What SELECT may do besides reading.
    void judgeReading(std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            if (words().is(at, "INTO") && words().isOneOf(at + 1, {"OUTFILE", "DUMPFILE"})) {
                add(Escape, Outside, "INTO " + words()[at + 1].text);
                found().undoable = false;
            }
            if ((words().is(at, "FOR") && words().isOneOf(at + 1, {"UPDATE", "SHARE"})) ||
                words().follow(at, {"LOCK", "IN", "SHARE", "MODE"})) {
                add(Write, LocksRows);
            }
            if (words().follow(at, {"NEXT", "VALUE", "FOR"})) {
                add(Write, MovesSequence, "NEXT VALUE FOR");
                found().undoable = false;
            }
        }
        judgeCalls(begin, end);
    }

    [[nodiscard]] bool judgeRows(std::size_t at, std::size_t end) {
        if (words().isOneOf(at, {"INSERT", "REPLACE"})) {
            judgeInsert(at, end);
        } else if (words().is(at, "UPDATE")) {
            std::size_t name = at + 1;
            while (words().isOneOf(name, {"LOW_PRIORITY", "IGNORE"})) {
                ++name;
            }
            judgeRowChange(at, end, name, RowChange::Update);
            judgeReading(at + 1, end);
        } else if (words().is(at, "DELETE")) {
            judgeDelete(at, end);
        } else if (words().is(at, "TRUNCATE")) {
            add(Destructive, Empties);
            setTarget(words().is(at + 1, "TABLE") ? at + 2 : at + 1, "TABLE");
            found().undoable = false;
        } else if (words().follow(at, {"LOAD", "DATA"}) || words().follow(at, {"LOAD", "XML"})) {
            judgeLoad(at, end);
        } else if (words().is(at, "CALL")) {
            add(Unknown, UnseenCode, "CALL");
            found().undoable = false;
        } else if (words().is(at, "DO")) {
            judgeReading(at + 1, end);
        } else {
            return words().is(at, "HANDLER");
        }
        return true;
    }

    void judgeInsert(std::size_t at, std::size_t end) {
        std::size_t name = at + 1;
        while (words().isOneOf(name, {"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"})) {
            ++name;
        }
        bool replaces = words().is(at, "REPLACE");
        for (std::size_t i = name; i < end && !replaces; ++i) {
            replaces = words().follow(i, {"ON", "DUPLICATE", "KEY"});
        }
        add(Write, replaces ? ChangesRows : AddsRows, words().nameAt(name, text()));
        setTarget(name, "TABLE");
        found().rows = RowChange::Insert;
        judgeReading(words().behindName(name), end);
    }

    void judgeDelete(std::size_t at, std::size_t end) {
        std::size_t name = at + 1;
        while (words().isOneOf(name, {"LOW_PRIORITY", "QUICK", "IGNORE", "FROM", "HISTORY"})) {
            ++name;
        }
        judgeRowChange(at, end, name, RowChange::Delete);
        if (words().has("HISTORY", at) && words().follow(at + 1, {"HISTORY", "FROM"})) {
            add(Destructive, Empties, "HISTORY");
        }
        judgeReading(at + 1, end);
    }

    void judgeLoad(std::size_t at, std::size_t end) {
        const std::size_t file = words().find("INFILE", at, end);
        const bool local = words().is(file - 1, "LOCAL");
        add(local ? Write : Escape, local ? AddsRows : Outside, "LOAD " + words()[at + 1].text);
        const std::size_t table = words().find("TABLE", file, end);
        setTarget(table + 1, "TABLE");
        if (file == end || table == end) {
            add(Unknown, UnknownStatement, "LOAD");
        }
        judgeReading(words().find("SET", table, end), end);
    }

    [[nodiscard]] bool judgeStructure(std::size_t at, std::size_t end) {
        if (words().is(at, "DROP")) {
            judgeDrop(at);
        } else if (words().is(at, "CREATE")) {
            judgeCreate(at, end);
        } else if (words().is(at, "ALTER")) {
            judgeAlter(at, end);
        } else if (words().is(at, "RENAME")) {
            const bool user = words().is(at + 1, "USER");
            add(user ? Admin : Ddl, user ? Rights : Alters, "RENAME");
            setTarget(at + 2, words()[at + 1].text);
        } else {
            return false;
        }
        // The server commits before and behind.
        found().undoable = false;
        return true;
    }

    void judgeDrop(std::size_t at) {
        const bool prepared = words().is(at + 1, "PREPARE");
        std::size_t kind = at + 1;
        while (words().isOneOf(kind, {"TEMPORARY", "UNDO"})) {
            ++kind;
        }
        if (!prepared) {
            add(Destructive, Drops, words()[kind].text);
            setObject(kind);
        }
    }

    void judgeCreate(std::size_t at, std::size_t end) {
        std::size_t kind = at + 1;
        while (kind < end && !words().isOneOf(kind, {"TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "USER", "ROLE", "SERVER", "SEQUENCE", "TABLESPACE", "LOGFILE", "PACKAGE", "RESOURCE", "SPATIAL_REFERENCE", "UNDO"})) {
            ++kind;
        }
        if (kind == end) {
            add(Unknown, UnknownStatement, "CREATE");
            return;
        }
        const bool soname = words().is(kind, "FUNCTION") && words().has("SONAME", kind);
        if (soname || words().isOneOf(kind, {"SERVER", "TABLESPACE", "LOGFILE", "UNDO"})) {
            add(Escape, Outside, "CREATE " + words()[kind].text);
        } else if (words().isOneOf(kind, {"USER", "ROLE", "RESOURCE"})) {
            add(Admin, Rights, "CREATE " + words()[kind].text);
        } else {
            const bool replaces = words().follow(at + 1, {"OR", "REPLACE"}) && words().isOneOf(kind, {"TABLE", "DATABASE", "SEQUENCE"});
            add(replaces ? Destructive : Ddl, replaces ? Drops : Creates, words()[kind].text);
        }
        setObject(kind);
        if (words().is(kind, "TABLE")) {
            judgeTableOptions(kind, end);
            const std::size_t query = words().find("SELECT", kind, end);
            judgeReading(query, end);
        }
    }

    /// Files that the server takes from elsewhere, or engines that reach other servers.
    void judgeTableOptions(std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++at) {
            const std::size_t value = words().is(at + 1, "=") ? at + 2 : at + 1;
            const std::string engine = capitalsOfName(words()[value].text);
            const bool elsewhere = words().is(at, "ENGINE") && (engine == "FEDERATED" || engine == "CONNECT" || engine == "SPIDER" || engine == "CSV" || engine == "S3");
            const bool folder = words().isOneOf(at, {"DATA", "INDEX"}) && words().is(at + 1, "DIRECTORY");
            const bool line = words().is(at, "CONNECTION") && words()[value].kind == TokenKind::String;
            if (elsewhere || folder || line) {
                add(Escape, Outside, elsewhere ? engine : words()[at].text);
            }
        }
    }

    void judgeAlter(std::size_t at, std::size_t end) {
        std::size_t kind = at + 1;
        while (words().isOneOf(kind, {"ONLINE", "IGNORE"})) {
            ++kind;
        }
        if (words().isOneOf(kind, {"USER", "ROLE"})) {
            add(Admin, Rights, "ALTER " + words()[kind].text);
        } else if (words().isOneOf(kind, {"SERVER", "INSTANCE", "TABLESPACE", "LOGFILE", "UNDO", "RESOURCE"})) {
            add(words().isOneOf(kind, {"INSTANCE", "RESOURCE"}) ? Admin : Escape, words().is(kind, "SERVER") ? Outside : ServerState, "ALTER " + words()[kind].text);
        } else {
            add(Ddl, Alters, words()[kind].text);
        }
        setObject(kind);
        for (std::size_t i = kind + 1; i < end; ++i) {
            const bool drops = words().is(i, "DROP") && !words().isOneOf(i + 1, {"DEFAULT", "INDEX", "KEY"});
            const bool empties = words().isOneOf(i, {"TRUNCATE", "DISCARD", "COALESCE"}) && words().isOneOf(i + 1, {"PARTITION", "TABLESPACE"});
            if ((drops || empties) && !words().is(i - 1, ".")) {
                add(Destructive, drops ? DropsPart : Empties, words()[i + 1].text);
            }
        }
        if (words().is(kind, "TABLE")) {
            judgeTableOptions(kind, end);
        }
    }

    [[nodiscard]] bool judgeSession(std::size_t at, std::size_t end) {
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
            return words().isOneOf(at, {"SHOW", "HELP", "USE", "DEALLOCATE", "CLOSE"});
        }
        return true;
    }

    void judgeTransaction(std::size_t at, std::size_t end) {
        const bool replication = words().is(at, "START") && !words().is(at + 1, "TRANSACTION");
        replication ? add(Admin, ServerState, "START") : add(Transaction, ControlsTransaction, words()[at].text);
        judgeAccess(at, end);
    }

    void judgeAccess(std::size_t at, std::size_t end) {
        for (std::size_t i = at; i + 1 < end; ++i) {
            if (words().follow(i, {"READ", "WRITE"})) {
                add(Escape, LiftsMode, "READ WRITE");
            }
        }
    }

    void judgeSet(std::size_t at, std::size_t end) {
        if (words().is(at + 1, "STATEMENT")) {
            const std::size_t behind = words().find("FOR", at, end, words()[at].depth);
            judgeAssignments(at + 2, behind);
            judgeWithin(behind + 1, end);
            return;
        }
        const std::size_t scope = words().isOneOf(at + 1, {"SESSION", "LOCAL", "GLOBAL"}) ? at + 2 : at + 1;
        if (words().is(scope, "TRANSACTION")) {
            words().is(at + 1, "GLOBAL") ? add(Admin, ServerState, "GLOBAL") : add(Transaction, ControlsTransaction, "SET TRANSACTION");
            judgeAccess(at, end);
        } else if (words().isOneOf(at + 1, {"PASSWORD", "ROLE", "DEFAULT", "RESOURCE"})) {
            add(Admin, Rights, "SET " + words()[at + 1].text);
        } else if (!words().isOneOf(at + 1, {"NAMES", "CHARACTER", "CHARSET"})) {
            judgeAssignments(at + 1, end);
        } else {
            add(Read, SetsSession, words()[at + 1].text);
        }
    }

    /// `a = 1, GLOBAL b = 2, @c = f(3)`
    void judgeAssignments(std::size_t begin, std::size_t end) {
        const std::uint32_t depth = words()[begin].depth;
        std::size_t at = begin;
        while (at < end) {
            const std::size_t next = words().find(",", at, end, depth);
            judgeAssignment(at, next);
            at = next + 1;
        }
        judgeReading(begin, end);
    }

    void judgeAssignment(std::size_t at, std::size_t end) {
        // What would let a session write, hide what it writes, or write what nobody checks.
        constexpr auto kLifting = std::to_array<std::string_view>(
            {"TRANSACTION_READ_ONLY", "TX_READ_ONLY", "SQL_LOG_BIN", "SQL_LOG_OFF", "GTID_NEXT", "PSEUDO_THREAD_ID", "SQL_SAFE_UPDATES", "DEBUG"});
        std::string scope = capitalsOfName(words()[at].text);
        std::size_t name = at;
        if (words().isOneOf(at, {"GLOBAL", "PERSIST", "PERSIST_ONLY", "SESSION", "LOCAL"})) {
            name = at + 1;
        } else if (scope == "@" || (scope.starts_with("@") && !scope.starts_with("@@"))) {
            add(Read, SetsSession, words()[at].text);
            return;
        }
        std::string variable = capitalsOfName(words()[name].text);
        if (variable == "@@" && words()[name + 1].kind == TokenKind::QuotedIdentifier) {
            variable += capitalsOfName(words()[name + 1].text);
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

    void judgeExplain(std::size_t at, std::size_t end) {
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

    /// The text of PREPARE … FROM, or of EXECUTE IMMEDIATE, behind `from`.
    void judgePrepare(std::size_t at, std::size_t from) {
        const StatementWord& inner = words()[from + 1];
        const bool seen = inner.kind == TokenKind::String && !words().is(from + 2, "(") && inner.span.size() >= 2 && m_depth == 0;
        const std::string_view quoted = text().substr(inner.span.begin, inner.span.size());
        // A text with escapes or joined from pieces is not read here.
        if (!seen || quoted.find_first_of("\\") != std::string_view::npos ||
            (words()[from + 2].kind != TokenKind::End && words()[from + 2].kind != TokenKind::Semicolon && !words().is(from + 2, "USING"))) {
            add(Unknown, UnseenCode, words()[at].text);
            found().undoable = false;
            return;
        }
        std::string sql(quoted.substr(1, quoted.size() - 2));
        for (std::size_t i = sql.find("''"); i != std::string::npos; i = sql.find("''", i + 1)) {
            sql.erase(i, 1);
        }
        const Classification prepared = classify(sql, m_grammar);
        for (const Effect& effect : prepared.effects) {
            add(effect.kind, effect.reason, effect.subject);
        }
        found().undoable = found().undoable && prepared.undoable;
        found().target = prepared.target;
        found().targetKind = prepared.targetKind;
    }

    [[nodiscard]] bool isUpkeep(std::size_t at) const {
        return words().is(at, "ANALYZE") && words().isOneOf(at + 1, {"TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG"});
    }

    [[nodiscard]] bool judgeServer(std::size_t at, std::size_t end) {
        if (words().isOneOf(at, {"GRANT", "REVOKE"})) {
            add(Admin, Rights, words()[at].text);
        } else if (words().isOneOf(at, {"INSTALL", "UNINSTALL", "CLONE", "IMPORT", "BINLOG"})) {
            add(Escape, Outside, words()[at].text);
        } else if (isUpkeep(at) || words().isOneOf(at, {"FLUSH", "RESET", "PURGE", "KILL", "SHUTDOWN", "RESTART", "CHANGE", "STOP", "OPTIMIZE", "REPAIR", "CHECK", "CHECKSUM", "CACHE", "LOAD", "XA", "BACKUP"})) {
            add(Admin, ServerState, words()[at].text);
        } else {
            return false;
        }
        static_cast<void>(end);
        found().undoable = false;
        return true;
    }

    Grammar m_grammar;
    int m_depth = 0;
};

} // namespace

Classification judgeMySql(const StatementWords& words, std::string_view text, Grammar grammar) {
    return MySqlJudge(words, text, grammar).judge();
}

} // namespace dbv::sql
