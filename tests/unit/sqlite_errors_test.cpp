// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "sqlite/errors.h"

namespace dbv::sqlite {

namespace {

struct ErrorRow {
    int code;
    std::string_view name;
    ErrorKind kind;
    Damage damage;
};

// One line for each decision: primary codes, and extended codes that differ from their primary.
constexpr ErrorRow kErrorRows[] = {
    {SQLITE_ERROR, "SQLITE_ERROR", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_INTERNAL, "SQLITE_INTERNAL", ErrorKind::Internal, Damage::Statement},
    {SQLITE_PERM, "SQLITE_PERM", ErrorKind::IoError, Damage::Statement},
    {SQLITE_ABORT, "SQLITE_ABORT", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_BUSY, "SQLITE_BUSY", ErrorKind::Busy, Damage::Statement},
    {SQLITE_LOCKED, "SQLITE_LOCKED", ErrorKind::Busy, Damage::Statement},
    {SQLITE_NOMEM, "SQLITE_NOMEM", ErrorKind::Internal, Damage::Statement},
    {SQLITE_READONLY, "SQLITE_READONLY", ErrorKind::RefusedReadOnly, Damage::Statement},
    {SQLITE_INTERRUPT, "SQLITE_INTERRUPT", ErrorKind::Cancelled, Damage::Statement},
    {SQLITE_IOERR, "SQLITE_IOERR", ErrorKind::IoError, Damage::Statement},
    {SQLITE_CORRUPT, "SQLITE_CORRUPT", ErrorKind::IoError, Damage::Statement},
    {SQLITE_FULL, "SQLITE_FULL", ErrorKind::IoError, Damage::Statement},
    {SQLITE_CANTOPEN, "SQLITE_CANTOPEN", ErrorKind::IoError, Damage::Statement},
    {SQLITE_PROTOCOL, "SQLITE_PROTOCOL", ErrorKind::Busy, Damage::Statement},
    {SQLITE_SCHEMA, "SQLITE_SCHEMA", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_TOOBIG, "SQLITE_TOOBIG", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_CONSTRAINT, "SQLITE_CONSTRAINT", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_MISMATCH, "SQLITE_MISMATCH", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_MISUSE, "SQLITE_MISUSE", ErrorKind::Internal, Damage::Statement},
    {SQLITE_NOLFS, "SQLITE_NOLFS", ErrorKind::IoError, Damage::Statement},
    {SQLITE_AUTH, "SQLITE_AUTH", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_RANGE, "SQLITE_RANGE", ErrorKind::InvalidInput, Damage::Statement},
    {SQLITE_NOTADB, "SQLITE_NOTADB", ErrorKind::IoError, Damage::Statement},
    {SQLITE_READONLY_DBMOVED, "SQLITE_READONLY_DBMOVED", ErrorKind::ConnectionLost, Damage::Session},
    {SQLITE_READONLY_DIRECTORY, "SQLITE_READONLY_DIRECTORY", ErrorKind::IoError, Damage::Statement},
    {SQLITE_READONLY_ROLLBACK, "SQLITE_READONLY_ROLLBACK", ErrorKind::IoError, Damage::Statement},
    {SQLITE_IOERR_NOMEM, "SQLITE_IOERR_NOMEM", ErrorKind::Internal, Damage::Statement},
    {SQLITE_BUSY_SNAPSHOT, "SQLITE_BUSY_SNAPSHOT", ErrorKind::Busy, Damage::Statement},
    {SQLITE_CONSTRAINT_UNIQUE, "SQLITE_CONSTRAINT_UNIQUE", ErrorKind::SqlError, Damage::Statement},
    {SQLITE_IOERR_MMAP, "SQLITE_IOERR", ErrorKind::IoError, Damage::Statement},
    {12345 * 256 + 250, "SQLITE_UNKNOWN", ErrorKind::Internal, Damage::Statement},
};

} // namespace

TEST(SqliteErrors, GiveEachCodeItsKindNameAndDamage) {
    for (const ErrorRow& row : kErrorRows) {
        const Error error = errorFor({row.code, "words", false, false});
        EXPECT_EQ(error.kind, row.kind) << row.name;
        EXPECT_EQ(error.damage, row.damage) << row.name;
        EXPECT_EQ(error.message, "words");
        EXPECT_EQ(error.nativeCode, row.code);
        EXPECT_EQ(error.detail, std::string(row.name) + " (" + std::to_string(row.code) + ")");
    }
}

TEST(SqliteErrors, TellThatTheTransactionIsGoneWhenSqliteRolledItBack) {
    const Error gone = errorFor({SQLITE_FULL, "database or disk is full", true, false});
    EXPECT_EQ(gone.damage, Damage::Transaction);
    EXPECT_NE(gone.detail.find("rolled back"), std::string::npos);
    EXPECT_EQ(errorFor({SQLITE_FULL, "", true, true}).damage, Damage::Statement);
    EXPECT_EQ(errorFor({SQLITE_FULL, "", false, true}).damage, Damage::Statement);
}

TEST(SqliteErrors, OfFilesAndLocksNameTheNextStep) {
    for (const int code : {SQLITE_BUSY, SQLITE_LOCKED, SQLITE_FULL, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB,
                           SQLITE_IOERR, SQLITE_READONLY, SQLITE_PERM}) {
        EXPECT_FALSE(errorFor({code, "", false, false}).hint.empty()) << codeName(code);
    }
}

TEST(SqliteErrors, OfMistakesInTheSqlNameTheNextStep) {
    for (const char* message : {"no such table: nowhere", "no such column: prise", "near \"FORM\": syntax error",
                                "incomplete input", "ambiguous column name: id", "unrecognized token: \"'\""}) {
        EXPECT_FALSE(errorFor({SQLITE_ERROR, message, false, false}).hint.empty()) << message;
    }
    EXPECT_EQ(errorFor({SQLITE_ERROR, "raised by a trigger", false, false}).hint, "");
}

} // namespace dbv::sqlite
