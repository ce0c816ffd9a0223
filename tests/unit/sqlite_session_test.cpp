// SPDX-License-Identifier: Apache-2.0
// What is SQLite's own about sessions: waiting for locks, types per value, virtual tables, schema changes.
#include <future>

#include "sqlite_workshop.h"

namespace dbv::sqlite {

class SqliteSessions : public workshop::Workshop {};

TEST_F(SqliteSessions, LeaveTheirWaitForALockWhenCancelled) {
    const std::string file = makeDatabase("a.db");
    const auto writer = open(file);
    ASSERT_TRUE(run(*writer, "BEGIN EXCLUSIVE"));
    ConnectParams patient = params(file);
    patient.options["busyTimeoutMs"] = "3600000";
    patient.connectTimeoutMs = 3'600'000;
    std::stop_source stop;
    SqliteConnector connector;
    auto opening = std::async(std::launch::async, [&] { return openSession(connector, patient, stop.get_token()); });
    stop.request_stop();
    EXPECT_EQ(opening.get().error().kind, ErrorKind::Cancelled);
    ASSERT_TRUE(run(*writer, "COMMIT"));

    const auto waiting = std::move(*tryOpen(patient));
    ASSERT_TRUE(run(*writer, "BEGIN EXCLUSIVE"));
    auto blocked = std::async(std::launch::async, [&] { return run(*waiting, "DELETE FROM t"); });
    ASSERT_TRUE(waiting->canceller()->cancel());
    EXPECT_EQ(blocked.get().error().kind, ErrorKind::Cancelled);
    ASSERT_TRUE(run(*writer, "COMMIT"));
    ASSERT_TRUE(waiting->recover());
    EXPECT_TRUE(run(*waiting, "DELETE FROM t WHERE a = 1"));
}

TEST_F(SqliteSessions, TellThatACancelRolledBackTheTransactionWhenItDid) {
    const auto session = open(makeDatabase("a.db"));
    ASSERT_TRUE(run(*session, "BEGIN"));
    ASSERT_TRUE(run(*session, "DELETE FROM t WHERE a = 1"));
    auto running = std::async(std::launch::async, [&] {
        return run(*session, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                             "INSERT INTO t(b) SELECT i FROM n");
    });
    ASSERT_TRUE(session->canceller()->cancel());
    const Error error = running.get().error();
    EXPECT_EQ(error.kind, ErrorKind::Cancelled);
    EXPECT_EQ(error.damage,
              session->transactionState() == TransactionState::None ? Damage::Transaction : Damage::Statement);
    EXPECT_EQ(error.detail.contains("rolled back the open transaction"), error.damage == Damage::Transaction);
    ASSERT_TRUE(session->recover());
}

TEST_F(SqliteSessions, TellTheNextStepForEveryMistakeThatSqliteKnows) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a INTEGER PRIMARY KEY, b NOT NULL, c UNIQUE, d CHECK (d > 0))"));
    ASSERT_TRUE(run(*session, "CREATE TABLE s (a INTEGER) STRICT"));
    ASSERT_TRUE(run(*session, "PRAGMA foreign_keys = 1"));
    ASSERT_TRUE(run(*session, "CREATE TABLE f (t REFERENCES t)"));
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (1, 1, 1, 1)"));
    std::string sum = "SELECT 1";
    std::string wide = "SELECT 1";
    for (int i = 0; i < 2000; ++i) {
        sum += "+1";
        wide += ",1";
    }
    const std::vector<std::string> mistakes{
        "INSERT INTO t VALUES (1, 1, 2, 1)",
        "INSERT INTO t VALUES (2, 1, 1, 1)",
        "INSERT INTO t VALUES (2, NULL, 2, 1)",
        "INSERT INTO t VALUES (2, 1, 2, 0)",
        "INSERT INTO t VALUES ('x', 1, 2, 1)",
        "INSERT INTO s VALUES ('x')",
        "INSERT INTO f VALUES (9)",
        "COMMIT",
        "ROLLBACK",
        "SELECT " + std::string(1000, '(') + "1" + std::string(1000, ')'),
        sum,
        wide,
        "SELECT abs(1, 2)",
        "SELECT * FROM nothing",
        "SELECT nothing FROM t",
        "SELECT nothing(1)",
        "SELEC 1",
        "SELECT (1",
        "SELECT '1",
        "RELEASE nothing",
        "SELECT * FROM nothing.t",
    };
    for (const std::string& sql : mistakes) {
        const auto answer = run(*session, sql);
        ASSERT_FALSE(answer) << sql.substr(0, 60);
        EXPECT_FALSE(answer.error().hint.empty()) << sql.substr(0, 60) << ": " << answer.error().message;
    }
}

