// SPDX-License-Identifier: Apache-2.0
// `dbvis backup make --all-databases`, and the same over JSON-RPC.
#include <csignal>
#include <fstream>
#include <string>

#include "dbvis_servers_fixture.h"

namespace dbv::testing {

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(DbvisPostgresServer, IsBackedUpDatabaseByDatabaseAndEachIsProvedAndRestoredAlone) {
    ASSERT_EQ(makeAll(url(), {"--check", "drill", "--except", "postgres", "--except", "nobody's"}), 0)
        << errors() << output();
    EXPECT_THAT(output(),
                AllOf(HasSubstr("a\"b'c: proved: "), HasSubstr("größe ☃: proved: "), HasSubstr("closed: proved: "),
                      HasSubstr("500 rows"), Not(HasSubstr("postgres: ")), HasSubstr("3 databases are backed up.\n")));
    EXPECT_THAT(errors(), AllOf(HasSubstr(R"(There is no database "nobody's" on the server)"),
                                HasSubstr(R"("mold" is a template)"), HasSubstr(R"("shut" lets nobody in)"),
                                HasSubstr("no moment is that of two")));
    ASSERT_EQ(made().size(), 3U);
    EXPECT_EQ(madeOf("a_b_c-"), 1U);
    EXPECT_EQ(madeOf("größe_☃-"), 1U);
    const std::string listed = list();
    EXPECT_THAT(listed, AllOf(HasSubstr("\tproved\t127.0.0.1/a\"b'c (with roles)\t"),
                              HasSubstr("\tproved\t127.0.0.1/größe ☃ (with roles)\t")));
    expectNothingLeft();
    server().run("CREATE DATABASE again");
    EXPECT_EQ(run({"restore", path("to/" + made().front()), url("postgres", "again")}), 0) << errors();
    EXPECT_EQ(server().run("SELECT count(*) FROM t", "again"), "500");
    server().run("DROP DATABASE again");
}

TEST_F(DbvisPostgresServer, OneThatLetsTheUserNotInFailsByNameAndTheOthersAreMade) {
    EXPECT_EQ(makeAll(url("ann")), 1);
    EXPECT_THAT(output(), AllOf(HasSubstr("closed: failed: "), HasSubstr("permission denied for database"),
                                HasSubstr("a\"b'c: verified: "), HasSubstr("größe ☃: verified: "),
                                HasSubstr("postgres: verified: "), HasSubstr("1 of 4 databases failed.\n")));
    EXPECT_THAT(errors(), HasSubstr("no superuser"));
    EXPECT_EQ(made().size(), 3U);
    EXPECT_EQ(makeAll(url("ann"), {"--format", "json", "--structure-only", "--no-owners"}), 1);
    EXPECT_THAT(output(), AllOf(HasSubstr(R"("database":"closed","differences":[],"error":{)"),
                                HasSubstr(R"("content":"structure")"), HasSubstr(R"("owners":false)")));
    EXPECT_EQ(makeAll(url("ann"), {"--except", "closed"}), 0) << errors();
    EXPECT_THAT(list(), Not(HasSubstr("failed")));
}

TEST_F(DbvisPostgresServer, GoesOnWithoutRolesThatMayNotBeRead) {
    server().run("REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC");
    const int ended = makeAll(url("bob"), {"--except", "closed", "--except", "postgres"});
    const std::string told = errors();
    server().run("GRANT SELECT ON pg_catalog.pg_roles TO PUBLIC");
    EXPECT_EQ(ended, 0) << told << output();
    EXPECT_THAT(told, HasSubstr("The roles of the server are in none of these backups: "));
    EXPECT_THAT(list(), Not(HasSubstr("with roles")));
}

TEST_F(DbvisPostgresServer, OneThatIsDroppedMeanwhileFailsAloneAndProgressTellsWhichIsAtWork) {
    server().run("CREATE DATABASE victim");
    hold();
    start({"rpc"});
    send(R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{"config":{"url":")" + url() + "\"}}}");
    EXPECT_THAT(lineWith(R"("id":1)"), HasSubstr(R"("connectionId":1)"));
    send(R"({"jsonrpc":"2.0","id":2,"method":"startServerBackup","params":{"connectionId":1,"destination":")" +
         path("to") + R"(","except":["postgres","closed"],"verify":"none"}})");
    ASSERT_TRUE(isWaitedFor());
    server().run("DROP DATABASE victim");
    release();
    const std::string progress = lineWith(R"("databaseNumber":2)");
    EXPECT_THAT(progress,
                AllOf(HasSubstr("job.progress"), HasSubstr(R"("database":"größe ☃")"), HasSubstr(R"("databases":3)")));
    const std::string answer = lineWith(R"("id":2,"result")");
    EXPECT_THAT(answer, AllOf(HasSubstr(R"("database":"victim","differences":[],"error":{)"),
                              HasSubstr(R"("state":"made")"), HasSubstr("does not exist")));
    EXPECT_EQ(made().size(), 2U);
    send(R"({"jsonrpc":"2.0","id":3,"method":"startServerBackup","params":{"connectionId":1,"destination":")" +
         path("to") + R"(","except":[3]}})");
    EXPECT_THAT(lineWith(R"("id":3)"), HasSubstr("except is a list of names of databases."));
    send(R"({"jsonrpc":"2.0","id":4,"method":"startServerBackup","params":{"connectionId":1,"destination":")" +
         path("to") + R"(","content":"rows","verify":"drill"}})");
    EXPECT_THAT(lineWith(R"("id":4)"), HasSubstr("can't be drilled"));
    send(R"({"jsonrpc":"2.0","id":5,"method":"startServerBackup","params":{"connectionId":1,"destination":"to"}})");
    EXPECT_THAT(lineWith(R"("id":5)"), HasSubstr("by its whole path"));
    send(R"({"jsonrpc":"2.0","id":6,"method":"startServerBackup","params":{"connectionId":1,"destination":")" +
         path("to") + R"(","level":99}})");
    EXPECT_THAT(lineWith(R"("id":6)"), HasSubstr(R"("message":"There is no level 99 of zstd.")"));
    send(R"({"jsonrpc":"2.0","id":7,"method":"startServerBackup","params":{"connectionId":1,"destination":")" +
         path("to") + R"(\u0000b"}})");
    EXPECT_THAT(lineWith(R"("id":7)"), HasSubstr("A path with a NUL in it is none."));
    EXPECT_EQ(made().size(), 2U);
}

