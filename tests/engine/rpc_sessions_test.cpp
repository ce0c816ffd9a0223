// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/rpc_pipes.h"

namespace {

using namespace dbv::protocol;
using dbv::ConnectionId;
using dbv::RequestId;
using dbv::SessionKey;
using dbv::TransactionState;
using dbv::support::FakeEngine;
using dbv::support::RpcPipes;

class RpcSessions : public testing::Test {
protected:
    static std::string request(const std::string& method, const std::string& params) {
        return R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":{"connectionId":7)" + params + "}}";
    }
    std::string answerTo(const std::string& method, const std::string& params = {}) {
        m_rpc.send(request(method, params));
        return m_rpc.line();
    }
    /// The answer, without what every answer begins with.
    std::string resultOf(const std::string& method, const std::string& params = {}) {
        const std::string answer = answerTo(method, params);
        const std::string head = R"({"jsonrpc":"2.0","id":1,"result":)";
        return answer.starts_with(head) ? answer.substr(head.size(), answer.size() - head.size() - 1) : answer;
    }

    FakeEngine m_engine;
    RpcPipes m_rpc{m_engine};
};

TEST_F(RpcSessions, AreListedWithWhatTheyAreForAndHowTheyStand) {
    m_engine.on<ListSessions>([this](RequestId id, const ListSessions& command) {
        EXPECT_EQ(command.connection, ConnectionId{7});
        SessionInfo info;
        info.session = SessionKey{2};
        info.name = "query 2";
        info.serverSessionId = "4711";
        info.activity = SessionActivity::Running;
        info.transaction = TransactionState::Open;
        info.transactionSince = info.opened = info.lastUse = std::chrono::steady_clock::now();
        info.holds = {"settings"};
        m_engine.finish(id, SessionsListed{{{info}, 4, 1}});
    });
    const std::string result = resultOf("listSessions");
    for (const char* part :
         {R"("budget":4)", R"("waiting":1)", R"("session":2)", R"("name":"query 2")", R"("purpose":"tab")",
          R"("serverSessionId":"4711")", R"("activity":"running")", R"("transaction":"open")",
          R"("holds":["settings"])", R"("transactionAgeMs":)", R"("ageMs":)", R"("unusedMs":)"}) {
        EXPECT_NE(result.find(part), std::string::npos) << part << " in " << result;
    }
}

TEST_F(RpcSessions, TakeAModeAndCommitAndRollBack) {
    m_engine.on<SetTransactionMode>([this](RequestId id, const SetTransactionMode& command) {
        EXPECT_EQ(command.session, SessionKey{3});
        m_engine.finish(id, TransactionModeSet{command.mode, command.isolation});
    });
    EXPECT_EQ(resultOf("setTransactionMode", R"(,"session":3,"mode":"manual","isolation":"SERIALIZABLE")"),
              R"({"isolation":"SERIALIZABLE","mode":"manual"})");
    EXPECT_NE(answerTo("setTransactionMode", R"(,"session":3,"mode":"sometimes")").find("-32602"), std::string::npos);
    m_engine.on<EndTransaction>([this](RequestId id, const EndTransaction& command) {
        m_engine.finish(id, TransactionEnded{command.end, TransactionState::None, 1.5});
    });
    EXPECT_EQ(resultOf("commit"), R"({"ended":"committed","notices":[],"timeMs":1.5,"transaction":"none"})");
    EXPECT_EQ(resultOf("rollback", R"(,"session":3)"),
              R"({"ended":"rolledBack","notices":[],"timeMs":1.5,"transaction":"none"})");
    const auto sent = m_engine.commands<EndTransaction>();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].session, SessionKey{0});
    EXPECT_EQ(sent[1].session, SessionKey{3});
}

TEST_F(RpcSessions, RunQueriesAndCloseByTheirNumber) {
    m_engine.on<RunQuery>([this](RequestId id, const RunQuery& command) {
        EXPECT_EQ(command.session, SessionKey{5});
        m_engine.say(id, SessionAwaited{"Query 5 waits: ...", {}});
        m_engine.finish(id, QueryFinished{});
    });
    m_rpc.send(request("runQuery", R"(,"sql":"SELECT 1","session":5)"));
    EXPECT_EQ(m_rpc.line(),
              R"({"jsonrpc":"2.0","method":"session.waiting","params":{"id":1,"message":"Query 5 waits: ..."}})");
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","id":1,"result":{"statements":[]}})");
    m_engine.on<CloseSession>([this](RequestId id, const CloseSession& command) {
        EXPECT_EQ(command.session, SessionKey{5});
        m_engine.finish(id, ConnectionClosed{});
    });
    EXPECT_EQ(resultOf("closeSession", R"(,"session":5)"), "{}");
}

TEST_F(RpcSessions, TellWhatHappensToThemToWhoWatches) {
    RequestId watch;
    m_engine.on<WatchSessions>([&](RequestId id, const WatchSessions& command) {
        EXPECT_EQ(command.session, SessionKey{3});
        watch = id;
    });
    m_rpc.send(request("watchSessions", R"(,"session":3)"));
    ASSERT_TRUE(m_rpc.waitUntil([&watch] { return static_cast<bool>(watch); }));
    const SessionKey three{3};
    m_engine.say(watch, SessionLost{SessionPurpose::Tab, three, "gone", {"settings"}, "It was lost."});
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","method":"session.lost","params":{"id":1,"lost":["settings"],)"
                            R"("message":"It was lost.","reason":"gone","session":3}})");
    m_engine.say(watch, SessionNoticed{three, {"info", "news: hello"}});
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","method":"session.notice","params":{"id":1,"message":"news: hello",)"
                            R"("session":3,"severity":"info"}})");
    m_engine.say(watch, TransactionChanged{three, TransactionState::None, std::nullopt});
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","method":"session.transaction","params":{"id":1,"session":3,)"
                            R"("transaction":"none"}})");
    m_engine.say(watch, TransactionReminded{three, std::chrono::steady_clock::now(), "Long."});
    EXPECT_NE(m_rpc.line().find("session.reminder"), std::string::npos);
    m_engine.finish(watch, SessionWatchEnded{});
    EXPECT_EQ(m_rpc.line(), R"({"jsonrpc":"2.0","id":1,"result":{}})");
}

