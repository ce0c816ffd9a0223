// SPDX-License-Identifier: Apache-2.0
// Scripts that a server, or its own client, reads in another way than they are cut here.
#include <string>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

TEST_F(ServerSessions, OfPostgresRunNothingThatMayBelongToAStatementThatFailed) {
    connectPostgres();
    succeeds("CREATE TABLE kept (a int); CREATE TABLE lines (a text)");
    for (const std::string sql : {"copy lines(a) from stdin; select 1;\ndrop table kept;\n\\.\nselect 2;",
                                  "\\connect elsewhere\ndrop table kept;", "\\if false\ndrop table kept;\n\\endif"}) {
        protocol::RunQuery script = query(sql, 1);
        script.stopOnError = false;
        const auto ended = reports(send(std::move(script)));
        ASSERT_FALSE(ended.empty());
        EXPECT_TRUE(ended.back().error) << sql;
        EXPECT_EQ(valueOf("SELECT count(*) FROM kept"), "0") << sql;
        const bool obeyedElsewhere = sql.starts_with("\\if");
        EXPECT_EQ(ended.back().error->hint.find("from the disk") != std::string::npos, obeyedElsewhere) << sql;
    }
}

TEST_F(ServerSessions, OfPostgresTakeTheRowsOfEachCopyForNothingElse) {
    connectPostgres();
    succeeds("CREATE TABLE kept (a int); CREATE TABLE lines (a text)");
    succeeds("copy lines(a) from stdout;\ndrop table kept;\n\\.\n");
    EXPECT_EQ(valueOf("SELECT a FROM lines"), "drop table kept;");
    protocol::RunQuery script =
        query("copy lines(a) from stdin\\; copy lines(a) from stdin;\n1\n\\.\ndrop table kept;\n\\.\n"
              "select 2;",
              1);
    script.stopOnError = false;
    const auto ended = reports(send(std::move(script)));
    ASSERT_EQ(ended.size(), 2U);
    EXPECT_TRUE(ended[0].error);
    EXPECT_FALSE(ended[1].error);
    EXPECT_EQ(valueOf("SELECT count(*) FROM kept"), "0");
}

TEST_F(ServerSessions, OfPostgresRunADumpThatIsGuardedAgainstCommandsOfTheShell) {
    connectPostgres();
    succeeds("\\restrict aBc9\nCREATE TABLE dumped (a int);\n\\unrestrict aBc9\n");
    EXPECT_EQ(valueOf("SELECT count(*) FROM dumped"), "0");
}

TEST_F(ServerSessions, OfPostgresSendTheHintsInFrontOfAStatement) {
    connectPostgres();
    EXPECT_EQ(valueOf("-- of ours\n/*+ SeqScan(t) */ SELECT current_query()"),
              "/*+ SeqScan(t) */ SELECT current_query()");
}

TEST_F(ServerSessions, OfPostgresReadBackslashesAsTheServerSaysBeforeEachStatement) {
    connectPostgres();
    succeeds("CREATE TABLE said (a text); CREATE TABLE kept (a int); SET standard_conforming_strings = off; "
             "INSERT INTO said VALUES ('it\\'s; x'); SET standard_conforming_strings = on; "
             "INSERT INTO said VALUES ('\\'); INSERT INTO said VALUES (';'); "
             "BEGIN; SET LOCAL standard_conforming_strings = off; INSERT INTO said VALUES ('\\';'); COMMIT; "
             "INSERT INTO said VALUES ('y\\')");
    EXPECT_EQ(valueOf("SELECT string_agg(a, '|' ORDER BY ctid) FROM said"), "it's; x|\\|;|';|y\\");
    // What would be another statement by the usual rules is a text.
    succeeds("set standard_conforming_strings = off; select 'a\\'; drop table kept; --';\nselect 2");
    EXPECT_EQ(valueOf("SELECT count(*) FROM kept"), "0");
}

