// SPDX-License-Identifier: Apache-2.0
// What a user is told when the network between here and MariaDB breaks, and that nothing is ever sent twice.
#include <algorithm>
#include <future>
#include <iostream>

#include "mysql_fixture.h"
#include "mysql_packets.h"
#include "support/fault_proxy.h"
#include "support/tcp_peers.h"

namespace dbv::conformance {

namespace {

using support::FaultProxy;
using support::ProxyDirection;
using support::ProxyDoor;

} // namespace

class MysqlNetwork : public MysqlTest {
protected:
    void SetUp() override {
        MysqlTest::SetUp();
        server().run("SET GLOBAL log_output = 'TABLE'");
        server().run("SET GLOBAL general_log = 1");
    }
    [[nodiscard]] ConnectParams through(const FaultProxy& proxy) const {
        ConnectParams params = this->params();
        params.host = proxy.host();
        params.port = proxy.port();
        params.connectTimeoutMs = 60'000;
        return params;
    }
    static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params, const std::stop_token& stop = {}) {
        mysql::MysqlConnector connector;
        return openSession(connector, params, stop);
    }
    /// How often the server has run a statement, from its own log, where a prepared one is noted before it runs as well. The
    /// question itself is no match.
    [[nodiscard]] static std::string timesInLog(const std::string& sql) {
        return server().run("SELECT count(*) FROM mysql.general_log WHERE argument = CONCAT(\"" + sql.substr(0, 3) +
                            "\", \"" + sql.substr(3) + "\") AND command_type <> 'Prepare'");
    }
    static void tell(const Error& error) {
        std::cout << "mariadb | " << testing::UnitTest::GetInstance()->current_test_info()->name() << " | "
                  << error.message << (error.inDoubt ? " (in doubt)" : "") << " | " << error.hint << "\n";
    }
    static void expectRefusal(const Result<std::unique_ptr<Session>>& opened, ErrorKind kind) {
        ASSERT_FALSE(opened);
        tell(opened.error());
        EXPECT_EQ(opened.error().kind, kind) << opened.error().message;
        EXPECT_EQ(opened.error().damage, Damage::Session);
        EXPECT_FALSE(opened.error().inDoubt);
        EXPECT_FALSE(opened.error().hint.empty()) << opened.error().message;
    }
};

TEST_F(MysqlNetwork, AServerThatSaysNothingIsGivenUpInTime) {
    FaultProxy proxy(server().port());
    proxy.setDoor(ProxyDoor::Silent);
    ConnectParams params = through(proxy);
    params.connectTimeoutMs = 1500;
    const auto refused = tryOpen(params);
    expectRefusal(refused, ErrorKind::TimedOut);
    EXPECT_NE(refused.error().message.find("within 1500 ms"), std::string::npos) << refused.error().message;
}

TEST_F(MysqlNetwork, AServerThatFallsSilentInTheOpeningIsGivenUpInTime) {
    for (const std::uint64_t bytes : {4U, 60U, 110U, 130U}) {
        FaultProxy proxy(server().port());
        proxy.setFaults(ProxyDirection::ToClient, {.stallAfter = bytes});
        ConnectParams params = through(proxy);
        params.connectTimeoutMs = 500;
        expectRefusal(tryOpen(params), ErrorKind::TimedOut);
    }
}

TEST_F(MysqlNetwork, AnOpeningIsStoppedAtOnce) {
    FaultProxy proxy(server().port());
    proxy.setDoor(ProxyDoor::Silent);
    ConnectParams params = through(proxy);
    params.connectTimeoutMs = 3'600'000;
    std::stop_source stop;
    auto opening = std::async(std::launch::async, [&] { return tryOpen(params, stop.get_token()); });
    ASSERT_TRUE(proxy.waitForConnections(1));
    stop.request_stop();
    EXPECT_EQ(opening.get().error().kind, ErrorKind::Cancelled);
}

