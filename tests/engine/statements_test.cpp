// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class Statements : public EngineTest {};

Error sqlError(std::string message, TextSpan where) {
    Error error = makeError(ErrorKind::SqlError, std::move(message), {}, Damage::Statement);
    error.where = where;
    return error;
}

TEST_F(Statements, RunsEachStatementOfAScriptOnceAndInOrder) {
    m_server->on("b", rowsOf(3));
    const auto all = reports(run("a; b; c"));
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"a", "b", "c"}));
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[1].rows, 3U);
    EXPECT_EQ(all[1].span, (TextSpan{3, 4}));
    EXPECT_FALSE(all[1].truncated);
}

TEST_F(Statements, CutsEachAsTheSessionReadsItWhenItsTurnComes) {
    Grammar escaping = DialectId::PostgreSql;
    escaping.backslashEscapes = true;
    m_server->on("off", {.thenReads = escaping});
    m_server->on("on", {.thenReads = Grammar(DialectId::PostgreSql)});
    // Each is found before the one in front of it has ended.
    protocol::RunQuery script = query("off; a 'it\\'s; x'; on; b '\\'; c");
    script.statementCredit = 1;
    const RequestId request = send(std::move(script));
    for (std::uint64_t i = 1; i < 5; ++i) {
        static_cast<void>(m_log->await<protocol::StatementFinished>(request, i));
        send(protocol::GrantStatements{request, 1});
    }
    EXPECT_EQ(reports(request).size(), 5U);
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"off", "a 'it\\'s; x'", "on", "b '\\'", "c"}));
}

TEST_F(Statements, SendsAStatementOnceWhenTheServerRefusesIt) {
    m_server->on("bad", {.refused = sqlError("no such thing", {0, 3})});
    EXPECT_TRUE(report(run("bad")).error.has_value());
    EXPECT_EQ(m_server->sent("bad"), 1);
}

TEST_F(Statements, SendsAStatementOnceWhenItsSessionIsLost) {
    m_server->on("lost", {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session)});
    EXPECT_EQ(report(run("lost")).error->kind, ErrorKind::ConnectionLost);
    EXPECT_FALSE(report(run("next")).error);
    EXPECT_EQ(m_server->sent("lost"), 1);
}

TEST_F(Statements, TellsWhatIsSaidWhileAStatementFailsOrEndsWithThatStatement) {
    const Notice nearly{"notice", "nearly"};
    const Notice atLast{"info", "at last"};
    m_server->on("bad", {.refused = sqlError("no", {0, 1}), .notices = {nearly}});
    m_server->on("ends", {.lastNotices = {atLast}});
    protocol::RunQuery command = query("bad; ends; after");
    command.stopOnError = false;
    const RequestId request = send(std::move(command));
    ASSERT_EQ(reports(request).size(), 3U);
    const auto told = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].statement, 0U);
    EXPECT_EQ(told[0].notice, nearly);
    EXPECT_EQ(told[1].statement, 1U);
    EXPECT_EQ(told[1].notice, atLast);
}

TEST_F(Statements, TellsWhatIsSaidBeforeTheSessionIsLostWithThatStatement) {
    const Notice said{"warning", "the disk is full"};
    m_server->on("lost",
                 {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session), .notices = {said}});
    const RequestId request = run("lost");
    EXPECT_EQ(report(request).error->kind, ErrorKind::ConnectionLost);
    const auto told = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].notice, said);
}

TEST_F(Statements, ShiftsThePlaceOfAnErrorIntoTheScript) {
    m_server->on("broken here", {.refused = sqlError("near here", {7, 11})});
    const auto all = reports(run("first; broken here"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].error->where, (TextSpan{14, 18}));
}

TEST_F(Statements, StopsAtTheFirstErrorUnlessToldOtherwise) {
    m_server->on("bad", {.refused = sqlError("bad", {0, 3})});
    EXPECT_EQ(reports(run("bad; after")).size(), 1U);
    EXPECT_EQ(m_server->sent("after"), 0);
    protocol::RunQuery goOn = query("bad; after");
    goOn.stopOnError = false;
    const auto all = reports(send(std::move(goOn)));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(all[0].error);
    EXPECT_FALSE(all[1].error);
    EXPECT_EQ(m_server->sent("after"), 1);
}

TEST_F(Statements, NeverGoesOnAfterTheSessionIsLost) {
    m_server->on("lost", {.refused = makeError(ErrorKind::ConnectionLost, "gone", {}, Damage::Session)});
    protocol::RunQuery goOn = query("lost; after");
    goOn.stopOnError = false;
    EXPECT_EQ(reports(send(std::move(goOn))).size(), 1U);
    EXPECT_EQ(m_server->sent("after"), 0);
}

