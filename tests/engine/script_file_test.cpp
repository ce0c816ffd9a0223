// SPDX-License-Identifier: Apache-2.0
// Scripts from the disk, run by real servers.
#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "script_file_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

TEST_F(ScriptFilePostgres, StreamsTheRowsBehindACopy) {
    connectPostgres();
    std::string text = "CREATE TABLE t (a int, b text);\nCOPY t FROM stdin;\n";
    for (int i = 0; i < 200'000; ++i) {
        text += std::to_string(i) + "\tit's ; row\\n\n";
    }
    text += "\\.\nINSERT INTO t VALUES (-1, 'last');\n";
    EXPECT_EQ(succeedsFile(scriptOf(text)).statements, 3U);
    EXPECT_EQ(valueOf("SELECT count(*) || '/' || sum(a) || '/' || max(b) FROM t"), "200001/19999899999/last");
}

TEST_F(ScriptFilePostgres, NamesTheLineOfARowThatIsWrong) {
    connectPostgres();
    const ScriptFinished end =
        finished(send(scriptOf("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n2\nx\n4\n\\.\nSELECT 1;")));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 2U);
    ASSERT_TRUE(end.stoppedBy->at);
    EXPECT_EQ(end.stoppedBy->at->line, 5U);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
}

TEST_F(ScriptFilePostgres, CopiesTheRowsOfAFileBesideTheScript) {
    m_safety = Safety::Confirm;
    connectPostgres();
    succeeds("CREATE TABLE t (a int, b text)");
    const std::string rows = write("rows.csv", "1,one\n2,\"t;wo\"\n");
    const std::string copy = "\\copy t (a, b) from 'rows.csv' with (format csv);\n";
    EXPECT_EQ(succeedsFile(scriptOf(copy + "INSERT INTO t VALUES (3, 'x');\n")).statements, 2U);
    EXPECT_EQ(valueOf("SELECT string_agg(a || b, ' ' ORDER BY a) FROM t"), "1one 2t;wo 3x");
    static_cast<void>(write("rows.csv", "4,four\nx,five\n"));
    const ScriptFinished end = finished(send(scriptOf("SELECT 1;\n" + copy)));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 2U);
    ASSERT_TRUE(end.stoppedBy->at);
    EXPECT_EQ(end.stoppedBy->at->file, rows);
    EXPECT_EQ(end.stoppedBy->at->line, 2U);
    EXPECT_EQ(refusal(scriptOf("\\copy t from program 'echo 1'\n")).kind, ErrorKind::Unsupported);
    // Its file is one of those that a confirmation is for.
    RunScriptFile command = scriptOf("DROP TABLE IF EXISTS u;\n" + copy);
    const protocol::Event asked = m_log->awaitLast(send(command));
    command.confirm = std::get<RequestFailed>(asked).confirmation->token;
    static_cast<void>(write("rows.csv", "5,another\n6,six\n"));
    EXPECT_THAT(finished(send(command)).stoppedBy->error.message, HasSubstr("is not what it was"));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "3");
    m_safety = Safety::ReadOnly;
    connectPostgres();
    EXPECT_EQ(finished(send(scriptOf(copy))).stoppedBy->error.kind, ErrorKind::RefusedReadOnly);
}

TEST_F(ScriptFilePostgres, NamesFileLineAndThePlaceThatTheServerFound) {
    connectPostgres();
    const std::string inner = write("inner.sql", "SELECT 1;\n\nSELECT 2,\n  \u00e9\u00e9, nothing;\n");
    const ScriptFinished end = finished(send(scriptOf("\\ir inner.sql\nSELECT 3;")));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place, (protocol::FilePlace{inner, 11, 3, 1}));
    ASSERT_TRUE(end.stoppedBy->at);
    EXPECT_EQ(end.stoppedBy->at->line, 4U);
    EXPECT_EQ(end.stoppedBy->at->column, 3U);
    EXPECT_EQ(end.stoppedBy->position, 13U);
    EXPECT_FALSE(end.continueFrom) << "a place within a script that is included can not be continued from";
    EXPECT_EQ(end.statements, 2U);
}

TEST_F(ScriptFilePostgres, ContinuesWhereItStoppedWithWhatWasSetBefore) {
    connectPostgres();
    const std::string bad = "CREATE SCHEMA s;\nSET search_path TO s;\nCREATE TABLE t (a int);\nINSERT INTO t VALUES "
                            "(1);\nINSERT INTO u VALUES (2);\nINSERT INTO t VALUES (3);\n";
    const ScriptFinished end = finished(send(scriptOf(bad)));
    ASSERT_TRUE(end.continueFrom);
    EXPECT_EQ(end.continueFrom->line, 5U);
    RunScriptFile rest = scriptOf(bad);
    rest.session = SessionKey{2};
    rest.from = {protocol::ScriptStart::By::Line, 6};
    EXPECT_EQ(succeedsFile(rest).statements, 2U) << "the search path and the row";
    rest.from = {protocol::ScriptStart::By::Offset, bad.rfind("INSERT")};
    succeedsFile(rest);
    EXPECT_EQ(valueOf("SELECT string_agg(a::text, ',') FROM s.t"), "1,3,3");
}

