// SPDX-License-Identifier: Apache-2.0
// A tab that runs several statements.
#include "query_tab_fixture.h"

namespace dbv::viewmodel {
namespace {

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

} // namespace
} // namespace dbv::viewmodel
