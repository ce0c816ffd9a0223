// SPDX-License-Identifier: Apache-2.0
// Lines of psql that go on by the rows of a statement, at a real server.
#include <gmock/gmock.h>

#include <string>

#include "script_file_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

TEST_F(ScriptFilePostgres, SetsVariablesFromARow) {
    connectPostgres();
    succeeds("CREATE TABLE t (a text)");
    succeedsFile(scriptOf("\\set n kept\n\\set p_none gone\n"
                          "SELECT 1 + 1 AS two, NULL AS none, 'it''s' AS text, '\\x0aff'::bytea AS b \\gset p_\n"
                          "INSERT INTO t VALUES (:p_two), (:'p_text'), (:'p_b'), (:'n');\n"
                          "SELECT :p_two * 21 AS answer\n\\gset\n"
                          "\\if :{?p_none}\nINSERT INTO t VALUES ('wrong');\n\\endif\n"
                          "SELECT :answer = 42 AS right \\gset\n\\if :right\nINSERT INTO t VALUES ('yes');\n\\endif\n"
                          "SELECT 1 AS one\\; SELECT 'last' AS last \\gset\nINSERT INTO t VALUES (:'last');\n"));
    EXPECT_EQ(valueOf("SELECT string_agg(a, ',') FROM t"), "2,it's,\\x0aff,kept,yes,last");
}

TEST_F(ScriptFilePostgres, TakesNothingButOneRowForVariables) {
    connectPostgres();
    succeeds("CREATE TABLE t (a text)");
    const auto script = [this](const std::string& query) {
        RunScriptFile command = scriptOf("\\set x before\n" + query + " \\gset\nINSERT INTO t VALUES (:'x');\n");
        command.stopOnError = false;
        return finished(send(command));
    };
    const ScriptFinished none = script("SELECT 1 AS x WHERE false");
    EXPECT_EQ(none.failed, 1U);
    EXPECT_EQ(script("SELECT 1 AS x UNION ALL SELECT 2").failed, 1U);
    EXPECT_EQ(script("SELECT nothing AS x").failed, 1U) << "the statement fails, and its line tells nothing more";
    EXPECT_EQ(script("SELECT 1 AS \"no name\"").failed, 1U);
    EXPECT_EQ(valueOf("SELECT string_agg(a, ',') FROM t"), "before,before,before,before");
    const ScriptFinished stopped = finished(send(scriptOf("SELECT 1;\nSELECT 1 AS x WHERE false\n\\gset\nSELECT 2;")));
    ASSERT_TRUE(stopped.stoppedBy);
    EXPECT_THAT(stopped.stoppedBy->error.message, HasSubstr("no row for \\gset in line 3 of "));
    EXPECT_EQ(stopped.stoppedBy->place.line, 3U);
    const ScriptFinished alone = finished(send(scriptOf("SELECT 1 AS x;\n\\gset\n")));
    ASSERT_TRUE(alone.stoppedBy);
    EXPECT_THAT(alone.stoppedBy->error.message, HasSubstr("ends no statement"));
}

TEST_F(ScriptFilePostgres, RunsWhatAStatementGives) {
    connectPostgres();
    const ScriptFinished end =
        succeedsFile(scriptOf("SELECT 'CREATE TABLE t (a int)', NULL, 'INSERT INTO t VALUES (1); -- one' \\gexec\n"
                              "SELECT format('INSERT INTO t VALUES (%s); INSERT INTO t VALUES (%s);', i, -i)\n"
                              "FROM generate_series(2, 4) AS i\n\\gexec\nSELECT 1 WHERE false \\gexec\n"));
    EXPECT_EQ(end.statements, 8U);
    EXPECT_EQ(valueOf("SELECT count(*) || '/' || sum(a) FROM t"), "7/1");
    // A failure names the statement that gave it.
    const ScriptFinished failed = finished(send(scriptOf(
        "SELECT 1;\nSELECT unnest(ARRAY['INSERT INTO t VALUES (9)', 'SELECT nothing', 'DROP TABLE t'])\n\\gexec\n")));
    ASSERT_TRUE(failed.stoppedBy);
    EXPECT_EQ(failed.stoppedBy->text, "SELECT nothing");
    EXPECT_EQ(failed.stoppedBy->place.line, 2U);
    EXPECT_FALSE(failed.continueFrom) << "a part of what it gives is kept";
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "8");
    RunScriptFile goesOn = scriptOf("SELECT unnest(ARRAY['SELECT nothing', 'INSERT INTO t VALUES (10)']) \\gexec\n");
    goesOn.stopOnError = false;
    EXPECT_EQ(finished(send(goesOn)).failed, 1U);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "9");
}

TEST_F(ScriptFilePostgres, HoldsWhatAStatementGivesToTheSafety) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    const std::string database = m_database;
    const std::string drops = "SELECT 'SELECT 1', 'DROP TABLE t' \\gexec\n";
    const auto reconnect = [&](Safety safety) {
        m_safety = safety;
        protocol::ConnectionConfig config = postgresConfig();
        config.safety = safety;
        connect(config, {});
    };
    for (const Safety safety : {Safety::ReadOnly, Safety::Sandbox}) {
        reconnect(safety);
        const ScriptFinished end = finished(send(scriptOf(drops)));
        ASSERT_TRUE(end.stoppedBy);
        EXPECT_EQ(end.stoppedBy->text, "DROP TABLE t");
        EXPECT_TRUE(end.stoppedBy->error.kind == ErrorKind::RefusedReadOnly ||
                    end.stoppedBy->error.kind == ErrorKind::RefusedBySandbox);
    }
    // What is run is not in the script, so it is asked about before.
    reconnect(Safety::Confirm);
    RunScriptFile command = scriptOf("SELECT 1 AS x \\gset\n\\if :x\n\\q\n\\endif\n" + drops);
    const protocol::Event event = m_log->awaitLast(send(command));
    const auto* asked = std::get_if<RequestFailed>(&event);
    ASSERT_NE(asked, nullptr);
    EXPECT_THAT(asked->error.message, HasSubstr("line 5 of "));
    EXPECT_THAT(asked->error.message, HasSubstr("it runs code that is not in its text (\\gexec)"));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
    command = scriptOf(drops);
    const protocol::Event again = m_log->awaitLast(send(command));
    command.confirm = std::get<RequestFailed>(again).confirmation->token;
    succeedsFile(command);
    EXPECT_EQ(valueOf("SELECT to_regclass('t') IS NULL"), "t");
    m_database = database;
}

TEST_F(ScriptFilePostgres, NamesTheLineThatGoesToAnotherDatabase) {
    connectPostgres();
    const ScriptFinished end =
        finished(send(scriptOf("SELECT 1;\n\\connect " + m_database + "\n\\connect elsewhere\nSELECT 2;\n")));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_THAT(end.stoppedBy->error.message, HasSubstr("\\connect elsewhere in line 3 of "));
    ASSERT_TRUE(end.continueFrom);
    EXPECT_EQ(end.continueFrom->line, 3U);
    EXPECT_EQ(end.statements, 2U);
}

} // namespace

} // namespace dbv::testing