TEST_F(ScriptFilePostgres, CommitsAsItWasChosen) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    const std::string text = "BEGIN;\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\nINSERT INTO t VALUES "
                             "(3);\nCOMMIT;\nINSERT INTO t VALUES ('x');\n";
    const auto left = [&](ScriptTransactions how, std::uint64_t every) {
        succeeds("TRUNCATE t");
        RunScriptFile command = scriptOf(text);
        command.transactions = how;
        command.every = every;
        const ScriptFinished end = finished(send(std::move(command)));
        EXPECT_TRUE(end.stoppedBy);
        EXPECT_EQ(end.transaction, TransactionState::None);
        return valueOf("SELECT count(*) FROM t") + " from line " +
               std::to_string(end.continueFrom ? end.continueFrom->line : 0);
    };
    EXPECT_EQ(left(ScriptTransactions::AsWritten, 0), "3 from line 6");
    EXPECT_EQ(left(ScriptTransactions::One, 0), "0 from line 2");
    EXPECT_EQ(left(ScriptTransactions::Every, 2), "2 from line 4");
    RunScriptFile on = scriptOf("INSERT INTO t VALUES (9)");
    on.transactions = ScriptTransactions::One;
    on.stopOnError = false;
    EXPECT_THAT(finished(send(on)).stoppedBy->error.message, HasSubstr("takes its whole transaction"));
    on.stopOnError = true;
    succeedsFile(on);
    EXPECT_EQ(valueOf("SELECT max(a) FROM t"), "9");
}

TEST_F(ScriptFilePostgres, AsksBeforeAnythingIsSentAndRunsOnlyWhatWasConfirmed) {
    m_safety = Safety::Confirm;
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    static_cast<void>(write("inner.sql", "DROP TABLE t;\n"));
    RunScriptFile command = scriptOf("INSERT INTO t VALUES (1);\n\\ir inner.sql\n");
    const protocol::Event event = m_log->awaitLast(send(command));
    const auto* asked = std::get_if<RequestFailed>(&event);
    ASSERT_NE(asked, nullptr);
    ASSERT_TRUE(asked->confirmation) << asked->error.message;
    EXPECT_THAT(asked->error.message, HasSubstr("line 1 of "));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "0");
    // Running something uses the question up; so once more.
    const protocol::Event again = m_log->awaitLast(send(command));
    command.confirm = std::get<RequestFailed>(again).confirmation->token;
    static_cast<void>(write("inner.sql", "DROP TABLE t; SELECT 'more';\n"));
    const ScriptFinished changed = finished(send(command));
    ASSERT_TRUE(changed.stoppedBy);
    EXPECT_THAT(changed.stoppedBy->error.message, HasSubstr("is not what it was when the script was confirmed"));
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "1");
    command.confirm.clear();
    const protocol::Event third = m_log->awaitLast(send(command));
    command.confirm = std::get<RequestFailed>(third).confirmation->token;
    succeedsFile(command);
    EXPECT_EQ(valueOf("SELECT to_regclass('t') IS NULL"), "t");
}

TEST_F(ScriptFilePostgres, IsHeldToEachSafety) {
    m_safety = Safety::ReadOnly;
    connectPostgres();
    EXPECT_EQ(finished(send(scriptOf("SELECT 1;\nCREATE TABLE t (a int);"))).stoppedBy->error.kind,
              ErrorKind::RefusedReadOnly);
    m_safety = Safety::Sandbox;
    connectPostgres();
    EXPECT_EQ(finished(send(scriptOf("CREATE TABLE t (a int);\nDROP TABLE t;"))).stoppedBy->error.kind,
              ErrorKind::RefusedBySandbox);
    m_safety = Safety::DryRun;
    connectPostgres();
    succeedsFile(scriptOf("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n\\.\nINSERT INTO t VALUES (2);\n"));
    EXPECT_EQ(valueOf("SELECT to_regclass('t') IS NULL"), "t");
}