/// A client that sends on before it has read that its transaction was lost.
class RpcLosses : public RpcSessions {
protected:
    RpcLosses() {
        m_engine.on<RunQuery>([this](RequestId id, const RunQuery&) { m_runs.push_back(id); });
    }
    static std::string insert(int id, int session = 1) {
        return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
               R"(,"method":"runQuery","params":{"connectionId":7,"sql":"INSERT","session":)" +
               std::to_string(session) + "}}";
    }
    /// Answers the newest run with a loss, which nobody has read yet when this returns.
    void loseSession(std::uint64_t number, SessionKey session) {
        RequestFailed failed;
        failed.error = dbv::makeError(dbv::ErrorKind::ConnectionLost, "Lost.");
        failed.loss = {number, session};
        m_engine.finish(m_runs.back(), failed);
    }
    [[nodiscard]] bool waitForRuns(std::size_t count) {
        return m_rpc.waitUntil([this, count] { return m_runs.size() == count; });
    }
    [[nodiscard]] std::uint64_t lastHeard() const { return m_engine.heard<RunQuery>().back(); }

    std::vector<RequestId> m_runs;
};

TEST_F(RpcLosses, AreNotKnownToWhatWasSentBeforeTheyWereTold) {
    m_rpc.send(insert(1));
    ASSERT_TRUE(waitForRuns(1));
    loseSession(3, SessionKey{1});
    m_rpc.send(insert(2));
    m_rpc.send(insert(3, 2));
    const std::string half = insert(4);
    m_rpc.sendBytes(half.substr(0, 20));
    EXPECT_NE(m_rpc.line().find("Lost."), std::string::npos);
    ASSERT_TRUE(waitForRuns(3));
    // The other session has nothing to do with it.
    EXPECT_EQ(m_engine.heard<RunQuery>(), (std::vector<std::uint64_t>{0, 2, 3}));
    m_rpc.send(half.substr(20));
    ASSERT_TRUE(waitForRuns(4));
    EXPECT_EQ(lastHeard(), 2U);
    m_rpc.send(insert(5));
    ASSERT_TRUE(waitForRuns(5));
    EXPECT_EQ(lastHeard(), 3U);
}

TEST_F(RpcLosses, OfTheOneSessionOfAConnectionAreThoseOfAll) {
    m_rpc.send(insert(1));
    ASSERT_TRUE(waitForRuns(1));
    loseSession(3, SessionKey{0});
    m_rpc.send(insert(2, 2));
    EXPECT_NE(m_rpc.line().find("Lost."), std::string::npos);
    ASSERT_TRUE(waitForRuns(2));
    EXPECT_EQ(lastHeard(), 2U);
    m_rpc.send(insert(3, 2));
    ASSERT_TRUE(waitForRuns(3));
    EXPECT_EQ(lastHeard(), 3U);
}

TEST_F(RpcLosses, AreToldWithTheBatchThatTheyBelongTo) {
    std::optional<RequestId> list;
    m_engine.on<ListSessions>([&list](RequestId id, const ListSessions&) { list = id; });
    m_rpc.send("[" + insert(1) + R"(,{"jsonrpc":"2.0","id":9,"method":"listSessions","params":{"connectionId":7}}])");
    ASSERT_TRUE(waitForRuns(1));
    loseSession(3, SessionKey{1});
    m_rpc.send(insert(2));
    ASSERT_TRUE(waitForRuns(2));
    EXPECT_EQ(lastHeard(), 2U);
    // Nothing was written yet.
    m_rpc.send(insert(3));
    ASSERT_TRUE(waitForRuns(3));
    EXPECT_EQ(lastHeard(), 2U);
    m_engine.finish(*list, SessionsListed{});
    EXPECT_NE(m_rpc.line().find("Lost."), std::string::npos);
    m_rpc.send(insert(4));
    ASSERT_TRUE(waitForRuns(4));
    EXPECT_EQ(lastHeard(), 3U);
}

TEST_F(RpcLosses, AreOverWithARequestThatGetsNoAnswer) {
    m_rpc.send(R"({"jsonrpc":"2.0","method":"runQuery","params":{"connectionId":7,"sql":"INSERT","session":1}})");
    ASSERT_TRUE(waitForRuns(1));
    loseSession(3, SessionKey{1});
    m_rpc.send(insert(2));
    ASSERT_TRUE(waitForRuns(2));
    EXPECT_EQ(lastHeard(), 2U);
    m_rpc.send(insert(3));
    ASSERT_TRUE(waitForRuns(3));
    EXPECT_EQ(lastHeard(), 3U);
}

TEST_F(RpcSessions, AWatchDoesNotHoldUpTheEndOfTheProgram) {
    m_engine.on<WatchSessions>([](RequestId, const WatchSessions&) {});
    m_rpc.send(request("watchSessions", {}));
    m_rpc.closeInput();
    EXPECT_EQ(m_rpc.exitCode(), 0);
}

} // namespace
