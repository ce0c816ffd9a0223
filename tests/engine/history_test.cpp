// SPDX-License-Identifier: Apache-2.0
// What the engine keeps of the statements that it was asked to send.
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using protocol::HistoryEntry;
using protocol::HistoryOutcome;
using ::testing::HasSubstr;

class EngineHistory : public EngineTest {
protected:
    protocol::HistoryFound history(protocol::SearchHistory asked = {}) {
        const protocol::Event event = m_log->awaitLast(send(std::move(asked)));
        const auto* found = std::get_if<protocol::HistoryFound>(&event);
        EXPECT_NE(found, nullptr);
        return found == nullptr ? protocol::HistoryFound() : *found;
    }
    /// The newest entry.
    HistoryEntry last() {
        const std::vector<HistoryEntry> entries = history().entries;
        EXPECT_FALSE(entries.empty());
        return entries.empty() ? HistoryEntry() : entries.front();
    }
};

TEST_F(EngineHistory, KeepsEachStatementOfAScriptWithItsRowsAndWhoSentIt) {
    m_server->on("select a", rowsOf(7));
    protocol::RunQuery script = query("select a; update b");
    script.from = protocol::StatementSource::Rpc;
    ASSERT_EQ(reports(send(script)).size(), 2U);
    const std::vector<HistoryEntry> entries = history().entries;
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[1].sql, "select a");
    EXPECT_EQ(entries[1].rows, 7U);
    EXPECT_EQ(entries[0].sql, "update b");
    for (const HistoryEntry& entry : entries) {
        EXPECT_EQ(entry.outcome, HistoryOutcome::Done);
        EXPECT_EQ(entry.source, protocol::StatementSource::Rpc);
        EXPECT_EQ(entry.connection, entry.database);
        EXPECT_GT(entry.at, 1'700'000'000'000);
    }
}

TEST_F(EngineHistory, KeepsHowAStatementFailedOrWasStopped) {
    m_server->on("select bad", {.refused = makeError(ErrorKind::SqlError, "no such thing")});
    m_server->on("select x", endless());
    static_cast<void>(report(run("select bad")));
    EXPECT_EQ(last().outcome, HistoryOutcome::Failed);
    EXPECT_EQ(last().error, "no such thing");
    const RequestId running = run("select x");
    static_cast<void>(m_log->await<protocol::ColumnsArrived>(running));
    EXPECT_TRUE(wasCancelled(cancel(running)));
    EXPECT_EQ(last().outcome, HistoryOutcome::Cancelled);
    EXPECT_EQ(last().sql, "select x");
}

TEST_F(EngineHistory, KeepsNothingOfASecret) {
    static_cast<void>(report(run("alter role a password 'hunter2'")));
    EXPECT_EQ(last().sql, "alter role a password '***'");
}

TEST_F(EngineHistory, KeepsTheNameOfASavedConnectionAlsoWhenThatChanges) {
    protocol::OpenConnection command;
    command.target.config.connector = "fake";
    command.target.config.database = "db";
    command.target.config.safety = Safety::Off;
    command.target.title = "shop";
    m_connection = std::get<protocol::ConnectionOpened>(m_log->awaitLast(send(command))).facts.connection;
    static_cast<void>(report(run("select 1")));
    EXPECT_EQ(last().connection, "shop");
    protocol::SaveConnection save;
    save.connection = {.name = "shop", .config = command.target.config};
    static_cast<void>(std::get<protocol::SavedConnectionsListed>(m_log->awaitLast(send(save))));
    save.connection.name = "store";
    save.replaces = "shop";
    static_cast<void>(std::get<protocol::SavedConnectionsListed>(m_log->awaitLast(send(save))));
    EXPECT_EQ(last().connection, "store");
    static_cast<void>(report(run("select 2")));
    EXPECT_EQ(history({.connection = "store"}).entries.size(), 2U);
}

TEST_F(EngineHistory, CountsWhatALongScriptHasBeyondAThousandStatements) {
    std::string script;
    for (int i = 0; i < 1010; ++i) {
        script += "insert " + std::to_string(i) + ";";
    }
    ASSERT_EQ(reports(run(script)).size(), 1010U);
    const protocol::HistoryFound found = history({.limit = 5000});
    ASSERT_EQ(found.entries.size(), 1001U);
    EXPECT_EQ(found.entries.front().sql, "-- 10 more statements of this script");
    EXPECT_EQ(found.entries[1].sql, "insert 999");
}

TEST_F(EngineHistory, RecordsNothingWhereItIsPrivate) {
    ASSERT_TRUE(std::holds_alternative<protocol::HistoryPrivacySet>(
        m_log->awaitLast(send(protocol::SetHistoryPrivacy{.connection = {}, .isPrivate = true}))));
    static_cast<void>(report(run("select 1")));
    EXPECT_TRUE(history().entries.empty());
    EXPECT_TRUE(history().isPrivate);
    ASSERT_TRUE(std::holds_alternative<protocol::HistoryPrivacySet>(
        m_log->awaitLast(send(protocol::SetHistoryPrivacy{.connection = {}, .isPrivate = false}))));
    static_cast<void>(report(run("select 2")));
    EXPECT_EQ(history().entries.size(), 1U);
}

TEST_F(EngineHistory, StopsNothingWhereItCanNotBeKeptAndSaysSoOnce) {
    std::filesystem::create_directory(std::filesystem::path(m_folder.path().toStdString()) / "history.db");
    static_cast<void>(report(run("select 1")));
    // The second statement comes when it is known, so the answer of a search is waited for.
    EXPECT_TRUE(std::holds_alternative<RequestFailed>(m_log->awaitLast(send(protocol::SearchHistory{}))));
    const RequestId second = run("select 2");
    static_cast<void>(report(second));
    const auto notices = m_log->all<protocol::NoticeRaised>(second);
    ASSERT_EQ(notices.size(), 1U);
    EXPECT_THAT(notices[0].notice.message, HasSubstr("The history is not kept at the moment"));
    EXPECT_TRUE(std::holds_alternative<RequestFailed>(m_log->awaitLast(send(protocol::SearchHistory{}))));
    const RequestId third = run("select 3");
    static_cast<void>(report(third));
    EXPECT_TRUE(m_log->all<protocol::NoticeRaised>(third).empty());
}

TEST_F(EngineHistory, KeepsAnExport) {
    m_server->on("select a", rowsOf(4));
    ASSERT_TRUE(std::holds_alternative<protocol::ExportFinished>(m_log->awaitLast(exportRows("select a"))));
    EXPECT_EQ(last().sql, "select a");
    EXPECT_EQ(last().rows, 4U);
}

TEST_F(EngineHistory, IsWrittenBeforeTheEngineEnds) {
    static_cast<void>(report(run("select 1")));
    m_engine.reset();
    start();
    EXPECT_EQ(last().sql, "select 1");
    m_connection = open();
}

} // namespace

} // namespace dbv::testing
