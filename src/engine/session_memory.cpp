// SPDX-License-Identifier: Apache-2.0
#include "engine/session_memory.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "engine/setting_statement.h"
#include "engine/statement_words.h"
#include "sql/classifier.h"

namespace dbv::engine {

namespace {

using namespace std::string_view_literals;

// What reads, if the functions that it calls do.
constexpr auto kReaders = std::to_array<std::string_view>(
    {"SELECT", "VALUES", "TABLE", "EXPLAIN", "SHOW", "DESC", "DESCRIBE", "HELP", "FETCH", "MOVE", "CLOSE"});
// What changes what is stored, and nothing of the session's own; or ends something that was noted before.
constexpr auto kWriters = std::to_array<std::string_view>(
    {"INSERT",   "UPDATE",  "DELETE",  "REPLACE",    "MERGE",    "TRUNCATE",  "COPY",    "LOAD",     "CREATE",
     "DROP",     "ALTER",   "COMMENT", "GRANT",      "REVOKE",   "RENAME",    "ANALYZE", "ANALYSE",  "VACUUM",
     "REINDEX",  "CLUSTER", "REFRESH", "NOTIFY",     "OPTIMIZE", "CHECK",     "REPAIR",  "CHECKSUM", "IMPORT",
     "SECURITY", "KILL",    "FLUSH",   "CHECKPOINT", "UNLISTEN", "DEALLOCATE"});
// What the state of the transaction tells of.
constexpr auto kTransactions =
    std::to_array<std::string_view>({"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE"});
// Functions of the servers that are known to leave nothing behind in a session. Any other may.
constexpr auto kHarmless = std::to_array<std::string_view>({"ABS",
                                                            "AGE",
                                                            "ARRAY",
                                                            "ARRAY_AGG",
                                                            "AVG",
                                                            "BIT_LENGTH",
                                                            "BOOL_AND",
                                                            "BOOL_OR",
                                                            "CAST",
                                                            "CEIL",
                                                            "CEILING",
                                                            "CHAR",
                                                            "CHARACTER_LENGTH",
                                                            "CHAR_LENGTH",
                                                            "CHR",
                                                            "COALESCE",
                                                            "CONCAT",
                                                            "CONCAT_WS",
                                                            "CONNECTION_ID",
                                                            "CONVERT",
                                                            "COUNT",
                                                            "CUME_DIST",
                                                            "CURDATE",
                                                            "CURRENT_DATABASE",
                                                            "CURRENT_SCHEMA",
                                                            "CURRENT_SETTING",
                                                            "CURRENT_TIMESTAMP",
                                                            "CURRENT_USER",
                                                            "CURTIME",
                                                            "DATABASE",
                                                            "DATE",
                                                            "DATEDIFF",
                                                            "DATETIME",
                                                            "DATE_ADD",
                                                            "DATE_FORMAT",
                                                            "DATE_PART",
                                                            "DATE_SUB",
                                                            "DATE_TRUNC",
                                                            "DECIMAL",
                                                            "DENSE_RANK",
                                                            "EVERY",
                                                            "EXISTS",
                                                            "EXP",
                                                            "EXTRACT",
                                                            "FIRST_VALUE",
                                                            "FLOOR",
                                                            "FORMAT",
                                                            "FORMAT_TYPE",
                                                            "GENERATE_SERIES",
                                                            "GREATEST",
                                                            "GROUP_CONCAT",
                                                            "HEX",
                                                            "IF",
                                                            "IFNULL",
                                                            "IIF",
                                                            "INSTR",
                                                            "JSON",
                                                            "JSONB_AGG",
                                                            "JSON_AGG",
                                                            "JSON_ARRAY",
                                                            "JSON_EXTRACT",
                                                            "JSON_OBJECT",
                                                            "JULIANDAY",
                                                            "LAG",
                                                            "LAST_VALUE",
                                                            "LEAD",
                                                            "LEAST",
                                                            "LEFT",
                                                            "LENGTH",
                                                            "LN",
                                                            "LOG",
                                                            "LOWER",
                                                            "LPAD",
                                                            "LTRIM",
                                                            "MAX",
                                                            "MD5",
                                                            "MIN",
                                                            "MOD",
                                                            "NOW",
                                                            "NTILE",
                                                            "NULLIF",
                                                            "NUMERIC",
                                                            "OCTET_LENGTH",
                                                            "OVERLAY",
                                                            "PERCENT_RANK",
                                                            "PG_BACKEND_PID",
                                                            "PG_GET_INDEXDEF",
                                                            "PG_GET_VIEWDEF",
                                                            "PG_RELATION_SIZE",
                                                            "PG_SIZE_PRETTY",
                                                            "PG_SLEEP",
                                                            "PG_TABLE_SIZE",
                                                            "PG_TOTAL_RELATION_SIZE",
                                                            "PG_TYPEOF",
                                                            "POSITION",
                                                            "POWER",
                                                            "PRINTF",
                                                            "QUOTE",
                                                            "RANDOM",
                                                            "RANK",
                                                            "REGEXP_MATCHES",
                                                            "REGEXP_REPLACE",
                                                            "REPEAT",
                                                            "REPLACE",
                                                            "REVERSE",
                                                            "RIGHT",
                                                            "ROUND",
                                                            "ROW",
                                                            "ROW_NUMBER",
                                                            "RPAD",
                                                            "RTRIM",
                                                            "SIGN",
                                                            "SLEEP",
                                                            "SPLIT_PART",
                                                            "SQLITE_VERSION",
                                                            "SQRT",
                                                            "STRFTIME",
                                                            "STRING_AGG",
                                                            "STRPOS",
                                                            "SUBSTR",
                                                            "SUBSTRING",
                                                            "SUM",
                                                            "TIME",
                                                            "TIMESTAMP",
                                                            "TO_CHAR",
                                                            "TO_DATE",
                                                            "TO_NUMBER",
                                                            "TO_TIMESTAMP",
                                                            "TRIM",
                                                            "TRUNC",
                                                            "TYPEOF",
                                                            "UNHEX",
                                                            "UNIXEPOCH",
                                                            "UNNEST",
                                                            "UPPER",
                                                            "USER",
                                                            "UUID",
                                                            "VARCHAR",
                                                            "VERSION",
                                                            "YEAR"});
// Functions that take a lock which the session holds until it gives it back.
constexpr auto kLockFunctions = std::to_array<std::string_view>(
    {"GET_LOCK", "PG_ADVISORY_LOCK", "PG_ADVISORY_LOCK_SHARED", "PG_TRY_ADVISORY_LOCK", "PG_TRY_ADVISORY_LOCK_SHARED"});
// Pragmas with a bracket that tell something and set nothing.
constexpr auto kTellingPragmas =
    std::to_array<std::string_view>({"FOREIGN_KEY_CHECK", "FOREIGN_KEY_LIST", "INDEX_INFO", "INDEX_LIST", "INDEX_XINFO",
                                     "INTEGRITY_CHECK", "QUICK_CHECK", "TABLE_INFO", "TABLE_LIST", "TABLE_XINFO"});

static_assert(std::ranges::is_sorted(kHarmless));

template <class List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

/// MySQL's FLUSH TABLES … WITH READ LOCK or FOR EXPORT, MariaDB's BACKUP LOCK and BACKUP STAGE.
bool locksByItself(std::string_view statement, DialectId dialect) {
    StatementWords words(statement, dialect);
    while (words.next()) {
        if (words.word() == "LOCK" || words.word() == "EXPORT" || words.word() == "STAGE") {
            return true;
        }
    }
    return false;
}

bool makesTemporary(std::string_view statement, DialectId dialect) {
    StatementWords words(statement, dialect);
    // Behind CREATE, an adjective; or the schema of temporary tables in the name.
    constexpr int kHead = 12;
    for (int i = 0; i < kHead && words.next() && words.kind() != sql::TokenKind::OpenBracket; ++i) {
        if (words.word() == "TEMP" || words.word() == "TEMPORARY" || words.word() == "PG_TEMP") {
            return true;
        }
    }
    return false;
}

} // namespace

SessionMemory::Trace SessionMemory::traceOfReading(std::string_view statement, DialectId dialect) {
    const bool hasVariables = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    StatementWords words(statement, dialect);
    std::string before;
    while (words.next()) {
        const std::string& word = words.word();
        // An assignment, rows that go somewhere, or a plan that is carried out.
        if ((hasVariables && word.starts_with(':')) || word == "INTO" || word == "CREATE") {
            return Trace::Other;
        }
        if (words.kind() == sql::TokenKind::OpenBracket && !before.empty()) {
            return holds(kLockFunctions, before) ? Trace::OtherLocks : Trace::Other;
        }
        const bool mayBeCalled =
            words.kind() == sql::TokenKind::QuotedIdentifier ||
            (words.kind() == sql::TokenKind::Identifier && !std::ranges::binary_search(kHarmless, word));
        before = mayBeCalled ? word : std::string();
    }
    return Trace::None;
}

SessionMemory::Trace SessionMemory::traceOfPragma(std::string_view statement) {
    StatementWords words(statement, DialectId::Sqlite);
    std::string name;
    while (words.next()) {
        if (words.word() == "=") {
            return Trace::Settings;
        }
        if (words.kind() == sql::TokenKind::OpenBracket) {
            return holds(kTellingPragmas, name) ? Trace::None : Trace::Settings;
        }
        name = words.isPlain() ? words.word() : name;
    }
    return Trace::None;
}

SessionMemory::Trace SessionMemory::traceOfLock(std::string_view statement, DialectId dialect) {
    if (dialect == DialectId::PostgreSql) {
        return Trace::None;
    }
    StatementWords words(statement, dialect);
    std::string second;
    for (int i = 0; i < 2 && words.next(); ++i) {
        second = words.word();
    }
    return second == "INSTANCE" ? Trace::OtherLocks : Trace::TableLocks;
}

SessionMemory::Trace SessionMemory::traceOf(std::string_view statement, DialectId dialect) {
    switch (settingKind(statement, dialect)) {
    case SettingKind::None: break;
    case SettingKind::Passing: return Trace::None;
    case SettingKind::Server: return Trace::Writes;
    case SettingKind::Repeatable: return Trace::Repeatable;
    case SettingKind::Session: return Trace::Settings;
    }
    const std::string verb = sql::firstKeyword(statement, dialect);
    if (holds(kReaders, verb)) {
        return traceOfReading(statement, dialect);
    }
    if (verb == "WITH") {
        const Trace read = traceOfReading(statement, dialect);
        const bool writes = holds(kWriters, sql::commandTag(statement, dialect));
        // The names of its tables look like calls where their columns are named.
        return writes && read == Trace::None ? Trace::Writes : read;
    }
    if (verb == "CREATE" && makesTemporary(statement, dialect)) {
        return Trace::TemporaryTables;
    }
    if (verb == "FLUSH" || verb == "BACKUP") {
        return locksByItself(statement, dialect) ? Trace::TableLocks : Trace::Writes;
    }
    if (holds(kWriters, verb)) {
        return Trace::Writes;
    }
    if (holds(kTransactions, verb)) {
        return Trace::None;
    }
    if (verb == "PRAGMA") {
        return traceOfPragma(statement);
    }
    if (verb == "PREPARE") {
        return Trace::Prepared;
    }
    if (verb == "ATTACH" || verb == "DETACH") {
        return Trace::Attached;
    }
    return verb == "LOCK" ? traceOfLock(statement, dialect) : Trace::Other;
}

void SessionMemory::note(std::string_view statement, DialectId dialect) {
    if (sql::firstKeyword(statement, dialect) == "UNLOCK") {
        m_traces &= ~bit(Trace::TableLocks);
        return;
    }
    const Trace trace = traceOf(statement, dialect);
    if (trace != Trace::None) {
        m_traces |= bit(trace);
    }
}

SessionMemory::Level SessionMemory::level() const {
    if (m_traces == 0) {
        return Level::Nothing;
    }
    return m_traces == bit(Trace::Writes) ? Level::Writes : Level::State;
}

std::vector<std::string> SessionMemory::missed() const {
    // What is prepared fails by itself where it is missing.
    return named(~(bit(Trace::Repeatable) | bit(Trace::Prepared)));
}

std::vector<std::string> SessionMemory::named(unsigned traces) const {
    struct Name {
        unsigned traces;
        std::string_view words;
    };
    static constexpr std::array kNames{
        Name{bit(Trace::TemporaryTables), "temporary tables"},
        Name{bit(Trace::Settings) | bit(Trace::Repeatable), "settings"},
        Name{bit(Trace::Prepared), "prepared statements"},
        Name{bit(Trace::TableLocks) | bit(Trace::OtherLocks), "locks"},
        Name{bit(Trace::Attached), "attached databases"},
        Name{bit(Trace::Other),
             "what its statements may have left in it (temporary tables, settings, variables, locks)"},
    };
    std::vector<std::string> words;
    for (const Name& name : kNames) {
        if ((m_traces & traces & name.traces) != 0) {
            words.emplace_back(name.words);
        }
    }
    return words;
}

std::string enumerated(const std::vector<std::string>& words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += i == 0 ? "" : i + 1 == words.size() ? " and " : ", ";
        text += words[i];
    }
    return text;
}

} // namespace dbv::engine