TEST_F(ScriptFilePostgres, StopsAndPauses) {
    connectPostgres();
    succeeds("CREATE TABLE t (a int)");
    std::string text;
    for (int i = 0; i < 2000; ++i) {
        text += "INSERT INTO t VALUES (" + std::to_string(i) + ");\n";
    }
    text += "SELECT pg_sleep(600);\n";
    const RequestId run = send(scriptOf(text));
    static_cast<void>(m_log->await<protocol::ScriptProgressed>(run));
    const protocol::Event paused = m_log->awaitLast(send(protocol::PauseScript{run, true}));
    EXPECT_TRUE(std::get<protocol::ScriptPaused>(paused).paused);
    const protocol::Event on = m_log->awaitLast(send(protocol::PauseScript{run, false}));
    EXPECT_FALSE(std::get<protocol::ScriptPaused>(on).paused);
    static_cast<void>(m_log->awaitLast(cancel(run)));
    const ScriptFinished end = finished(run);
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->error.kind, ErrorKind::Cancelled);
    ASSERT_TRUE(end.continueFrom);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), std::to_string(end.continueFrom->line - 1));
}

TEST_F(ScriptFilePostgres, RestoresWhatPgDumpWrote) {
    connectPostgres();
    succeeds("CREATE TABLE a (id serial PRIMARY KEY, b text, c bytea, d numeric); CREATE VIEW v AS SELECT b FROM a; "
             "INSERT INTO a (b, c, d) SELECT 'r\u00e9 ; \\ ' || i || E'\\n\\t', '\\x00ff', i / 3.0 FROM "
             "generate_series(1, 5000) i; CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$BEGIN RETURN 1; "
             "END;$$; COMMENT ON TABLE a IS 'it''s; one'");
    const std::string before = valueOf("SELECT md5(string_agg(a::text, '|' ORDER BY id)) FROM a");
    const QByteArray dump =
        output(QString::fromStdString(sharedPostgres().program("pg_dump")),
               {QStringLiteral("-h"), QString::fromStdString(sharedPostgres().host()), QStringLiteral("-p"),
                QString::number(sharedPostgres().port()), QStringLiteral("-U"), QStringLiteral("postgres"),
                QString::fromStdString(m_database)});
    const std::string path = write("dump.sql", std::string_view(dump.data(), static_cast<std::size_t>(dump.size())));
    m_safety = Safety::Off;
    connectPostgres();
    succeedsFile(script(path));
    EXPECT_EQ(valueOf("SELECT md5(string_agg(a::text, '|' ORDER BY id)) FROM public.a", 2), before);
    EXPECT_EQ(valueOf("SELECT public.f() + (SELECT count(*) FROM public.v)", 2), "5001");
}

TEST_F(ScriptFileMariaDb, RestoresWhatMariadbDumpWrote) {
    connectMariadb();
    // As it was written, bytes and all, with mariadb-dump --routines.
    succeedsFile(script(DBV_SOURCE_DIR "/tests/engine/scripts/mariadb_dump.sql"));
    EXPECT_EQ(valueOf("SELECT md5(group_concat(concat(id, b, hex(c)) ORDER BY id)) FROM a"),
              "156391920843ffe9bb413595b315dc20");
    succeeds("INSERT INTO a (b) VALUES ('new')");
    EXPECT_EQ(valueOf("SELECT b FROM v WHERE b LIKE 'new%'"), "new!");
    EXPECT_EQ(valueOf("SELECT count(*) FROM log"), "1");
    EXPECT_EQ(valueOf("SELECT count(*) FROM information_schema.routines WHERE routine_schema = database()"), "1");
}

TEST_F(ScriptFileMariaDb, ObeysDelimiters) {
    connectMariadb();
    succeedsFile(
        scriptOf("CREATE TABLE t (a int);\nDELIMITER //\nCREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN "
                 "SET @a = 1; SET NEW.a = NEW.a + 1; END//\nDELIMITER ;\nINSERT INTO t VALUES (1);\n"));
    EXPECT_EQ(valueOf("SELECT a FROM t"), "2");
}

TEST_F(ScriptFileMariaDb, GoesOnBehindFailuresWithinATransaction) {
    connectMariadb();
    succeeds("CREATE TABLE t (a int PRIMARY KEY)");
    RunScriptFile command =
        scriptOf("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n");
    command.transactions = ScriptTransactions::One;
    command.stopOnError = false;
    const RequestId run = send(std::move(command));
    const ScriptFinished end = finished(run);
    EXPECT_FALSE(end.stoppedBy);
    EXPECT_EQ(end.failed, 1U);
    EXPECT_EQ(m_log->all<ScriptStatementFailed>(run).at(0).place.line, 2U);
    EXPECT_EQ(valueOf("SELECT count(*) FROM t"), "2");
}

TEST_F(ScriptFileSqlite, RunsADumpOfSqlite) {
    connectSqlite(Safety::Off);
    succeedsFile(
        scriptOf("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a,b);\nINSERT INTO t VALUES(1,"
                 "replace('a\\nb','\\n',char(10)));\nINSERT INTO t VALUES(X'00ff',NULL);\nCREATE TRIGGER x AFTER "
                 "INSERT ON t BEGIN SELECT 1; END;\nCOMMIT;\n"));
    EXPECT_EQ(valueOf("SELECT count(*) || hex(max(a)) FROM t"), "200FF");
}

