// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>

#include "query_tab_fixture.h"

namespace dbv::viewmodel {
namespace {

TEST_F(QueryTabOnFakeEngine, SendsExactlyTheMarkedTextOnceOnItsOwnSession) {
    start("SELECT 1 -- as it stands");
    const auto sent = engine.commands<protocol::RunQuery>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].sql, "SELECT 1 -- as it stands");
    EXPECT_EQ(sent[0].session, SessionKey{3});
    EXPECT_EQ(sent[0].connection, ConnectionId{7});
    EXPECT_EQ(tab.state(), QueryTab::State::Running);
}

TEST_F(QueryTabOnFakeEngine, RefusesASecondRunWhileOneIsUnderWay) {
    start("SELECT 1");
    start("SELECT 2");
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].severity, TabMessage::Severity::Warning);
}

TEST_F(QueryTabOnFakeEngine, AQuestionOfItsWayIsPutToThePersonAndGoesWithTheRun) {
    tab.setDesk(desk);
    std::vector<std::string> answered;
    engine.on<protocol::AnswerQuestion>([&](RequestId id, const protocol::AnswerQuestion& answer) {
        EXPECT_EQ(answer.opening, run);
        answered.emplace_back(bus.secrets()->copyOf(answer.answers.at(0)).reveal());
        engine.finish(id, protocol::QuestionAnswered{});
    });
    start("SELECT 1");
    EXPECT_TRUE(engine.commands<protocol::RunQuery>()[0].canAnswer);
    engine.say(run,
               protocol::QuestionRaised{{.kind = protocol::QuestionKind::SshPrompts, .prompts = {{"Code", true}}}});
    deliver();
    ASSERT_NE(desk.find(1), nullptr);
    std::vector<Secret> answers;
    answers.emplace_back("123456");
    desk.answer(1, std::move(answers));
    deliver();
    EXPECT_EQ(answered, std::vector<std::string>{"123456"});
    engine.say(run,
               protocol::QuestionRaised{{.kind = protocol::QuestionKind::SshPrompts, .prompts = {{"Code", true}}}});
    deliver();
    ASSERT_NE(desk.find(2), nullptr);
    tab.stop();
    EXPECT_EQ(desk.find(2), nullptr) << "nobody waits for the answer any more";
}

TEST_F(QueryTabOnFakeEngine, KeepsTheResultThatItHasWhenTheNextRunIsNotSent) {
    start("SELECT 1");
    engine.sayNumbers(run, 0, 3);
    engine.finish(run, protocol::QueryFinished{});
    deliver();
    ASSERT_EQ(tab.results().size(), 1U);
    QSignalSpy cleared(&tab, &QueryTab::resultsCleared);
    start("SELECT 2");
    EXPECT_EQ(tab.results().size(), 1U);
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::IoError, "Connection refused."), {}});
    deliver();
    EXPECT_EQ(tab.results().size(), 1U);
    EXPECT_EQ(cleared.count(), 0);
    EXPECT_TRUE(messages.back().text.contains(u"refused"_s));
    EXPECT_TRUE(engine.commands<protocol::ReleaseResult>().empty());
    start("DELETE FROM t");
    engine.say(run, protocol::StatementStarted{0, {0, 13}});
    protocol::StatementReport refused = report(0, {0, 13}, 0);
    refused.error = makeError(ErrorKind::RefusedReadOnly, "The connection is read-only.");
    engine.say(run, protocol::StatementFinished{refused});
    engine.finish(run, protocol::QueryFinished{.statements = 1, .last = refused});
    deliver();
    EXPECT_EQ(tab.results().size(), 1U);
    start("SELECT 3");
    engine.say(run, protocol::StatementStarted{0, {0, 8}});
    deliver();
    // It takes its time, and has nothing to show yet.
    QTRY_VERIFY(tab.results().empty());
    EXPECT_EQ(cleared.count(), 1);
}

TEST_F(QueryTabOnFakeEngine, DropsTheResultThatItHasWhenTheNextStatementEndsAnyOtherWay) {
    start("SELECT 1");
    engine.sayNumbers(run, 0, 3);
    engine.finish(run, protocol::QueryFinished{});
    deliver();
    start("SELECT nothing");
    engine.say(run, protocol::StatementStarted{0, {0, 14}});
    protocol::StatementReport failed = report(0, {0, 14}, 0);
    failed.error = makeError(ErrorKind::SqlError, "No such column.");
    engine.say(run, protocol::StatementFinished{failed});
    deliver();
    EXPECT_TRUE(tab.results().empty());
}

