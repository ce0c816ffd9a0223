// SPDX-License-Identifier: Apache-2.0
#include "engine/session_memory.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "sql/classifier.h"
#include "sql/lexer.h"

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
// Pragmas with a bracket that tell something and set nothing.
constexpr auto kTellingPragmas =
    std::to_array<std::string_view>({"FOREIGN_KEY_CHECK", "FOREIGN_KEY_LIST", "INDEX_INFO", "INDEX_LIST", "INDEX_XINFO",
                                     "INTEGRITY_CHECK", "QUICK_CHECK", "TABLE_INFO", "TABLE_LIST", "TABLE_XINFO"});

static_assert(std::ranges::is_sorted(kHarmless));

template <class List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

bool isWord(sql::TokenKind kind) {
    return kind == sql::TokenKind::Keyword || kind == sql::TokenKind::Identifier;
}

/// The tokens of a statement without what is blank, words in capitals.
class Words {
public:
    Words(std::string_view statement, DialectId dialect) : m_text(statement), m_lexer(statement, dialect) {}

    [[nodiscard]] bool next() {
        sql::Token token = m_lexer.next();
        while (sql::isBlank(token.kind)) {
            token = m_lexer.next();
        }
        m_kind = token.kind;
        m_word = m_text.substr(token.span.begin, token.span.size());
        std::ranges::transform(m_word, m_word.begin(),
                               [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        return m_kind != sql::TokenKind::End;
    }
    [[nodiscard]] sql::TokenKind kind() const { return m_kind; }
    [[nodiscard]] const std::string& word() const { return m_word; }

private:
    std::string_view m_text;
    sql::Lexer<char> m_lexer;
    sql::TokenKind m_kind = sql::TokenKind::End;
    std::string m_word;
};

bool makesTemporary(std::string_view statement, DialectId dialect) {
    Words words(statement, dialect);
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
    Words words(statement, dialect);
    std::string before;
    while (words.next()) {
        const std::string& word = words.word();
        // An assignment, rows that go somewhere, or a plan that is carried out.
        if ((hasVariables && word.starts_with(':')) || word == "INTO" || word == "CREATE") {
            return Trace::Other;
        }
        if (words.kind() == sql::TokenKind::OpenBracket && !before.empty()) {
            return Trace::Other;
        }
        const bool mayBeCalled =
            words.kind() == sql::TokenKind::QuotedIdentifier ||
            (words.kind() == sql::TokenKind::Identifier && !std::ranges::binary_search(kHarmless, word));
        before = mayBeCalled ? word : std::string();
    }
    return Trace::None;
}

SessionMemory::Trace SessionMemory::traceOfSetting(std::string_view statement, DialectId dialect) {
    Words words(statement, dialect);
    const bool second = words.next() && words.next();
    // These end with the transaction, which the server tells of.
    const bool passes =
        second && (words.word() == "LOCAL" || words.word() == "TRANSACTION" || words.word() == "CONSTRAINTS");
    return passes ? Trace::None : Trace::Settings;
}

SessionMemory::Trace SessionMemory::traceOfPragma(std::string_view statement) {
    Words words(statement, DialectId::Sqlite);
    std::string name;
    while (words.next()) {
        if (words.word() == "=") {
            return Trace::Settings;
        }
        if (words.kind() == sql::TokenKind::OpenBracket) {
            return holds(kTellingPragmas, name) ? Trace::None : Trace::Settings;
        }
        name = isWord(words.kind()) ? words.word() : name;
    }
    return Trace::None;
}

SessionMemory::Trace SessionMemory::traceOf(std::string_view statement, DialectId dialect) {
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
    if (holds(kWriters, verb)) {
        return Trace::Writes;
    }
    if (holds(kTransactions, verb)) {
        return Trace::None;
    }
    if (verb == "SET" || verb == "RESET") {
        return traceOfSetting(statement, dialect);
    }
    if (verb == "PRAGMA") {
        return traceOfPragma(statement);
    }
    if (verb == "USE" || verb == "DISCARD") {
        return Trace::Settings;
    }
    if (verb == "LISTEN") {
        return Trace::Listens;
    }
    if (verb == "PREPARE") {
        return Trace::Prepared;
    }
    if (verb == "ATTACH" || verb == "DETACH") {
        return Trace::Attached;
    }
    if (verb == "LOCK") {
        return dialect == DialectId::PostgreSql ? Trace::None : Trace::Locks;
    }
    return Trace::Other;
}

void SessionMemory::note(std::string_view statement, DialectId dialect) {
    if (sql::firstKeyword(statement, dialect) == "UNLOCK") {
        m_traces &= ~(1U << static_cast<unsigned>(Trace::Locks));
        return;
    }
    const Trace trace = traceOf(statement, dialect);
    if (trace != Trace::None) {
        m_traces |= 1U << static_cast<unsigned>(trace);
    }
}

SessionMemory::Level SessionMemory::level() const {
    constexpr unsigned kWritesOnly = 1U << static_cast<unsigned>(Trace::Writes);
    if (m_traces == 0) {
        return Level::Nothing;
    }
    return m_traces == kWritesOnly ? Level::Writes : Level::State;
}

std::vector<std::string> SessionMemory::held() const {
    static constexpr std::array kNames{
        std::pair{Trace::TemporaryTables, "temporary tables"sv},
        std::pair{Trace::Settings, "settings"sv},
        std::pair{Trace::Listens, "channels that it listened to"sv},
        std::pair{Trace::Prepared, "prepared statements"sv},
        std::pair{Trace::Locks, "locks"sv},
        std::pair{Trace::Attached, "attached databases"sv},
    };
    std::vector<std::string> words;
    for (const auto& [trace, name] : kNames) {
        if (has(trace)) {
            words.emplace_back(name);
        }
    }
    if (has(Trace::Other)) {
        words.emplace_back("what its statements may have left in it (temporary tables, settings, variables, locks)");
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
