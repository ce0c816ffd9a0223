// SPDX-License-Identifier: Apache-2.0
#include "sqlite/errors.h"

#include <algorithm>
#include <array>

#include <sqlite3.h>

namespace dbv::sqlite {

namespace {

struct CodeEntry {
    int code;
    std::string_view name;
    ErrorKind kind;
    std::string_view hint;
};

constexpr std::string_view kBusyHint =
    "Wait until the other connection has finished, close it, or raise the option busyTimeoutMs.";
constexpr std::string_view kCorruptHint =
    "Make a copy of the file, check it with PRAGMA integrity_check, and restore a backup or try the sqlite3 program's "
    ".recover on the copy.";
constexpr std::string_view kDiskHint = "Check the disk, its free space and the connection to it, then try again.";
constexpr std::string_view kOpenHint =
    "SQLite needs to open the database and the files beside it (-journal, -wal, -shm): check that they exist and that "
    "their folder may be written.";
constexpr std::string_view kReadOnlyHint =
    "Open the database for writing (not read-only, without mode=ro or immutable) to change it.";

constexpr std::string_view kUniqueHint =
    "Another row has this value already: change it, or say ON CONFLICT what is to happen then.";

// In the order of the codes. An extended code without an entry is treated as its primary code.
constexpr std::array kCodes = std::to_array<CodeEntry>({
    {SQLITE_ERROR, "SQLITE_ERROR", ErrorKind::SqlError, ""},
    {SQLITE_INTERNAL, "SQLITE_INTERNAL", ErrorKind::Internal, ""},
    {SQLITE_PERM, "SQLITE_PERM", ErrorKind::IoError, "Check the permissions of the file and its folder."},
    {SQLITE_ABORT, "SQLITE_ABORT", ErrorKind::SqlError, ""},
    {SQLITE_BUSY, "SQLITE_BUSY", ErrorKind::Busy, kBusyHint},
    {SQLITE_LOCKED, "SQLITE_LOCKED", ErrorKind::Busy,
     "Another statement of this connection still reads the table: let it finish or close its result."},
    {SQLITE_NOMEM, "SQLITE_NOMEM", ErrorKind::Internal, "There is not enough memory: close results or other programs."},
    {SQLITE_READONLY, "SQLITE_READONLY", ErrorKind::RefusedReadOnly, kReadOnlyHint},
    {SQLITE_INTERRUPT, "SQLITE_INTERRUPT", ErrorKind::Cancelled, ""},
    {SQLITE_IOERR, "SQLITE_IOERR", ErrorKind::IoError, kDiskHint},
    {SQLITE_CORRUPT, "SQLITE_CORRUPT", ErrorKind::IoError, kCorruptHint},
    {SQLITE_NOTFOUND, "SQLITE_NOTFOUND", ErrorKind::SqlError, ""},
    {SQLITE_FULL, "SQLITE_FULL", ErrorKind::IoError,
     "Make room on the disk, or raise PRAGMA max_page_count if it limits this database."},
    {SQLITE_CANTOPEN, "SQLITE_CANTOPEN", ErrorKind::IoError, kOpenHint},
    {SQLITE_PROTOCOL, "SQLITE_PROTOCOL", ErrorKind::Busy, kBusyHint},
    {SQLITE_EMPTY, "SQLITE_EMPTY", ErrorKind::Internal, ""},
    {SQLITE_SCHEMA, "SQLITE_SCHEMA", ErrorKind::SqlError, "The tables changed meanwhile: run the statement again."},
    {SQLITE_TOOBIG, "SQLITE_TOOBIG", ErrorKind::SqlError,
     "A text or value is longer than SQLite allows (1,000,000,000 bytes)."},
    {SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT", ErrorKind::SqlError, ""},
    {SQLITE_MISMATCH, "SQLITE_MISMATCH", ErrorKind::SqlError,
     "An INTEGER PRIMARY KEY and LIMIT take whole numbers only."},
    {SQLITE_MISUSE, "SQLITE_MISUSE", ErrorKind::Internal, ""},
    {SQLITE_NOLFS, "SQLITE_NOLFS", ErrorKind::IoError, "The file system can't hold files of this size."},
    {SQLITE_AUTH, "SQLITE_AUTH", ErrorKind::SqlError, ""},
    {SQLITE_FORMAT, "SQLITE_FORMAT", ErrorKind::IoError, kCorruptHint},
    {SQLITE_RANGE, "SQLITE_RANGE", ErrorKind::InvalidInput, ""},
    {SQLITE_NOTADB, "SQLITE_NOTADB", ErrorKind::IoError,
     "Check that this is the right file; an encrypted database has to be decrypted first."},
    {SQLITE_ERROR_MISSING_COLLSEQ, "SQLITE_ERROR_MISSING_COLLSEQ", ErrorKind::SqlError,
     "The collation belongs to the program that made this database."},
    {SQLITE_ERROR_RETRY, "SQLITE_ERROR_RETRY", ErrorKind::SqlError, ""},
    {SQLITE_ERROR_SNAPSHOT, "SQLITE_ERROR_SNAPSHOT", ErrorKind::SqlError, ""},
    {SQLITE_ABORT_ROLLBACK, "SQLITE_ABORT_ROLLBACK", ErrorKind::SqlError,
     "The transaction that this statement belonged to was rolled back: run it again."},
    {SQLITE_BUSY_RECOVERY, "SQLITE_BUSY_RECOVERY", ErrorKind::Busy,
     "Another process is recovering the database after a crash: try again in a moment."},
    {SQLITE_BUSY_SNAPSHOT, "SQLITE_BUSY_SNAPSHOT", ErrorKind::Busy,
     "Somebody else has written since this transaction began to read: roll it back and start it again."},
    {SQLITE_BUSY_TIMEOUT, "SQLITE_BUSY_TIMEOUT", ErrorKind::Busy, kBusyHint},
    {SQLITE_LOCKED_SHAREDCACHE, "SQLITE_LOCKED_SHAREDCACHE", ErrorKind::Busy, kBusyHint},
    {SQLITE_LOCKED_VTAB, "SQLITE_LOCKED_VTAB", ErrorKind::Busy, kBusyHint},
    {SQLITE_READONLY_RECOVERY, "SQLITE_READONLY_RECOVERY", ErrorKind::IoError,
     "Its write-ahead log has to be recovered: open it once for writing (not read-only, without mode=ro)."},
    {SQLITE_READONLY_CANTLOCK, "SQLITE_READONLY_CANTLOCK", ErrorKind::IoError,
     "The -shm file beside the database can't be locked: check its permissions."},
    {SQLITE_READONLY_ROLLBACK, "SQLITE_READONLY_ROLLBACK", ErrorKind::IoError,
     "A crash left an unfinished transaction that has to be rolled back: open it once for writing (not read-only, "
     "without mode=ro)."},
    {SQLITE_READONLY_DBMOVED, "SQLITE_READONLY_DBMOVED", ErrorKind::ConnectionLost,
     "The file was moved or replaced since it was opened: connect again."},
    {SQLITE_READONLY_CANTINIT, "SQLITE_READONLY_CANTINIT", ErrorKind::IoError,
     "The -shm file beside the database can't be made: copy the database together with its -wal into a folder that may "
     "be written."},
    {SQLITE_READONLY_DIRECTORY, "SQLITE_READONLY_DIRECTORY", ErrorKind::IoError,
     "SQLite needs to make a journal beside the database: allow writing to its folder."},
    {SQLITE_IOERR_READ, "SQLITE_IOERR_READ", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_SHORT_READ, "SQLITE_IOERR_SHORT_READ", ErrorKind::IoError,
     "The file ends too early: somebody has cut it, or it was copied while it was written."},
    {SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_FSYNC, "SQLITE_IOERR_FSYNC", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_DIR_FSYNC, "SQLITE_IOERR_DIR_FSYNC", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_TRUNCATE, "SQLITE_IOERR_TRUNCATE", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_FSTAT, "SQLITE_IOERR_FSTAT", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_UNLOCK, "SQLITE_IOERR_UNLOCK", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_RDLOCK, "SQLITE_IOERR_RDLOCK", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_DELETE, "SQLITE_IOERR_DELETE", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_NOMEM, "SQLITE_IOERR_NOMEM", ErrorKind::Internal,
     "There is not enough memory: close results or other programs."},
    {SQLITE_IOERR_ACCESS, "SQLITE_IOERR_ACCESS", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_CHECKRESERVEDLOCK, "SQLITE_IOERR_CHECKRESERVEDLOCK", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_LOCK, "SQLITE_IOERR_LOCK", ErrorKind::IoError,
     "The file system refuses locks: copy the database to a local disk, or open it with immutable=1 if nobody writes "
     "to it."},
    {SQLITE_IOERR_SHMOPEN, "SQLITE_IOERR_SHMOPEN", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_SHMSIZE, "SQLITE_IOERR_SHMSIZE", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_SHMMAP, "SQLITE_IOERR_SHMMAP", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_SEEK, "SQLITE_IOERR_SEEK", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_DELETE_NOENT, "SQLITE_IOERR_DELETE_NOENT", ErrorKind::IoError, kDiskHint},
    {SQLITE_IOERR_GETTEMPPATH, "SQLITE_IOERR_GETTEMPPATH", ErrorKind::IoError,
     "SQLite finds no folder for temporary files: check TMPDIR."},
    {SQLITE_IOERR_CORRUPTFS, "SQLITE_IOERR_CORRUPTFS", ErrorKind::IoError, kDiskHint},
    {SQLITE_CORRUPT_VTAB, "SQLITE_CORRUPT_VTAB", ErrorKind::IoError,
     "The content of a virtual table is damaged: rebuild it from its source."},
    {SQLITE_CORRUPT_SEQUENCE, "SQLITE_CORRUPT_SEQUENCE", ErrorKind::IoError, kCorruptHint},
    {SQLITE_CORRUPT_INDEX, "SQLITE_CORRUPT_INDEX", ErrorKind::IoError,
     "An index does not agree with its table: make a copy of the file and run REINDEX."},
    {SQLITE_CANTOPEN_NOTEMPDIR, "SQLITE_CANTOPEN_NOTEMPDIR", ErrorKind::IoError,
     "SQLite finds no folder for temporary files: check TMPDIR."},
    {SQLITE_CANTOPEN_ISDIR, "SQLITE_CANTOPEN_ISDIR", ErrorKind::IoError, "This is a folder: name a file in it."},
    {SQLITE_CANTOPEN_FULLPATH, "SQLITE_CANTOPEN_FULLPATH", ErrorKind::IoError, kOpenHint},
    {SQLITE_CANTOPEN_DIRTYWAL, "SQLITE_CANTOPEN_DIRTYWAL", ErrorKind::IoError, kOpenHint},
    {SQLITE_CANTOPEN_SYMLINK, "SQLITE_CANTOPEN_SYMLINK", ErrorKind::IoError, kOpenHint},
    {SQLITE_CONSTRAINT_CHECK, "SQLITE_CONSTRAINT_CHECK", ErrorKind::SqlError,
     "The row does not meet the condition of the table: its DDL in the explorer shows it."},
    {SQLITE_CONSTRAINT_COMMITHOOK, "SQLITE_CONSTRAINT_COMMITHOOK", ErrorKind::SqlError, ""},
    {SQLITE_CONSTRAINT_FOREIGNKEY, "SQLITE_CONSTRAINT_FOREIGNKEY", ErrorKind::SqlError,
     "A row would refer to one that is not there: add the parent first, or remove the rows that refer to it."},
    {SQLITE_CONSTRAINT_FUNCTION, "SQLITE_CONSTRAINT_FUNCTION", ErrorKind::SqlError, ""},
    {SQLITE_CONSTRAINT_NOTNULL, "SQLITE_CONSTRAINT_NOTNULL", ErrorKind::SqlError, "Give the column a value."},
    {SQLITE_CONSTRAINT_PRIMARYKEY, "SQLITE_CONSTRAINT_PRIMARYKEY", ErrorKind::SqlError, kUniqueHint},
    {SQLITE_CONSTRAINT_TRIGGER, "SQLITE_CONSTRAINT_TRIGGER", ErrorKind::SqlError,
     "A trigger of the table refuses this: its DDL in the explorer shows why."},
    {SQLITE_CONSTRAINT_UNIQUE, "SQLITE_CONSTRAINT_UNIQUE", ErrorKind::SqlError, kUniqueHint},
    {SQLITE_CONSTRAINT_VTAB, "SQLITE_CONSTRAINT_VTAB", ErrorKind::SqlError, ""},
    {SQLITE_CONSTRAINT_ROWID, "SQLITE_CONSTRAINT_ROWID", ErrorKind::SqlError, kUniqueHint},
    {SQLITE_CONSTRAINT_PINNED, "SQLITE_CONSTRAINT_PINNED", ErrorKind::SqlError, ""},
    {SQLITE_CONSTRAINT_DATATYPE, "SQLITE_CONSTRAINT_DATATYPE", ErrorKind::SqlError,
     "The table is STRICT: give the column a value of its type."},
    {SQLITE_AUTH_USER, "SQLITE_AUTH_USER", ErrorKind::AuthenticationFailed, ""},
});

/// How SQLite's words for a mistake in the SQL begin, and what to do about it.
struct Mistake {
    std::string_view beginning;
    std::string_view hint;
};

constexpr std::array kMistakes = std::to_array<Mistake>({
    {"no such table",
     "Check the name in the explorer: only tables and views have rows, and those of an attached database need its "
     "schema in front."},
    {"no such column", "Check the name in the explorer; a text stands in single quotes."},
    {"no such index", "Check the name in the explorer."},
    {"no such view", "Check the name in the explorer."},
    {"no such trigger", "Check the name in the explorer."},
    {"no such function", "This SQLite does not have that function, or it belongs to an extension."},
    {"no such module", "The virtual table belongs to an extension that this SQLite does not have."},
    {"no such savepoint", "Its transaction has ended, or it was never begun."},
    {"unknown database", "Attach the file first: ATTACH 'file' AS name."},
    {"ambiguous column name", "Put the table's name in front of the column."},
    {"misuse of aggregate", "Use the aggregate in the select list or in HAVING, or in a subquery."},
    {"parser stack overflow", "The statement is nested too deeply: take it apart, by WITH or by several statements."},
    {"Expression tree is too large", "Take the expression apart, or use a table of values with IN or a join."},
    {"too many columns", "A table or result has at most 2,000 columns: leave some out, or use several tables."},
    {"too many terms in compound SELECT", "Put the rows into a table, or use VALUES."},
    {"too many attached databases", "Detach one first: DETACH name."},
    {"too many SQL variables", "Put the values into a table, or pass them as one JSON text to json_each."},
    {"wrong number of arguments", "Check how many values the function takes."},
    {"cannot start a transaction within", "One is open already: COMMIT or ROLLBACK it first, or use SAVEPOINT."},
    {"cannot commit - no transaction", "There is nothing to commit: each statement was kept by itself."},
    {"cannot rollback - no transaction", "There is nothing to roll back: each statement was kept by itself."},
    {"near ", "Check the SQL at and before the marked place."},
    {"incomplete input", "Something is missing at the end: a bracket, a quote, or the rest of the statement."},
    {"unrecognized token", "Check the marked place: a quote may be open, or a character is not SQL."},
});

// SQLite has one code for all of them.
std::string_view hintForMistake(std::string_view message) {
    const auto* const found = std::ranges::find_if(
        kMistakes, [message](const Mistake& mistake) { return message.starts_with(mistake.beginning); });
    return found == kMistakes.end() ? std::string_view() : found->hint;
}

constexpr CodeEntry kUnknownCode{0, "SQLITE_UNKNOWN", ErrorKind::Internal, ""};

const CodeEntry& entryFor(int extendedCode) {
    for (const int code : {extendedCode, extendedCode & 0xff}) {
        const auto* const found = std::ranges::find(kCodes, code, &CodeEntry::code);
        if (found != kCodes.end()) {
            return *found;
        }
    }
    return kUnknownCode;
}

Damage damageOf(const Failure& failure, ErrorKind kind) {
    if (kind == ErrorKind::ConnectionLost) {
        return Damage::Session;
    }
    // SQLite rolls back by itself after some errors (disk full, I/O error, an interrupted write, ON CONFLICT ROLLBACK).
    return failure.transactionWasOpen && !failure.transactionIsOpen ? Damage::Transaction : Damage::Statement;
}

} // namespace

std::string_view codeName(int extendedCode) {
    return entryFor(extendedCode).name;
}

Error errorFor(const Failure& failure) {
    const CodeEntry& entry = entryFor(failure.code);
    Error error;
    error.kind = entry.kind;
    error.damage = damageOf(failure, entry.kind);
    error.message = failure.message;
    error.detail = std::string(entry.name) + " (" + std::to_string(failure.code) + ")";
    error.hint = entry.code == SQLITE_ERROR ? hintForMistake(failure.message) : entry.hint;
    error.nativeCode = failure.code;
    if (error.damage == Damage::Transaction) {
        error.detail += kRolledBack;
    }
    return error;
}

} // namespace dbv::sqlite
