// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/transaction_control.h"

#include <QCoreApplication>
#include <QSignalSpy>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "viewmodel/query_tab.h"

namespace dbv::viewmodel {
namespace {

using protocol::TransactionEnd;
using protocol::TransactionMode;
using Qt::Literals::StringLiterals::operator""_s;

class TransactionControlOnFakeEngine : public ::testing::Test {
protected:
    TransactionControlOnFakeEngine() {
        engine.on<protocol::WatchSessions>([this](RequestId id, const protocol::WatchSessions&) { watch = id; });
        engine.on<protocol::EndTransaction>([this](RequestId id, const protocol::EndTransaction&) { end = id; });
        engine.on<protocol::SetTransactionMode>([this](RequestId id, const protocol::SetTransactionMode& command) {
            engine.finish(id, protocol::TransactionModeSet{command.mode, command.isolation});
        });
        QObject::connect(&control, &TransactionControl::messageAdded,
                         [this](const TabMessage& message) { messages.push_back(message); });
    }
    static void deliver() { QCoreApplication::sendPostedEvents(); }
    void connect(bool oneSession = false) {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{++connections};
        facts.isolationLevels = {"READ COMMITTED", "SERIALIZABLE"};
        facts.oneSession = oneSession;
        control.setConnection(facts);
    }
    void say(protocol::Event event) {
        engine.say(watch, std::move(event));
        deliver();
    }
    void begin() {
        say(protocol::TransactionChanged{SessionKey{3}, TransactionState::Open, std::chrono::steady_clock::now()});
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    TransactionControl control{bus, SessionKey{3}};
    std::uint64_t connections = 0;
    RequestId watch;
    RequestId end;
    std::vector<TabMessage> messages;
};

TEST_F(TransactionControlOnFakeEngine, WatchesTheSessionOfItsTab) {
    EXPECT_FALSE(control.available());
    connect();
    EXPECT_TRUE(control.available());
    const auto watches = engine.commands<protocol::WatchSessions>();
    ASSERT_EQ(watches.size(), 1U);
    EXPECT_EQ(watches[0].session, SessionKey{3});
    begin();
    EXPECT_EQ(control.state(), TransactionState::Open);
    EXPECT_EQ(control.ageText(), u"0 s"_s);
    say(protocol::TransactionChanged{SessionKey{3}, TransactionState::None, std::nullopt});
    EXPECT_EQ(control.ageText(), QString());
}

TEST_F(TransactionControlOnFakeEngine, SendsModeAndLevelAndKeepsThemForTheNextConnection) {
    connect();
    control.setMode(TransactionMode::Manual);
    control.setIsolation(u"SERIALIZABLE"_s);
    control.setIsolation(u"CHAOS"_s);
    auto sent = engine.commands<protocol::SetTransactionMode>();
    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].mode, TransactionMode::Manual);
    EXPECT_EQ(sent[1].isolation, "SERIALIZABLE");
    connect();
    sent = engine.commands<protocol::SetTransactionMode>();
    ASSERT_EQ(sent.size(), 3U);
    EXPECT_EQ(sent[2].connection, ConnectionId{2});
    EXPECT_EQ(sent[2].mode, TransactionMode::Manual);
    EXPECT_EQ(sent[2].isolation, "SERIALIZABLE");
    // A level that the next database does not have goes.
    protocol::ConnectionFacts other;
    other.connection = ConnectionId{9};
    control.setConnection(other);
    EXPECT_EQ(control.isolation(), QString());
}

TEST_F(TransactionControlOnFakeEngine, EndsAnOpenTransactionOnceAndTellsHow) {
    connect();
    control.commit();
    EXPECT_TRUE(engine.commands<protocol::EndTransaction>().empty());
    begin();
    const QSignalSpy ended(&control, &TransactionControl::ended);
    EXPECT_TRUE(control.canEnd());
    control.commit();
    control.commit();
    EXPECT_FALSE(control.canEnd());
    ASSERT_EQ(engine.commands<protocol::EndTransaction>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::EndTransaction>()[0].end, TransactionEnd::Commit);
    engine.finish(end, protocol::TransactionEnded{TransactionEnd::Commit, TransactionState::None, 2.5});
    deliver();
    EXPECT_EQ(ended.size(), 1);
    EXPECT_EQ(control.state(), TransactionState::None);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].text.contains(u"committed in 2.5 ms"_s)) << messages[0].text.toStdString();
}

TEST_F(TransactionControlOnFakeEngine, TellsWhatTheServerSaidOfTheEnd) {
    connect();
    begin();
    control.rollBack();
    engine.finish(end, protocol::TransactionEnded{
                           TransactionEnd::RollBack, TransactionState::None, 1, {{"warning", "not all of it"}}});
    deliver();
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[1].severity, TabMessage::Severity::Warning);
    EXPECT_EQ(messages[1].text, u"not all of it"_s);
}

TEST_F(TransactionControlOnFakeEngine, SaysThatNothingWasCommittedWhenTheServerRolledBack) {
    connect();
    say(protocol::TransactionChanged{SessionKey{3}, TransactionState::Failed, std::chrono::steady_clock::now()});
    control.commit();
    engine.finish(end, protocol::TransactionEnded{TransactionEnd::RollBack, TransactionState::None, 1});
    deliver();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].severity, TabMessage::Severity::Warning);
    EXPECT_TRUE(messages[0].text.contains(u"nothing was committed"_s));
}

