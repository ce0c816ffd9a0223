// SPDX-License-Identifier: Apache-2.0
// What a user is told when the network breaks, and that nothing is ever sent twice.
#include <future>

#include "postgres_fixture.h"
#include "support/fault_proxy.h"

namespace dbv::conformance {

namespace {

using support::FaultProxy;
using support::ProxyDirection;
using support::ProxyDoor;

std::size_t timesIn(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

} // namespace

class PostgresNetwork : public PostgresTest {
protected:
    [[nodiscard]] ConnectParams through(const FaultProxy& proxy) const {
        ConnectParams params = this->params();
        params.host = proxy.host();
        params.port = proxy.port();
        params.connectTimeoutMs = 60'000;
        return params;
    }
    static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params, const std::stop_token& stop = {}) {
        postgres::PostgresConnector connector;
        return openSession(connector, params, stop);
    }
};

TEST_F(PostgresNetwork, AServerThatSaysNothingIsGivenUpInTime) {
    FaultProxy proxy(server().port());
    proxy.setDoor(ProxyDoor::Silent);
    ConnectParams params = through(proxy);
    params.connectTimeoutMs = 1500;
    const auto refused = tryOpen(params);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::TimedOut);
    EXPECT_NE(refused.error().message.find("within 1500 ms"), std::string::npos) << refused.error().message;
}

TEST_F(PostgresNetwork, AnOpeningIsStoppedAtOnce) {
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

TEST_F(PostgresNetwork, GarbageAndClosedDoorsAreToldAsWhatTheyAre) {
    FaultProxy proxy(server().port());
    proxy.setDoor(ProxyDoor::Garbage);
    proxy.setGarbage("HTTP/1.1 400 Bad Request\r\n\r\n");
    const auto garbage = tryOpen(through(proxy));
    ASSERT_FALSE(garbage);
    EXPECT_FALSE(garbage.error().hint.empty());
    proxy.setDoor(ProxyDoor::Closed);
    const auto closed = tryOpen(through(proxy));
    ASSERT_FALSE(closed);
    EXPECT_EQ(closed.error().kind, ErrorKind::ConnectionFailed);
    EXPECT_NE(closed.error().hint.find("running"), std::string::npos);
}

TEST_F(PostgresNetwork, ACutAtAnyPlaceOfTheOpeningIsAnErrorWithANextStep) {
    for (const std::uint64_t bytes : {0U, 1U, 5U, 50U, 100U, 200U, 300U}) {
        FaultProxy proxy(server().port());
        proxy.setFaults(ProxyDirection::ToClient, {.cutAfter = bytes});
        const auto refused = tryOpen(through(proxy));
        ASSERT_FALSE(refused) << bytes;
        EXPECT_FALSE(refused.error().message.empty());
        EXPECT_FALSE(refused.error().hint.empty()) << refused.error().message;
    }
}

TEST_F(PostgresNetwork, RowsThatCameBeforeAResetAreKeptAndTheEndIsUnknown) {
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    const auto cursor = (*session)->execute({"SELECT i, repeat('x', 1000) FROM generate_series(1, 1000000) i", {}, {}});
    ASSERT_TRUE(cursor);
    StringStore store;
    RowBatchBuilder rows(2, {.rows = 100000, .bytes = std::size_t{1} << 30U}, store);
    proxy.setFaults(ProxyDirection::ToClient, {.resetAfter = 100'000});
    const Result<bool> more = (*cursor)->fetch(rows);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(more.error().inDoubt);
    EXPECT_GT(rows.rows(), 10U);
}

TEST_F(PostgresNetwork, ACommitWhoseAnswerIsLostIsInDoubtAndSentOnce) {
    run("CREATE TABLE t (a int)");
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    ASSERT_TRUE(runAll(**session, "BEGIN"));
    ASSERT_TRUE(runAll(**session, "INSERT INTO t VALUES (4711)"));
    proxy.setFaults(ProxyDirection::ToClient, {.swallow = true});
    auto committing = std::async(std::launch::async, [&] { return runAll(**session, "COMMIT"); });
    // The server has it and does it; its answer goes nowhere.
    while (textOf("SELECT count(*) FROM t") != "1") {
    }
    proxy.reset();
    const Result<ResultTable> commit = committing.get();
    ASSERT_FALSE(commit);
    EXPECT_EQ(commit.error().kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(commit.error().damage, Damage::Session);
    EXPECT_TRUE(commit.error().inDoubt);
    // Nothing is sent on a line that is lost, and nothing was sent twice.
    EXPECT_EQ(runAll(**session, "COMMIT").error().kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(timesIn(server().log(), "INSERT INTO t VALUES (4711)"), 1U);
}

TEST_F(PostgresNetwork, ASilentServerThatIsAskedToStopIsGivenUp) {
    FaultProxy proxy(server().port());
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    proxy.setFaults(ProxyDirection::ToClient, {.stallAfter = 0});
    const std::uint64_t before = proxy.received(ProxyDirection::ToServer);
    auto running = std::async(std::launch::async, [&] { return runAll(**session, "SELECT 1"); });
    ASSERT_TRUE(proxy.waitForReceived(ProxyDirection::ToServer, before + 1));
    auto cancelling = std::async(std::launch::async, [&] { return (*session)->canceller()->cancel(); });
    const Result<ResultTable> result = running.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(result.error().inDoubt);
    EXPECT_NE(result.error().message.find("10 seconds"), std::string::npos) << result.error().message;
    proxy.cut();
    static_cast<void>(cancelling.get().has_value());
}

TEST_F(PostgresNetwork, ASlowLineIsOnlySlow) {
    FaultProxy proxy(server().port());
    proxy.setFaults(ProxyDirection::ToClient, {.delay = std::chrono::milliseconds(20)});
    const auto session = tryOpen(through(proxy));
    ASSERT_TRUE(session);
    EXPECT_EQ(runAll(**session, "SELECT count(*) FROM generate_series(1, 10)")->rows[0][0], textValue("10"));
}

} // namespace dbv::conformance
