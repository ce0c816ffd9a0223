// SPDX-License-Identifier: Apache-2.0
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

class Credit : public EngineTest {
protected:
    void grant(RequestId run, std::uint64_t rows) {
        EXPECT_TRUE(
            std::holds_alternative<protocol::RowsGranted>(m_log->awaitLast(send(protocol::GrantRows{run, rows}))));
    }
};

TEST_F(Credit, ParksWhenTheReaderHasEnoughAndGoesOnWhenItWantsMore) {
    m_server->on("a", rowsOf(100));
    const RequestId request = runWithCredit("a", 10);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request).rows, 10U);
    EXPECT_EQ(keptRows(request), 10U);
    EXPECT_FALSE(m_log->hasEnded(request));
    grant(request, 50);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request, 2).rows, 60U);
    EXPECT_EQ(keptRows(request), 60U);
    grant(request, protocol::kUnlimitedRows);
    EXPECT_EQ(report(request).rows, 100U);
    EXPECT_EQ(m_server->sent("a"), 1);
}

TEST_F(Credit, HoldsNoThreadWhileItIsParked) {
    m_server->on("a", rowsOf(100));
    std::vector<RequestId> parked;
    // Twice as many as there are threads.
    for (std::uint64_t session = 1; session <= 2 * engine::Lanes::kStatementThreads; ++session) {
        parked.push_back(runWithCredit("a", 1, session));
    }
    for (const RequestId request : parked) {
        EXPECT_EQ(m_log->await<protocol::RunParked>(request).rows, 1U);
    }
    EXPECT_FALSE(report(run("b", 1000)).error);
}

TEST_F(Credit, NeverSaysMoreIsAvailableWhenTheResultEndedExactlyThere) {
    m_server->on("a", rowsOf(10));
    const RequestId request = runWithCredit("a", 10);
    EXPECT_EQ(report(request).rows, 10U);
    EXPECT_TRUE(m_log->all<protocol::RunParked>(request).empty());
}

TEST_F(Credit, ParksBeforeTheFirstRowWithoutAnyCredit) {
    m_server->on("a", rowsOf(2));
    const RequestId request = runWithCredit("a", 0);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request).rows, 0U);
    grant(request, 5);
    EXPECT_EQ(report(request).rows, 2U);
}

TEST_F(Credit, OfStatementsParksTheScriptBetweenTwoOfThem) {
    protocol::RunQuery command = query("a; b; c; d");
    command.statementCredit = 2;
    const RequestId request = send(std::move(command));
    static_cast<void>(m_log->await<protocol::StatementFinished>(request, 2));
    // The session is still the script's.
    const RequestId waiting = run("later");
    EXPECT_TRUE(
        std::holds_alternative<protocol::RowsGranted>(m_log->awaitLast(send(protocol::GrantStatements{request, 1}))));
    static_cast<void>(m_log->await<protocol::StatementFinished>(request, 3));
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_TRUE(m_log->all<protocol::RunParked>(request).empty());
    static_cast<void>(send(protocol::GrantStatements{request, 100}));
    EXPECT_EQ(reports(request).size(), 4U);
    EXPECT_FALSE(report(waiting).error);
    EXPECT_EQ(m_server->log(), (std::vector<std::string>{"a", "b", "c", "d", "later"}));
}

TEST_F(Credit, OfStatementsIsNotNeededForTheEnd) {
    protocol::RunQuery command = query("a; b;");
    command.statementCredit = 2;
    EXPECT_EQ(reports(send(std::move(command))).size(), 2U);
}

TEST_F(Credit, OfStatementsThatIsUsedUpDoesNotKeepACancelWaiting) {
    protocol::RunQuery command = query("a; b");
    command.statementCredit = 1;
    const RequestId request = send(std::move(command));
    static_cast<void>(m_log->await<protocol::StatementFinished>(request));
    EXPECT_TRUE(wasCancelled(cancel(request)));
    EXPECT_EQ(m_server->sent("b"), 0);
}

