// SPDX-License-Identifier: Apache-2.0
#include <future>
#include <thread>

#include "session_fixture.h"

namespace dbv::conformance {

class Cancelling : public SessionTest {};

TEST_P(Cancelling, EndsASilentStatementFromAnotherThread) {
    const std::shared_ptr<Canceller> canceller = session().canceller();
    auto running = std::async(std::launch::async, [this] { return runAll(session(), quirks().silentEndlessQuery()); });
    ASSERT_TRUE(canceller->cancel());
    const Result<ResultTable> result = running.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(result.error().damage, Damage::Statement);
    ASSERT_TRUE(session().recover());
    EXPECT_EQ(valueOf("SELECT 1"), textValue("1"));
}

TEST_P(Cancelling, EndsAStatementThatGivesRows) {
    const auto cursor = session().execute({quirks().endlessRows(), {}, {}});
    ASSERT_TRUE(cursor);
    StringStore store;
    RowBatchBuilder rows(1, {.rows = 100}, store);
    ASSERT_EQ((*cursor)->fetch(rows), Result<bool>(true));
    const std::shared_ptr<Canceller> canceller = session().canceller();
    std::jthread other([&] { EXPECT_TRUE(canceller->cancel()); });
    Result<bool> more = true;
    while (more) {
        static_cast<void>(rows.take());
        more = (*cursor)->fetch(rows);
    }
    EXPECT_EQ(more.error().kind, ErrorKind::Cancelled);
}

TEST_P(Cancelling, AfterTheEndDoesNotHitTheNextStatement) {
    run("SELECT 1");
    ASSERT_TRUE(session().canceller()->cancel());
    ASSERT_TRUE(session().recover());
    EXPECT_EQ(valueOf("SELECT 2"), textValue("2"));
}

TEST_P(Cancelling, KeepsTheSessionsTemporaryTables) {
    run("CREATE TEMPORARY TABLE kept (a " + quirks().integerType() + ")");
    ASSERT_TRUE(session().canceller()->cancel());
    ASSERT_TRUE(session().recover());
    EXPECT_EQ(valueOf("SELECT count(*) FROM kept"), textValue("0"));
}

TEST_P(Cancelling, EndsAParkedStatementForGood) {
    const auto parked = session().execute({quirks().endlessRows(), {}, {}});
    ASSERT_TRUE(parked);
    StringStore store;
    RowBatchBuilder rows(1, {.rows = 10}, store);
    ASSERT_EQ((*parked)->fetch(rows), Result<bool>(true));
    ASSERT_TRUE(session().canceller()->cancel());
    ASSERT_TRUE(session().recover());
    static_cast<void>(rows.take());
    const Result<bool> more = (*parked)->fetch(rows);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::Cancelled);
    EXPECT_EQ(rows.rows(), 0U);
}

TEST_P(Cancelling, AfterTheSessionIsGoneDoesNothing) {
    const std::shared_ptr<Canceller> canceller = session().canceller();
    closeSession();
    EXPECT_TRUE(canceller->cancel());
}

TEST_P(Cancelling, StopsTheReadingOfTheCatalog) {
    run("CREATE TABLE t (a " + quirks().integerType() + ")");
    ASSERT_TRUE(session().canceller()->cancel());
    const auto objects = session().catalog().objects(quirks().schema(), ObjectScope::All);
    ASSERT_FALSE(objects);
    EXPECT_EQ(objects.error().kind, ErrorKind::Cancelled);
    ASSERT_TRUE(session().recover());
    EXPECT_TRUE(session().catalog().objects(quirks().schema(), ObjectScope::All));
}

DBV_ON_EVERY_ENGINE(Cancelling);

} // namespace dbv::conformance