TEST_F(SqliteSessions, CountTheChangesOfAStatementWhoseRowsAreNotAllWanted) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a)"));
    workshop::NoStore store;
    const auto cursor = session->execute({"INSERT INTO t VALUES (1), (2), (3) RETURNING a", {}, {}});
    ASSERT_TRUE(cursor);
    RowBatchBuilder rows(1, {.rows = 1}, store);
    ASSERT_TRUE((*cursor)->fetch(rows));
    ASSERT_TRUE((*cursor)->end());
    EXPECT_EQ((*cursor)->outcome().affectedRows, 3U);
    EXPECT_EQ(*run(*session, "SELECT count(*) FROM t"), "3");
}

TEST_F(SqliteSessions, SayThatAStatementIsNotKeptWhoseRowsAreNotAllWanted) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "PRAGMA foreign_keys = 1"));
    ASSERT_TRUE(run(*session, "CREATE TABLE p (id INTEGER PRIMARY KEY)"));
    ASSERT_TRUE(run(*session, "CREATE TABLE c (p REFERENCES p DEFERRABLE INITIALLY DEFERRED)"));
    workshop::NoStore store;
    const auto cursor = session->execute({"INSERT INTO c VALUES (1), (2) RETURNING p", {}, {}});
    ASSERT_TRUE(cursor);
    RowBatchBuilder rows(1, {.rows = 1}, store);
    ASSERT_TRUE((*cursor)->fetch(rows));
    const Result<void> ended = (*cursor)->end();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().nativeCode, SQLITE_CONSTRAINT_FOREIGNKEY);
    EXPECT_FALSE((*cursor)->outcome().affectedRows);
    EXPECT_EQ(*run(*session, "SELECT count(*) FROM c"), "0");
}