TEST_F(MysqlNetwork, GarbageAndClosedDoorsAreToldAsWhatTheyAre) {
    FaultProxy proxy(server().port());
    proxy.setDoor(ProxyDoor::Garbage);
    for (const std::string& garbage :
         {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string("SSH-2.0-OpenSSH_9.2\r\n"),
          std::string(3000, '\xFF'), std::string(70000, '\0')}) {
        proxy.setGarbage(garbage);
        ConnectParams params = through(proxy);
        params.connectTimeoutMs = 1000;
        const auto refused = tryOpen(params);
        ASSERT_FALSE(refused);
        tell(refused.error());
        EXPECT_TRUE(refused.error().kind == ErrorKind::ConnectionFailed || refused.error().kind == ErrorKind::TimedOut)
            << refused.error().message;
        EXPECT_FALSE(refused.error().hint.empty());
    }
    proxy.setDoor(ProxyDoor::Closed);
    const auto closed = tryOpen(through(proxy));
    expectRefusal(closed, ErrorKind::ConnectionFailed);
    EXPECT_NE(closed.error().hint.find("running"), std::string::npos) << closed.error().hint;
}

TEST_F(MysqlNetwork, ACutAtAnyByteOfTheOpeningIsAnErrorWithANextStep) {
    FaultProxy whole(server().port());
    const auto session = tryOpen(through(whole));
    ASSERT_TRUE(session);
    // What comes with the end of a session is left out.
    const std::uint64_t all = whole.passed(ProxyDirection::ToClient);
    ASSERT_GT(all, 100U);
    for (std::uint64_t bytes = 0; bytes < all; bytes += bytes < 150 ? 1 : std::max(std::uint64_t{7}, all / 100)) {
        FaultProxy proxy(server().port());
        proxy.setFaults(ProxyDirection::ToClient, {.cutAfter = bytes});
        const auto refused = tryOpen(through(proxy));
        if (refused && whole.connections() > 1) {
            // The bytes of all its lines were counted, and each was cut behind so many.
            EXPECT_GT(bytes, all / 2);
            break;
        }
        ASSERT_FALSE(refused) << bytes;
        EXPECT_FALSE(refused.error().message.empty()) << bytes;
        EXPECT_FALSE(refused.error().hint.empty()) << bytes << ": " << refused.error().message;
        EXPECT_EQ(refused.error().damage, Damage::Session) << bytes << ": " << refused.error().message;
        EXPECT_TRUE(refused.error().kind == ErrorKind::ConnectionFailed ||
                    refused.error().kind == ErrorKind::ConnectionLost)
            << bytes << ": " << kindName(refused.error().kind) << " " << refused.error().message;
    }
}

TEST_F(MysqlNetwork, AResetAtAnyPlaceOfTheOpeningIsAnErrorWithANextStep) {
    for (const std::uint64_t bytes : {0U, 1U, 20U, 78U, 100U, 115U, 140U, 200U}) {
        FaultProxy proxy(server().port());
        proxy.setFaults(ProxyDirection::ToClient, {.resetAfter = bytes});
        const auto refused = tryOpen(through(proxy));
        ASSERT_FALSE(refused) << bytes;
        EXPECT_FALSE(refused.error().hint.empty()) << refused.error().message;
    }
}

