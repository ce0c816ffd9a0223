// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/query_tab.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/finished_script.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

/// A tab on a connection, with an engine behind it that does what the test says.
class QueryTabOnFakeEngine : public ::testing::Test {
protected:
    QueryTabOnFakeEngine() {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{7};
        tab.setConnection(facts);
        engine.on<protocol::RunQuery>([this](RequestId id, const protocol::RunQuery&) { run = id; });
        engine.on<protocol::CancelRequest>([this](RequestId id, const protocol::CancelRequest&) { cancel = id; });
        QObject::connect(&tab, &QueryTab::messageAdded,
                         [this](const TabMessage& message) { messages.push_back(message); });
        QObject::connect(&tab, &QueryTab::statementChanged,
                         [this](TextSpan span, const StatementState& state) { states.emplace_back(span, state); });
    }
    static void deliver() { QCoreApplication::sendPostedEvents(); }
    void start(const std::string& sql, std::size_t position = 0) {
        tab.run({.sql = sql, .position = position, .line = 1});
        deliver();
    }
    [[nodiscard]] static protocol::StatementReport report(std::size_t statement, TextSpan span, std::uint64_t rows) {
        protocol::StatementReport report;
        report.statement = statement;
        report.span = span;
        report.rows = rows;
        report.command = "SELECT";
        return report;
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    QuestionDesk desk{bus};
    QueryTab tab{bus, engine.shelf(), SessionKey{3}};
    RequestId run;
    RequestId cancel;
    std::vector<TabMessage> messages;
    std::vector<std::pair<TextSpan, StatementState>> states;
};

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
    start("SELECT 3");
    engine.say(run, protocol::StatementStarted{0, {0, 8}});
    deliver();
    EXPECT_TRUE(tab.results().empty());
    EXPECT_EQ(cleared.count(), 1);
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

TEST_F(QueryTabOnFakeEngine, EndsAParkedRunInOrderBeforeTheNextOne) {
    start("SELECT n FROM t");
    engine.say(run, protocol::StatementStarted{0, {0, 15}});
    engine.sayNumbers(run, 0, 5);
    engine.say(run, protocol::RunParked{0, 5});
    deliver();
    ASSERT_TRUE(tab.parked());
    tab.run({.sql = "SELECT 2", .position = 0, .line = 1});
    EXPECT_EQ(engine.commands<protocol::EndResult>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::RunQuery>().size(), 1U);
    engine.say(run, protocol::StatementFinished{report(0, {0, 15}, 5)});
    engine.finish(run, testing::finishedScript({report(0, {0, 15}, 5)}));
    deliver();
    const auto runs = engine.commands<protocol::RunQuery>();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[1].sql, "SELECT 2");
}

TEST_F(QueryTabOnFakeEngine, SaysHowManyStatementsBehindAFailureWereNotRun) {
    start("SELECT 1; SELECT prise; SELECT 3; -- more\nSELECT ';'; SELECT 5");
    protocol::StatementReport failed = report(1, {10, 22}, 0);
    failed.error = makeError(ErrorKind::SqlError, "no such column: prise");
    engine.finish(run, testing::finishedScript({report(0, {0, 8}, 1), failed}));
    deliver();
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages.back().text, u"Stopped at statement 2 of 5: 3 were not run."_s);
    EXPECT_EQ(messages.back().severity, TabMessage::Severity::Warning);
}

TEST_F(QueryTabOnFakeEngine, DoesNotCountTheRowsBehindACopyAsStatements) {
    protocol::ConnectionFacts facts;
    facts.connection = ConnectionId{7};
    facts.dialect = DialectId::PostgreSql;
    tab.setConnection(facts);
    start("COPY t FROM STDIN;\n1;\n2; 3\n\\.\nSELECT 1;");
    protocol::StatementReport failed = report(0, {0, 17}, 0);
    failed.error = makeError(ErrorKind::SqlError, "no such table: t");
    engine.finish(run, testing::finishedScript({failed}));
    deliver();
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages.back().text, u"Stopped at statement 1 of 2: 1 was not run."_s);
}