TEST_F(SqliteSessions, RefuseParametersOfAPragmaBeforeItTakesEffect) {
    const auto session = open(":memory:");
    const auto refused =
        session->execute({"/* now */ PRAGMA foreign_keys = on", {ParameterValue(std::int64_t{1})}, {}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(*run(*session, "PRAGMA foreign_keys"), "0");
}

TEST_F(SqliteSessions, SayThatAnAttachedFileIsTheirsAlone) {
    const std::string other = makeDatabase("other.db");
    const auto session = open(makeDatabase("a.db"));
    const auto attached = session->execute({"ATTACH '" + other + "' AS o", {}, {}});
    ASSERT_TRUE(attached);
    const std::vector<Notice> notices = (*attached)->takeNotices();
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_NE(notices[0].message.find("attach.NAME"), std::string::npos);
    EXPECT_TRUE((*attached)->takeNotices().empty());
    // A database in memory has one session for all who use it.
    const auto memory = open(":memory:");
    const auto everywhere = memory->execute({"ATTACH '" + other + "' AS o", {}, {}});
    ASSERT_TRUE(everywhere);
    EXPECT_TRUE((*everywhere)->takeNotices().empty());
}

TEST_F(SqliteSessions, GiveEveryValueItsOwnType) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a INTEGER)"));
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (1), (1.5), ('text'), (x'00FF'), (NULL), (9223372036854775807)"));
    const auto cursor = session->execute({"SELECT a FROM t", {}, {}});
    ASSERT_TRUE(cursor);
    workshop::NoStore store;
    RowBatchBuilder rows(1, {}, store);
    ASSERT_EQ((*cursor)->fetch(rows), Result<bool>(false));
    const RowBatchPtr batch = rows.take();
    const std::vector<CellKind> expected{CellKind::SmallInt, CellKind::Real, CellKind::Text,
                                         CellKind::Bytes,    CellKind::Null, CellKind::Integer};
    ASSERT_EQ(batch->rows(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(batch->cell(i, 0).kind, expected[i]) << i;
    }
}

TEST_F(SqliteSessions, ReadUtf16Databases) {
    shell(path("wide.db"), "PRAGMA encoding = 'UTF-16'; CREATE TABLE t (a); INSERT INTO t VALUES ('Füße 🦜')");
    EXPECT_EQ(run(*open("wide.db"), "SELECT a FROM t"), "Füße 🦜");
}

TEST_F(SqliteSessions, GiveTheColumnsOfTheTableAsItIsNow) {
    const std::string file = makeDatabase("a.db");
    const auto session = open(file);
    EXPECT_EQ(run(*session, "SELECT * FROM t LIMIT 1"), "1");
    ASSERT_TRUE(run(*open(file), "ALTER TABLE t ADD COLUMN c DEFAULT 'new'"));
    const auto cursor = session->execute({"SELECT * FROM t LIMIT 1", {}, {}});
    ASSERT_TRUE(cursor);
    EXPECT_EQ((*cursor)->columns().size(), 3U);
}

TEST_F(SqliteSessions, ReturnRowsOfAChangeAndCountThem) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a)"));
    const auto cursor = session->execute({"INSERT INTO t VALUES (1), (2) RETURNING a + 10 AS b", {}, {}});
    ASSERT_TRUE(cursor);
    EXPECT_EQ((*cursor)->columns().at(0).name, "b");
    workshop::NoStore store;
    RowBatchBuilder rows(1, {}, store);
    ASSERT_EQ((*cursor)->fetch(rows), Result<bool>(false));
    EXPECT_EQ(rows.rows(), 2U);
    EXPECT_EQ((*cursor)->outcome(), (StatementOutcome{"INSERT", 2}));
}

TEST_F(SqliteSessions, BindByName) {
    const auto session = open(":memory:");
    EXPECT_EQ(run(*session, {"SELECT :a || @b || $c || :a", {}, {{":a", "1"}, {"@b", "2"}, {"$c", "3"}}}), "1231");
    EXPECT_EQ(run(*session, {"SELECT :a", {}, {}}).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(run(*session, {"SELECT :a", {}, {{":a", "1"}, {":z", "2"}}}).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(run(*session, {"SELECT typeof(?)", {"1"}, {}}), "text");
    EXPECT_EQ(run(*session, {"SELECT 'x' LIMIT ?", {"1"}, {}}), "x");
    EXPECT_EQ(run(*session, {"SELECT ?", {std::string("a\0b", 3)}, {}}), std::string("a\0b", 3));
}

TEST_F(SqliteSessions, GiveTheExtendedCodeOfAConstraint) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a UNIQUE NOT NULL CHECK (a > 0))"));
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (1)"));
    const Error unique = run(*session, "INSERT INTO t VALUES (1)").error();
    EXPECT_EQ(unique.message, "UNIQUE constraint failed: t.a");
    EXPECT_EQ(unique.detail, "SQLITE_CONSTRAINT_UNIQUE (2067)");
    EXPECT_EQ(unique.nativeCode, SQLITE_CONSTRAINT_UNIQUE);
    EXPECT_EQ(run(*session, "INSERT INTO t VALUES (NULL)").error().nativeCode, SQLITE_CONSTRAINT_NOTNULL);
    EXPECT_EQ(run(*session, "INSERT INTO t VALUES (-1)").error().nativeCode, SQLITE_CONSTRAINT_CHECK);
}

