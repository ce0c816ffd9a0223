// SPDX-License-Identifier: Apache-2.0
// Results of which only the beginning is wanted.
#include <algorithm>
#include <string>

#include "server_sessions_fixture.h"

namespace dbv::testing {

namespace {

class ServerStops : public ServerSessions {
protected:
    /// Runs a statement of which one row is wanted.
    RequestId runForOneRow(const std::string& sql) {
        protocol::RunQuery wanted = query(sql);
        wanted.maxRows = 1;
        const RequestId request = send(std::move(wanted));
        const protocol::StatementReport ended = report(request);
        EXPECT_FALSE(ended.error) << ended.error->message;
        EXPECT_TRUE(ended.truncated);
        EXPECT_EQ(ended.rows, 1U);
        return request;
    }
    [[nodiscard]] bool saysThatItWasStopped(RequestId request) {
        return std::ranges::any_of(m_log->all<protocol::NoticeRaised>(request),
                                   [](const protocol::NoticeRaised& raised) {
                                       return raised.notice.message.find("stopped at the server") != std::string::npos;
                                   });
    }
};

TEST_F(ServerStops, OfPostgresUndoNothingThatAFunctionHasChanged) {
    connectPostgres();
    succeeds("CREATE TABLE log (x int); CREATE SEQUENCE s; CREATE FUNCTION fi(i int) RETURNS int LANGUAGE plpgsql AS "
             "$$BEGIN INSERT INTO log VALUES (i); RETURN i; END$$");
    const RequestId request = runForOneRow("SELECT fi(i), repeat('x', 2000) FROM generate_series(1, 60000) i");
    EXPECT_FALSE(saysThatItWasStopped(request));
    EXPECT_EQ(valueOf("SELECT count(*) FROM log"), "60000");
    runForOneRow("SELECT nextval('s'), repeat('x', 2000) FROM generate_series(1, 60000) i");
    EXPECT_EQ(valueOf("SELECT last_value FROM s"), "60000");
}

TEST_F(ServerStops, OfPostgresDoNotReadWhatNobodyWants) {
    connectPostgres();
    // It would take hours to its end.
    const RequestId request = runForOneRow("SELECT i, repeat('x', 2000) FROM generate_series(1, 1000000000) i");
    EXPECT_TRUE(saysThatItWasStopped(request));
}

TEST_F(ServerStops, OfMariadbUndoNothingThatAFunctionHasChanged) {
    connectMariadb();
    succeeds("CREATE TABLE log (x int) ENGINE=InnoDB;\nDELIMITER //\nCREATE FUNCTION fi(i int) RETURNS int MODIFIES "
             "SQL DATA "
             "BEGIN INSERT INTO log VALUES (i); RETURN i; END//\nDELIMITER ;\nCREATE TABLE n (i int); "
             "INSERT INTO n WITH RECURSIVE a(b) AS (SELECT 1 UNION ALL SELECT b + 1 FROM a WHERE b < 20000) SELECT b "
             "FROM a");
    const RequestId request = runForOneRow("SELECT fi(i), repeat('x', 3000) FROM n");
    EXPECT_FALSE(saysThatItWasStopped(request));
    EXPECT_EQ(valueOf("SELECT count(*) FROM log"), "20000");
}

TEST_F(ServerStops, OfMariadbDoNotReadWhatNobodyWants) {
    connectMariadb();
    succeeds("CREATE TABLE n (i int); INSERT INTO n WITH RECURSIVE a(b) AS (SELECT 1 UNION ALL SELECT b + 1 FROM a "
             "WHERE b < 900) "
             "SELECT b FROM a");
    const RequestId request = runForOneRow("SELECT a.i, repeat('x', 3000) FROM n a, n b, n c, n d");
    EXPECT_TRUE(saysThatItWasStopped(request));
}

} // namespace

} // namespace dbv::testing