TEST_F(QueryTabOnFakeEngine, LetsALongScriptRunOnlySoFarAheadAndSumsItUp) {
    start("a long script");
    EXPECT_EQ(engine.commands<protocol::RunQuery>().back().statementCredit, 1000U);
    std::vector<protocol::StatementReport> reports;
    for (std::size_t i = 0; i < 600; ++i) {
        protocol::StatementReport inserted = report(i, {0, 1}, 0);
        inserted.command = "INSERT";
        inserted.affectedRows = 2;
        engine.say(run, protocol::StatementStarted{i, inserted.span});
        engine.say(run, protocol::StatementFinished{inserted});
        reports.push_back(std::move(inserted));
    }
    engine.finish(run, testing::finishedScript(reports));
    // So many events are taken in by turns.
    ASSERT_TRUE(QTest::qWaitFor([this] { return tab.state() == QueryTab::State::Idle; }));
    ASSERT_EQ(engine.commands<protocol::GrantStatements>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::GrantStatements>()[0].statements, 500U);
    EXPECT_EQ(messages.size(), 201U);
    EXPECT_TRUE(messages.back().text.startsWith(u"600 statements in "_s)) << messages.back().text.toStdString();
    EXPECT_TRUE(messages.back().text.endsWith(u", 1,200 rows changed."_s)) << messages.back().text.toStdString();
}

TEST_F(QueryTabOnFakeEngine, SaysNothingOfAFailureInTheLastStatement) {
    start("SELECT 1; SELECT prise; -- done");
    protocol::StatementReport failed = report(1, {10, 22}, 0);
    failed.error = makeError(ErrorKind::SqlError, "no such column: prise");
    engine.finish(run, testing::finishedScript({report(0, {0, 8}, 1), failed}));
    deliver();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_TRUE(messages[0].text.startsWith(u"2 statements in "_s)) << messages[0].text.toStdString();
}

TEST_F(QueryTabOnFakeEngine, LetsTheEngineCountWhatIsLongBehindAFailure) {
    start("SELECT prise;" + std::string(600'000, ' ') + "SELECT 2");
    protocol::StatementReport failed = report(0, {0, 12}, 0);
    failed.error = makeError(ErrorKind::SqlError, "no such column: prise");
    engine.finish(run, testing::finishedScript({failed}));
    deliver();
    ASSERT_EQ(engine.commands<protocol::SplitScript>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::SplitScript>()[0].sql, engine.commands<protocol::RunQuery>()[0].sql);
    engine.finish(engine.lastRequest(), protocol::ScriptSplit{{{.span = {0, 12}}, {.span = {600'013, 600'021}}}});
    deliver();
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(messages[0].text, u"Stopped at statement 1 of 2: 1 was not run."_s);
}

TEST_F(QueryTabOnFakeEngine, DoesNotRunTheRestOfAScriptThatIsReplacedWhileItIsParked) {
    start("SELECT n FROM t; DELETE FROM u; DELETE FROM v");
    engine.say(run, protocol::StatementStarted{0, {0, 15}});
    engine.sayNumbers(run, 0, 5);
    engine.say(run, protocol::RunParked{0, 5});
    deliver();
    tab.run({.sql = "SELECT 2", .position = 0, .line = 1});
    EXPECT_TRUE(engine.commands<protocol::EndResult>().empty());
    ASSERT_EQ(engine.commands<protocol::CancelRequest>().size(), 1U);
    EXPECT_EQ(engine.commands<protocol::CancelRequest>()[0].target, run);
    protocol::StatementReport stopped = report(0, {0, 15}, 5);
    stopped.error = makeError(ErrorKind::Cancelled, "The statement was cancelled.");
    engine.say(run, protocol::StatementFinished{stopped});
    engine.finish(run, testing::finishedScript({stopped}));
    deliver();
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages.back().text, u"Stopped at statement 1 of 3: 2 were not run."_s);
    const auto runs = engine.commands<protocol::RunQuery>();
    ASSERT_EQ(runs.size(), 2U);
    EXPECT_EQ(runs[1].sql, "SELECT 2");
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