TEST_F(SqliteSessions, SurviveDeepNestingWithAnError) {
    const auto session = open(":memory:");
    const std::string deep = "SELECT " + std::string(100'000, '(') + "1" + std::string(100'000, ')');
    EXPECT_EQ(run(*session, deep).error().kind, ErrorKind::SqlError);
    EXPECT_EQ(run(*session, "SELECT 1"), "1");
}

TEST_F(SqliteSessions, RefuseToLoadExtensions) {
    EXPECT_FALSE(run(*open(":memory:"), "SELECT load_extension('x')"));
}

TEST_F(SqliteSessions, TellWhatMayBeDoneWithTheirFile) {
    const auto told = [](Session& of) { return *of.privileges(std::chrono::seconds(1), {}); };
    EXPECT_EQ(told(*open(":memory:")), "The database is in memory, and everything may be changed in it.");
    const std::string file = makeDatabase("a.db");
    EXPECT_EQ(told(*open(file)), "The file can be read and written: \"" + file + "\".");
    ConnectParams readOnly = params(file);
    readOnly.safety = Safety::ReadOnly;
    EXPECT_EQ(told(**tryOpen(readOnly)), "The connection is read-only.");
}

TEST_F(SqliteSessions, OfASandboxLeaveTheTablesBehindVirtualOnesAlone) {
    const std::string file = makeDatabase("a.db");
    ASSERT_TRUE(run(*open(file), "CREATE VIRTUAL TABLE words USING fts5(a)"));
    ASSERT_TRUE(run(*open(file), "INSERT INTO words VALUES ('one')"));
    ConnectParams sandbox = params(file);
    sandbox.safety = Safety::Sandbox;
    const auto session = tryOpen(sandbox);
    ASSERT_TRUE(session);
    EXPECT_FALSE(run(**session, "DELETE FROM words_data WHERE id > 0"));
    EXPECT_TRUE(run(**session, "INSERT INTO words VALUES ('two')"));
    EXPECT_EQ(run(**session, "SELECT count(*) FROM words"), "2");
}

TEST_F(SqliteSessions, KnowWhereNoRollbackTakesAnythingBack) {
    const std::string other = makeDatabase("b.db");
    const auto session = open(makeDatabase("a.db"));
    ASSERT_TRUE(run(*session, "ATTACH '" + other + "' AS \"o\"\"b\""));
    EXPECT_TRUE(session->checkUndoable("DELETE FROM t"));
    ASSERT_TRUE(run(*session, "PRAGMA \"o\"\"b\".journal_mode = off"));
    const Result<void> refused = session->checkUndoable("DELETE FROM t");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::RefusedBySandbox);
    EXPECT_NE(refused.error().message.find("journal_mode is off"), std::string::npos);
}

TEST_F(SqliteSessions, TellInATransactionWhatItsCommitWouldFind) {
    const auto session = open(":memory:");
    ASSERT_TRUE(run(*session, "PRAGMA foreign_keys = on"));
    ASSERT_TRUE(run(*session, "CREATE TABLE t (a INTEGER PRIMARY KEY)"));
    ASSERT_TRUE(run(*session, "CREATE TABLE u (a REFERENCES t DEFERRABLE INITIALLY DEFERRED)"));
    ASSERT_TRUE(run(*session, "BEGIN"));
    EXPECT_TRUE(session->checkDeferred());
    ASSERT_TRUE(run(*session, "INSERT INTO u VALUES (1)"));
    const Result<void> found = session->checkDeferred();
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::SqlError);
    EXPECT_EQ(found.error().damage, Damage::Statement);
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (1)"));
    EXPECT_TRUE(session->checkDeferred());
    ASSERT_TRUE(run(*session, "COMMIT"));
}

} // namespace dbv::sqlite