TEST_F(DbvisPostgresServer, AStopEndsTheOneAtWorkAndLeavesWhatIsMade) {
    hold();
    start({"backup", "make", url(), "--all-databases", "--to", path("to"), "--except", "postgres"});
    ASSERT_TRUE(isWaitedFor());
    m_program.signal(SIGINT);
    EXPECT_EQ(m_program.wait(), 128 + SIGINT);
    EXPECT_THAT(errors(), HasSubstr(R"(Backed up by then: "a"b'c", "closed".)"));
    release();
    EXPECT_EQ(made().size(), 2U);
    EXPECT_THAT(list(), AllOf(HasSubstr("\tverified\t127.0.0.1/a\"b'c"), HasSubstr("\tverified\t127.0.0.1/closed"),
                              Not(HasSubstr("größe")), Not(HasSubstr("running"))));
}

TEST_F(DbvisPostgresServer, IsRefusedWhereItCanNotBe) {
    std::ofstream(path("file.dbvbackup")) << "somebody's";
    EXPECT_EQ(run({"backup", "make", url(), "--all-databases", "--to", "-"}), 2);
    EXPECT_THAT(errors(), HasSubstr("- is one stream"));
    EXPECT_EQ(run({"backup", "make", url(), "--all-databases", "--to", path("file.dbvbackup")}), 1);
    EXPECT_THAT(errors(), HasSubstr("is a file, and backups of a server are one file for each database"));
    EXPECT_EQ(run({"backup", "make", url(), "--all-databases", "--to", path("nowhere")}), 1);
    EXPECT_THAT(errors(), HasSubstr("There is no folder"));
    EXPECT_EQ(makeAll(url(), {"--table", "t"}), 2);
    EXPECT_THAT(errors(), HasSubstr("--table and --schema choose parts of one database."));
    EXPECT_EQ(makeAll(url(), {"--schema", "public"}), 2);
    EXPECT_EQ(run({"backup", "make", url(), "--except", "closed", "--to", path("to")}), 2);
    EXPECT_THAT(errors(), HasSubstr("--except leaves databases out of --all-databases."));
    EXPECT_EQ(makeAll(url(), {"--except", "postgres", "--except", "closed", "--except", kQuoted, "--except", kUnicode}),
              1);
    EXPECT_THAT(errors(), HasSubstr("No database of the server is left"));
    EXPECT_EQ(makeAll("sqlite:" + path("a.db") + "?mode=rwc"), 1);
    EXPECT_THAT(errors(), HasSubstr("A database of this kind is a file, and has no server"));
    EXPECT_TRUE(made().empty());
    EXPECT_EQ(list(), "");
}

class DbvisMariadbServer : public DbvisServers {
protected:
    static void SetUpTestSuite() {
        s_server = std::make_unique<support::MariadbServer>();
        ASSERT_EQ(s_server->problem(), "");
        for (const char* name : {"`a\"b'c`", "`größe ü`", "`db_visualizer_drill_9999999999_abcdefgh`"}) {
            s_server->run(std::string("CREATE DATABASE ") + name);
        }
        s_server->run("CREATE TABLE t AS SELECT seq AS i FROM seq_1_to_300", "a\"b'c");
        s_server->run("CREATE TABLE t AS SELECT seq AS i FROM seq_1_to_300", "größe ü");
        s_server->run("CREATE USER ann@'%'");
        s_server->run("GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, EXECUTE, LOCK TABLES ON `größe ü`.* TO ann@'%'");
    }
    static void TearDownTestSuite() { s_server.reset(); }
    [[nodiscard]] static std::string url(const std::string& user) {
        return "mysql://" + user + "@" + s_server->host() + ":" + std::to_string(s_server->port());
    }

    static inline std::unique_ptr<support::MariadbServer> s_server;
};

TEST_F(DbvisMariadbServer, IsBackedUpDatabaseByDatabaseWithoutItsOwn) {
    ASSERT_EQ(makeAll(url("root"), {"--check", "drill"}), 0) << errors() << output();
    EXPECT_THAT(output(), AllOf(HasSubstr("a\"b'c: proved: "), HasSubstr("größe ü: proved: "),
                                HasSubstr("2 databases are backed up.\n"), Not(HasSubstr("mysql: ")),
                                Not(HasSubstr("sys: ")), Not(HasSubstr("drill_"))));
    EXPECT_EQ(made().size(), 2U);
    EXPECT_THAT(list(), HasSubstr("größe ü (with roles)"));
}

TEST_F(DbvisMariadbServer, SaysWhatAUserDoesNotSee) {
    EXPECT_EQ(makeAll(url("ann")), 0) << errors() << output();
    EXPECT_THAT(output(), AllOf(HasSubstr("größe ü: verified: "), HasSubstr("1 database is backed up.\n")));
    EXPECT_THAT(errors(), AllOf(HasSubstr("has no right by name to see all databases (SHOW DATABASES)"),
                                HasSubstr("The roles of the server are in none of these backups: ")));
}

} // namespace

} // namespace dbv::testing
