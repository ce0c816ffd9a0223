// SPDX-License-Identifier: Apache-2.0
// Files that somebody else locks, deletes, replaces or changes while they are open.
#include "sqlite_bad_files.h"
#include "sqlite_child_process.h"

namespace dbv::sqlite {

class SqliteChangingFiles : public workshop::BadFiles {};

TEST_F(SqliteChangingFiles, ThatAreLockedByAnotherProcess) {
    const std::string file = makeDatabase("locked.db");
    workshop::ParkedChild other([&] {
        sqlite3* handle = nullptr;
        sqlite3_open(file.c_str(), &handle);
        sqlite3_exec(handle, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr);
    });
    expectOpening("locked", file, "busy", "is locked by another");
    other.end();
    EXPECT_EQ(run(*open(file), "SELECT count(*) FROM t"), "2000");
}

TEST_F(SqliteChangingFiles, ThatAreLockedByAnotherConnectionForWriting) {
    const std::string file = makeDatabase("writing.db");
    const auto writer = open(file);
    ASSERT_TRUE(run(*writer, "BEGIN IMMEDIATE"));
    const auto second = open(file);
    const auto refused = run(*second, "DELETE FROM t");
    ASSERT_FALSE(refused);
    expect("written by another connection", told(refused.error()), "busy", "database is locked");
    EXPECT_EQ(refused.error().damage, Damage::Statement);
}

TEST_F(SqliteChangingFiles, DeletedUnderAnOpenConnection) {
    const std::string file = makeDatabase("gone.db");
    const auto session = open(file);
    std::filesystem::remove(file);
    const auto lost = run(*session, "INSERT INTO t VALUES (9999, 'lost')");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().damage, Damage::Session);
    expect("deleted while open", told(lost.error()), "connectionLost", "deleted or moved under the open connection");
    EXPECT_EQ(session->catalog().objects("main", ObjectScope::All).error().kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(std::filesystem::exists(file));
    EXPECT_FALSE(std::filesystem::exists(file + "-journal"));
}

TEST_F(SqliteChangingFiles, ReplacedUnderAnOpenConnection) {
    const std::string file = makeDatabase("old.db");
    const auto session = open(file);
    std::filesystem::rename(makeDatabase("new.db"), file);
    const std::string before = read(file);
    const auto lost = run(*session, "DELETE FROM t");
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().damage, Damage::Session);
    expect("replaced while open", told(lost.error()), "connectionLost", "replaced under the open connection");
    EXPECT_EQ(session->dumper()->plan(DumpScope()).error().kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(read(file), before);
}

TEST_F(SqliteChangingFiles, WhoseTableIsDroppedWhileItIsBrowsed) {
    const std::string file = makeDatabase("browsed.db", "PRAGMA journal_mode = WAL;");
    const auto browser = open(file);
    const auto cursor = browser->execute({"SELECT a FROM t", {}, {}});
    ASSERT_TRUE(cursor);
    workshop::NoStore store;
    RowBatchBuilder rows(1, {.rows = 10}, store);
    ASSERT_EQ((*cursor)->fetch(rows), Result<bool>(true));
    const auto own = run(*browser, "DROP TABLE t");
    ASSERT_FALSE(own);
    expect("dropped by the same connection", told(own.error()), "busy", "locked");
    ASSERT_TRUE(run(*open(file), "DROP TABLE t"));
    rows.setLimits({.rows = 100'000});
    EXPECT_EQ((*cursor)->fetch(rows), Result<bool>(false));
    EXPECT_EQ(rows.rows(), 2000U);
    const auto again = run(*browser, "SELECT a FROM t");
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().message, "no such table: t");
}

TEST_F(SqliteChangingFiles, ThatAreFullSayThatTheTransactionIsGone) {
    const std::string file = makeDatabase("full.db");
    const auto session = open(file);
    ASSERT_TRUE(run(*session, "PRAGMA max_page_count = 1"));
    ASSERT_TRUE(run(*session, "BEGIN"));
    const auto full = run(*session, "INSERT INTO t VALUES (9999, hex(zeroblob(1000000)))");
    ASSERT_FALSE(full);
    expect("full", told(full.error()), "ioError", "full");
    EXPECT_EQ(full.error().damage,
              session->transactionState() == TransactionState::None ? Damage::Transaction : Damage::Statement);
}

} // namespace dbv::sqlite
