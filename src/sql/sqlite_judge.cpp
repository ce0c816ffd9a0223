// SPDX-License-Identifier: Apache-2.0
// What statements of SQLite do.
#include "sql/statement_judge.h"

#include <algorithm>
#include <array>

#include "sql/sqlite_reads.h"

namespace dbv::sql {

namespace {

using enum StatementClass;
using enum EffectReason;

template <std::size_t Size>
bool isListed(const std::array<std::string_view, Size>& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

class SqliteJudge final : public StatementJudge {
public:
    SqliteJudge(const StatementWords& words, std::string_view text)
        : StatementJudge(words, text, ConditionMarks::RowNumbers) {}

private:
    void judgeVerb(std::size_t at, std::size_t end) override {
        if (words().isOneOf(at, {"SELECT", "VALUES"})) {
            judgeCalls(at, end);
        } else if (words().is(at, "WITH")) {
            const std::size_t main = behindWith(at, end);
            judgeCalls(at, main);
            judgeWithin(main, end);
        } else if (words().is(at, "EXPLAIN")) {
            // It shows the program, and runs nothing of it.
        } else if (!judgeRows(at, end) && !judgeStructure(at, end) && !judgeFile(at, end)) {
            add(Unknown, UnknownStatement, words()[at].text);
        }
    }

    void judgeFunction(const std::string& name, const std::string& schema) override {
        constexpr auto kOutside = std::to_array<std::string_view>(
            {"LOAD_EXTENSION", "FTS3_TOKENIZER", "READFILE", "WRITEFILE", "EDIT", "FSDIR", "ZIPFILE"});
        if (isListed(kOutside, name)) {
            add(Escape, Outside, name);
        } else if (name.starts_with("PRAGMA_")) {
            judgePragma(name.substr(7), false);
        } else if (!schema.empty() || !std::ranges::binary_search(kSqliteReads, std::string_view(name))) {
            add(Unknown, UnknownFunction, name);
        }
    }

    [[nodiscard]] bool judgeRows(std::size_t at, std::size_t end) {
        std::size_t name = at + 1;
        if (words().isOneOf(at, {"INSERT", "REPLACE"})) {
            name = words().is(name, "OR") ? name + 2 : name;
            name = words().is(name, "INTO") ? name + 1 : name;
            const bool upserts = words().find("UPDATE", words().find("CONFLICT", name, end), end) < end;
            const bool replaces = words().is(at, "REPLACE") || words().follow(at + 1, {"OR", "REPLACE"}) || upserts;
            add(Write, replaces ? ReplacesRows : AddsRows, words().nameAt(name, text()));
            setTarget(name, "TABLE");
            found().rows = RowChange::Insert;
            if (replaces && rewritesAll(name, end)) {
                add(Destructive, EveryRow, words().nameAt(name, text()));
            }
            judgeCalls(words().behindName(name), end);
            judgeIndexCommand(name, end);
        } else if (words().is(at, "UPDATE")) {
            name = words().is(name, "OR") ? name + 2 : name;
            judgeRowChange(at, end, name, RowChange::Update);
            if (words().follow(at + 1, {"OR", "REPLACE"})) {
                add(Write, ReplacesRows, words().nameAt(name, text()));
            }
            judgeCalls(at + 1, end);
        } else if (words().follow(at, {"DELETE", "FROM"})) {
            name = at + 2;
            judgeRowChange(at, end, name, RowChange::Delete);
            judgeCalls(at + 1, end);
        } else {
            return false;
        }
        judgeSchemaTable(name);
        return true;
    }

    /// What is inserted into the column of a full-text index that has the index's own name is a command to it.
    void judgeIndexCommand(std::size_t name, std::size_t end) {
        const std::size_t open = words().behindName(name);
        const std::string index = inCapitals(words()[open - 1].text);
        bool named = false;
        for (std::size_t at = open + 1; words()[open].kind == TokenKind::OpenBracket && at < words().closing(open);
             ++at) {
            named = named || inCapitals(words()[at].text) == index;
        }
        if (!named) {
            return;
        }
        constexpr auto kCommands =
            std::to_array<std::string_view>({"OPTIMIZE", "REBUILD", "INTEGRITY-CHECK", "MERGE", "AUTOMERGE",
                                             "CRISISMERGE", "USERMERGE", "PGSZ", "SECURE-DELETE", "DELETEMERGE"});
        const std::size_t values = words().closing(open) + 1;
        bool plain = words().is(values, "VALUES");
        for (std::size_t at = values + 1; at < end; ++at) {
            const TokenKind kind = words()[at].kind;
            std::string command = inCapitals(words()[at].text);
            std::erase(command, '\'');
            if (kind == TokenKind::String && command == "DELETE-ALL") {
                add(Destructive, Empties, index);
            } else if (kind == TokenKind::String && (isListed(kCommands, command) || command.starts_with("MERGE=") ||
                                                     command.starts_with("AUTOMERGE="))) {
                add(Admin, ServerState, command);
            }
            plain =
                plain && (kind == TokenKind::String || kind == TokenKind::Number || kind == TokenKind::OpenBracket ||
                          kind == TokenKind::CloseBracket || words().isOneOf(at, {",", "-", "NULL"}));
        }
        if (!plain) {
            add(Unknown, UnseenCode, index);
        }
    }

    /// Changing the table that holds the schema changes structure past every check.
    void judgeSchemaTable(std::size_t name) {
        constexpr auto kSchemaTables = std::to_array<std::string_view>(
            {"SQLITE_MASTER", "SQLITE_SCHEMA", "SQLITE_TEMP_MASTER", "SQLITE_TEMP_SCHEMA", "SQLITE_DBPAGE"});
        const std::string last = inCapitals(words()[words().behindName(name) - 1].text);
        if (isListed(kSchemaTables, last)) {
            add(Escape, LiftsMode, last);
            add(Destructive, Alters, last);
        }
    }

    [[nodiscard]] bool judgeStructure(std::size_t at, std::size_t end) {
        if (words().is(at, "DROP")) {
            add(Destructive, Drops, words()[at + 1].text);
            setObject(at + 1);
        } else if (words().is(at, "CREATE")) {
            std::size_t kind = at + 1;
            while (words().isOneOf(kind, {"TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL"})) {
                ++kind;
            }
            add(Ddl, Creates, words()[kind].text);
            setObject(kind);
            const bool module = words().is(kind - 1, "VIRTUAL");
            if (module) {
                judgeModule(words().find("USING", kind, end));
            } else if (words().isOneOf(kind, {"TABLE", "VIEW"}) && words().find("SELECT", kind, end) < end) {
                judgeCalls(words().find("SELECT", kind, end), end);
            }
        } else if (words().is(at, "ALTER")) {
            add(Ddl, Alters, words()[at + 1].text);
            setObject(at + 1);
            const std::size_t behind = words().behindName(at + 2);
            if (words().is(behind, "DROP")) {
                add(Destructive, DropsPart, words()[behind + 1].text);
            }
        } else {
            return false;
        }
        return true;
    }

    void judgeModule(std::size_t at) {
        constexpr auto kInside = std::to_array<std::string_view>(
            {"FTS3", "FTS4", "FTS5", "FTS3AUX", "FTS4AUX", "FTS5VOCAB", "RTREE", "RTREE_I32", "GEOPOLY", "DBSTAT"});
        const std::string module = inCapitals(words()[at + 1].text);
        if (!isListed(kInside, module)) {
            add(Escape, Outside, module);
        }
    }

    [[nodiscard]] bool judgeFile(std::size_t at, std::size_t end) {
        if (words().isOneOf(at, {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE"})) {
            add(Transaction, ControlsTransaction, words()[at].text);
        } else if (words().isOneOf(at, {"ATTACH", "DETACH"})) {
            add(Escape, Attaches, words()[at].text);
            found().undoable = false;
            judgeCalls(at, end);
        } else if (words().is(at, "PRAGMA")) {
            const std::size_t behind = words().behindName(at + 1);
            const bool sets =
                behind < end && (words().is(behind, "=") || words()[behind].kind == TokenKind::OpenBracket);
            judgePragma(inCapitals(words()[behind - 1].text), sets);
        } else if (words().is(at, "VACUUM")) {
            const bool copies = words().has("INTO", at);
            add(copies ? Escape : Admin, copies ? Outside : ServerState, "VACUUM");
            found().undoable = false;
        } else if (words().isOneOf(at, {"REINDEX", "ANALYZE"})) {
            add(Admin, ServerState, words()[at].text);
        } else {
            return false;
        }
        return true;
    }

    void judgePragma(const std::string& name, bool sets) {
        // What these are given says what to show, or changes this connection's reading alone.
        constexpr auto kReadingPragmas = std::to_array<std::string_view>(
            {"TABLE_INFO",      "TABLE_XINFO",         "TABLE_LIST",       "INDEX_LIST",
             "INDEX_INFO",      "INDEX_XINFO",         "FOREIGN_KEY_LIST", "FOREIGN_KEY_CHECK",
             "INTEGRITY_CHECK", "QUICK_CHECK",         "FUNCTION_LIST",    "MODULE_LIST",
             "COLLATION_LIST",  "DATABASE_LIST",       "COMPILE_OPTIONS",  "PRAGMA_LIST",
             "DATA_VERSION",    "FREELIST_COUNT",      "PAGE_COUNT",       "CACHE_SIZE",
             "BUSY_TIMEOUT",    "CASE_SENSITIVE_LIKE", "AUTOMATIC_INDEX",  "THREADS",
             "MMAP_SIZE",       "TEMP_STORE",          "CACHE_SPILL",      "REVERSE_UNORDERED_SELECTS"});
        constexpr auto kActingPragmas =
            std::to_array<std::string_view>({"WAL_CHECKPOINT", "INCREMENTAL_VACUUM", "OPTIMIZE", "SHRINK_MEMORY"});
        constexpr auto kLiftingPragmas = std::to_array<std::string_view>(
            {"QUERY_ONLY", "WRITABLE_SCHEMA", "TRUSTED_SCHEMA", "IGNORE_CHECK_CONSTRAINTS", "JOURNAL_MODE",
             "SYNCHRONOUS", "TEMP_STORE_DIRECTORY", "DATA_STORE_DIRECTORY", "HARD_HEAP_LIMIT", "DEFENSIVE",
             "LOCKING_MODE", "KEY", "REKEY", "HEXKEY", "HEXREKEY"});
        if (isListed(kActingPragmas, name)) {
            add(Admin, ServerState, "PRAGMA " + name);
            found().undoable = false;
        } else if (sets && isListed(kLiftingPragmas, name)) {
            add(Escape, LiftsMode, "PRAGMA " + name);
            if (name == "WRITABLE_SCHEMA") {
                add(Destructive, Alters, "PRAGMA " + name);
            }
            found().undoable = false;
        } else if (sets && !isListed(kReadingPragmas, name)) {
            // These stand in the file's head, where they are part of the transaction, or are over with it.
            constexpr auto kUndoable =
                std::to_array<std::string_view>({"APPLICATION_ID", "DEFER_FOREIGN_KEYS", "USER_VERSION"});
            add(Admin, SetsSession, "PRAGMA " + name);
            if (name == "SCHEMA_VERSION") {
                // Other connections go on with a structure that is none any more.
                add(Destructive, Alters, "PRAGMA " + name);
            }
            found().undoable = found().undoable && isListed(kUndoable, name);
        } else {
            add(Read, SetsSession, "PRAGMA " + name);
        }
    }
};

} // namespace

Classification judgeSqlite(const StatementWords& words, std::string_view text) {
    return SqliteJudge(words, text).judge();
}

} // namespace dbv::sql
