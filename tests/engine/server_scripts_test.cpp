// SPDX-License-Identifier: Apache-2.0
// Scripts that a server, or its own client, reads in another way than they are cut here.
#include <string>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

TEST_F(ServerSessions, OfPostgresRunNothingThatMayBelongToAStatementThatFailed) {
    connectPostgres();
    succeeds("CREATE TABLE kept (a int); CREATE TABLE lines (a text)");
    for (const std::string sql :
         {"copy lines(a) from stdin; select 1;\ndrop table kept;\n\\.\nselect 2;",
          "\\connect elsewhere\ndrop table kept;", "\\if false\ndrop table kept;\n\\endif",
          "set standard_conforming_strings = off; select 'a\\'; drop table kept; --';\nselect 2"}) {
        protocol::RunQuery script = query(sql, 1);
        script.stopOnError = false;
        const auto ended = reports(send(std::move(script)));
        ASSERT_FALSE(ended.empty());
        EXPECT_TRUE(ended.back().error) << sql;
        EXPECT_EQ(valueOf("SELECT count(*) FROM kept"), "0") << sql;
    }
}

TEST_F(ServerSessions, OfPostgresRunADumpThatIsGuardedAgainstCommandsOfTheShell) {
    connectPostgres();
    succeeds("\\restrict aBc9\nCREATE TABLE dumped (a int);\n\\unrestrict aBc9\n");
    EXPECT_EQ(valueOf("SELECT count(*) FROM dumped"), "0");
}

} // namespace

} // namespace dbv::testing
