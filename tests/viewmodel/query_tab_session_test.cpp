// SPDX-License-Identifier: Apache-2.0
// What a tab does about its session beside running statements in it.
#include <QSignalSpy>

#include "query_tab_fixture.h"
#include "viewmodel/tab_loss.h"

namespace dbv::viewmodel {
namespace {

class QueryTabSession : public QueryTabOnFakeEngine {
protected:
    void connectTo(bool hasServer) {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{8};
        facts.hasServer = hasServer;
        tab.setConnection(facts);
    }
    [[nodiscard]] QString lastSaid() const { return messages.empty() ? QString() : messages.back().text; }
    /// The statement that closing would throw away while this script runs.
    [[nodiscard]] QString lossWhile(const std::string& sql, TextSpan sent = {}) {
        start(sql);
        if (sent.end != 0) {
            engine.say(run, protocol::StatementStarted{0, sent});
            deliver();
        }
        const QString statement = tab.loss().statement;
        engine.finish(run, protocol::QueryFinished{});
        deliver();
        EXPECT_FALSE(tab.loss().any()) << "nothing runs any more";
        return statement;
    }
};

TEST_F(QueryTabSession, ReconnectingLooksWhetherTheSessionStandsAndSaysHowThatWent) {
    tab.setDesk(desk);
    tab.reconnect();
    deliver();
    const auto sent = engine.commands<protocol::RunQuery>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].sql, "");
    EXPECT_TRUE(sent[0].canAnswer) << "a password that was changed is asked for";
    EXPECT_TRUE(tab.statusLine({}).contains(u"connecting"_s));
    engine.finish(run, protocol::QueryFinished{});
    deliver();
    EXPECT_TRUE(lastSaid().contains(u"the server answers"_s)) << lastSaid().toStdString();
    EXPECT_EQ(tab.state(), QueryTab::State::Idle);
    tab.reconnect();
    deliver();
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::ConnectionFailed, "Connection refused."), {}});
    deliver();
    EXPECT_TRUE(lastSaid().contains(u"refused"_s));
    EXPECT_TRUE(states.empty()) << "no statement of the text was run";
}

TEST_F(QueryTabSession, ReconnectingSaysWhatHoldsTheSession) {
    start("SELECT 1");
    tab.reconnect();
    EXPECT_TRUE(lastSaid().contains(u"is running"_s)) << lastSaid().toStdString();
    tab.stop();
    tab.reconnect();
    EXPECT_TRUE(lastSaid().contains(u"not confirmed"_s)) << lastSaid().toStdString();
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
}

TEST_F(QueryTabSession, WhereThereIsNoServerNobodyConfirmsAStop) {
    connectTo(false);
    start("UPDATE t SET a = 1");
    engine.say(run, protocol::StatementStarted{0, {0, 18}});
    deliver();
    tab.stop();
    EXPECT_FALSE(tab.statusLine({}).contains(u"server"_s));
    deliver();
    protocol::StatementReport stopped = report(0, {0, 18}, 0);
    stopped.timeMs = 1234;
    stopped.error = makeError(ErrorKind::Cancelled, "The statement was cancelled.");
    engine.say(run, protocol::StatementFinished{stopped});
    engine.finish(run, protocol::QueryFinished{.statements = 1, .last = stopped});
    engine.finish(cancel, protocol::CancelConfirmed{true, 0});
    deliver();
    for (const TabMessage& message : messages) {
        EXPECT_FALSE(message.text.contains(u"server"_s)) << message.text.toStdString();
    }
    EXPECT_TRUE(messages.front().text.startsWith(u"Stopped after 1"_s)) << messages.front().text.toStdString();
}

TEST_F(QueryTabSession, AStatementThatWaitsToBeSentIsMarkedAndItsStopConfirmsNothing) {
    start("SELECT 1; SELECT 2");
    ASSERT_TRUE(QTest::qWaitFor([this] { return !states.empty(); }, 60'000));
    EXPECT_EQ(states[0].first, (TextSpan{0, 8}));
    EXPECT_EQ(states[0].second, StatementState(StatementRunning{.waits = true}));
    EXPECT_TRUE(tab.statusLine({}).contains(u"waiting for a session"_s));
    tab.stop();
    deliver();
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::Cancelled, "The statement was cancelled."), {}});
    engine.finish(cancel, protocol::CancelConfirmed{true, 0});
    deliver();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].text, u"Stopped before anything was run."_s);
    EXPECT_EQ(states.back().second, StatementState(StatementStopped{.early = true}));
}

TEST_F(QueryTabSession, KnowsWhatWouldBeThrownAwayWithIt) {
    EXPECT_EQ(lossWhile("SELECT 1"), QString());
    EXPECT_EQ(lossWhile("EXPLAIN SELECT 1"), QString());
    EXPECT_EQ(lossWhile("UPDATE t SET a = 1"), u"UPDATE"_s);
    EXPECT_EQ(lossWhile("CREATE TABLE t (a int)"), u"CREATE TABLE"_s);
    EXPECT_EQ(lossWhile("WITH d AS (DELETE FROM t RETURNING a) SELECT * FROM d"), u"SELECT"_s);
    EXPECT_EQ(lossWhile("SELECT 1; INSERT INTO t VALUES (1)"), u"INSERT"_s) << "it would not be run any more";
    EXPECT_EQ(lossWhile("INSERT INTO t VALUES (1); SELECT 1", {26, 34}), QString()) << "that has run already";
    start("DELETE FROM t");
    tab.stop();
    EXPECT_FALSE(tab.loss().any()) << "who stops it has been asked enough";
}

TEST_F(QueryTabSession, AsksInOneSentenceForEachKindOfLoss) {
    EXPECT_FALSE(leavingQuestion({{u"Query 1"_s, {}}}));
    const auto both = leavingQuestion({{u"Query 1"_s, {.transaction = true, .statement = {}}},
                                       {u"Query 2"_s, {.transaction = false, .statement = u"UPDATE"_s}}});
    ASSERT_TRUE(both);
    EXPECT_TRUE(both->text.contains(u"running in Query 2 (UPDATE)"_s)) << both->text.toStdString();
    EXPECT_TRUE(both->text.contains(u"open in Query 1."_s)) << both->text.toStdString();
    EXPECT_EQ(both->leave, u"&Stop and roll back"_s);
}

} // namespace
} // namespace dbv::viewmodel
