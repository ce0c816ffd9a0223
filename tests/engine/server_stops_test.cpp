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
    // It would take hours to its end. In FROM, the server would store all of the series before the first row.
    const RequestId request = runForOneRow("SELECT generate_series(1, 1000000000), repeat('x', 2000)");
    EXPECT_TRUE(saysThatItWasStopped(request));
}

TEST_F(ServerStops, OfMariadbUndoNothingThatAFunctionHasChanged) {
    connectMariadb();
    succeeds("SET SESSION max_recursive_iterations = 20000");
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

/// What MariaDB ends early without an error when it is asked to stop.
class Interrupted : public ServerSessions {
protected:
    RequestId runForAWhile(const std::string& sql) {
        protocol::RunQuery timed = query(sql);
        timed.timeoutMs = 300;
        return send(std::move(timed));
    }
    void expectTimedOut(const std::string& sql) {
        const protocol::StatementReport ended = report(runForAWhile(sql));
        ASSERT_TRUE(ended.error) << sql;
        EXPECT_EQ(ended.error->kind, ErrorKind::TimedOut) << sql;
    }
    void expectWarned(const std::string& sql) {
        const RequestId request = runForAWhile(sql);
        const protocol::StatementReport ended = report(request);
        if (ended.error) {
            // The server may say so as well.
            EXPECT_EQ(ended.error->kind, ErrorKind::TimedOut) << sql << ": " << ended.error->message;
            return;
        }
        std::string told;
        for (const protocol::NoticeRaised& raised : m_log->all<protocol::NoticeRaised>(request)) {
            told += raised.notice.message + "\n";
        }
        EXPECT_NE(told.find("The statement ended after it was asked to stop"), std::string::npos) << sql << told;
        EXPECT_EQ(told.find("had ended before"), std::string::npos) << told;
        EXPECT_EQ(told.find("was cancelled"), std::string::npos) << told;
    }
};

TEST_F(Interrupted, StatementsThatOnlyReadAreNotTakenForFinished) {
    m_safety = Safety::Off;
    connectMariadb();
    expectTimedOut("SELECT benchmark(1000000000000, md5(1))");
    expectTimedOut("DO sleep(20)");
    expectTimedOut("SELECT sleep(20)");
    EXPECT_EQ(valueOf("SELECT 1"), "1");
}

TEST_F(Interrupted, StatementsThatChangeSomethingTellThatAValueMayComeFromTheStop) {
    m_safety = Safety::Off;
    connectMariadb();
    succeeds("CREATE TABLE u (a bigint); SELECT get_lock('L', 0)", 2);
    expectWarned("SELECT get_lock('L', 30)");
    expectWarned("INSERT INTO u SELECT benchmark(1000000000000, md5(1))");
}

} // namespace

} // namespace dbv::testing
