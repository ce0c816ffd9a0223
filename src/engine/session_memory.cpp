// SPDX-License-Identifier: Apache-2.0
#include "engine/session_memory.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "engine/known_functions.h"
#include "engine/setting_statement.h"
#include "engine/statement_words.h"
#include "sql/command_tag.h"
#include "sql/plain_calls.h"

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
// Of these, what may call functions.
constexpr auto kChangers =
    std::to_array<std::string_view>({"ANALYZE", "DELETE", "INSERT", "MERGE", "REPLACE", "UPDATE"});
// What the state of the transaction tells of.
constexpr auto kTransactions = std::to_array<std::string_view>(
    {"BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "XA"});
// Pragmas with a bracket that tell something and set nothing.
constexpr auto kTellingPragmas =
    std::to_array<std::string_view>({"FOREIGN_KEY_CHECK", "FOREIGN_KEY_LIST", "INDEX_INFO", "INDEX_LIST", "INDEX_XINFO",
                                     "INTEGRITY_CHECK", "QUICK_CHECK", "TABLE_INFO", "TABLE_LIST", "TABLE_XINFO"});

template <class List>
bool holds(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

/// MySQL's FLUSH TABLES … WITH READ LOCK or FOR EXPORT, MariaDB's BACKUP LOCK and BACKUP STAGE.
bool locksByItself(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    while (words.next()) {
        if (words.word() == "LOCK" || words.word() == "EXPORT" || words.word() == "STAGE") {
            return true;
        }
    }
    return false;
}

bool makesTemporary(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    // Behind CREATE, an adjective; or the schema of temporary tables in the name.
    constexpr int kHead = 12;
    for (int i = 0; i < kHead && words.next() && words.kind() != sql::TokenKind::OpenBracket; ++i) {
        // The schema has a number at the end where it is named by its whole name.
        if (words.word() == "TEMP" || words.word() == "TEMPORARY" || words.word().starts_with("PG_TEMP") ||
            words.word().starts_with("\"PG_TEMP")) {
            return true;
        }
    }
    return false;
}

/// Whether a text has a word in small letters with an underscore, with letters of any case.
bool contains(std::string_view text, std::string_view word) {
    // The underscore is found first: it has no case, and few statements have many.
    const std::size_t mark = word.find('_');
    for (std::size_t at = text.find('_'); at != std::string_view::npos; at = text.find('_', at + 1)) {
        const std::string_view here = at < mark ? std::string_view() : text.substr(at - mark, word.size());
        const bool same = std::ranges::equal(here, word, [](char c, char wanted) {
            return (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) == wanted;
        });
        if (same) {
            return true;
        }
    }
    return false;
}

/// PostgreSQL's `UPDATE pg_settings SET setting = ...`, which is a SET in another form.
bool updatesSettings(std::string_view statement) {
    if (!contains(statement, "pg_settings")) {
        return false;
    }
    StatementWords words(statement, DialectId::PostgreSql);
    bool updates = false;
    while (words.next()) {
        updates = updates || words.word() == "UPDATE";
        if (updates && (words.word() == "PG_SETTINGS" || words.word() == "\"PG_SETTINGS\"")) {
            return true;
        }
    }
    return false;
}

/// Whether a statement may put the schema of temporary tables into the search path, by whatever means.
bool namesTemporarySchema(std::string_view text) {
    return contains(text, "pg_temp");
}

} // namespace

SessionMemory::Trace SessionMemory::traceOfReading(std::string_view statement, Grammar grammar) {
    const bool hasVariables = grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb;
    StatementWords words(statement, grammar);
    std::string before;
    while (words.next()) {
        if (words.isLiteral()) {
            before.clear();
            continue;
        }
        const std::string& word = words.word();
        // An assignment, rows that go somewhere, or a plan that is carried out.
        if ((hasVariables && word.starts_with(':')) || word == "INTO" || word == "CREATE" || word == "EXECUTE") {
            return Trace::Other;
        }
        if (words.kind() == sql::TokenKind::OpenBracket && !before.empty()) {
            return takesLock(before) ? Trace::OtherLocks : Trace::Other;
        }
        const bool mayBeCalled = words.kind() == sql::TokenKind::QuotedIdentifier ||
                                 (words.kind() == sql::TokenKind::Identifier && !leavesNothing(word));
        before = mayBeCalled ? word : std::string();
    }
    return Trace::None;
}

SessionMemory::Trace SessionMemory::traceOfWriting(std::string_view statement, Grammar grammar, bool callsNothing) {
    static constexpr auto kBody =
        std::to_array<std::string_view>({"DEFAULT", "ON", "SELECT", "SET", "USING", "VALUES", "WHERE", "WITH"});
    static constexpr auto kNoCalls = std::to_array<std::string_view>({"CONFLICT", "KEY", "VALUES"});
    if (callsNothing || sql::plainlyCallsNothing(statement)) {
        return Trace::Writes;
    }
    const bool hasVariables = grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb;
    StatementWords words(statement, grammar);
    // Before the body a bracket holds the names of columns.
    bool inBody = false;
    std::string before;
    while (words.next()) {
        if (words.isLiteral()) {
            before.clear();
            continue;
        }
        const std::string& word = words.word();
        inBody = inBody || holds(kBody, word);
        if (hasVariables && word.starts_with(':')) {
            return Trace::Other;
        }
        if (inBody && words.kind() == sql::TokenKind::OpenBracket && !before.empty()) {
            return takesLock(before) ? Trace::OtherLocks : Trace::Other;
        }
        const bool mayBeCalled = words.kind() == sql::TokenKind::QuotedIdentifier ||
                                 (words.kind() == sql::TokenKind::Identifier && !leavesNothing(word));
        before = mayBeCalled && !holds(kNoCalls, word) ? word : std::string();
    }
    return Trace::Writes;
}

SessionMemory::Trace SessionMemory::traceOfCreating(std::string_view statement, Grammar grammar) const {
    if (makesTemporary(statement, grammar)) {
        return Trace::TemporaryTables;
    }
    const std::string tag = sql::commandTag(statement, grammar);
    const bool goesToPath = tag == "CREATE TABLE" || tag == "CREATE VIEW" || tag == "CREATE SEQUENCE" ||
                            tag == "CREATE FUNCTION" || tag == "CREATE TYPE";
    if (m_temporaryPath && goesToPath) {
        return Trace::TemporaryTables;
    }
    if (tag != "CREATE TABLE" && tag != "CREATE MATERIALIZED") {
        return Trace::Writes;
    }
    // What a table is filled with at once is read by a query.
    StatementWords words(statement, grammar);
    bool behindAs = false;
    while (words.next()) {
        const std::string& word = words.word();
        if (behindAs && (word == "SELECT" || word == "WITH" || word == "EXECUTE" || word == "VALUES" || word == "(")) {
            const Trace read = traceOfReading(statement.substr(words.begin()), grammar);
            return read == Trace::None ? Trace::Writes : read;
        }
        behindAs = word == "AS";
    }
    return Trace::Writes;
}

SessionMemory::Trace SessionMemory::traceOfCopying(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    static_cast<void>(words.next());
    if (words.word() == "LOAD") {
        // PostgreSQL's own loads a library, whose settings and hooks are the session's.
        return grammar.dialect == DialectId::PostgreSql ? Trace::Other : Trace::Writes;
    }
    if (!words.next() || words.kind() != sql::TokenKind::OpenBracket) {
        return Trace::Writes;
    }
    const Trace read = traceOfReading(statement, grammar);
    return read == Trace::None ? Trace::Writes : read;
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

SessionMemory::Trace SessionMemory::traceOfLock(std::string_view statement, Grammar grammar) {
    if (grammar.dialect == DialectId::PostgreSql) {
        return Trace::None;
    }
    StatementWords words(statement, grammar);
    std::string second;
    for (int i = 0; i < 2 && words.next(); ++i) {
        second = words.word();
    }
    return second == "INSTANCE" ? Trace::OtherLocks : Trace::TableLocks;
}

SessionMemory::Trace SessionMemory::traceOf(std::string_view statement, std::string_view verb, Grammar grammar,
                                            SettingKind setting, bool callsNothing) const {
    switch (setting) {
    case SettingKind::None: break;
    case SettingKind::Passing: return Trace::None;
    case SettingKind::Server: return Trace::Writes;
    case SettingKind::Repeatable: return Trace::Repeatable;
    case SettingKind::Session: return Trace::Settings;
    }
    if (grammar.dialect == DialectId::PostgreSql && updatesSettings(statement)) {
        return Trace::Settings;
    }
    if (holds(kReaders, verb)) {
        return traceOfReading(statement, grammar);
    }
    if (verb == "WITH") {
        const Trace read = traceOfReading(statement, grammar);
        const bool writes = holds(kWriters, sql::commandTag(statement, grammar));
        // The names of its tables look like calls where their columns are named.
        return writes && read == Trace::None ? Trace::Writes : read;
    }
    if (verb == "CREATE") {
        return traceOfCreating(statement, grammar);
    }
    if (holds(kChangers, verb)) {
        return traceOfWriting(statement, grammar, callsNothing);
    }
    if (verb == "COPY" || verb == "LOAD") {
        return traceOfCopying(statement, grammar);
    }
    if (verb == "FLUSH" || verb == "BACKUP") {
        return locksByItself(statement, grammar) ? Trace::TableLocks : Trace::Writes;
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
    return verb == "LOCK" ? traceOfLock(statement, grammar) : Trace::Other;
}

bool SessionMemory::wouldLockTables(std::string_view statement, Grammar grammar) const {
    const std::string verb = sql::firstKeyword(statement, grammar);
    return traceOf(statement, verb, grammar, settingKind(statement, grammar), false) == Trace::TableLocks;
}

SessionMemory::Noted SessionMemory::note(std::string_view statement, Grammar grammar, bool callsNothing) {
    const SettingKind setting = settingKind(statement, grammar);
    return {effectOf(statement, grammar, setting, callsNothing), setting};
}

SessionMemory::Effect SessionMemory::effectOf(std::string_view statement, Grammar grammar, SettingKind setting,
                                              bool callsNothing) {
    const std::string verb = sql::firstKeyword(statement, grammar);
    if (verb == "UNLOCK") {
        m_traces &= ~bit(Trace::TableLocks);
        return Effect::Known;
    }
    m_temporaryPath = m_temporaryPath || (grammar.dialect == DialectId::PostgreSql && namesTemporarySchema(statement));
    const Trace trace = traceOf(statement, verb, grammar, setting, callsNothing);
    if (trace != Trace::None) {
        m_traces |= bit(trace);
    }
    if (holds(kTransactions, verb) || setting != SettingKind::None) {
        return Effect::Known;
    }
    const bool changes = trace == Trace::Writes || trace == Trace::Other;
    return changes ? Effect::Changes : trace == Trace::None ? Effect::Reads : Effect::Known;
}

void SessionMemory::noteStart(std::string_view settings) {
    m_temporaryPath = m_temporaryPath || namesTemporarySchema(settings);
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