TEST_F(Credit, OfRowsAndOfStatementsAreTwoThings) {
    m_server->on("a", rowsOf(20));
    protocol::RunQuery command = query("a; a");
    command.credit = 5;
    command.statementCredit = 1;
    const RequestId request = send(std::move(command));
    EXPECT_EQ(m_log->await<protocol::RunParked>(request).rows, 5U);
    static_cast<void>(send(protocol::GrantStatements{request, 1}));
    grant(request, 100);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request, 2).statement, 1U);
    static_cast<void>(send(protocol::EndResult{request}));
    EXPECT_EQ(reports(request).size(), 2U);
}

TEST_F(Credit, EachResultOfAScriptHasItsOwnCredit) {
    m_server->on("a", rowsOf(20));
    m_server->on("b", rowsOf(20));
    const RequestId request = runWithCredit("a; b", 15);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request).statement, 0U);
    grant(request, 1000);
    const auto second = m_log->await<protocol::RunParked>(request, 2);
    EXPECT_EQ(second.statement, 1U);
    EXPECT_EQ(second.rows, 15U);
    grant(request, 1000);
    EXPECT_EQ(reports(request).size(), 2U);
}

TEST_F(Credit, SaysExactlyWhetherALimitedResultHasMore) {
    m_server->on("a", rowsOf(10));
    const auto truncatedAt = [this](std::uint64_t maxRows) {
        protocol::RunQuery command = query("a");
        command.maxRows = maxRows;
        const auto ended = report(send(std::move(command)));
        EXPECT_EQ(ended.rows, std::min<std::uint64_t>(maxRows, 10));
        return ended.truncated;
    };
    EXPECT_TRUE(truncatedAt(0));
    EXPECT_TRUE(truncatedAt(9));
    EXPECT_FALSE(truncatedAt(10));
    EXPECT_FALSE(truncatedAt(11));
}

TEST_F(Credit, EndsAParkedResultInOrderWhenAsked) {
    m_server->on("a", rowsOf(100));
    const RequestId request = runWithCredit("a; b", 10);
    EXPECT_EQ(m_log->await<protocol::RunParked>(request).rows, 10U);
    send(protocol::EndResult{request});
    const auto all = reports(request);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_TRUE(all[0].truncated);
    EXPECT_EQ(all[0].rows, 10U);
    EXPECT_FALSE(all[0].error);
    EXPECT_EQ(m_server->sent("b"), 1);
}

TEST_F(Credit, EndsAResultThatWaitedTooLongForItsReaderAndSaysSo) {
    m_engine.reset();
    start(std::chrono::milliseconds(1));
    m_connection = open();
    m_server->on("a", rowsOf(100));
    const RequestId request = runWithCredit("a", 10);
    EXPECT_TRUE(report(request).truncated);
    const auto notices = m_log->all<protocol::NoticeRaised>(request);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_NE(notices[0].notice.message.find("waited too long"), std::string::npos);
}

TEST_F(Credit, ShowsTheFirstRowBeforeTheSecondIsThere) {
    auto gate = std::make_shared<Gate>();
    // The gate stands before the first row; the row itself is told alone, because the first block takes one row.
    m_server->on("a", {.columns = 1, .rows = 100'000, .whileRunning = gate});
    const RequestId request = run("a");
    gate->open();
    EXPECT_EQ(m_log->await<protocol::RowsArrived>(request).rows, 1U);
    EXPECT_EQ(report(request).rows, 100'000U);
    const auto told = m_log->all<protocol::RowsArrived>(request);
    EXPECT_EQ(told.back().rows, 100'000U);
    for (std::size_t i = 1; i < told.size(); ++i) {
        EXPECT_GT(told[i].rows, told[i - 1].rows);
    }
}

TEST_F(Credit, TellsOfRowsFarLessOftenThanTheyCome) {
    m_server->on("a", rowsOf(1'000'000));
    const RequestId request = run("a");
    const auto ended = report(request);
    EXPECT_EQ(ended.rows, 1'000'000U);
    // At most one a frame, the first, and the last.
    EXPECT_LE(static_cast<double>(m_log->all<protocol::RowsArrived>(request).size()), ended.timeMs / 16 + 2);
}

TEST_F(Credit, AnswersAGrantForARunThatIsOver) {
    EXPECT_EQ(reports(run("a")).size(), 1U);
    grant(RequestId{9999}, 10);
}

} // namespace

} // namespace dbv::testing