TEST_F(TransactionControlOnFakeEngine, SaysWhyACommitFailedAndLeavesTheStateToTheServer) {
    connect();
    begin();
    control.commit();
    Error error = makeError(ErrorKind::ConnectionLost, "gone while committing", "Look whether it was committed.");
    error.inDoubt = true;
    engine.finish(end, protocol::RequestFailed{error, {}});
    deliver();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].text.contains(u"gone while committing"_s));
    EXPECT_EQ(control.state(), TransactionState::Open);
    EXPECT_TRUE(control.canEnd());
}

TEST_F(TransactionControlOnFakeEngine, DoesNotEndATransactionUnderARunningStatement) {
    connect();
    begin();
    control.setBusy(true);
    control.rollBack();
    EXPECT_TRUE(engine.commands<protocol::EndTransaction>().empty());
    control.setBusy(false);
    control.rollBack();
    EXPECT_EQ(engine.commands<protocol::EndTransaction>().size(), 1U);
}

TEST_F(TransactionControlOnFakeEngine, TellsALostSessionANotificationAndAReminder) {
    connect();
    begin();
    say(protocol::TransactionReminded{SessionKey{3}, std::chrono::steady_clock::now(), "open for 5 minutes"});
    EXPECT_TRUE(control.overdue());
    say(protocol::SessionNoticed{SessionKey{3}, {"info", "news: hello"}});
    say(protocol::SessionLost{
        protocol::SessionPurpose::Tab, SessionKey{3}, "gone", {"settings"}, "The session was lost."});
    EXPECT_EQ(control.state(), TransactionState::None);
    EXPECT_FALSE(control.overdue());
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[0].severity, TabMessage::Severity::Warning);
    EXPECT_EQ(messages[1].severity, TabMessage::Severity::Info);
    EXPECT_EQ(messages[1].text, u"news: hello"_s);
    EXPECT_EQ(messages[2].severity, TabMessage::Severity::Warning);
}

TEST_F(TransactionControlOnFakeEngine, IsNotCalledLostWhileWhatRunsMayHaveEndedIt) {
    QStringList lost;
    QObject::connect(&control, &TransactionControl::transactionLost, [&](const QString& text) { lost << text; });
    const protocol::SessionLost gone{
        protocol::SessionPurpose::Tab, SessionKey{3}, "gone", {"the open transaction"}, "The session was lost."};
    connect();
    begin();
    control.setBusy(true);
    say(gone);
    control.setBusy(false);
    EXPECT_TRUE(lost.isEmpty()) << "a COMMIT may have arrived";
    EXPECT_FALSE(control.hasLostTransaction());
    begin();
    say(gone);
    EXPECT_EQ(lost, QStringList{u"The session was lost."_s});
    EXPECT_TRUE(control.hasLostTransaction());
    control.setConnection(std::nullopt);
    EXPECT_FALSE(control.hasLostTransaction());
}

TEST_F(TransactionControlOnFakeEngine, OfASharedSessionOutlivesItsTabAndFollowsOthersChoices) {
    connect(true);
    begin();
    EXPECT_FALSE(control.endsWithTab());
    say(protocol::TransactionModeSet{TransactionMode::Manual, "SERIALIZABLE"});
    EXPECT_EQ(control.mode(), TransactionMode::Manual);
    EXPECT_EQ(control.isolation(), u"SERIALIZABLE"_s);
    EXPECT_TRUE(engine.commands<protocol::SetTransactionMode>().empty());
    connect(false);
    begin();
    EXPECT_TRUE(control.endsWithTab());
    connect(false);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].text.contains(u"rolled back with the connection"_s));
}

TEST_F(TransactionControlOnFakeEngine, TellsAgesAsPeopleDo) {
    using namespace std::chrono_literals;
    EXPECT_EQ(ageText(12s), u"12 s"_s);
    EXPECT_EQ(ageText(5min + 59s), u"5 min"_s);
    EXPECT_EQ(ageText(2h + 5min), u"2 h 5 min"_s);
}

TEST_F(TransactionControlOnFakeEngine, OfATabIsToldWhatTheTabWaitsFor) {
    QueryTab tab(bus, engine.shelf(), SessionKey{4});
    std::vector<TabMessage> told;
    QObject::connect(&tab, &QueryTab::messageAdded, [&told](const TabMessage& message) { told.push_back(message); });
    RequestId run;
    engine.on<protocol::RunQuery>([&run](RequestId id, const protocol::RunQuery&) { run = id; });
    protocol::ConnectionFacts facts;
    facts.connection = ConnectionId{7};
    tab.setConnection(facts);
    tab.run({.sql = "SELECT 1", .position = 0, .line = 1});
    deliver();
    engine.say(run, protocol::SessionAwaited{"Query 4 waits: 1 of 1 session ...", {}});
    deliver();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].text, u"Query 4 waits: 1 of 1 session ..."_s);
}

} // namespace
} // namespace dbv::viewmodel
