// SPDX-License-Identifier: Apache-2.0
// Statements that psql's `\\;` joins, at a real server.
#include <gmock/gmock.h>

#include <string>

#include "script_file_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

TEST_F(ScriptFilePostgres, SendsWhatIsJoinedInOneAsPsqlDoes) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    const RequestId request = send(query("SELECT 1 AS one\\; SELECT 2 AS two, '\\;' AS text;", 1));
    const auto told = reports(request);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_FALSE(told.front().error);
    const auto columns = m_log->all<protocol::ColumnsArrived>(request);
    ASSERT_EQ(columns.size(), 2U);
    EXPECT_EQ(columns[0].columns.front().name, "one");
    const auto row = m_shelf->find(columns[1].result)->row(0);
    ASSERT_TRUE(row);
    std::string cells;
    appendCellText(cells, row->batch->cell(row->row, 0));
    appendCellText(cells, row->batch->cell(row->row, 1));
    EXPECT_EQ(cells, "2\\;");
    // Of one sending all is kept or nothing.
    const ScriptFinished end =
        finished(send(scriptOf("INSERT INTO t VALUES (1)\\;\nINSERT INTO t VALUES (nothing);\nSELECT 1;")));
    ASSERT_TRUE(end.stoppedBy);
    ASSERT_TRUE(end.stoppedBy->at);
    EXPECT_EQ(end.stoppedBy->at->line, 2U);
    EXPECT_EQ(end.stoppedBy->at->column, 23U);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
    EXPECT_EQ(
        succeedsFile(scriptOf("INSERT INTO t VALUES (1), (2)\\; SELECT 1\\;\nDELETE FROM t WHERE a = 1;")).statements,
        1U);
    EXPECT_EQ(valueOf("SELECT string_agg(a::text, ',') FROM t"), "2");
    const auto changed = reports(send(query("INSERT INTO t VALUES (3)\\; SELECT a FROM t\\; DELETE FROM t", 1)));
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(changed.front().affectedRows, 3);
    EXPECT_EQ(changed.front().rows, 2U);
    // A colon that no variable's value takes the place of.
    EXPECT_EQ(valueOf("SELECT '5'\\:\\:int + 1"), "6");
}

TEST_F(ScriptFilePostgres, JudgeEachOfThoseThatAreJoined) {
    m_safety = Safety::ReadOnly;
    connectPostgres();
    EXPECT_EQ(valueOf("SELECT 1\\; SELECT 2"), "1");
    for (const std::string hidden : {"CREATE TABLE t (a int)", "SET default_transaction_read_only = off"}) {
        const auto told = reports(send(query("SELECT 1\\; " + hidden, 1)));
        ASSERT_EQ(told.size(), 1U);
        ASSERT_TRUE(told.front().error) << hidden;
        EXPECT_EQ(told.front().error->kind, ErrorKind::RefusedReadOnly) << hidden;
    }
    m_safety = Safety::Confirm;
    connectPostgres();
    const protocol::Event asked = m_log->awaitLast(send(query("SELECT 1\\; DROP DATABASE nothing", 1)));
    EXPECT_EQ(std::get<RequestFailed>(asked).error.kind, ErrorKind::ConfirmationRequired);
    m_safety = Safety::DryRun;
    connectPostgres();
    const auto told = reports(send(query("CREATE TABLE u (a int)\\; COMMIT", 1)));
    ASSERT_EQ(told.size(), 1U);
    ASSERT_TRUE(told.front().error);
    EXPECT_EQ(told.front().error->kind, ErrorKind::RefusedBySandbox);
    const Error tried =
        std::get<RequestFailed>(
            m_log->awaitLast(send(protocol::PreviewChange{
                .connection = m_connection, .session = SessionKey{1}, .sql = "DELETE FROM u\\; COMMIT"})))
            .error;
    EXPECT_THAT(tried.message, HasSubstr("joins 2"));
}

TEST_F(ScriptFilePostgres, DoNotJoinWhatWouldEndTheTransactionThatWasChosen) {
    connectPostgres();
    RunScriptFile command = scriptOf("CREATE TABLE t (a int);\nSELECT 1\\; COMMIT;\n");
    command.transactions = ScriptTransactions::One;
    const ScriptFinished end = finished(send(command));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 2U);
    EXPECT_THAT(end.stoppedBy->error.message, HasSubstr("transactions that were chosen"));
    EXPECT_EQ(valueOf("SELECT to_regclass('t') IS NULL"), "t");
    const ScriptFinished copies =
        finished(send(scriptOf("CREATE TABLE t (a int);\nCOPY t FROM stdin\\; SELECT 1;\n1\n\\.\nSELECT 1;\n")));
    ASSERT_TRUE(copies.stoppedBy);
    EXPECT_EQ(copies.stoppedBy->error.kind, ErrorKind::Unsupported);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
}

TEST_F(ScriptFilePostgres, DoNotAskForARollbackThatIsDone) {
    connectPostgres();
    RunScriptFile command = scriptOf("CREATE TABLE t (a int);\nSELECT nothing;\n");
    command.transactions = ScriptTransactions::One;
    const ScriptFinished end = finished(send(command));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->error.hint.find("run ROLLBACK"), std::string::npos) << end.stoppedBy->error.hint;
    EXPECT_EQ(valueOf("SELECT to_regclass('t') IS NULL"), "t");
}

} // namespace

} // namespace dbv::testing
