// SPDX-License-Identifier: Apache-2.0
// What statements of MySQL and MariaDB do.
#include "sql/mysql_judge.h"

#include <algorithm>
#include <array>

#include "sql/mysql_reads.h"

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

} // namespace

void MySqlJudge::judgeVerb(std::size_t at, std::size_t end) {
    if (words().isOneOf(at, {"SELECT", "VALUES", "TABLE", "WITH"})) {
        judgeQuery(at, end);
    } else if (!judgeRows(at, end) && !judgeStructure(at, end) && !judgeSession(at, end) && !judgeServer(at)) {
        add(Unknown, UnknownStatement, words()[at].text);
        found().undoable = false;
    }
}

void MySqlJudge::judgeFunction(const std::string& name, const std::string& schema) {
    constexpr auto kLocks = std::to_array<std::string_view>({"GET_LOCK", "RELEASE_LOCK", "RELEASE_ALL_LOCKS"});
    constexpr auto kWaits = std::to_array<std::string_view>(
        {"MASTER_POS_WAIT", "SOURCE_POS_WAIT", "MASTER_GTID_WAIT", "WAIT_FOR_EXECUTED_GTID_SET"});
    if (!schema.empty()) {
        add(Unknown, UnknownFunction, schema + "." + name);
    } else if (std::ranges::find(kLocks, name) != kLocks.end()) {
        add(Admin, LocksTable, name);
        found().undoable = false;
    } else if (name == "LOAD_FILE") {
        add(Escape, Outside, name);
    } else if (name == "NEXTVAL" || name == "SETVAL") {
        add(Write, MovesSequence, name);
        found().undoable = false;
    } else if (std::ranges::find(kWaits, name) != kWaits.end()) {
        add(Read, ServerState, name);
    } else if (!name.starts_with("ST_") && name != "LASTVAL" &&
               !std::ranges::binary_search(kMySqlReads, std::string_view(name))) {
        add(Unknown, UnknownFunction, name);
        found().undoable = false;
    }
}

