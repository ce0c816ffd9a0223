// SPDX-License-Identifier: Apache-2.0
// Sessions that are ended at the server, idle and under a statement.
#include <future>
#include <string>
#include <string_view>

#include "mysql_fixture.h"

namespace dbv::conformance {

class MysqlKilledSessions : public MysqlTest {};

TEST_F(MysqlKilledSessions, TellThatTheyWereKilled) {
    server().run("KILL " + session().facts().serverSessionId);
    auto heard = session().listen();
    // The server closes the line in its own time.
    while (heard) {
        heard = session().listen();
    }
    EXPECT_EQ(heard.error().kind, ErrorKind::ConnectionLost);
    const Error error = failureOf("SELECT 1");
    EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(error.damage, Damage::Session);
    EXPECT_FALSE(error.inDoubt);
}

TEST_F(MysqlKilledSessions, SayThatATransactionIsRolledBackUnlessTheStatementMayHaveEndedIt) {
    run("CREATE TABLE t (a int)");
    run("CREATE PROCEDURE slow() SELECT SLEEP(600)");
    for (const char* sql : {"INSERT INTO t SELECT 4711 + SLEEP(600)", "CALL slow()"}) {
        const auto victim = open(params());
        ASSERT_TRUE(runAll(*victim, "START TRANSACTION"));
        ASSERT_TRUE(runAll(*victim, "INSERT INTO t VALUES (1)"));
        auto running = std::async(std::launch::async, [&] { return runAll(*victim, sql); });
        const std::string& id = victim->facts().serverSessionId;
        while (server().run("SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%SLEEP%' AND id = " +
                            id) != "1") {
        }
        server().run("KILL " + id);
        const auto result = running.get();
        ASSERT_FALSE(result) << sql;
        EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost) << sql;
        const bool mayHaveCommitted = std::string_view(sql).starts_with("CALL");
        EXPECT_EQ(result.error().inDoubt, mayHaveCommitted) << sql;
        EXPECT_EQ(result.error().hint.find("rolls the open transaction back") == std::string::npos, mayHaveCommitted)
            << result.error().hint;
    }
    EXPECT_EQ(textOf("SELECT count(*) FROM t"), "0");
}

TEST_F(MysqlKilledSessions, LeaveInDoubtWhatRanWhenTheServerDied) {
    support::MariadbServer mortal;
    ASSERT_EQ(mortal.problem(), "");
    ConnectParams there = params();
    there.port = mortal.port();
    there.database = mortal.makeDatabase();
    const auto session = open(there);
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(runAll(*session, "CREATE TABLE t (a int)"));
    auto running = std::async(std::launch::async, [&] { return runAll(*session, "INSERT INTO t SELECT SLEEP(600)"); });
    while (mortal.run("SELECT count(*) FROM information_schema.processlist WHERE info LIKE 'INSERT INTO t%'") == "0") {
    }
    mortal.crash();
    const auto result = running.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(result.error().inDoubt);
}

} // namespace dbv::conformance
