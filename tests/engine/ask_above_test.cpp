// SPDX-License-Identifier: Apache-2.0
// What is asked about by the number of rows that it changes, at real databases.
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "server_sessions_fixture.h"
#include "watched_database.h"

namespace dbv::testing {

namespace {

using ::testing::HasSubstr;

class AskAbove : public ServerSessions, public ::testing::WithParamInterface<WatchedEngine> {
protected:
    void SetUp() override {
        ServerSessions::SetUp();
        m_watched = &watched(GetParam());
        m_before = m_watched->state();
    }
    void TearDown() override {
        ServerSessions::TearDown();
        if (m_watched->state() != m_before) {
            m_watched->restore();
        }
    }
    void openAbove(std::optional<std::uint64_t> rows) {
        m_safety = Safety::Confirm;
        protocol::ConnectionConfig config = m_watched->config();
        config.askAbove = rows;
        connect(config, config.options);
        EXPECT_EQ(m_facts.askAbove, rows);
    }
    /// What is asked about a script, which changes nothing.
    [[nodiscard]] protocol::Confirmation askedAbout(const std::string& script) {
        const protocol::Event event = m_log->awaitLast(run(script));
        if (!m_inTransaction) {
            EXPECT_EQ(changeOf(m_before, m_watched->state()), "") << script;
        }
        const auto* failed = std::get_if<RequestFailed>(&event);
        if (failed == nullptr || !failed->confirmation) {
            ADD_FAILURE() << script << " was not asked about";
            return {{}, {{}}, 0};
        }
        m_said = failed->error.message;
        return *failed->confirmation;
    }
    [[nodiscard]] std::string change() const { return changeOf(m_before, m_watched->state()); }

    WatchedDatabase* m_watched = nullptr;
    DatabaseState m_before;
    std::string m_said;
    /// Of the test's own: SQLite has a journal beside the file then.
    bool m_inTransaction = false;
};

TEST_P(AskAbove, MeasuresAChangeAndAsksAboutMoreRowsThanThat) {
    openAbove(2);
    const std::string many = "UPDATE item SET price = 1 WHERE id <= 3";
    const protocol::Confirmation asked = askedAbout(many);
    ASSERT_EQ(asked.statements.size(), 1U);
    EXPECT_EQ(asked.statements.front().affectedRows, 3);
    EXPECT_THAT(m_said, HasSubstr("3 rows, as measured"));
    EXPECT_EQ(askedAbout("DELETE FROM item WHERE id IN (SELECT id FROM owner)").statements.front().affectedRows, 3);

    succeeds("UPDATE item SET price = 2 WHERE id <= 2");
    EXPECT_EQ(change(), "writes");
    m_before = m_watched->state();
    // What was asked before is not what would run now.
    protocol::RunQuery again = query(many);
    again.confirm = askedAbout(many).token;
    EXPECT_FALSE(report(send(again)).error);
    EXPECT_EQ(change(), "writes");
}

TEST_P(AskAbove, AsksAboutEachChangeWhereThatIsWanted) {
    openAbove(0);
    EXPECT_EQ(askedAbout("UPDATE item SET price = 1 WHERE id = 1").statements.front().affectedRows, std::nullopt);
    succeeds("INSERT INTO note VALUES (7, 'seven')");
    EXPECT_EQ(change(), "writes");
}

TEST_P(AskAbove, GoesByTheTextWhereNothingIsSaid) {
    openAbove(std::nullopt);
    succeeds("UPDATE item SET price = 1 WHERE id <= 4");
    EXPECT_EQ(change(), "writes");
}

TEST_P(AskAbove, AsksWithoutANumberBehindWhatChangesSomething) {
    openAbove(2);
    const protocol::Confirmation asked =
        askedAbout("SELECT 1; INSERT INTO note VALUES (7, 'seven'); DELETE FROM note WHERE id = 7");
    ASSERT_EQ(asked.statements.size(), 1U);
    EXPECT_EQ(asked.statements.front().statement, 2U);
    EXPECT_EQ(asked.statements.front().affectedRows, std::nullopt);
    succeeds("SELECT 1; BEGIN; DELETE FROM note WHERE id = 1; COMMIT");
    EXPECT_EQ(change(), "writes");
}

TEST_P(AskAbove, MeasuresWithinATransactionAndLeavesItOpen) {
    openAbove(2);
    succeeds("BEGIN; INSERT INTO note VALUES (7, 'seven')");
    m_inTransaction = true;
    EXPECT_EQ(askedAbout("UPDATE note SET body = 'x' WHERE id > 1").statements.front().affectedRows, 3);
    succeeds("UPDATE note SET body = 'x' WHERE id >= 3");
    succeeds("ROLLBACK");
    EXPECT_EQ(change(), "");
}

TEST_P(AskAbove, LeavesWhatFailsToFail) {
    openAbove(2);
    EXPECT_EQ(report(run("UPDATE item SET nothing = 1 WHERE id = 1")).error->kind, ErrorKind::SqlError);
    EXPECT_EQ(change(), "");
}

TEST_P(AskAbove, RefusesToExportFromAChange) {
    openAbove(2);
    EXPECT_EQ(failure(exportRows("DELETE FROM note WHERE id = 1 RETURNING id")).kind, ErrorKind::ConfirmationRequired);
    EXPECT_EQ(change(), "");
}

INSTANTIATE_TEST_SUITE_P(Each, AskAbove,
                         ::testing::Values(WatchedEngine::Postgres, WatchedEngine::MariaDb, WatchedEngine::Sqlite),
                         [](const auto& engine) { return nameOf(engine.param); });

/// How much is at stake where no rollback brings it back.
class TargetSizes : public AskAbove {};

TEST_P(TargetSizes, AreToldWithTheQuestion) {
    openAbove(std::nullopt);
    const bool mariadb = GetParam() == WatchedEngine::MariaDb;
    for (const std::string sql : {mariadb ? "TRUNCATE item" : "VACUUM FULL item", "DROP DATABASE elsewhere"}) {
        const protocol::Confirmation asked = askedAbout(sql);
        ASSERT_TRUE(asked.statements.front().targetSize) << sql;
        EXPECT_GT(asked.statements.front().targetSize->bytes.value_or(0), 1000) << sql;
    }
    EXPECT_FALSE(askedAbout("DELETE FROM item").statements.front().targetSize);
}

INSTANTIATE_TEST_SUITE_P(Each, TargetSizes, ::testing::Values(WatchedEngine::Postgres, WatchedEngine::MariaDb),
                         [](const auto& engine) { return nameOf(engine.param); });

/// A table without transactions can not be tried.
class AskAboveUntried : public AskAbove {};

TEST_P(AskAboveUntried, IsAskedAboutWithoutANumber) {
    openAbove(2);
    EXPECT_EQ(askedAbout("DELETE FROM plain WHERE a = 1").statements.front().affectedRows, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Each, AskAboveUntried, ::testing::Values(WatchedEngine::MariaDb),
                         [](const auto& engine) { return nameOf(engine.param); });

} // namespace

} // namespace dbv::testing