TEST_F(MysqlNetwork, RowsThatCameBeforeAResetAreKeptAndTheEndIsUnknown) {
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    const auto cursor = (*session)->execute({"SELECT seq, repeat('x', 1000) FROM " + numbers(6), {}, {}});
    ASSERT_TRUE(cursor);
    StringStore store;
    RowBatchBuilder rows(2, {.rows = 100000, .bytes = std::size_t{1} << 30U}, store);
    proxy.setFaults(ProxyDirection::ToClient, {.resetAfter = 100'000});
    const Result<bool> more = (*cursor)->fetch(rows);
    ASSERT_FALSE(more);
    tell(more.error());
    EXPECT_EQ(more.error().kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(more.error().damage, Damage::Session);
    EXPECT_TRUE(more.error().inDoubt);
    EXPECT_GT(rows.rows(), 10U);
}

TEST_F(MysqlNetwork, AChangeWithRowsThatIsResetIsInDoubt) {
    if (!isMariaDb()) {
        GTEST_SKIP() << "only MariaDB has RETURNING";
    }
    run("CREATE TABLE t (a int, b text)");
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    const auto cursor =
        (*session)->execute({"INSERT INTO t SELECT seq, repeat('x', 1000) FROM seq_1_to_20000 RETURNING a, b", {}, {}});
    ASSERT_TRUE(cursor) << cursor.error().message;
    StringStore store;
    RowBatchBuilder rows(2, {.rows = 100000, .bytes = std::size_t{1} << 30U}, store);
    proxy.setFaults(ProxyDirection::ToClient, {.resetAfter = 100'000});
    const Result<bool> more = (*cursor)->fetch(rows);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(more.error().inDoubt);
}

TEST_F(MysqlNetwork, ACommitWhoseAnswerIsLostIsInDoubtAndSentOnce) {
    run("CREATE TABLE t (a int)");
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    ASSERT_TRUE(runAll(**session, "START TRANSACTION"));
    ASSERT_TRUE(runAll(**session, "INSERT INTO t VALUES (4711)"));
    proxy.setFaults(ProxyDirection::ToClient, {.swallow = true});
    auto committing = std::async(std::launch::async, [&] { return runAll(**session, "COMMIT /* of 4711 */"); });
    // The server has it and does it; its answer goes nowhere.
    while (textOf("SELECT count(*) FROM t") != "1") {
    }
    proxy.reset();
    const Result<ResultTable> commit = committing.get();
    ASSERT_FALSE(commit);
    tell(commit.error());
    EXPECT_EQ(commit.error().kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(commit.error().damage, Damage::Session);
    EXPECT_TRUE(commit.error().inDoubt);
    // Nothing is sent on a line that is lost, and nothing was sent twice.
    const Error again = runAll(**session, "COMMIT /* of 4711 */").error();
    EXPECT_EQ(again.kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(again.inDoubt);
    EXPECT_EQ(timesInLog("COMMIT /* of 4711 */"), "1");
    EXPECT_EQ(timesInLog("INSERT INTO t VALUES (4711)"), "1");
}

TEST_F(MysqlNetwork, ASilentServerThatIsAskedToStopIsGivenUp) {
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    proxy.setFaults(ProxyDirection::ToClient, {.stallAfter = 0});
    const std::uint64_t before = proxy.received(ProxyDirection::ToServer);
    auto running = std::async(std::launch::async, [&] { return runAll(**session, "DO SLEEP(0)"); });
    ASSERT_TRUE(proxy.waitForReceived(ProxyDirection::ToServer, before + 1));
    auto cancelling = std::async(std::launch::async, [&] { return (*session)->canceller()->cancel(); });
    const Result<ResultTable> result = running.get();
    ASSERT_FALSE(result);
    tell(result.error());
    EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(result.error().inDoubt);
    EXPECT_NE(result.error().message.find("10 seconds"), std::string::npos) << result.error().message;
    proxy.cut();
    static_cast<void>(cancelling.get().has_value());
}

TEST_F(MysqlNetwork, ASlowLineIsOnlySlow) {
    FaultProxy proxy(server().port());
    proxy.setFaults(ProxyDirection::ToClient, {.delay = std::chrono::milliseconds(20)});
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    EXPECT_EQ(runAll(**session, "SELECT count(*) FROM " + numbers(1))->rows[0][0], textValue("10"));
}

TEST_F(MysqlNetwork, AnIdleLineThatBreaksIsFoundOutBeforeAnythingIsSent) {
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    ASSERT_TRUE((*session)->listen());
    proxy.cut();
    Result<std::vector<Notice>> heard = (*session)->listen();
    while (heard) {
        heard = (*session)->listen();
    }
    tell(heard.error());
    EXPECT_EQ(heard.error().kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(heard.error().inDoubt);
    const Error next = runAll(**session, "DO 'never sent'").error();
    EXPECT_FALSE(next.inDoubt);
    EXPECT_EQ(timesInLog("DO 'never sent'").substr(0, 1), "0");
}

TEST_F(MysqlNetwork, AFloodOfWarningsIsCountedAndNotKept) {
    run("CREATE TABLE t (a tinyint)");
    run("SET sql_mode = '', max_error_count = 65535");
    const auto cursor = session().execute({"INSERT INTO t SELECT 1000 FROM " + numbers(5), {}, {}});
    ASSERT_TRUE(cursor) << cursor.error().message;
    const std::vector<Notice> told = (*cursor)->takeNotices();
    ASSERT_FALSE(told.empty());
    EXPECT_LE(told.size(), 100U);
    std::cout << "mariadb | warnings | " << told.back().message << "\n";
    EXPECT_NE(told.back().message.find("more warnings"), std::string::npos) << told.back().message;
}

TEST_F(MysqlNetwork, AnUnknownWayOfAuthenticationIsNamed) {
    const support::TcpServer odd([](support::TestSocket& guest) {
        static_cast<void>(guest.send(greeting("made_up_by_a_test")));
        const std::string head = guest.receive(4);
        static_cast<void>(guest.receive(head.empty() ? 0 : static_cast<unsigned char>(head[0])));
        static_cast<void>(
            guest.send(packet(2, std::string("\xFE", 1) + "made_up_by_a_test" + std::string("\0abcdefgh\0", 10))));
        support::TcpServer::keepSilent(guest);
    });
    ConnectParams params = this->params();
    params.host = "127.0.0.1";
    params.port = odd.port();
    params.password = Secret("never said");
    params.connectTimeoutMs = 60'000;
    const auto refused = tryOpen(params);
    expectRefusal(refused, ErrorKind::AuthenticationFailed);
    EXPECT_NE(refused.error().message.find("made_up_by_a_test"), std::string::npos) << refused.error().message;
    EXPECT_EQ(refused.error().message.find("never said"), std::string::npos);
}

TEST_F(MysqlNetwork, AServerThatHasNoRoomSaysSo) {
    support::MariadbServer small({{"--max-connections=10"}});
    ASSERT_EQ(small.problem(), "");
    ConnectParams params = this->params();
    params.port = small.port();
    params.database.clear();
    params.user = "guest";
    small.run("CREATE USER guest@'%'");
    std::vector<std::unique_ptr<Session>> sessions;
    Result<std::unique_ptr<Session>> opened = tryOpen(params);
    while (opened && sessions.size() < 100) {
        sessions.push_back(std::move(*opened));
        opened = tryOpen(params);
    }
    expectRefusal(opened, ErrorKind::Busy);
    sessions.pop_back();
    opened = tryOpen(params);
    for (int i = 0; !opened && i < 1000; ++i) {
        opened = tryOpen(params);
    }
    EXPECT_TRUE(opened) << "there is room again";
}

TEST_F(MysqlNetwork, AServerThatIsKilledWhileIdleStreamingOrInATransactionIsLost) {
    support::MariadbServer mortal;
    ASSERT_EQ(mortal.problem(), "");
    ConnectParams params = this->params();
    params.port = mortal.port();
    params.database = mortal.makeDatabase();
    const auto idle = tryOpen(params);
    const auto streaming = tryOpen(params);
    const auto busy = tryOpen(params);
    ASSERT_TRUE(idle && streaming && busy);
    ASSERT_TRUE(runAll(**busy, "CREATE TABLE t (a int)"));
    ASSERT_TRUE(runAll(**busy, "START TRANSACTION"));
    ASSERT_TRUE(runAll(**busy, "INSERT INTO t VALUES (1)"));
    const auto cursor = (*streaming)->execute({"SELECT seq, repeat('x', 1000) FROM " + numbers(8), {}, {}});
    ASSERT_TRUE(cursor);
    StringStore store;
    RowBatchBuilder rows(2, {.rows = 10, .bytes = std::size_t{1} << 30U}, store);
    ASSERT_TRUE((*cursor)->fetch(rows));
    EXPECT_EQ(rows.rows(), 10U);
    mortal.crash();
    RowBatchBuilder rest(2, {.rows = 100'000'000, .bytes = std::size_t{1} << 32U}, store);
    const Result<bool> more = (*cursor)->fetch(rest);
    ASSERT_FALSE(more);
    tell(more.error());
    EXPECT_EQ(more.error().kind, ErrorKind::ConnectionLost);
    for (Session* session : {idle->get(), busy->get()}) {
        Result<std::vector<Notice>> heard = session->listen();
        while (heard) {
            heard = session->listen();
        }
        const Error error = runAll(*session, "COMMIT").error();
        tell(error);
        EXPECT_EQ(error.kind, ErrorKind::ConnectionLost);
        EXPECT_EQ(error.damage, Damage::Session);
        EXPECT_FALSE(error.inDoubt) << "it was not sent";
    }
    mortal.start();
    const auto anew = tryOpen(params);
    ASSERT_TRUE(anew) << anew.error().message;
    EXPECT_EQ(runAll(**anew, "SELECT count(*) FROM t")->rows[0][0], textValue("0"));
}

} // namespace dbv::conformance
