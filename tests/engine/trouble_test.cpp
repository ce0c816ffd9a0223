// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "engine_fixture.h"
#include "support/fail_spool_folder.h"

namespace dbv::testing {

namespace {

class Trouble : public EngineTest {};

std::vector<protocol::DiagnosisStep> timeless(std::vector<protocol::DiagnosisStep> steps) {
    for (protocol::DiagnosisStep& step : steps) {
        EXPECT_GE(step.timeMs, 0);
        step.timeMs = 0;
    }
    return steps;
}

TEST_F(Trouble, OfADriverThatThrowsWhenAStatementIsSentIsAnErrorOfThatStatement) {
    m_server->on("a", {.throwsWhenSent = true});
    const auto all = reports(run("before; a; after"));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].error->kind, ErrorKind::Internal);
    EXPECT_NE(all[1].error->message.find("lost its head"), std::string::npos);
    EXPECT_EQ(m_server->sent("after"), 0);
    EXPECT_FALSE(report(run("next")).error);
}

TEST_F(Trouble, OfALineThatBreaksUnderAStatementThatOnlyReadsLeavesNothingInDoubt) {
    Error lost = makeError(ErrorKind::ConnectionLost, "gone", "Look whether it took effect.", Damage::Session);
    lost.inDoubt = true;
    for (const char* sql : {"SELECT 1", "SELECT 2 FROM t"}) {
        m_server->on(sql, {.columns = 1, .rows = 9, .breaksAt = 5, .breaks = lost});
        const auto ended = report(run(sql));
        ASSERT_TRUE(ended.error);
        EXPECT_FALSE(ended.error->inDoubt);
        EXPECT_EQ(ended.error->hint, "Reconnect. The statement only read, so nothing was changed.");
    }
    for (const char* sql : {"SELECT nobody_knows(1)", "DELETE FROM t WHERE a = 1"}) {
        m_server->on(sql, {.columns = 1, .rows = 9, .breaksAt = 5, .breaks = lost});
        const auto ended = report(run(sql));
        ASSERT_TRUE(ended.error);
        EXPECT_TRUE(ended.error->inDoubt) << sql;
    }
}

TEST_F(Trouble, OfADriverThatThrowsWhileRowsAreFetchedEndsTheCursorBeforeItsSession) {
    m_server->on("a", {.columns = 1, .rows = 10, .throwsWhenFetched = true});
    const RequestId request = run("a");
    const auto ended = report(request);
    EXPECT_EQ(ended.error->kind, ErrorKind::Internal);
    EXPECT_TRUE(ended.error->inDoubt);
    EXPECT_EQ(m_log->all<protocol::StatementFinished>(request).size(), 1U);
    EXPECT_FALSE(report(run("next")).error);
    EXPECT_EQ(m_server->sent("a"), 1);
    EXPECT_EQ(m_server->sessionsOpened(), 3);
}

TEST_F(Trouble, OfACatalogueThatThrowsIsAnAnswerAndTheNextOneWorks) {
    EXPECT_EQ(failure(send(protocol::ListObjects{m_connection, "main"})).kind, ErrorKind::Internal);
    EXPECT_TRUE(
        std::holds_alternative<protocol::SchemasListed>(m_log->awaitLast(send(protocol::ListSchemas{m_connection}))));
}

TEST_F(Trouble, OfAFullDiskStopsTheResultAndKeepsWhatIsThere) {
    m_engine.reset();
    auto trouble = std::make_shared<SpoolTrouble>();
    trouble->diskFullAfter(std::uint64_t{1} << 20U);
    begin(std::make_shared<results::SpoolBudget>(std::uint64_t{1} << 20U, std::uint64_t{1} << 30U,
                                                 std::make_shared<FailSpoolFolder>(trouble)));
    start();
    m_connection = open();
    m_server->on("a", rowsOf(5'000'000));
    const RequestId request = run("a");
    const auto ended = report(request);
    ASSERT_TRUE(ended.error);
    EXPECT_EQ(ended.error->kind, ErrorKind::IoError);
    EXPECT_GT(keptRows(request), 0U);
    EXPECT_EQ(keptRows(request), ended.rows);
    EXPECT_LT(ended.rows, 5'000'000U);
    EXPECT_FALSE(report(run("next")).error);
}

TEST_F(Trouble, OfAConnectionIsToldStepByStep) {
    using Steps = std::vector<protocol::DiagnosisStep>;
    protocol::TestConnection command;
    command.target.config.connector = "nothing";
    protocol::Event end = m_log->awaitLast(send(command));
    const RequestFailed unknown = std::get<RequestFailed>(end);
    EXPECT_EQ(timeless(unknown.diagnosis), (Steps{{"resolve", false, unknown.error.message}}));

    command.target.config.connector = "fake";
    command.target.config.database = "db";
    m_server->refuseSessions(makeError(ErrorKind::ConnectionFailed, "The disk is gone.", "Plug it in."));
    end = m_log->awaitLast(send(command));
    EXPECT_EQ(timeless(std::get<RequestFailed>(end).diagnosis),
              (Steps{{"resolve", true, "Fake opens \"db\"."}, {"database", false, "The disk is gone."}}));
}

TEST_F(Trouble, WithPrivilegesDoesNotFailATest) {
    protocol::TestConnection command;
    command.target.config.connector = "fake";
    command.target.config.database = "db";
    m_server->tellPrivileges("You may do everything.");
    protocol::Event end = m_log->awaitLast(send(command));
    const protocol::DiagnosisStep told = std::get<protocol::ConnectionTested>(end).diagnosis.back();
    EXPECT_EQ(told.step, "privileges");
    EXPECT_TRUE(told.ok);
    EXPECT_EQ(told.message, "You may do everything.");
    EXPECT_GE(told.timeMs, 0);
    m_server->tellPrivileges(std::unexpected(makeError(ErrorKind::SqlError, "no such function")));
    end = m_log->awaitLast(send(command));
    const protocol::DiagnosisStep untold = std::get<protocol::ConnectionTested>(end).diagnosis.back();
    EXPECT_EQ(untold.step, "privileges");
    EXPECT_FALSE(untold.ok);
    EXPECT_EQ(untold.message, "no such function");
}

TEST_F(Trouble, OfAConnectionThatIsRefusedIsItsAnswer) {
    m_server->refuseSessions(makeError(ErrorKind::AuthenticationFailed, "wrong password", "Type it again."));
    protocol::OpenConnection command;
    command.target.config.connector = "fake";
    EXPECT_EQ(failure(send(command)).kind, ErrorKind::AuthenticationFailed);
    command.target.config.connector = "nothing";
    const Error error = failure(send(command));
    EXPECT_EQ(error.kind, ErrorKind::Unsupported);
    EXPECT_NE(error.hint.find("fake"), std::string::npos);
}

TEST_F(Trouble, OfAConnectorThatCanNotBeUsedIsToldWhereItIsMissed) {
    const std::filesystem::path folder = m_folder.path().toStdString() + "/connectors";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "dbv_nothing.so") << "this is no module";
    m_connectorFolders = {folder};
    restart(0);
    protocol::OpenConnection command;
    command.target.config.connector = "nothing";
    const Error error = failure(send(command));
    EXPECT_EQ(error.message, "There is no connector nothing.");
    EXPECT_NE(error.hint.find("dbv_nothing.so is not used: it is not a plugin"), std::string::npos) << error.hint;
}

} // namespace

} // namespace dbv::testing