TEST_F(QueryTabOnFakeEngine, SaysWhyItCanNotRunWithoutAConnection) {
    tab.setConnection(std::nullopt);
    start("SELECT 1");
    EXPECT_TRUE(engine.commands<protocol::RunQuery>().empty());
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].text.contains(u"no connection"_s));
}

TEST_F(QueryTabOnFakeEngine, MarksWhatCouldNotBeSentAsFailedAndNotAsItsEarlierRun) {
    start("SELECT 1", 10);
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::ConnectionFailed, "No server.", ""), {}});
    deliver();
    ASSERT_EQ(states.size(), 1U);
    EXPECT_EQ(states[0].first, (TextSpan{10, 18}));
    EXPECT_EQ(states[0].second, StatementState(StatementFailed{"No server."}));
    start("SELECT 1", 10);
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::Cancelled, "Stopped.", ""), {}});
    deliver();
    EXPECT_TRUE(std::holds_alternative<StatementStopped>(states.back().second));
    // What was sent has its own state.
    start("SELECT 1", 10);
    engine.say(run, protocol::StatementStarted{.span = {0, 8}});
    engine.finish(run, protocol::RequestFailed{makeError(ErrorKind::ConnectionFailed, "Gone.", ""), {}});
    deliver();
    EXPECT_EQ(states.back().second, StatementState(StatementRunning{}));
}

TEST_F(QueryTabOnFakeEngine, ShowsRowsWhileTheyArriveAndTheReportAtTheEnd) {
    start("SELECT n FROM t");
    engine.sayNumbers(run, 0, 5);
    deliver();
    ASSERT_EQ(tab.results().size(), 1U);
    EXPECT_EQ(tab.results()[0].model->rowCount(), 5U);
    EXPECT_FALSE(tab.results()[0].report);
    engine.say(run, protocol::StatementFinished{report(0, {0, 15}, 5)});
    engine.finish(run, testing::finishedScript({report(0, {0, 15}, 5)}));
    deliver();
    EXPECT_EQ(tab.state(), QueryTab::State::Idle);
    ASSERT_TRUE(tab.results()[0].report);
    EXPECT_TRUE(tab.statusLine(0).contains(u"5 rows"_s)) << tab.statusLine(0).toStdString();
    EXPECT_TRUE(tab.statusLine(0).contains(u"complete"_s));
}

TEST_F(QueryTabOnFakeEngine, SaysMoreAvailableOnlyWhenTheRunIsParked) {
    start("SELECT n FROM t");
    engine.sayNumbers(run, 0, 5);
    deliver();
    EXPECT_FALSE(tab.statusLine(0).contains(u"more available"_s));
    engine.say(run, protocol::RunParked{0, 5});
    deliver();
    EXPECT_TRUE(tab.statusLine(0).contains(u"more available"_s));
    tab.fetchAll();
    const auto grants = engine.commands<protocol::GrantRows>();
    ASSERT_EQ(grants.size(), 1U);
    EXPECT_EQ(grants[0].run, run);
    EXPECT_FALSE(tab.statusLine(0).contains(u"more available"_s));
}

TEST_F(QueryTabOnFakeEngine, StaysStoppingUntilTheServerHasConfirmed) {
    start("SELECT n FROM endless");
    engine.say(run, protocol::StatementStarted{0, {0, 21}});
    deliver();
    tab.stop();
    EXPECT_EQ(tab.state(), QueryTab::State::Stopping);
    ASSERT_EQ(engine.commands<protocol::CancelRequest>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::CancelRequest>()[0].target, run);
    deliver();
    EXPECT_EQ(tab.state(), QueryTab::State::Stopping);
    protocol::StatementReport stopped = report(0, {0, 21}, 0);
    stopped.error = makeError(ErrorKind::Cancelled, "The statement was cancelled.");
    engine.say(run, protocol::StatementFinished{stopped});
    engine.finish(run, testing::finishedScript({stopped}));
    engine.finish(cancel, protocol::CancelConfirmed{true, 4.2});
    deliver();
    EXPECT_EQ(tab.state(), QueryTab::State::Idle);
    EXPECT_TRUE(std::ranges::any_of(messages, [](const TabMessage& m) { return m.text.contains(u"confirmed"_s); }));
    EXPECT_TRUE(
        std::ranges::any_of(messages, [](const TabMessage& m) { return m.text.startsWith(u"Stopped after "_s); }));
    ASSERT_FALSE(states.empty());
    EXPECT_TRUE(std::holds_alternative<StatementStopped>(states.back().second));
    EXPECT_TRUE(
        std::ranges::none_of(messages, [](const TabMessage& m) { return m.severity == TabMessage::Severity::Error; }));
}

