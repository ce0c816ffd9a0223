// SPDX-License-Identifier: Apache-2.0
// What is found out about a session without a statement of the user's.
#include <string>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

TEST_F(ServerSessions, TellWhetherTheServerCommitsEachStatement) {
    connectMariadb();
    const RequestId watched = watch();
    succeeds("SET autocommit = 0");
    EXPECT_FALSE(m_log->await<protocol::AutocommitChanged>(watched).on);
    // Who begins to watch later knows it, too.
    EXPECT_FALSE(m_log->await<protocol::AutocommitChanged>(watch()).on);
    succeeds("SET autocommit = 1");
    EXPECT_TRUE(m_log->await<protocol::AutocommitChanged>(watched, 2).on);
}

TEST_F(ServerSessions, AreOpenedAnewByARunWithoutAStatementWhenTheyAreGone) {
    for (const bool maria : {false, true}) {
        maria ? connectMariadb() : connectPostgres();
        succeeds("SELECT 1");
        const std::string before = sessionId(1);
        EXPECT_TRUE(std::holds_alternative<protocol::QueryFinished>(m_log->awaitLast(run("", 1))));
        EXPECT_EQ(sessionId(1), before) << "it stands";
        static_cast<void>(maria ? sharedMariadb().run("KILL " + before)
                                : sharedPostgres().run("SELECT pg_terminate_backend(" + before + ")"));
        EXPECT_TRUE(std::holds_alternative<protocol::QueryFinished>(m_log->awaitLast(run("", 1))));
        EXPECT_NE(sessionId(1), before);
    }
}

} // namespace

} // namespace dbv::testing