TEST_F(Statements, RefusesACommandOfAShell) {
    const auto all = reports(run("first;\n.tables\n"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].error->kind, ErrorKind::InvalidInput);
    EXPECT_NE(all[1].error->message.find(".tables"), std::string::npos);
    EXPECT_EQ(m_server->log(), std::vector<std::string>{"first"});
}

TEST_F(Statements, NamesTheLineOfACommentThatSwallowsTheRestOfTheScript) {
    const auto all = reports(run("first;\n\n/* second;\nthird;\n"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_FALSE(all[0].error);
    ASSERT_TRUE(all[1].error);
    EXPECT_EQ(all[1].error->kind, ErrorKind::InvalidInput);
    EXPECT_EQ(all[1].error->message,
              "The comment that is opened in line 3 is never closed: all behind it belongs to it.");
    ASSERT_TRUE(all[1].error->where);
    EXPECT_EQ(all[1].error->where->begin, 8U);
    EXPECT_EQ(m_server->log(), std::vector<std::string>{"first"});
}

TEST_F(Statements, SendsNoStatementThatACommentSwallows) {
    const auto all = reports(run("first\n/* second;\nthird;\n"));
    ASSERT_EQ(all.size(), 1U);
    ASSERT_TRUE(all[0].error);
    EXPECT_NE(all[0].error->message.find("line 2"), std::string::npos) << all[0].error->message;
    EXPECT_TRUE(m_server->log().empty());
}

TEST_F(Statements, SaysWhereAQuoteIsOpenedThatTheServerDoesNotFindClosed) {
    m_server->on("second 'x; third;", {.refused = makeError(ErrorKind::SqlError, "syntax error", {})});
    const auto all = reports(run("first;\nsecond 'x; third;"));
    ASSERT_EQ(all.size(), 2U);
    ASSERT_TRUE(all[1].error);
    EXPECT_EQ(all[1].error->message, "syntax error");
    EXPECT_EQ(all[1].error->hint, "The quote that is opened in line 2 is never closed: all behind it belongs to it.");
}

TEST_F(Statements, RunsTenThousandStatements) {
    std::string script;
    for (int i = 0; i < 10'000; ++i) {
        script += "s" + std::to_string(i) + ";\n";
    }
    const RequestId request = run(script);
    EXPECT_EQ(reports(request).size(), 10'000U);
    EXPECT_EQ(m_server->log().size(), 10'000U);
    EXPECT_EQ(m_server->log().back(), "s9999");
}

TEST_F(Statements, EndsAnEmptyScriptWithoutSendingAnything) {
    EXPECT_TRUE(reports(run("  -- only a comment\n ")).empty());
    EXPECT_TRUE(m_server->log().empty());
}

TEST_F(Statements, TellsWhatTheServerSaidBesideTheResult) {
    m_server->on("a", {.notices = {{"warning", "mind the gap"}}});
    const RequestId request = run("a");
    EXPECT_EQ(reports(request).size(), 1U);
    const auto notices = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_EQ(notices[0].notice.message, "mind the gap");
}

TEST_F(Statements, KeepsTheRowsThatCameBeforeAnError) {
    m_server->on("a", {.columns = 1,
                       .rows = 1000,
                       .breaksAt = 500,
                       .breaks = makeError(ErrorKind::IoError, "page 7 is broken", {}, Damage::Statement)});
    const RequestId request = run("a");
    const auto ended = report(request);
    EXPECT_EQ(ended.error->message, "page 7 is broken");
    EXPECT_EQ(ended.rows, 500U);
    EXPECT_EQ(keptRows(request), 500U);
}

TEST_F(Statements, SaysTheLastWordOnce) {
    m_server->on("a", rowsOf(10));
    const RequestId request = run("a; a; a");
    EXPECT_EQ(reports(request).size(), 3U);
    EXPECT_EQ(reports(run("after")).size(), 1U);
    EXPECT_EQ(m_log->lastWords(request), 1U);
}

TEST_F(Statements, NamesAConnectionThatIsNotOpen) {
    protocol::RunQuery command = query("a");
    command.connection = ConnectionId{77};
    const Error error = failure(send(std::move(command)));
    EXPECT_EQ(error.kind, ErrorKind::NotFound);
    EXPECT_NE(error.message.find("77"), std::string::npos);
}

} // namespace

} // namespace dbv::testing