TEST_F(QueryTabOnFakeEngine, PointsAnErrorAtItsPlaceInTheWholeTextOfTheTab) {
    // The marked text begins at 10 in the tab; a character beyond the BMP before the error counts two there.
    start("SELECT '😀', prise", 10);
    protocol::StatementReport failed = report(0, {0, 20}, 0);
    failed.error = makeError(ErrorKind::SqlError, "no such column: prise");
    failed.error->where = TextSpan{15, 20};
    engine.say(run, protocol::StatementFinished{failed});
    deliver();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].severity, TabMessage::Severity::Error);
    ASSERT_TRUE(messages[0].where);
    EXPECT_EQ(*messages[0].where, (TextSpan{23, 28}));
    ASSERT_FALSE(states.empty());
    EXPECT_TRUE(std::holds_alternative<StatementFailed>(states.back().second));
}

TEST_F(QueryTabOnFakeEngine, GivesTheResultsOfTheLastRunBackWhenTheNextIsSent) {
    start("SELECT n FROM t");
    const ResultId first = engine.sayNumbers(run, 0, 5);
    engine.finish(run, testing::finishedScript({report(0, {0, 15}, 5)}));
    deliver();
    QSignalSpy cleared(&tab, &QueryTab::resultsCleared);
    start("SELECT n FROM u");
    engine.say(run, protocol::StatementStarted{0, {0, 15}});
    engine.sayNumbers(run, 0, 1);
    deliver();
    EXPECT_EQ(cleared.count(), 1);
    EXPECT_EQ(engine.shelf().find(first), nullptr);
}

TEST_F(QueryTabOnFakeEngine, KeepsRowsThatCameBeforeAnError) {
    start("SELECT n FROM t");
    engine.sayNumbers(run, 0, 5);
    protocol::StatementReport failed = report(0, {0, 15}, 5);
    failed.error = makeError(ErrorKind::IoError, "disk I/O error");
    engine.say(run, protocol::StatementFinished{failed});
    engine.finish(run, testing::finishedScript({failed}));
    deliver();
    EXPECT_EQ(tab.results().at(0).model->rowCount(), 5U);
    EXPECT_TRUE(tab.statusLine(0).contains(u"failed"_s));
}

TEST_F(QueryTabOnFakeEngine, AsksForTheSchemaAgainAfterAStatementThatChangesIt) {
    QSignalSpy changed(&tab, &QueryTab::schemaMayHaveChanged);
    start("CREATE TABLE t(a)");
    protocol::StatementReport created = report(0, {0, 17}, 0);
    created.command = "CREATE TABLE";
    engine.say(run, protocol::StatementFinished{created});
    created.statement = 1;
    engine.say(run, protocol::StatementFinished{created});
    engine.finish(run, testing::finishedScript({created, created}));
    deliver();
    EXPECT_EQ(changed.count(), 1);
}

TEST_F(QueryTabOnFakeEngine, ClosesItsSessionAndCancelsWhenItGoes) {
    {
        QueryTab other(bus, engine.shelf(), SessionKey{4});
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{7};
        other.setConnection(facts);
        other.run({.sql = "SELECT 1", .position = 0, .line = 1});
    }
    const auto cancels = engine.commands<protocol::CancelRequest>();
    // The run, and then the watch over its session.
    ASSERT_EQ(cancels.size(), 2U);
    EXPECT_EQ(cancels[0].target, run);
    const auto closed = engine.commands<protocol::CloseSession>();
    ASSERT_EQ(closed.size(), 1U);
    EXPECT_EQ(closed[0].session, SessionKey{4});
}

} // namespace
} // namespace dbv::viewmodel