TEST_F(ScriptFilePostgres, SaysWhichHintsStandInFrontOfNoStatement) {
    connectPostgres();
    const RequestId run =
        send(scriptOf("/*+ SeqScan(t) */ \\timing on\n/*+ Kept(t) */ SELECT 1;\n/* none */ \\pset null "
                      "x\n/*+ Ended(t) */; \\x\nSELECT 2;\n"));
    EXPECT_EQ(finished(run).statements, 2U);
    std::string told;
    for (const protocol::NoticeRaised& raised : m_log->all<protocol::NoticeRaised>(run)) {
        told += raised.notice.message.starts_with("The hint") ? raised.notice.message + "\n" : "";
    }
    EXPECT_THAT(told, ::testing::StartsWith("The hint in front of \\timing in line 1 of "));
    EXPECT_EQ(std::ranges::count(told, '\n'), 1);
}

TEST_F(ScriptFileSqlite, SaysWhatIsCutOffAndWhatCanNotBeRead) {
    connectSqlite();
    const ScriptFinished end = finished(send(scriptOf("CREATE TABLE t(a);\nINSERT INTO t VALUES ('ab")));
    ASSERT_TRUE(end.stoppedBy);
    EXPECT_EQ(end.stoppedBy->place.line, 2U);
    EXPECT_EQ(end.continueFrom->line, 2U);
    EXPECT_EQ(refusal(script(m_folder.filePath(QStringLiteral("none.sql")).toStdString())).kind, ErrorKind::IoError);
    RunScriptFile odd = scriptOf("SELECT 1");
    odd.encoding = "klingon";
    EXPECT_EQ(refusal(odd).kind, ErrorKind::InvalidInput);
    const ScriptFinished shell = finished(send(scriptOf(".mode csv\nSELECT 1;\n.import x y\nSELECT 2;\n")));
    ASSERT_TRUE(shell.stoppedBy);
    EXPECT_EQ(shell.stoppedBy->place.line, 3U);
    EXPECT_EQ(shell.statements, 2U);
}

TEST_F(ScriptFileSqlite, IsNotedInTheHistoryAsOne) {
    connectSqlite();
    const std::string path = write("noted.sql", "SELECT 1;SELECT 2;");
    succeedsFile(script(path));
    const auto found = std::get<protocol::HistoryFound>(m_log->awaitLast(send(protocol::SearchHistory{})));
    ASSERT_EQ(found.entries.size(), 1U);
    EXPECT_EQ(found.entries.front().sql, "-- Script: " + path);
}

TEST_F(ScriptFileSqlite, RunsTheStatementThatHoldsAPlaceAloneOrFromItOn) {
    m_safety = Safety::Confirm;
    connectSqlite();
    const std::string text =
        "INSERT INTO t VALUES (0);\nINSERT INTO t\n  VALUES (1);\n.read inner.sql\nINSERT INTO t VALUES "
        "(4);\nDROP TABLE t;\n";
    const std::string inner = write("inner.sql", "INSERT INTO t VALUES (2);\nINSERT INTO t VALUES (3);\n");
    succeeds("CREATE TABLE t (a INTEGER)");
    std::string all = text;
    all.replace(all.find("inner.sql"), 9, inner);
    RunScriptFile command = scriptOf(all);
    command.onlyOne = true;
    const auto runs = [&](std::size_t place) {
        succeeds("DELETE FROM t WHERE a >= 0");
        command.from = {protocol::ScriptStart::By::Within, place};
        succeedsFile(command);
        return valueOf("SELECT group_concat(a) FROM t");
    };
    // What stands behind is not asked about either: nothing of it runs.
    EXPECT_EQ(runs(all.find("INSERT INTO t\n")), "1");
    EXPECT_EQ(runs(all.find("VALUES (1)")), "1") << "within its second line";
    EXPECT_EQ(runs(all.find(";\n.read")), "1") << "its semicolon belongs to it";
    EXPECT_EQ(runs(all.find(".read")), "2,3") << "all of what is included";
    EXPECT_EQ(runs(all.find("VALUES (4)")), "4");
    command.onlyOne = false;
    const protocol::Event event = m_log->awaitLast(send(command));
    const auto* asked = std::get_if<RequestFailed>(&event);
    ASSERT_NE(asked, nullptr) << std::get<ScriptFinished>(event).statements << " statements ran, "
                              << std::get<ScriptFinished>(event).failed << " failed";
    EXPECT_TRUE(asked->confirmation) << "from there on it drops a table";
}

} // namespace

} // namespace dbv::testing