TEST_F(ServerSessions, OfPostgresReadBackslashesAsTheirRoleIsSetUpAndAfterALoss) {
    connectPostgres({{"options", "-c standard_conforming_strings=off"}});
    EXPECT_EQ(valueOf("SELECT 'it\\'s; x'"), "it's; x");
    const RequestId watched = watch();
    succeeds("SET standard_conforming_strings = on; SET application_name = 'a\\'");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    static_cast<void>(m_log->await<SessionLost>(watched));
    // The setting is made again before the script is cut.
    const auto both = reports(run("SELECT 'a\\'; SELECT 'b'"));
    ASSERT_EQ(both.size(), 2U);
    EXPECT_FALSE(both[0].error);
    EXPECT_FALSE(both[1].error);
    EXPECT_EQ(valueOf("SHOW application_name"), "a\\");
    // What was set under these rules means something else by others.
    succeeds("SET standard_conforming_strings = off; SET application_name = 'b\\\\c'");
    sharedPostgres().run("SELECT pg_terminate_backend(" + sessionId(1) + ")");
    static_cast<void>(m_log->await<SessionLost>(watched, 2));
    EXPECT_NE(failure(run("SELECT 1")).message.find("settings"), std::string::npos);
}

TEST_F(ServerSessions, OfMariadbReadBackslashesAndQuotesAsTheServerSaysBeforeEachStatement) {
    connectMariadb();
    succeeds(
        "CREATE TABLE said (a varchar(20), b int auto_increment primary key);"
        "INSERT INTO said (a) VALUES ('it\\'s; x');"
        "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; INSERT INTO said (a) VALUES ('\\'); INSERT INTO said (a) VALUES (';');"
        "SET sql_mode = 'ANSI_QUOTES'; INSERT INTO said (a) SELECT \"q\\\" FROM (SELECT 'q;\\'' AS \"q\\\") t;"
        "SET sql_mode = ''; INSERT INTO said (a) VALUES (\"\\\";\")");
    EXPECT_EQ(valueOf("SELECT group_concat(a ORDER BY b SEPARATOR '|') FROM said"), "it's; x|\\|;|q;'|\";");
}

TEST_F(ServerSessions, OfMariadbSendAndShowNoTextsInOtherCharacterSets) {
    connectMariadb();
    succeeds("CREATE TABLE said (a varchar(20)) CHARACTER SET utf8mb4; INSERT INTO said VALUES ('\u00e9')");
    for (const char* sql : {"SET NAMES latin1", "SET character_set_client = latin1", "SET character_set_results = NULL",
                            "SET character_set_results = binary", "SET CHARACTER SET latin1", "SET NAMES binary"}) {
        succeeds(sql);
        const auto refused = report(run("SELECT '\u00e9' = a FROM said"));
        ASSERT_TRUE(refused.error) << sql;
        EXPECT_EQ(refused.error->kind, ErrorKind::InvalidInput) << sql;
        EXPECT_NE(refused.error->message.find("Nothing was sent."), std::string::npos) << refused.error->message;
        succeeds("SET NAMES utf8mb4");
        EXPECT_EQ(valueOf("SELECT '\u00e9' = a FROM said"), "1") << sql;
    }
    // A server that does not tell is asked.
    succeeds("SET SESSION session_track_system_variables = ''; SET NAMES latin1");
    EXPECT_TRUE(report(run("SELECT a FROM said")).error);
    succeeds("SET NAMES utf8mb4");
    EXPECT_EQ(valueOf("SELECT a FROM said"), "\u00e9");
    // What is the same in all of them goes through, as dumps have it.
    succeeds("SET NAMES latin1; INSERT INTO said VALUES ('e'); CREATE TRIGGER t BEFORE INSERT ON said FOR EACH ROW SET "
             "NEW.a = 'x'; SET NAMES utf8");
    EXPECT_EQ(valueOf("SELECT group_concat(hex(a) ORDER BY hex(a)) FROM said"), "65,C3A9");
}

} // namespace

} // namespace dbv::testing