void MySqlJudge::judgeQuery(std::size_t at, std::size_t end) {
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

void MySqlJudge::judgeReading(std::size_t begin, std::size_t end) {
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

void MySqlJudge::judgeServersTables(std::size_t begin, std::size_t end) {
    // Accounts, rights, routines and plugins are rows there.
    bool own = isServersDatabase(m_database, m_grammar) && !words().is(begin + 1, ".");
    std::size_t named = begin;
    for (std::size_t at = begin; at + 1 < end && !own; ++at) {
        std::string name = inCapitals(words()[at].text);
        std::erase_if(name, [](char c) { return c == '`' || c == '"'; });
        // In a join, each may be the one that is changed.
        const bool here = isServersDatabase(m_database, m_grammar) && words().isOneOf(at, {"JOIN", ",", "FROM"}) &&
                          !words().is(at + 2, ".");
        own = (name == "MYSQL" && words().is(at + 1, ".") && !words().is(at - 1, ".")) || here;
        named = here ? at + 1 : at;
    }
    if (own) {
        add(Admin, ServerState, words().nameAt(named, text()));
        found().undoable = false;
    }
}

bool MySqlJudge::judgeRows(std::size_t at, std::size_t end) {
    if (words().isOneOf(at, {"INSERT", "REPLACE"})) {
        judgeInsert(at, end);
    } else if (words().is(at, "UPDATE")) {
        std::size_t name = at + 1;
        while (words().isOneOf(name, {"LOW_PRIORITY", "IGNORE"})) {
            ++name;
        }
        judgeRowChange(at, end, name, RowChange::Update);
        judgeServersTables(name, words().find("SET", name, end));
        judgeReading(at + 1, end);
    } else if (words().is(at, "DELETE")) {
        judgeDelete(at, end);
    } else if (words().is(at, "TRUNCATE")) {
        const std::size_t name = words().is(at + 1, "TABLE") ? at + 2 : at + 1;
        add(Destructive, Empties);
        setTarget(name, "TABLE");
        judgeServersTables(name, std::min(name + 2, end));
        found().undoable = false;
    } else if (words().follow(at, {"LOAD", "DATA"}) || words().follow(at, {"LOAD", "XML"})) {
        judgeLoad(at, end);
    } else if (words().is(at, "CALL")) {
        add(Unknown, UnseenCode, "CALL");
        found().undoable = false;
    } else if (words().isOneOf(at, {"DO", "HANDLER"})) {
        judgeReading(at + 1, end);
    } else {
        return false;
    }
    return true;
}

void MySqlJudge::judgeInsert(std::size_t at, std::size_t end) {
    std::size_t name = at + 1;
    while (words().isOneOf(name, {"LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY", "IGNORE", "INTO"})) {
        ++name;
    }
    bool replaces = words().is(at, "REPLACE");
    for (std::size_t i = name; i < end && !replaces; ++i) {
        replaces = words().follow(i, {"ON", "DUPLICATE", "KEY"});
    }
    add(Write, replaces ? ReplacesRows : AddsRows, words().nameAt(name, text()));
    setTarget(name, "TABLE");
    judgeServersTables(name, std::min(name + 2, end));
    if (replaces && rewritesAll(name, end)) {
        add(Destructive, EveryRow, words().nameAt(name, text()));
    }
    found().rows = RowChange::Insert;
    judgeReading(words().behindName(name), end);
}

void MySqlJudge::judgeDelete(std::size_t at, std::size_t end) {
    std::size_t name = at + 1;
    while (words().isOneOf(name, {"LOW_PRIORITY", "QUICK", "IGNORE", "FROM", "HISTORY"})) {
        ++name;
    }
    judgeRowChange(at, end, name, RowChange::Delete);
    judgeServersTables(name, words().find("WHERE", name, end));
    if (words().has("HISTORY", at) && words().follow(at + 1, {"HISTORY", "FROM"})) {
        add(Destructive, Empties, "HISTORY");
    }
    judgeReading(at + 1, end);
}

void MySqlJudge::judgeLoad(std::size_t at, std::size_t end) {
    const std::size_t file = words().find("INFILE", at, end);
    const bool local = words().is(file - 1, "LOCAL");
    add(local ? Write : Escape, local ? AddsRows : Outside, "LOAD " + words()[at + 1].text);
    const std::size_t table = words().find("TABLE", file, end);
    setTarget(table + 1, "TABLE");
    judgeServersTables(table + 1, std::min(table + 3, end));
    if (words().find("REPLACE", file, table) < table) {
        add(Write, ReplacesRows, words().nameAt(table + 1, text()));
    }
    if (file == end || table == end) {
        add(Unknown, UnknownStatement, "LOAD");
    }
    judgeReading(words().find("SET", table, end), end);
}

bool MySqlJudge::judgeStructure(std::size_t at, std::size_t end) {
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
        for (std::size_t i = at + 2; i < end && !user; ++i) {
            if (words().is(i, "TO")) {
                std::size_t from = i - 1;
                from -= words().is(from - 1, ".") ? 2U : 0U;
                judgeMove(from, i + 1);
            }
        }
    } else {
        return false;
    }
    if (words().isOneOf(at + 1, {"TABLE", "INDEX"}) || found().targetKind == "TABLE" || found().targetKind == "VIEW") {
        const std::string target = inCapitals(found().target);
        const bool plain = isServersDatabase(m_database, m_grammar) && !target.contains('.');
        if (plain || target.starts_with("MYSQL.") || target.starts_with("`MYSQL`")) {
            add(Admin, ServerState, found().target);
        }
    }
    // The server commits before and behind.
    found().undoable = false;
    return true;
}

void MySqlJudge::judgeMove(std::size_t from, std::size_t to) {
    const bool stays = words().is(from + 1, ".") && inCapitals(words()[from].text) == inCapitals(words()[to].text);
    if (words().is(to + 1, ".") && !stays && inCapitals(words()[to].text) != inCapitals(m_database)) {
        add(Escape, Outside, words().nameAt(to, text()));
    }
}

void MySqlJudge::judgeDrop(std::size_t at) {
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

void MySqlJudge::judgeCreate(std::size_t at, std::size_t end) {
    std::size_t kind = at + 1;
    while (kind < end &&
           !words().isOneOf(kind, {"TABLE", "VIEW", "INDEX", "DATABASE", "SCHEMA", "FUNCTION", "PROCEDURE", "TRIGGER",
                                   "EVENT", "USER", "ROLE", "SERVER", "SEQUENCE", "TABLESPACE", "LOGFILE", "PACKAGE",
                                   "RESOURCE", "SPATIAL_REFERENCE", "UNDO"})) {
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
        if (words().follow(at + 1, {"OR", "REPLACE"})) {
            add(Destructive, Drops, words()[kind].text);
        }
    } else {
        const bool replaces =
            words().follow(at + 1, {"OR", "REPLACE"}) && words().isOneOf(kind, {"TABLE", "DATABASE", "SEQUENCE"});
        add(replaces ? Destructive : Ddl, replaces ? Drops : Creates, words()[kind].text);
        if (words().follow(at + 1, {"OR", "REPLACE"}) && !replaces) {
            // A view's query is lost.
            add(words().is(kind, "VIEW") ? Destructive : Ddl, ReplacesCode, words()[kind].text);
        }
    }
    setObject(kind);
    if (words().is(kind, "TABLE")) {
        judgeTableOptions(kind, end);
    }
    if (words().isOneOf(kind, {"TABLE", "VIEW"})) {
        judgeReading(words().find("SELECT", kind, end), end);
    }
}

void MySqlJudge::judgeTableOptions(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
        const std::size_t value = words().is(at + 1, "=") ? at + 2 : at + 1;
        const std::string engine = inCapitals(words()[value].text);
        const bool elsewhere = words().is(at, "ENGINE") && (engine == "FEDERATED" || engine == "CONNECT" ||
                                                            engine == "SPIDER" || engine == "CSV" || engine == "S3");
        const bool folder = words().isOneOf(at, {"DATA", "INDEX"}) && words().is(at + 1, "DIRECTORY");
        const bool line = words().is(at, "CONNECTION") && words()[value].kind == TokenKind::String;
        if (elsewhere || folder || line) {
            add(Escape, Outside, elsewhere ? engine : words()[at].text);
        }
    }
}

void MySqlJudge::judgeAlter(std::size_t at, std::size_t end) {
    std::size_t kind = at + 1;
    while (words().isOneOf(kind, {"ONLINE", "IGNORE"})) {
        ++kind;
    }
    while (kind < end && words().isOneOf(at + 1, {"ALGORITHM", "DEFINER", "SQL"}) &&
           !words().isOneOf(kind, {"VIEW", "EVENT", "FUNCTION", "PROCEDURE"})) {
        ++kind;
    }
    if (words().isOneOf(kind, {"USER", "ROLE"})) {
        add(Admin, Rights, "ALTER " + words()[kind].text);
    } else if (words().isOneOf(kind, {"SERVER", "INSTANCE", "TABLESPACE", "LOGFILE", "UNDO", "RESOURCE"})) {
        add(words().isOneOf(kind, {"INSTANCE", "RESOURCE"}) ? Admin : Escape,
            words().is(kind, "SERVER") ? Outside : ServerState, "ALTER " + words()[kind].text);
    } else {
        add(Ddl, Alters, words()[kind].text);
    }
    setObject(kind);
    for (std::size_t i = kind + 1; i < end; ++i) {
        const bool drops = words().is(i, "DROP") && !words().is(i + 1, "DEFAULT");
        const bool empties = words().isOneOf(i, {"TRUNCATE", "DISCARD", "COALESCE"}) &&
                             words().isOneOf(i + 1, {"PARTITION", "TABLESPACE"});
        if (words().is(i, "RENAME") && words().is(kind, "TABLE")) {
            judgeMove(behindIfExists(kind + 1), words().isOneOf(i + 1, {"TO", "AS", "="}) ? i + 2 : i + 1);
        }
        if (words().follow(i, {"REMOVE", "PARTITIONING"})) {
            add(Destructive, DropsPart, "PARTITIONING");
        }
        if (words().follow(i, {"EXCHANGE", "PARTITION"})) {
            // All of either table's rows are the other's then.
            add(Destructive, Empties, "EXCHANGE PARTITION");
        }
        if ((drops || empties) && !words().is(i - 1, ".")) {
            add(Destructive, drops ? DropsPart : Empties, words()[i + 1].text);
        }
    }
    if (words().is(kind, "TABLE")) {
        if (words().find("IGNORE", at, kind) < kind) {
            // Rows that a new key finds twice are deleted.
            add(Destructive, Empties, "ALTER IGNORE");
        }
        judgeTableOptions(kind, end);
        judgeConversions(kind, end);
    } else if (words().is(kind, "VIEW")) {
        add(Destructive, ReplacesCode, "VIEW");
        judgeReading(words().find("SELECT", kind, end), end);
    }
}

void MySqlJudge::judgeConversions(std::size_t table, std::size_t end) {
    const std::uint32_t depth = words()[table].depth;
    std::size_t at = words().behindName(behindIfExists(table + 1));
    while (at < end) {
        if (words().isOneOf(at, {"MODIFY", "CHANGE"})) {
            const std::size_t column = behindIfExists(words().is(at + 1, "COLUMN") ? at + 2 : at + 1);
            add(Destructive, ChangesType, words()[column].text);
        } else if (words().follow(at, {"CONVERT", "TO"})) {
            add(Destructive, ChangesType, "CONVERT TO");
        } else if (words().is(at, "IMPORT")) {
            add(Escape, Outside, "IMPORT TABLESPACE");
        }
        at = words().find(",", at, end, depth) + 1;
    }
    for (std::size_t i = table; i < end; ++i) {
        const std::size_t engine = words().is(i + 1, "=") ? i + 2 : i + 1;
        // These keep no rows of their own, or none when the server ends.
        static constexpr auto kKeepNone = std::to_array<std::string_view>(
            {"BLACKHOLE", "HEAP", "MEMORY", "MERGE", "MRG_MYISAM", "PERFORMANCE_SCHEMA"});
        const std::string name = inCapitals(words()[engine].text);
        if (words().is(i, "ENGINE") && (name == "MYISAM" || name == "ARIA" || name == "ARCHIVE")) {
            // They have no foreign keys, which are lost, and no transactions.
            add(Destructive, DropsPart, name);
        }
        if (words().is(i, "ENGINE") && std::ranges::find(kKeepNone, name) != kKeepNone.end()) {
            add(Destructive, Empties, name);
        }
    }
}

Classification judgeMySql(const StatementWords& words, std::string_view text, Grammar grammar,
                          std::string_view database) {
    return MySqlJudge(words, text, grammar, database).judge();
}

} // namespace dbv::sql
